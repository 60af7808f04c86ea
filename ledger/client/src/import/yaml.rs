//! YAML 1.2 as JSON values: the core schema, one document, keys that are texts.
//!
//! What the core schema doesn't know is refused where it stands: tags of one's own, merge keys
//! (`<<`, YAML 1.1), numbers that JSON lacks, keys that stand twice. Aliases are followed up to a
//! limit, since nine lines of them can stand for a thousand million values.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};
use serde_json::{Map, Number, Value};

use super::{Position, Refusal};

/// Levels of nesting; as many as JSON may have.
const DEEPEST: usize = 128;

/// Values and bytes of text that aliases may stand for.
const MOST_ALIASED: usize = 1_000_000;

/// Reads one document.
///
/// # Errors
/// The first thing that can't be read, with its place.
pub(crate) fn read(file: &str, text: &str) -> Result<Value, Refusal> {
    Reader { file, open: Vec::new(), anchors: HashMap::new(), aliased: 0, root: None }.read(text)
}

struct Reader<'a> {
    file: &'a str,
    /// Lists and mappings that haven't ended yet, outermost first.
    open: Vec<Open>,
    /// What an anchor stands for, and how much that is.
    anchors: HashMap<usize, (Value, usize)>,
    /// How much is kept of what anchors name, and stands again for aliases.
    aliased: usize,
    root: Option<Value>,
}

/// A list or a mapping in the making.
struct Open {
    anchor: usize,
    value: Value,
    /// The key whose value comes next; of a mapping only.
    key: Option<String>,
}

impl Reader<'_> {
    fn read(mut self, text: &str) -> Result<Value, Refusal> {
        let mut parser = Parser::new(StrInput::new(text));
        let mut documents = 0;
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| {
                let message = format!("this isn't YAML: {}", error.info());
                self.refuse(*error.marker(), message)
            })?;
            let at = span.start;
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(self.refuse(at, "a second document begins here"));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let value = self.scalar(at, &text, style, tag.as_deref())?;
                    self.keep(at, anchor, &value)?;
                    self.put(at, value)?;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.begin(at, anchor, tag.as_deref(), "seq", Value::Array(Vec::new()))?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.begin(at, anchor, tag.as_deref(), "map", Value::Object(Map::new()))?;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let Some(Open { anchor, value, .. }) = self.open.pop() else { continue };
                    self.keep(at, anchor, &value)?;
                    self.put(at, value)?;
                }
                Event::Alias(anchor) => {
                    let value = self.alias(at, anchor)?;
                    self.put(at, value)?;
                }
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            }
        }
        self.root.ok_or_else(|| Refusal::new(self.file, "it is empty"))
    }

    fn begin(
        &mut self,
        at: Marker,
        anchor: usize,
        tag: Option<&Tag>,
        core: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        if self.open.len() >= DEEPEST {
            return Err(self.refuse(at, format!("this is nested deeper than {DEEPEST} levels")));
        }
        if let Some(open) = self.open.last()
            && open.value.is_object()
            && open.key.is_none()
        {
            return Err(self.refuse(at, "a key is a text, not a list or a mapping"));
        }
        if let Some(tag) = tag.filter(|tag| !(tag.is_yaml_core_schema() && tag.suffix == core)) {
            return Err(self.refuse(at, unknown_tag(tag)));
        }
        self.open.push(Open { anchor, value, key: None });
        Ok(())
    }

    /// Puts a value where it belongs: it is the key or the value of a mapping, an item, or all.
    fn put(&mut self, at: Marker, value: Value) -> Result<(), Refusal> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        let problem = match &mut open.value {
            Value::Array(items) => {
                items.push(value);
                return Ok(());
            }
            Value::Object(fields) => match open.key.take() {
                Some(key) => {
                    fields.insert(key, value);
                    return Ok(());
                }
                None => match key(value) {
                    Some(key) if key == "<<" => {
                        "`<<` isn't of YAML 1.2: write what it stands for".to_owned()
                    }
                    Some(key) if fields.contains_key(&key) => {
                        format!("`{key}` stands here a second time")
                    }
                    Some(key) => {
                        open.key = Some(key);
                        return Ok(());
                    }
                    None => "a key is a text, not a list or a mapping".to_owned(),
                },
            },
            _ => return Ok(()),
        };
        Err(self.refuse(at, problem))
    }

    fn keep(&mut self, at: Marker, anchor: usize, value: &Value) -> Result<(), Refusal> {
        if anchor != 0 {
            let weight = weight(value);
            self.count(at, weight)?;
            self.anchors.insert(anchor, (value.clone(), weight));
        }
        Ok(())
    }

    fn count(&mut self, at: Marker, weight: usize) -> Result<(), Refusal> {
        self.aliased = self.aliased.saturating_add(weight);
        if self.aliased <= MOST_ALIASED {
            return Ok(());
        }
        let message =
            format!("anchors and aliases stand for more than {MOST_ALIASED} values by here");
        Err(self.refuse(at, message))
    }

    fn alias(&mut self, at: Marker, anchor: usize) -> Result<Value, Refusal> {
        let Some((_, weight)) = self.anchors.get(&anchor) else {
            return Err(self.refuse(at, "this alias stands inside of what it stands for"));
        };
        self.count(at, *weight)?;
        let value = &self.anchors[&anchor].0;
        if self.open.len() + depth(value) > DEEPEST {
            return Err(self.refuse(at, format!("this is nested deeper than {DEEPEST} levels")));
        }
        Ok(value.clone())
    }

    /// The value of a scalar by the core schema of YAML 1.2.2, § 10.3.
    fn scalar(
        &self,
        at: Marker,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
    ) -> Result<Value, Refusal> {
        let quoted = style != ScalarStyle::Plain;
        let tag = match tag {
            Some(tag) if tag.is_yaml_core_schema() => Some(tag.suffix.as_str()),
            Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Some("str"),
            Some(tag) => return Err(self.refuse(at, unknown_tag(tag))),
            None => None,
        };
        let plain = resolved(text);
        let value = match tag {
            None if quoted => Ok(Value::String(text.to_owned())),
            None => plain,
            Some("str") => Ok(Value::String(text.to_owned())),
            Some("null") => plain.filtered(Value::is_null),
            Some("bool") => plain.filtered(Value::is_boolean),
            Some("int") => plain.filtered(|value| value.is_i64() || value.is_u64()),
            Some("float") => plain.filtered(Value::is_number),
            Some(other) => Err(format!("`!!{other}` isn't of the core schema of YAML 1.2")),
        };
        value.map_err(|message| self.refuse(at, message))
    }

    fn refuse(&self, at: Marker, message: impl Into<String>) -> Refusal {
        Refusal::new(self.file, message).at(Position { line: at.line(), column: at.col() + 1 })
    }
}

/// Holds a scalar to its tag.
trait Filtered {
    fn filtered(self, fits: impl Fn(&Value) -> bool) -> Self;
}

impl Filtered for Result<Value, String> {
    fn filtered(self, fits: impl Fn(&Value) -> bool) -> Self {
        match self {
            Ok(value) if !fits(&value) => Err("this isn't what its tag says".to_owned()),
            other => other,
        }
    }
}

fn unknown_tag(tag: &Tag) -> String {
    format!("the tag `{tag}` says something that JSON can't")
}

/// The value of a plain scalar.
fn resolved(text: &str) -> Result<Value, String> {
    let float = |text: &str| {
        let number = text.parse().ok().and_then(Number::from_f64).map(Value::Number);
        number.ok_or_else(|| format!("`{text}` is no number of JSON"))
    };
    let radix = |digits: &str, radix| {
        let number = u64::from_str_radix(digits, radix).map(Value::from);
        number.map_err(|_| format!("`{text}` is too large a number"))
    };
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => {
            let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
            let all = |text: &str, digit: fn(&char) -> bool| {
                !text.is_empty() && text.chars().all(|c| digit(&c))
            };
            let decimal = |text: &str| all(text, char::is_ascii_digit);
            match unsigned {
                ".inf" | ".Inf" | ".INF" => return Err("JSON has no infinity".to_owned()),
                ".nan" | ".NaN" | ".NAN" if unsigned == text => {
                    return Err("JSON has no `.nan`".to_owned());
                }
                _ => {}
            }
            if let Some(digits) = text.strip_prefix("0o")
                && all(digits, |c| c.is_digit(8))
            {
                return radix(digits, 8);
            }
            if let Some(digits) = text.strip_prefix("0x")
                && all(digits, char::is_ascii_hexdigit)
            {
                return radix(digits, 16);
            }
            if decimal(unsigned) {
                let text = text.strip_prefix('+').unwrap_or(text);
                if let Ok(number) = text.parse::<i64>() {
                    return Ok(number.into());
                }
                return text.parse::<u64>().map(Value::from).or_else(|_| float(text));
            }
            if is_float(unsigned) {
                return float(text.strip_prefix('+').unwrap_or(text));
            }
            Value::String(text.to_owned())
        }
    })
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !part.is_empty();
    let exponent_fits = exponent.is_none_or(|text| {
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        !text.is_empty() && digits(text)
    });
    has_digits && digits(whole) && digits(part) && exponent_fits
}

/// What a scalar is as a key: response codes are written as numbers.
fn key(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Null => Some("null".to_owned()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// How much room a value takes: values, and their texts by 64 bytes.
fn weight(value: &Value) -> usize {
    let within: usize = match value {
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.len() >> 6) + weight(value)).sum()
        }
        Value::String(text) => text.len() >> 6,
        _ => 0,
    };
    within.saturating_add(1)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(text: &str) -> String {
        read("a.yaml", text).unwrap_err().to_string()
    }

    #[test]
    fn scalars_are_those_of_the_core_schema() {
        let text = "[~, null, True, no, 12, -7, +3, 0o14, 0x1F, 012, 1.5, .5, 1e3, 1., 'x', \"1\", \
                    a b, 2026-11-28, 18446744073709551615]";
        let expected = json!([
            null,
            null,
            true,
            "no",
            12,
            -7,
            3,
            12,
            31,
            12,
            1.5,
            0.5,
            1000.0,
            1.0,
            "x",
            "1",
            "a b",
            "2026-11-28",
            u64::MAX
        ]);
        assert_eq!(read("a.yaml", text).unwrap(), expected);
        assert_eq!(read("a.yaml", "!!str 12").unwrap(), json!("12"));
        assert_eq!(
            read("a.yaml", "200:\n  a: |\n    x\n").unwrap(),
            json!({ "200": { "a": "x\n" } })
        );
    }

    #[test]
    fn anchors_stand_for_what_they_name() {
        let text = "a: &x { k: [1] }\nb: *x\nc: &y z\nd: *y\n";
        let expected = json!({ "a": { "k": [1] }, "b": { "k": [1] }, "c": "z", "d": "z" });
        assert_eq!(read("a.yaml", text).unwrap(), expected);
    }

    #[test]
    fn what_json_lacks_is_refused_where_it_stands() {
        for (text, expected) in [
            ("a: .nan", "a.yaml:1:4: JSON has no `.nan`"),
            ("a: -.inf", "a.yaml:1:4: JSON has no infinity"),
            ("a: 1\na: 2", "a.yaml:2:1: `a` stands here a second time"),
            ("a: &x 1\n<<: *x", "a.yaml:2:1: `<<` isn't of YAML 1.2: write what it stands for"),
            ("a: !own 1", "a.yaml:1:4: the tag `!own` says something that JSON can't"),
            ("a: !!binary aGk=", "a.yaml:1:4: `!!binary` isn't of the core schema of YAML 1.2"),
            ("a: !!int x", "a.yaml:1:4: this isn't what its tag says"),
            ("? [a]\n: 1", "a.yaml:1:3: a key is a text, not a list or a mapping"),
            ("a: &x [*x]", "a.yaml:1:8: this alias stands inside of what it stands for"),
            ("a: 1\n---\nb: 2", "a.yaml:2:1: a second document begins here"),
            ("", "a.yaml: it is empty"),
        ] {
            assert_eq!(refused(text), expected, "{text}");
        }
        assert!(refused("a: [1").contains("this isn't YAML"), "{}", refused("a: [1"));
        assert!(refused("a: *x").contains("this isn't YAML"));
    }

    #[test]
    fn bombs_are_refused_where_they_grow() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            bomb += &format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", "));
        }
        assert!(refused(&bomb).starts_with("a.yaml:6:"), "{}", refused(&bomb));
        let deep = "- ".repeat(200) + "x";
        assert_eq!(refused(&deep), "a.yaml:1:257: this is nested deeper than 128 levels");
        let flow = "[".repeat(100_000);
        assert!(refused(&flow).contains("deeper") || refused(&flow).contains("limit"));
        let long = format!("a: &x {}\nb: [{}]", "y".repeat(1 << 20), "*x, ".repeat(2000));
        assert!(refused(&long).contains("stand for more than"));
    }
}
