//! Types as the language writes them; long ones are cut, since they stand in messages.

use std::fmt::{self, Write as _};

use orchestra_plan::shape::Format;

use super::{
    Field, Finite, FloatRange, IntRange, ListType, Literal, RecordType, Size, StringType, Type,
};

/// A record longer than this is shown without its fields' types.
const LONGEST_RECORD: usize = 60;
/// Arms of a union, fields of a record, items of a tuple that are shown.
const MOST_SHOWN: usize = 8;
/// Types nested deeper than this are `…`.
const DEEPEST: usize = 6;
/// Characters of a literal that are shown.
const LONGEST_LITERAL: usize = 40;

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show(self, 0))
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::String(text) => f.write_str(&quoted(text)),
        }
    }
}

impl fmt::Display for Finite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.get())
    }
}

/// `text` as a literal of the language, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown = String::from("\"");
    for (index, c) in text.chars().enumerate() {
        if index == LONGEST_LITERAL {
            shown.push('…');
            break;
        }
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    shown.push('"');
    shown
}

/// A field's name as a key: quoted, unless it is a word.
pub(crate) fn key(name: &str) -> String {
    let mut chars = name.chars();
    let word = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if word { name.to_owned() } else { quoted(name) }
}

/// `50`, `1..=80`, `1..`: as it stands in brackets; none: unbounded.
pub(crate) fn size(size: Size) -> Option<String> {
    match (size.min, size.max) {
        (0, None) => None,
        (0, Some(max)) if max > 0 => Some(format!("..={max}")),
        (min, Some(max)) if min == max => Some(min.to_string()),
        (min, Some(max)) => Some(format!("{min}..={max}")),
        (min, None) => Some(format!("{min}..")),
    }
}

fn range<T: fmt::Display>(min: Option<T>, max: Option<T>) -> Option<String> {
    Some(match (min, max) {
        (None, None) => return None,
        (Some(min), None) => format!("{min}.."),
        (None, Some(max)) => format!("..={max}"),
        (Some(min), Some(max)) => format!("{min}..={max}"),
    })
}

fn show(ty: &Type, depth: usize) -> String {
    if depth > DEEPEST {
        return "…".to_owned();
    }
    match ty {
        Type::Error => "?".to_owned(),
        Type::Never => "never".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Json => "json".to_owned(),
        Type::Int(IntRange { min, max }) => refined("int", range(*min, *max)),
        Type::Float(FloatRange { min, max }) => refined("float", range(*min, *max)),
        Type::String(string) => show_string(string),
        Type::Duration => "duration".to_owned(),
        Type::Money(_) => "money".to_owned(),
        Type::Secret => "secret".to_owned(),
        Type::Literal(literal) => literal.to_string(),
        Type::List(list) => {
            let ListType { item, size: length } = &**list;
            let length = size(*length).unwrap_or_default();
            if *item == Type::Never {
                return "[]".to_owned();
            }
            format!("{}[{length}]", bracketed(item, depth + 1))
        }
        Type::Tuple(items) => format!("[{}]", listed(items, ", ", depth + 1)),
        Type::Map(value) => format!("map<{}>", show(value, depth + 1)),
        Type::Record(record) => show_record(record, depth),
        Type::Union(arms) => show_union(arms, depth),
        Type::Named(named) => named.name.to_string(),
        Type::Parameter(name) => name.to_string(),
    }
}

fn refined(base: &str, range: Option<String>) -> String {
    match range {
        Some(range) => format!("{base}({range})"),
        None => base.to_owned(),
    }
}

fn show_string(string: &StringType) -> String {
    let base = match string.format {
        None => "string",
        Some(Format::Url) => "url",
        Some(Format::Datetime) => "datetime",
        Some(Format::Date) => "date",
        Some(Format::Email) => "email",
        Some(Format::Uuid) => "uuid",
        Some(Format::Bytes) => "bytes",
    };
    let mut parts: Vec<String> = Vec::new();
    let Size { min, max } = string.length;
    // A range of one length has both ends: `string(3)` isn't written.
    parts.extend(match (min, max) {
        (0, None) => None,
        (0, Some(max)) => Some(format!("..={max}")),
        (min, None) => Some(format!("{min}..")),
        (min, Some(max)) => Some(format!("{min}..={max}")),
    });
    parts.extend(string.patterns.iter().map(|pattern| format!("r\"{pattern}\"")));
    if parts.is_empty() { base.to_owned() } else { format!("{base}({})", parts.join(", ")) }
}

fn show_record(record: &RecordType, depth: usize) -> String {
    if record.fields.is_empty() && record.rest.is_none() {
        return "{}".to_owned();
    }
    let whole = fields(record, |field| show(&field.ty, depth + 1), usize::MAX, depth);
    if whole.chars().count() <= LONGEST_RECORD && !whole.contains('…') {
        return whole;
    }
    fields(record, |_| "…".to_owned(), MOST_SHOWN, depth)
}

fn fields(record: &RecordType, ty: impl Fn(&Field) -> String, most: usize, depth: usize) -> String {
    let mut parts: Vec<String> = record
        .fields
        .iter()
        .take(most)
        .map(|field| {
            let mark = if field.optional { "?" } else { "" };
            format!("{}{mark}: {}", key(&field.name), ty(field))
        })
        .collect();
    if record.fields.len() > most {
        parts.push("…".to_owned());
    } else if let Some(rest) = &record.rest {
        parts.push(format!("...{}", show(rest, depth + 1)));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn show_union(arms: &[Type], depth: usize) -> String {
    let present: Vec<&Type> = arms.iter().filter(|arm| **arm != Type::Null).collect();
    match (present.as_slice(), present.len() < arms.len()) {
        ([one], true) => format!("{}?", bracketed(one, depth + 1)),
        // `A | B | null`: a postfix `?` would need brackets and says no more.
        _ => listed(arms, " | ", depth + 1),
    }
}

/// In brackets where a postfix would bind to a part of it.
fn bracketed(ty: &Type, depth: usize) -> String {
    let shown = show(ty, depth);
    let ambiguous = match ty {
        Type::Union(arms) => arms.len() > 2 || !arms.contains(&Type::Null),
        _ => false,
    };
    if ambiguous { format!("({shown})") } else { shown }
}

fn listed(types: &[Type], separator: &str, depth: usize) -> String {
    let mut parts: Vec<String> = types.iter().take(MOST_SHOWN).map(|ty| show(ty, depth)).collect();
    if types.len() > MOST_SHOWN {
        parts.push("…".to_owned());
    }
    parts.join(separator)
}
