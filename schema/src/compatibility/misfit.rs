//! What keeps a value of one schema from surely being one of another, in words.
//!
//! The same misfit is told of both directions: from old to new it is something that narrows, the
//! other way round something that widens. The words say what is and what was, whichever it is.

use std::fmt::Write as _;

use serde_json::Value;

use super::SchemaChange;

/// Characters of a value that is quoted.
const LONGEST: usize = 60;

/// Values that are listed.
const MOST_LISTED: usize = 5;

/// One thing that is in the way.
#[derive(Clone, Debug)]
pub(super) struct Misfit<'a> {
    /// What asks, in the schema that is to be fitted.
    pub(super) to: &'a Value,
    /// What stands in its place in the schema that is known to fit.
    pub(super) from: Option<&'a Value>,
    pub(super) what: What<'a>,
}

/// A kind of misfit.
#[derive(Clone, Debug)]
pub(super) enum What<'a> {
    /// A bound, pattern or format that isn't kept.
    Keyword(&'static str),
    /// Another type.
    Type,
    /// Values that aren't accepted.
    Values(Vec<Value>),
    /// Only some values are accepted, of those that can't be counted.
    Listed,
    /// A listed field that may not be there.
    Field(&'a str),
    /// A field that was open to anything.
    OpenField(&'a str),
    /// Fields that nobody lists.
    OtherFields,
    /// Items beyond those at fixed places.
    OtherItems,
    /// A field that has to be there.
    Required(&'a str),
    /// A mark that gives the value another type.
    Mark(&'static str),
    /// Nothing is accepted.
    Nothing,
    /// No branch of a union takes this one.
    Alternative,
    /// More than one branch of a union might, and only one may.
    Ambiguous,
    /// A keyword that can't be reasoned about.
    Unsure(&'a str),
    /// The schemas are too large to be compared.
    TooLarge,
}

impl Misfit<'_> {
    /// From here on, two schemas aren't versions of each other.
    pub(super) const OTHER: usize = 100;

    /// How far two schemas are from each other by this.
    pub(super) fn distance(&self) -> usize {
        match self.what {
            What::Type | What::Values(_) | What::Nothing => Self::OTHER,
            What::Required(_) | What::Field(_) => 10,
            _ => 1,
        }
    }

    pub(super) fn is_mark(&self) -> bool {
        matches!(self.what, What::Mark(_))
    }

    /// The misfit at its place. `narrowed`: `to` belongs to the new schema.
    pub(super) fn told(&self, narrowed: bool, old: &Value, new: &Value) -> SchemaChange {
        let (was, is) =
            if narrowed { (self.from, Some(self.to)) } else { (Some(self.to), self.from) };
        // Where a whole schema stands for the missing keyword, its place is the nearest one.
        let mut found = is.and_then(|is| pointer_to(new, is)).map(|pointer| (pointer, false));
        if self.is_of_old(narrowed) || found.is_none() {
            let in_old = was.and_then(|was| pointer_to(old, was)).map(|pointer| (pointer, true));
            found = in_old.or(found);
        }
        let (pointer, in_old) = found.unwrap_or_default();
        SchemaChange { pointer, in_old, words: self.words(narrowed) }
    }

    /// Whether it is told of where it stood, since that is gone.
    fn is_of_old(&self, narrowed: bool) -> bool {
        match self.what {
            What::Field(_) => narrowed,
            What::Alternative => narrowed,
            What::Keyword(_) => !narrowed && self.from.is_none(),
            _ => false,
        }
    }

    fn words(&self, narrowed: bool) -> String {
        let (was, is) =
            if narrowed { (self.from, Some(self.to)) } else { (Some(self.to), self.from) };
        match &self.what {
            What::Keyword(keyword) => bound(keyword, was, is),
            What::Type => {
                let name = |value: Option<&Value>| value.map_or("anything".into(), type_words);
                format!("the type is {}, was {}", name(is), name(was))
            }
            What::Values(values) => {
                let list = listed(values);
                match (narrowed, values.len()) {
                    (true, 1) => format!("the value {list} is gone"),
                    (true, _) => format!("the values {list} are gone"),
                    (false, 1) => format!("the value {list} is new"),
                    (false, _) => format!("the values {list} are new"),
                }
            }
            What::Listed if narrowed => {
                format!("only {} fits now", quoted(self.to))
            }
            What::Listed => format!("more fits than {}, which was all", quoted(self.to)),
            What::Field(name) if narrowed => format!("the field `{}` is gone", shown(name)),
            What::Field(name) => format!("the field `{}` is new", shown(name)),
            What::OpenField(name) if narrowed => {
                format!("the field `{}`, which could be anything, has a type now", shown(name))
            }
            What::OpenField(name) => {
                format!("the field `{}` isn't described any more, and may be anything", shown(name))
            }
            What::OtherFields if narrowed => "fields that aren't listed are refused now".into(),
            What::OtherFields => "fields that aren't listed are accepted now".into(),
            What::OtherItems if narrowed => "the list has fewer items now".into(),
            What::OtherItems => "the list may have more items now".into(),
            What::Required(name) if narrowed => {
                format!("the field `{}` is required now", shown(name))
            }
            What::Required(name) => format!("the field `{}` may be missing now", shown(name)),
            What::Mark(mark) if narrowed => format!("{} now", mark_words(mark)),
            What::Mark(mark) => format!("not {} any more", mark_words(mark)),
            What::Nothing if narrowed => "nothing is accepted here any more".into(),
            What::Nothing => "something is accepted here now".into(),
            What::Alternative if narrowed => "this alternative is gone, or narrower".into(),
            What::Alternative => "this alternative is new, or wider".into(),
            What::Ambiguous => "a value may fit more than one alternative of `oneOf`".into(),
            What::Unsure(keyword) => {
                format!("`{}` isn't the same, and we can't tell what that does", shown(keyword))
            }
            What::TooLarge => "the schemas are too large for us to compare".into(),
        }
    }
}

/// A bound in words; what isn't a bound's own value is a schema without one.
fn bound(keyword: &str, was: Option<&Value>, is: Option<&Value>) -> String {
    let name = match keyword {
        "minimum" => "the least value",
        "maximum" => "the largest value",
        "multipleOf" => "the step",
        "minLength" => "the least length",
        "maxLength" => "the largest length",
        "minItems" => "the least number of items",
        "maxItems" => "the largest number of items",
        "minProperties" => "the least number of fields",
        "maxProperties" => "the largest number of fields",
        "pattern" => "the pattern",
        "format" => "the format",
        "uniqueItems" => {
            return match is {
                Some(Value::Bool(true)) => "items have to differ now".into(),
                _ => "items may be equal now".into(),
            };
        }
        other => other,
    };
    let stated =
        |value: Option<&Value>| value.filter(|it| !it.is_object() && !it.is_boolean()).map(quoted);
    match (stated(was), stated(is)) {
        (Some(was), Some(is)) => format!("{name} is {is}, was {was}"),
        (None, Some(is)) => format!("{name} is {is}, there was none"),
        (Some(was), None) => format!("{name} is open, was {was}"),
        (None, None) => format!("{name} isn't the same"),
    }
}

fn type_words(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Array(names) if names.iter().all(Value::is_string) => {
            let names: Vec<_> = names.iter().filter_map(Value::as_str).collect();
            names.join(" or ")
        }
        Value::Object(fields) => match fields.get("type") {
            Some(written) => type_words(written),
            None => match (fields.get("const"), fields.get("enum")) {
                (Some(value), _) => quoted(value),
                (None, Some(Value::Array(values))) => listed(values),
                _ => "anything".into(),
            },
        },
        value => quoted(value),
    }
}

fn mark_words(mark: &str) -> &'static str {
    match mark {
        "x-secret" => "a secret",
        "x-large" => "a file",
        _ => "bytes",
    }
}

fn listed(values: &[Value]) -> String {
    let mut text = values.iter().take(MOST_LISTED).map(quoted).collect::<Vec<_>>().join(", ");
    if values.len() > MOST_LISTED {
        write!(text, " and {} more", values.len() - MOST_LISTED).expect("a String takes all text");
    }
    text
}

fn quoted(value: &Value) -> String {
    format!("`{}`", shown(&value.to_string()))
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// The pointer to a part of a document, found by its address.
fn pointer_to(root: &Value, part: &Value) -> Option<String> {
    let mut open = vec![(root, String::new())];
    while let Some((value, pointer)) = open.pop() {
        if std::ptr::eq(value, part) {
            return Some(pointer);
        }
        match value {
            Value::Array(items) => open.extend(
                items.iter().enumerate().map(|(index, item)| (item, format!("{pointer}/{index}"))),
            ),
            Value::Object(fields) => open.extend(fields.iter().map(|(name, field)| {
                (field, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")))
            })),
            _ => {}
        }
    }
    None
}
