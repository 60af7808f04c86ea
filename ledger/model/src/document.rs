//! A JSON text read with the place of every value, so that a problem can point into it.
//!
//! `serde_json` reads the text and says what is wrong with it; a second walk over a text that is
//! known to be JSON only notes where things stand.

use std::collections::BTreeMap;

use orchestra_diagnostics::Span;
use serde_json::Value;

/// Bytes of pointers and places that are kept.
const MOST_KEPT: usize = 64 << 20;

/// A JSON text with the places of its values, by JSON Pointer.
#[derive(Debug)]
pub struct Document {
    pub(crate) value: Value,
    places: BTreeMap<String, Place>,
    /// Keys that stand in one object twice: the second one, where it stands.
    pub(crate) repeated: Vec<(String, Span)>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    key: Option<Span>,
    value: Span,
}

impl Document {
    /// Reads `text`.
    ///
    /// # Errors
    /// Where the text isn't JSON, with the place and the reason.
    pub fn read(text: &str) -> Result<Self, (Span, String)> {
        let value = serde_json::from_str(text).map_err(|error| explain(text, &error))?;
        let mut walk = Walk {
            text,
            at: 0,
            pointer: String::new(),
            room: MOST_KEPT,
            places: BTreeMap::new(),
            repeated: Vec::new(),
        };
        walk.value(None);
        Ok(Self { value, places: walk.places, repeated: walk.repeated })
    }

    /// What the text says.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Keys that stand in one object twice: the second one, where it stands.
    #[must_use]
    pub fn repeated(&self) -> &[(String, Span)] {
        &self.repeated
    }

    /// The document `value` at the places of this one: what stands here is shown here, and the
    /// rest at the nearest place around it.
    pub(crate) fn with_value(self, value: Value) -> Self {
        Self { value, ..self }
    }

    /// Where the value at `pointer` stands, or the nearest value around it that does.
    #[must_use]
    pub fn value_span(&self, pointer: &str) -> Span {
        self.place(pointer).value
    }

    /// Where the key of the value at `pointer` stands; where it has none, its first byte.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Span {
        let place = self.place(pointer);
        place
            .key
            .unwrap_or(Span::new(place.value.start, place.value.end.min(place.value.start + 1)))
    }

    fn place(&self, pointer: &str) -> Place {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return *place;
            }
            match pointer.rfind('/') {
                Some(cut) => pointer = &pointer[..cut],
                None => return Place { key: None, value: Span::at(0) },
            }
        }
    }
}

/// `name` as one segment of a JSON Pointer, with its slash.
#[must_use]
pub fn segment(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn explain(text: &str, error: &serde_json::Error) -> (Span, String) {
    let before: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = (before + error.column().saturating_sub(1)).min(text.len());
    let shown = error.to_string();
    let reason = shown.split(" at line ").next().unwrap_or(&shown);
    (Span::at(offset as u32), format!("this isn't JSON: {reason}"))
}

/// Goes through a text that is known to be JSON.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    pointer: String,
    /// What of [`MOST_KEPT`] is left.
    room: usize,
    places: BTreeMap<String, Place>,
    repeated: Vec<(String, Span)>,
}

impl Walk<'_> {
    fn value(&mut self, key: Option<Span>) {
        self.blanks();
        let start = self.at;
        match self.byte() {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => drop(self.string()),
            _ => self.scalar(),
        }
        let value = self.span(start);
        self.keep(key, value);
    }

    /// Pointers repeat the keys around them: a hostile document could ask for terabytes. What isn't
    /// kept is shown at the nearest place around it.
    fn keep(&mut self, key: Option<Span>, value: Span) {
        let size = self.pointer.len() + size_of::<Place>();
        let left = self.room.checked_sub(size);
        if let Some(left) = left {
            self.room = left;
            self.places.insert(self.pointer.clone(), Place { key, value });
        }
    }

    fn object(&mut self) {
        self.at += 1;
        loop {
            self.blanks();
            match self.byte() {
                b'"' => {}
                b'}' => break,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            let start = self.at;
            let name = self.string();
            let key = self.span(start);
            self.blanks();
            self.at += 1;
            let outer = self.pointer.len();
            self.pointer.push_str(&segment(&name));
            if self.places.contains_key(&self.pointer) {
                self.repeated.push((name, key));
            }
            self.value(Some(key));
            self.pointer.truncate(outer);
        }
        self.at += 1;
    }

    fn array(&mut self) {
        self.at += 1;
        let mut index = 0_usize;
        loop {
            self.blanks();
            match self.byte() {
                b']' => break,
                b',' => self.at += 1,
                _ => {
                    let outer = self.pointer.len();
                    self.pointer.push_str(&format!("/{index}"));
                    self.value(None);
                    self.pointer.truncate(outer);
                    index += 1;
                }
            }
        }
        self.at += 1;
    }

    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while self.byte() != b'"' {
            self.at += if self.byte() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        serde_json::from_str(&self.text[start..self.at]).expect("the text is known to be JSON")
    }

    fn scalar(&mut self) {
        while !matches!(self.byte(), b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | 0) {
            self.at += 1;
        }
    }

    fn blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// The byte here; 0, which stands in no JSON text, at the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn span(&self, start: usize) -> Span {
        Span::new(start as u32, self.at as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_that_repeat_a_long_key_are_kept_only_so_far() {
        let key = "k".repeat(1 << 20);
        let items = vec!["1"; 1000].join(",");
        let text = format!("{{\"{key}\":[{items}]}}");
        let document = Document::read(&text).expect("it is JSON");
        let kept: usize = document.places.keys().map(String::len).sum();
        assert!(kept <= MOST_KEPT, "{kept}");
        let last = document.value_span(&format!("/{key}/999"));
        let all = Span::new(0, text.len() as u32);
        assert_eq!(last, all, "what isn't kept is shown at the nearest place around it");
    }

    const TEXT: &str = r#" { "a/b": [1, {"c": "x\"}"}, -2.5e3 ], "d": {}, "e~": true }"#;

    fn shown(text: &str, span: Span) -> &str {
        &text[span.range()]
    }

    #[test]
    fn every_value_has_its_place() {
        let document = Document::read(TEXT).unwrap();
        for (pointer, expected) in [
            ("/a~1b/0", "1"),
            ("/a~1b/1", r#"{"c": "x\"}"}"#),
            ("/a~1b/1/c", r#""x\"}""#),
            ("/a~1b/2", "-2.5e3"),
            ("/d", "{}"),
            ("/e~0", "true"),
            ("", TEXT.trim()),
        ] {
            assert_eq!(shown(TEXT, document.value_span(pointer)), expected, "{pointer}");
        }
        assert_eq!(shown(TEXT, document.key_span("/a~1b")), r#""a/b""#);
        assert_eq!(shown(TEXT, document.key_span("")), "{");
    }

    #[test]
    fn what_does_not_stand_there_is_shown_at_what_is_around_it() {
        let document = Document::read(TEXT).unwrap();
        assert_eq!(shown(TEXT, document.value_span("/d/x/y")), "{}");
    }

    #[test]
    fn a_key_that_stands_twice_is_noted() {
        let text = r#"{"a": 1, "a": 2}"#;
        let document = Document::read(text).unwrap();
        assert_eq!(document.repeated.len(), 1);
        assert_eq!(document.repeated[0].1, Span::new(9, 12));
    }

    #[test]
    fn what_is_no_json_is_refused_where_it_breaks() {
        for (text, offset) in [("", 0), ("{\n  \"a\": }", 9), ("[1,]", 3), ("{} x", 3)] {
            let (span, why) = Document::read(text).unwrap_err();
            assert_eq!(span.start, offset, "{text:?}: {why}");
            assert!(why.starts_with("this isn't JSON: "), "{why}");
        }
        let deep = "[".repeat(10_000);
        assert!(Document::read(&deep).unwrap_err().1.contains("recursion limit"));
    }
}
