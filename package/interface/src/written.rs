//! Described types in the language's notation, whole.

use orchestra_compiler::types::notation::literal;
use orchestra_plan::{Value, shape::Format};

use crate::{DescribedField, DescribedType};

impl DescribedType {
    /// As a source writes it, on one line; names without their modules.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Unknown => "?".to_owned(),
            Self::Never => "never".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Json => "json".to_owned(),
            Self::Duration => "duration".to_owned(),
            Self::Secret => "secret".to_owned(),
            Self::Money { .. } => "money".to_owned(),
            Self::Int { min, max } => refined("int", ends(*min, *max)),
            Self::Float { min, max } => refined("float", ends(min.map(Number), max.map(Number))),
            Self::String { min, max, patterns, format } => text(*min, *max, patterns, *format),
            Self::Literal { value } => value_written(value),
            Self::List { item, min, max } => {
                format!("{}[{}]", bracketed(item), size(*min, *max).unwrap_or_default())
            }
            Self::Tuple { items } => format!("[{}]", all(items, ", ")),
            Self::Map { of } => format!("map<{}>", of.written()),
            Self::Record { fields, rest } => record(fields, rest.as_deref()),
            Self::Union { arms } => union(arms),
            Self::Named { .. } => name(self),
            Self::Parameter { name } => name.clone(),
        }
    }
}

/// A value in the plan's tagged notation (a default, a constant) as a source writes it.
#[must_use]
pub fn value_written(tagged: &serde_json::Value) -> String {
    match Value::from_tagged(tagged) {
        Ok(value) => expression(&value),
        Err(_) => "?".to_owned(),
    }
}

fn expression(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::String(text) => literal(text),
        Value::Duration(_) | Value::Money(_) => match value.to_json() {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        },
        Value::Secret(_) => "?".to_owned(),
        Value::List(items) => {
            format!("[{}]", items.iter().map(expression).collect::<Vec<_>>().join(", "))
        }
        Value::Record(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Record(fields) => {
            let fields =
                fields.iter().map(|(name, value)| format!("{}: {}", key(name), expression(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A name without its module, with its arguments.
pub(crate) fn name(named: &DescribedType) -> String {
    let DescribedType::Named { name, arguments } = named else { return named.written() };
    let last = name.rsplit('.').next().unwrap_or(name);
    if arguments.is_empty() { last.to_owned() } else { format!("{last}<{}>", all(arguments, ", ")) }
}

struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

fn ends<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("{min}..")),
        (None, Some(max)) => Some(format!("..={max}")),
        (Some(min), Some(max)) => Some(format!("{min}..={max}")),
    }
}

fn refined(base: &str, range: Option<String>) -> String {
    range.map_or_else(|| base.to_owned(), |range| format!("{base}({range})"))
}

/// Of lists: one number where both ends are the same.
fn size(min: u64, max: Option<u64>) -> Option<String> {
    match max {
        Some(max) if max == min => Some(max.to_string()),
        _ => ends((min > 0).then_some(min), max),
    }
}

fn text(min: u64, max: Option<u64>, patterns: &[String], format: Option<Format>) -> String {
    let base = match format {
        None => "string",
        Some(Format::Url) => "url",
        Some(Format::Datetime) => "datetime",
        Some(Format::Date) => "date",
        Some(Format::Email) => "email",
        Some(Format::Uuid) => "uuid",
        Some(Format::Bytes) => "bytes",
    };
    let mut parts: Vec<String> = ends((min > 0).then_some(min), max).into_iter().collect();
    parts.extend(patterns.iter().map(|pattern| format!("r\"{pattern}\"")));
    if parts.is_empty() { base.to_owned() } else { format!("{base}({})", parts.join(", ")) }
}

fn record(fields: &[DescribedField], rest: Option<&DescribedType>) -> String {
    let fields = fields.iter().map(|field| {
        let mark = if field.optional { "?" } else { "" };
        format!("{}{mark}: {}", key(&field.name), field.ty.written())
    });
    let rest = rest.map(|rest| format!("...{}", rest.written()));
    let parts: Vec<String> = fields.chain(rest).collect();
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

fn union(arms: &[DescribedType]) -> String {
    let present: Vec<&DescribedType> =
        arms.iter().filter(|arm| **arm != DescribedType::Null).collect();
    match present.as_slice() {
        [one] if arms.len() > 1 => format!("{}?", bracketed(one)),
        _ => all(arms, " | "),
    }
}

fn all(types: &[DescribedType], separator: &str) -> String {
    types.iter().map(DescribedType::written).collect::<Vec<_>>().join(separator)
}

/// In brackets where a postfix would bind to its last arm alone.
fn bracketed(ty: &DescribedType) -> String {
    let shown = ty.written();
    match ty {
        DescribedType::Union { arms } if arms.len() > 2 || !arms.contains(&DescribedType::Null) => {
            format!("({shown})")
        }
        _ => shown,
    }
}

/// A field's name: quoted, unless it is a word.
fn key(name: &str) -> String {
    let mut chars = name.chars();
    let is_word = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_word { name.to_owned() } else { literal(name) }
}
