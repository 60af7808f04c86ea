//! `const` and `enum`.

use serde_json::Value;

use super::NoNames;
use crate::types::{Field, Finite, Literal, Type};

/// Values of an `enum` that are told apart; of more, only the base is.
const MOST_VALUES: usize = 1000;
/// Levels of lists and objects that are told as such.
const DEEPEST: usize = 16;

/// The type of one of `values`, as far as they are of one of `types` (any, if there are none).
pub(super) fn one_of(values: &[Value], types: &[&str]) -> Option<Type> {
    let arms: Vec<Type> = values
        .iter()
        .filter(|value| admitted(value, types))
        .map(|v| literal(v, types, 0))
        .collect();
    if arms.is_empty() {
        return None;
    }
    if arms.len() <= MOST_VALUES {
        return Some(Type::union(&NoNames, arms));
    }
    let bases = arms.into_iter().map(|arm| match arm {
        Type::Literal(Literal::String(_)) => Type::string(),
        Type::Literal(Literal::Int(_)) => Type::int(),
        Type::Literal(Literal::Float(_)) => Type::float(),
        other => other,
    });
    Some(Type::union(&NoNames, bases))
}

fn admitted(value: &Value, types: &[&str]) -> bool {
    let is = |name: &str| types.contains(&name);
    types.is_empty()
        || match value {
            Value::Null => is("null"),
            Value::Bool(_) => is("boolean"),
            Value::Number(number) => {
                is("number") || (is("integer") && number.as_f64().is_some_and(|n| n.fract() == 0.0))
            }
            Value::String(_) => is("string"),
            Value::Array(_) => is("array"),
            Value::Object(_) => is("object"),
        }
}

fn literal(value: &Value, types: &[&str], depth: usize) -> Type {
    if depth > DEEPEST {
        return Type::Json;
    }
    match value {
        Value::Null => Type::Null,
        Value::Bool(value) => Type::Literal(Literal::Bool(*value)),
        Value::Number(number) => self::number(number, types),
        Value::String(text) => Type::text(text),
        Value::Array(items) => Type::tuple(items.iter().map(|item| literal(item, &[], depth + 1))),
        Value::Object(object) => Type::record(
            object.iter().map(|(name, value)| Field::new(name, literal(value, &[], depth + 1))),
        ),
    }
}

/// `3.0` is the int 3 where ints are wanted, 3 the float where only numbers are.
fn number(number: &serde_json::Number, types: &[&str]) -> Type {
    let only_numbers = types.contains(&"number") && !types.contains(&"integer");
    if let Some(value) = number.as_i64()
        && !only_numbers
    {
        return Type::Literal(Literal::Int(value));
    }
    let Some(value) = number.as_f64() else { return Type::float() };
    #[expect(clippy::cast_possible_truncation, reason = "whole, and far below 64 bits")]
    if types.contains(&"integer") && value.fract() == 0.0 && value.abs() < 9.0e15 {
        return Type::Literal(Literal::Int(value as i64));
    }
    Finite::new(value).map_or_else(Type::float, |value| Type::Literal(Literal::Float(value)))
}
