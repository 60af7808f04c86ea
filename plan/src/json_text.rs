//! A reader of JSON texts that `serde_json` can't be asked for: deeper ones, ones with trailing
//! commas, and the first value in the midst of prose.

use serde_json::{Map, Value as Json};

/// Reads one value at the start of a text.
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// How many lists and objects may lie in each other.
    depth: usize,
    trailing_commas: bool,
    /// Bytes that may still be looked at, so that a text of openings isn't read over and over.
    work: usize,
}

/// The whole text as one value at most `depth` levels deep, strictly by the standard.
pub(crate) fn whole(text: &str, depth: usize) -> Option<Json> {
    let mut reader = Reader::new(text, depth, false);
    let value = reader.value()?;
    reader.blanks();
    (reader.at == text.len()).then_some(value)
}

/// What a text is searched for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Objects alone.
    Object,
    /// Lists alone.
    List,
    /// Either.
    Composite,
    /// Any value.
    Any,
}

/// Levels of a value in prose: as many as `serde_json` reads.
const PROSE_DEPTH: usize = 127;

/// The first complete value of the wanted kind; trailing commas are tolerated.
pub(crate) fn first(text: &str, wanted: Wanted) -> Option<Json> {
    let mut reader = Reader::new(text, PROSE_DEPTH, true);
    let mut word_before = false;
    for (at, character) in text.char_indices() {
        let starts = match character {
            '{' => wanted != Wanted::List,
            '[' => wanted != Wanted::Object,
            '"' => wanted == Wanted::Any,
            _ => {
                wanted == Wanted::Any
                    && !word_before
                    && (character.is_ascii_digit() || "-tfn".contains(character))
            }
        };
        word_before = character.is_alphanumeric() || character == '_';
        if !starts {
            continue;
        }
        reader.at = at;
        if let Some(value) = reader.value() {
            let ends_word = text[reader.at..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            if value.is_array() || value.is_object() || value.is_string() || ends_word {
                return Some(value);
            }
        }
        if reader.work == 0 {
            return None;
        }
    }
    None
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, depth: usize, trailing_commas: bool) -> Self {
        let work = text.len().saturating_mul(64).saturating_add(1024);
        Self { text, at: 0, depth, trailing_commas, work }
    }

    fn value(&mut self) -> Option<Json> {
        self.blanks();
        self.work = self.work.saturating_sub(1);
        if self.work == 0 {
            return None;
        }
        match self.peek()? {
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::list),
            b'"' => self.string().map(Json::String),
            _ => self.scalar(),
        }
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Json>) -> Option<Json> {
        self.depth = self.depth.checked_sub(1)?;
        self.at += 1;
        let value = read(self);
        self.depth += 1;
        value
    }

    fn object(&mut self) -> Option<Json> {
        let mut fields = Map::new();
        if self.takes(b'}') {
            return Some(Json::Object(fields));
        }
        loop {
            self.blanks();
            let name = self.string()?;
            if !self.takes(b':') {
                return None;
            }
            fields.insert(name, self.value()?);
            match self.goes_on(b'}')? {
                true => {}
                false => return Some(Json::Object(fields)),
            }
        }
    }

    fn list(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        if self.takes(b']') {
            return Some(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            match self.goes_on(b']')? {
                true => {}
                false => return Some(Json::Array(items)),
            }
        }
    }

    /// After an item: whether another follows (true) or `end` was read (false).
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        if self.takes(end) {
            return Some(false);
        }
        let comma = self.takes(b',');
        if comma && self.trailing_commas && self.takes(end) {
            return Some(false);
        }
        comma.then_some(true)
    }

    fn string(&mut self) -> Option<String> {
        let rest = self.text.as_bytes().get(self.at..)?;
        if rest.first() != Some(&b'"') {
            return None;
        }
        let mut length = 1;
        loop {
            match rest.get(length)? {
                b'"' => break,
                b'\\' => length += 2,
                _ => length += 1,
            }
            self.work = self.work.checked_sub(1)?;
        }
        let text = self.text.get(self.at..=self.at + length)?;
        self.at += length + 1;
        serde_json::from_str(text).ok()
    }

    fn scalar(&mut self) -> Option<Json> {
        let rest = &self.text[self.at..];
        let part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let mut length = rest.find(|c| !part(c)).unwrap_or(rest.len());
        // `42.` ends a sentence.
        while self.trailing_commas && rest[..length].ends_with('.') {
            length -= 1;
        }
        let value = serde_json::from_str(&rest[..length]).ok()?;
        self.at += length;
        Some(value)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
            self.work = self.work.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Wanted, first, whole};

    #[test]
    fn the_first_complete_value_of_the_kind_is_found() {
        let cases = [
            ("```json\n{\"a\": [1, 2,],}\n```", Wanted::Object, Some(json!({ "a": [1, 2] }))),
            ("see [1] for {\"a\": 1} and {\"b\": 2}", Wanted::Object, Some(json!({ "a": 1 }))),
            ("{oops {\"a\": \"}\"}", Wanted::Object, Some(json!({ "a": "}" }))),
            ("{\"a\": [1, 2]", Wanted::Object, None),
            ("{\"a\": [1, 2]", Wanted::Composite, Some(json!([1, 2]))),
            ("The answer is 42.", Wanted::Any, Some(json!(42))),
            ("nothing x5 but true", Wanted::Any, Some(json!(true))),
            ("[1,,2]", Wanted::List, None),
            ("\"\\ud83d\\ude00\"", Wanted::Any, Some(json!("😀"))),
            ("\"\\", Wanted::Any, None),
        ];
        for (text, wanted, expected) in cases {
            assert_eq!(first(text, wanted), expected, "{text}");
        }
    }

    #[test]
    fn a_text_of_openings_takes_no_longer_than_others() {
        for opening in ["[", "{\"a\":", "[\"[\",", "[[],"] {
            assert_eq!(first(&opening.repeat(10_000), Wanted::Object), None);
        }
    }

    #[test]
    fn the_whole_text_is_read_strictly() {
        assert_eq!(whole(" [1, {}] ", 2), Some(json!([1, {}])));
        for wrong in ["[1,]", "[1] x", "", "01", "[[[]]]", "{\"a\"}", "+1", "nul"] {
            assert_eq!(whole(wrong, 2), None, "{wrong}");
        }
    }
}
