//! Methods of any value.

use std::cell::Cell;

use super::{Row, nothing, row};
use crate::types::{
    FloatRange, IntRange, Literal, RecordType, Size, Type, TypeEnvironment, effort::Effort,
};

pub(super) static ROWS: &[Row] = &[
    row("to_json", &[], nothing, |call, _| {
        let steps = Cell::new(MOST_STEPS);
        let effort = Effort::new(DEEPEST, &steps);
        Ok(Type::string_of(as_json(call.env, &call.receiver.ty, effort)))
    }),
    row("to_text", &[], nothing, |call, _| Ok(printed(call.env, &call.receiver.ty))),
    row("hash", &[], nothing, |_, _| Ok(Type::string_of(Size::exactly(64)))),
];

/// Levels of nesting that are measured.
const DEEPEST: usize = 32;
/// Parts that are measured.
const MOST_STEPS: usize = 100_000;
/// `-1.7976931348623157e308`, and one to spare.
const LONGEST_FLOAT: u64 = 24;
/// `-9223372036854775808`
const LONGEST_INT: u64 = 20;
/// `-9223372036854775808ms`
const LONGEST_DURATION: u64 = 22;
/// `\u001f`: a control character takes most.
const WIDEST_ESCAPE: u64 = 6;

/// The text of a value, as interpolation writes it; lists and records as indented JSON.
pub(super) fn printed(env: &dyn TypeEnvironment, ty: &Type) -> Type {
    let sizes: Vec<Size> = ty
        .arms(env)
        .iter()
        .map(|arm| match arm {
            Type::String(string) => string.length,
            Type::Literal(Literal::String(text)) => Size::exactly(text.chars().count() as u64),
            other => scalar(other).unwrap_or(Size::unbounded()),
        })
        .collect();
    Type::string_of(sizes.into_iter().reduce(Size::hull).unwrap_or_default())
}

/// How many characters it takes to write a value, other than a text.
fn scalar(ty: &Type) -> Option<Size> {
    let digits = |value: i64| value.to_string().len() as u64;
    Some(match ty {
        Type::Null => Size::exactly(4),
        Type::Bool => Size { min: 4, max: Some(5) },
        Type::Literal(Literal::Bool(value)) => Size::exactly(if *value { 4 } else { 5 }),
        Type::Literal(Literal::Int(value)) => Size::exactly(digits(*value)),
        Type::Int(IntRange { min, max }) => {
            let end = |end: &Option<i64>| end.map_or(LONGEST_INT, digits);
            Size { min: 1, max: Some(end(min).max(end(max))) }
        }
        Type::Float(FloatRange { .. }) | Type::Literal(Literal::Float(_)) => {
            Size { min: 1, max: Some(LONGEST_FLOAT) }
        }
        Type::Duration => Size { min: 2, max: Some(LONGEST_DURATION) },
        Type::Money(_) => Size { min: 4, max: None },
        _ => return None,
    })
}

/// How many characters it takes to write a value as compact JSON.
fn as_json(env: &dyn TypeEnvironment, ty: &Type, effort: Effort<'_>) -> Size {
    let Some(effort) = effort.deeper() else { return Size::unbounded() };
    let sizes: Vec<Size> = ty.arms(env).iter().map(|arm| arm_as_json(env, arm, effort)).collect();
    sizes.into_iter().reduce(Size::hull).unwrap_or_default()
}

fn arm_as_json(env: &dyn TypeEnvironment, arm: &Type, effort: Effort<'_>) -> Size {
    let inner = |ty: &Type| as_json(env, ty, effort);
    let brackets = Size::exactly(2);
    match arm {
        Type::String(string) => quoted(string.length),
        Type::Literal(Literal::String(text)) => quoted(Size::exactly(text.chars().count() as u64)),
        Type::Duration | Type::Money(_) => scalar(arm).unwrap_or_default().add(brackets),
        Type::List(list) => brackets.add(list.size.mul(inner(&list.item))).add(commas(list.size)),
        Type::Tuple(items) => items
            .iter()
            .map(inner)
            .fold(brackets, Size::add)
            .add(commas(Size::exactly(items.len() as u64))),
        Type::Record(record) => record_as_json(record, &inner),
        Type::Map(_) | Type::Json | Type::Parameter(_) => Size { min: 1, max: None },
        other => scalar(other).unwrap_or_default(),
    }
}

fn quoted(length: Size) -> Size {
    let max = length.max.and_then(|max| max.checked_mul(WIDEST_ESCAPE));
    Size { min: length.min, max }.add(Size::exactly(2))
}

fn commas(size: Size) -> Size {
    Size { min: size.min.saturating_sub(1), max: size.max.map(|max| max.saturating_sub(1)) }
}

fn record_as_json(record: &RecordType, inner: &dyn Fn(&Type) -> Size) -> Size {
    let mut whole = Size::exactly(2);
    for (index, field) in record.fields.iter().enumerate() {
        // A comma before all but the first, a colon after the key.
        let comma = Size { min: 0, max: Some(u64::from(index > 0)) };
        let name = quoted(Size::exactly(field.name.chars().count() as u64));
        let one = comma.add(name).add(Size::exactly(1)).add(inner(&field.ty));
        whole = whole.add(if field.optional { Size { min: 0, ..one } } else { one });
    }
    if record.rest.is_some() { Size { max: None, ..whole } } else { whole }
}
