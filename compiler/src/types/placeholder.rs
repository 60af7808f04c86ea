//! The text of a plain value of a type, for what a fix writes.

use orchestra_plan::shape::Format;

use super::{Literal, Size, StringType, Type, TypeEnvironment, display};

/// Most letters that are written for a text's sake.
const LONGEST: u64 = 16;

/// Levels of records that are written out.
const DEEPEST: usize = 3;

/// A value of `ty` as source text: `""`, `0`, `[]`, `{ title: "" }`. It has the type's base, format
/// and least size; the user decides what it should be.
#[must_use]
pub fn placeholder(env: &dyn TypeEnvironment, ty: &Type) -> String {
    write(env, ty, 0)
}

fn write(env: &dyn TypeEnvironment, ty: &Type, depth: usize) -> String {
    if let Type::Union(_) | Type::Named(_) = ty {
        let arms = ty.arms(env);
        if arms.contains(&Type::Null) {
            return "null".to_owned();
        }
        if let (Type::Union(_), Some(first)) = (ty.head(env), arms.first()) {
            return write(env, first, depth);
        }
    }
    match ty.head(env) {
        Type::Bool => "false".to_owned(),
        Type::Int(range) => match (range.min, range.max) {
            (Some(min), _) if min > 0 => min.to_string(),
            (_, Some(max)) if max < 0 => max.to_string(),
            _ => "0".to_owned(),
        },
        Type::Float(range) => match (range.min, range.max) {
            (Some(min), _) if min.get() > 0.0 => min.to_string(),
            (_, Some(max)) if max.get() < 0.0 => max.to_string(),
            _ => "0.0".to_owned(),
        },
        Type::String(text) => format!("\"{}\"", string(&text)),
        Type::Secret => "\"\"".to_owned(),
        Type::Duration => "1s".to_owned(),
        Type::Money(currency) => format!("0{}", currency.as_deref().unwrap_or("usd")),
        Type::Literal(Literal::String(text)) => quoted_whole(&text),
        Type::Literal(literal) => literal.to_string(),
        Type::List(list) => match list.size {
            Size { min: 1..=4, .. } if depth < DEEPEST => {
                let item = write(env, &list.item, depth + 1);
                format!("[{}]", vec![item; usize::try_from(list.size.min).unwrap_or(1)].join(", "))
            }
            _ => "[]".to_owned(),
        },
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| write(env, item, depth + 1)).collect();
            format!("[{}]", items.join(", "))
        }
        Type::Record(record) if depth < DEEPEST => {
            let fields: Vec<String> = record
                .fields
                .iter()
                .filter(|field| !field.optional)
                .map(|field| {
                    format!("{}: {}", display::key(&field.name), write(env, &field.ty, depth + 1))
                })
                .collect();
            if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
        }
        Type::Record(_) | Type::Map(_) => "{}".to_owned(),
        Type::Null
        | Type::Json
        | Type::Error
        | Type::Never
        | Type::Union(_)
        | Type::Named(_)
        | Type::Parameter(_) => "null".to_owned(),
    }
}

/// A text of the format, else as long as it has to be.
fn string(ty: &StringType) -> String {
    match ty.format {
        Some(Format::Url) => "https://example.com".to_owned(),
        Some(Format::Datetime) => "2026-01-01T00:00:00Z".to_owned(),
        Some(Format::Date) => "2026-01-01".to_owned(),
        Some(Format::Email) => "name@example.com".to_owned(),
        Some(Format::Uuid) => "00000000-0000-4000-8000-000000000000".to_owned(),
        Some(Format::Bytes) => String::new(),
        None => "…".repeat(usize::try_from(ty.length.min.min(LONGEST)).unwrap_or(0)),
    }
}

/// A literal that must not be cut.
fn quoted_whole(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "\\${")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::placeholder;
    use crate::types::testing::{Names, ty};

    #[test]
    fn a_plain_value_of_each_base() {
        let names = Names::with(&[
            ("Depth", "\"quick\" | \"deep\""),
            ("Tree", "{ left: Tree, right: Tree }"),
        ]);
        for (of, expected) in [
            ("string(..=80)", "\"\""),
            ("string(3..=80)", "\"………\""),
            ("url", "\"https://example.com\""),
            ("int(3..)", "3"),
            ("int(..=-2)", "-2"),
            ("float", "0.0"),
            ("string?", "null"),
            ("Depth", "\"quick\""),
            ("int[]", "[]"),
            ("int[2]", "[0, 0]"),
            ("{ a: string, b?: int, c: { d: bool } }", "{ a: \"\", c: { d: false } }"),
            ("Tree?", "null"),
            ("map<int>", "{}"),
            ("duration", "1s"),
        ] {
            assert_eq!(placeholder(&names, &ty(of)), expected, "{of}");
        }
        assert!(placeholder(&names, &ty("Tree")).starts_with("{ left: { left: {"));
    }
}
