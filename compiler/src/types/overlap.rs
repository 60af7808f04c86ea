//! Whether two types share a value: what `==` may compare.

use std::cell::Cell;

use super::{
    FloatRange, IntRange, Literal, RecordType, Size, Type, TypeEnvironment, effort::Effort,
    operators::jsonable,
};

/// Levels of nesting before it is taken for granted.
const DEEPEST: usize = 32;
/// Comparisons before it is taken for granted.
const MOST_STEPS: usize = 100_000;

/// Whether some value is of both types.
pub(crate) fn overlap(env: &dyn TypeEnvironment, a: &Type, b: &Type) -> bool {
    let steps = Cell::new(MOST_STEPS);
    share(env, a, b, Effort::new(DEEPEST, &steps))
}

fn share(env: &dyn TypeEnvironment, a: &Type, b: &Type, effort: Effort<'_>) -> bool {
    if a == b || a.is_error() || b.is_error() {
        return true;
    }
    let Some(effort) = effort.deeper() else { return true };
    let (left, right) = (a.arms(env), b.arms(env));
    left.iter().any(|a| right.iter().any(|b| share_arms(env, a, b, effort)))
}

fn share_arms(env: &dyn TypeEnvironment, a: &Type, b: &Type, effort: Effort<'_>) -> bool {
    if let (Some(a), Some(b)) = (range(a), range(b)) {
        return a.meet(b).is_some();
    }
    let share = |a: &Type, b: &Type| share(env, a, b, effort);
    match (a, b) {
        (Type::Error, _) | (_, Type::Error) => true,
        // Of a type parameter, only null can be a value: whatever else it is, it is that alone.
        (Type::Parameter(_), Type::Null) | (Type::Null, Type::Parameter(_)) => true,
        (Type::Json, other) | (other, Type::Json) => jsonable(env, other),
        (Type::Bool, Type::Literal(Literal::Bool(_)))
        | (Type::Literal(Literal::Bool(_)), Type::Bool) => true,
        (Type::Literal(a), Type::Literal(b)) => a == b,
        (Type::String(_), Type::String(_) | Type::Literal(Literal::String(_)))
        | (Type::Literal(Literal::String(_)), Type::String(_)) => {
            super::fit::fit(env, a, b).is_ok()
        }
        (Type::Money(a), Type::Money(b)) => a.is_none() || b.is_none() || a == b,
        (Type::List(_) | Type::Tuple(_), Type::List(_) | Type::Tuple(_)) => {
            let (Some(met), true) = (size(a).meet(size(b)), true) else { return false };
            met.min == 0 || items(a).iter().zip(items(b)).all(|(a, b)| share(a, b))
        }
        (Type::Map(_), Type::Map(_)) => true,
        (Type::Map(value), Type::Record(record)) | (Type::Record(record), Type::Map(value)) => {
            record.fields.iter().all(|field| field.optional || share(&field.ty, value))
        }
        (Type::Record(a), Type::Record(b)) => {
            share_fields(a, b, &share) && share_fields(b, a, &share)
        }
        _ => a == b,
    }
}

fn share_fields(a: &RecordType, b: &RecordType, share: &dyn Fn(&Type, &Type) -> bool) -> bool {
    a.fields.iter().all(|field| match (b.field(&field.name), &b.rest) {
        (Some(other), _) => (field.optional && other.optional) || share(&field.ty, &other.ty),
        (None, Some(rest)) => field.optional || share(&field.ty, rest),
        (None, None) => field.optional,
    })
}

fn size(ty: &Type) -> Size {
    match ty {
        Type::List(list) => list.size,
        Type::Tuple(items) => Size::exactly(items.len() as u64),
        _ => Size::unbounded(),
    }
}

/// As many items as are told apart: of a list, its one item's type again and again.
fn items(ty: &Type) -> Vec<&Type> {
    const MOST: usize = 64;
    match ty {
        Type::List(list) => vec![&list.item; MOST],
        Type::Tuple(items) => items.iter().take(MOST).collect(),
        _ => Vec::new(),
    }
}

fn range(ty: &Type) -> Option<FloatRange> {
    match ty {
        Type::Int(range) => Some(range.widen()),
        Type::Literal(Literal::Int(value)) => Some(IntRange::exactly(*value).widen()),
        Type::Float(range) => Some(*range),
        Type::Literal(Literal::Float(value)) => Some(FloatRange::exactly(*value)),
        _ => None,
    }
}
