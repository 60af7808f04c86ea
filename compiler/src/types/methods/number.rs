//! Methods of ints and floats.

use super::{ArgumentKind, ArgumentProblem, Call, Expected, Outcome, Row, argument, nothing, row};
use crate::types::{FloatRange, IntRange, Size, Type, view::View};

/// Most items of a range.
const LONGEST_RANGE: u64 = 1_000_000;

pub(super) static ROWS: &[Row] = &[
    row("abs", &[], nothing, abs),
    row("clamp", &["least", "most"], of_its_kind, clamp),
    Row { least: 0, ..row("round", &["digits"], super::an_int, round) },
    row("floor", &[], nothing, |call, _| Ok(whole(call, f64::floor))),
    row("ceil", &[], nothing, |call, _| Ok(whole(call, f64::ceil))),
    row("to_string", &[], nothing, |call, _| Ok(super::any::printed(call.env, &call.receiver.ty))),
];

/// Of ints only.
pub(super) static INT_ROWS: &[Row] = &[row("range", &[], nothing, range)];

fn of_its_kind(call: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Value(match call.receiver.view {
        Some(View::Int(_)) => Type::int(),
        _ => Type::float(),
    })
}

fn ints(call: &Call<'_>) -> Option<IntRange> {
    match call.receiver.view {
        Some(View::Int(range)) => Some(range),
        _ => None,
    }
}

fn floats(call: &Call<'_>) -> FloatRange {
    match &call.receiver.view {
        Some(View::Int(range)) => range.widen(),
        Some(View::Float(range)) => *range,
        _ => FloatRange::default(),
    }
}

fn abs(call: &Call<'_>, _: &[Type]) -> Outcome {
    if let Some(range) = ints(call) {
        let (min, max) = range.ends();
        let least = if min <= 0 && max >= 0 { 0 } else { min.abs().min(max.abs()) };
        return Ok(Type::Int(IntRange {
            min: i64::try_from(least).ok(),
            max: IntRange::of_ends(0, min.abs().max(max.abs())).max,
        }));
    }
    let (min, max) = floats(call).ends();
    let least = if min <= 0.0 && max >= 0.0 { 0.0 } else { min.abs().min(max.abs()) };
    Ok(Type::Float(FloatRange::of_ends(least, min.abs().max(max.abs()))))
}

/// Within the least of `least` and the greatest of `most`.
fn clamp(call: &Call<'_>, given: &[Type]) -> Outcome {
    let wrong = || ArgumentProblem {
        argument: Some(1),
        message: "the greatest is less than the least".to_owned(),
        kind: ArgumentKind::Outside,
    };
    if let Some(range) = ints(call) {
        let (least, most) = (call.int(given, 0), call.int(given, 1));
        if let (Some(least), Some(most)) = (least.min, most.max)
            && least > most
        {
            return Err(wrong());
        }
        let ((min, max), (a, b), (c, d)) = (range.ends(), least.ends(), most.ends());
        return Ok(Type::Int(IntRange::of_ends(
            min.max(a).min(c.max(a)),
            max.min(d).max(b.min(d)),
        )));
    }
    let of = |index: usize| match call.view(&argument(given, index)) {
        Some(View::Int(range)) => range.widen(),
        Some(View::Float(range)) => range,
        _ => FloatRange::default(),
    };
    let ((min, max), (a, b), (c, d)) = (floats(call).ends(), of(0).ends(), of(1).ends());
    if a > d {
        return Err(wrong());
    }
    let result = FloatRange::of_ends(min.max(a).min(c.max(a)), max.min(d).max(b.min(d)));
    Ok(Type::Float(result))
}

/// To whole numbers an int, to digits a float.
fn round(call: &Call<'_>, given: &[Type]) -> Outcome {
    if given.is_empty() {
        return Ok(whole(call, f64::round));
    }
    // Rounding to tens or hundreds may lead out of the range.
    let digits = call.int(given, 0);
    let whole_ends =
        [floats(call).min, floats(call).max].iter().flatten().all(|end| end.get().fract() == 0.0);
    Ok(if digits.min.is_some_and(|min| min >= 0) && whole_ends {
        Type::Float(floats(call))
    } else {
        Type::float()
    })
}

fn whole(call: &Call<'_>, rounded: fn(f64) -> f64) -> Type {
    if let Some(range) = ints(call) {
        return Type::Int(range);
    }
    let range = floats(call);
    let end = |end: f64| {
        let whole = rounded(end);
        #[expect(clippy::cast_possible_truncation, reason = "far below 64 bits")]
        (whole.abs() < 9.0e15).then_some(whole as i64)
    };
    Type::Int(IntRange {
        min: range.min.and_then(|min| end(min.get())),
        max: range.max.and_then(|max| end(max.get())),
    })
}

/// `[0, …, n − 1]`
fn range(call: &Call<'_>, _: &[Type]) -> Outcome {
    let size = ints(call).unwrap_or_default().to_size();
    if size.min > LONGEST_RANGE {
        return Err(ArgumentProblem {
            argument: None,
            message: format!("a range has at most {LONGEST_RANGE} items"),
            kind: ArgumentKind::Outside,
        });
    }
    let most = size.max.unwrap_or(LONGEST_RANGE).min(LONGEST_RANGE);
    let last = i64::try_from(most.saturating_sub(1)).unwrap_or(i64::MAX);
    let item = Type::Int(IntRange::new(0, last));
    Ok(Type::list(item, Size { min: size.min, max: Some(most) }))
}
