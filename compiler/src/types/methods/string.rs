//! Methods of texts. A text of a format is a text; what a method makes of it is of none.

use super::{Call, Expected, Outcome, Row, a_string, an_int, argument, nothing, row};
use crate::types::{IntRange, Size, Type};

pub(super) static ROWS: &[Row] = &[
    row("len", &[], nothing, |call, _| Ok(Type::Int(IntRange::of_size(call.length())))),
    row("contains", &["text"], a_string, |_, _| Ok(Type::Bool)),
    row("starts_with", &["text"], a_string, |_, _| Ok(Type::Bool)),
    row("ends_with", &["text"], a_string, |_, _| Ok(Type::Bool)),
    row("matches", &["pattern"], a_pattern, |_, _| Ok(Type::Bool)),
    row("find_all", &["pattern"], a_pattern, |call, _| {
        Ok(parts(call, Size { min: 0, max: plus_one(call.length().max) }))
    }),
    row("trim", &[], nothing, |call, _| Ok(shortened(call))),
    Row { least: 1, ..row("slice", &["from", "to"], an_int, slice) },
    row("truncate", &["n"], an_int, |call, given| {
        Ok(Type::string_of(call.length().shorter(call.int(given, 0).to_size())))
    }),
    row("lower", &[], nothing, |call, _| Ok(grown(call, 2))),
    row("upper", &[], nothing, |call, _| Ok(grown(call, 3))),
    row("split", &["separator"], a_string, |call, _| {
        Ok(parts(call, Size { min: 1, max: plus_one(call.length().max) }))
    }),
    row("lines", &[], nothing, |call, _| {
        Ok(parts(call, Size { min: 0, max: plus_one(call.length().max) }))
    }),
    row("words", &[], nothing, |call, _| Ok(parts(call, Size::at_most(call.length().max)))),
    row("replace", &["text", "by"], a_string, replace),
    row("repeat", &["n"], an_int, |call, given| {
        Ok(Type::string_of(call.length().mul(call.int(given, 0).to_size())))
    }),
    row("pad_start", &["n", "fill"], padding, padded),
    row("pad_end", &["n", "fill"], padding, padded),
    row("url_encode", &[], nothing, |call, _| Ok(grown(call, 12))),
    row("to_int", &[], nothing, |_, _| Ok(Type::int().null_or())),
    row("to_float", &[], nothing, |_, _| Ok(Type::float().null_or())),
    row("parse_json", &[], nothing, |_, _| Ok(Type::Json)),
];

fn a_pattern(_: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Pattern
}

fn padding(_: &Call<'_>, index: usize, _: &[Type]) -> Expected {
    Expected::Value(match index {
        0 => Type::int(),
        _ => Type::string_of(Size { min: 1, max: None }),
    })
}

/// To the end, if it isn't said how far.
fn slice(call: &Call<'_>, given: &[Type]) -> Outcome {
    let (from, to) = (call.int(given, 0).to_size(), call.int(given, 1).to_size());
    let most = to.max.map(|to| to.saturating_sub(from.min));
    let left = call.length().max.map(|max| max.saturating_sub(from.min));
    Ok(Type::string_of(Size::at_most(left).shorter(Size::at_most(most))))
}

fn plus_one(max: Option<u64>) -> Option<u64> {
    max.and_then(|max| max.checked_add(1))
}

fn shortened(call: &Call<'_>) -> Type {
    Type::string_of(Size::at_most(call.length().max))
}

/// At most `times` as long, and not empty unless the text is.
fn grown(call: &Call<'_>, times: u64) -> Type {
    let length = call.length();
    let max = length.max.and_then(|max| max.checked_mul(times));
    Type::string_of(Size { min: length.min.min(1), max })
}

fn parts(call: &Call<'_>, size: Size) -> Type {
    Type::list(shortened(call), size)
}

/// Each code point by a text, at the worst; the empty text occurs nowhere.
fn replace(call: &Call<'_>, given: &[Type]) -> Outcome {
    let (length, by) = (call.length(), call.text(given, 1));
    let longest = length.max.zip(by.max);
    let max = longest.and_then(|(length, by)| length.checked_mul(by.max(1)));
    Ok(Type::string_of(Size::at_most(max)))
}

/// At least `n`, and no longer than that unless the text is.
fn padded(call: &Call<'_>, given: &[Type]) -> Outcome {
    if argument(given, 0).is_error() {
        return Ok(Type::string());
    }
    let (length, wanted) = (call.length(), call.int(given, 0).to_size());
    let max = length.max.zip(wanted.max).map(|(length, wanted)| length.max(wanted));
    Ok(Type::string_of(Size { min: length.min.max(wanted.min), max }))
}
