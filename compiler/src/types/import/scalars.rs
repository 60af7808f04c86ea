//! Numbers and texts with their bounds. A bound that can't be held is none.

use std::sync::Arc;

use orchestra_plan::shape::Format;
use serde_json::Value;

use super::Object;
use crate::types::{Finite, FloatRange, IntRange, Size, StringType, Type};

pub(super) fn integer(schema: &Object) -> Type {
    let min = [
        int_end(schema, "minimum", f64::ceil, 0),
        exclusive(schema, "exclusiveMinimum", "minimum", f64::floor, 1),
    ];
    let max = [
        int_end(schema, "maximum", f64::floor, 0),
        exclusive(schema, "exclusiveMaximum", "maximum", f64::ceil, -1),
    ];
    let range =
        IntRange { min: min.into_iter().flatten().max(), max: max.into_iter().flatten().min() };
    let (least, most) = range.ends();
    // Ends the wrong way round: no value is right, and the schema will say so.
    Type::Int(if least > most { IntRange::default() } else { range })
}

/// An end of whole numbers: one that isn't whole is moved inwards.
fn int_end(schema: &Object, key: &str, inwards: fn(f64) -> f64, step: i64) -> Option<i64> {
    let number = schema.get(key)?.as_number()?;
    if let Some(value) = number.as_i64() {
        return value.checked_add(step);
    }
    let value = inwards(number.as_f64()?);
    #[expect(clippy::cast_possible_truncation, reason = "whole, and far below 64 bits")]
    (value.abs() < 9.0e15).then_some(value as i64 + step)
}

/// A number of its own, or draft 4's flag beside the other end.
fn exclusive(
    schema: &Object,
    key: &str,
    inclusive: &str,
    outwards: fn(f64) -> f64,
    step: i64,
) -> Option<i64> {
    match schema.get(key)? {
        Value::Bool(true) => int_end(schema, inclusive, outwards, step),
        _ => int_end(schema, key, outwards, step),
    }
}

/// An exclusive end counts as inclusive: a range of floats has no other.
pub(super) fn number(schema: &Object) -> Type {
    let end = |key: &str| schema.get(key).and_then(Value::as_f64).filter(|end| end.is_finite());
    let min = [end("minimum"), end("exclusiveMinimum")].into_iter().flatten().reduce(f64::max);
    let max = [end("maximum"), end("exclusiveMaximum")].into_iter().flatten().reduce(f64::min);
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        return Type::float();
    }
    Type::Float(FloatRange { min: min.and_then(Finite::new), max: max.and_then(Finite::new) })
}

pub(super) fn string(schema: &Object) -> Type {
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let format = match word("format") {
        Some("uri") => Some(Format::Url),
        Some("date-time") => Some(Format::Datetime),
        Some("date") => Some(Format::Date),
        Some("email") => Some(Format::Email),
        Some("uuid") => Some(Format::Uuid),
        Some("byte") => Some(Format::Bytes),
        _ if word("contentEncoding") == Some("base64") => Some(Format::Bytes),
        _ => None,
    };
    // A pattern that the engine can't read is left to the schema.
    let pattern = word("pattern").filter(|text| orchestra_plan::pattern::compile(text).is_ok());
    Type::String(Arc::new(StringType {
        length: size(schema, "minLength", "maxLength"),
        patterns: pattern.into_iter().map(Arc::from).collect(),
        format,
    }))
}

/// A length between two keywords.
pub(super) fn size(schema: &Object, least: &str, most: &str) -> Size {
    let length = |key: &str| {
        let number = schema.get(key)?.as_number()?;
        number.as_u64().or_else(|| {
            let value = number.as_f64().filter(|n| (0.0..9.0e15).contains(n))?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "not negative, and far below 64 bits"
            )]
            Some(value as u64)
        })
    };
    let size = Size { min: length(least).unwrap_or(0), max: length(most) };
    if size.max.is_some_and(|max| max < size.min) { Size::unbounded() } else { size }
}
