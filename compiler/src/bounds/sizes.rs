//! How large values of a type are: what prices count.

use std::cell::Cell;

use super::case::Case;
use crate::types::{Literal, RecordType, Type, TypeEnvironment, effort::Effort};

/// Levels of nesting that are looked at.
const DEEPEST: usize = 24;

/// Parts that are looked at.
const MOST_STEPS: usize = 100_000;

/// Bytes of a code point in UTF-8, at most.
const BYTES_OF_A_CHARACTER: u64 = 4;

/// The type at a JSON pointer into values of `ty`; null where there is nothing, none where that
/// can't be told.
pub(super) fn at(env: &dyn TypeEnvironment, ty: &Type, pointer: &str) -> Option<Type> {
    let mut found = ty.clone();
    for part in pointer.split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        found = step(env, &found, &name)?;
    }
    Some(found)
}

fn step(env: &dyn TypeEnvironment, ty: &Type, name: &str) -> Option<Type> {
    match ty.head(env) {
        Type::Record(record) => match record.fields.iter().find(|field| *field.name == *name) {
            Some(field) if field.optional => Some(field.ty.clone().null_or()),
            Some(field) => Some(field.ty.clone()),
            None if record.rest.is_none() => Some(Type::Null),
            None => None,
        },
        Type::List(list) if name.parse::<u64>().is_ok() => Some(list.item.clone()),
        Type::Tuple(items) => items.get(name.parse::<usize>().ok()?).cloned(),
        Type::Null => Some(Type::Null),
        Type::Union(arms) => {
            let parts = arms.iter().map(|arm| step(env, arm, name)).collect::<Option<Vec<_>>>()?;
            Some(Type::union(env, parts))
        }
        _ => None,
    }
}

/// The least and the greatest of a count: a list's items, or a number itself.
pub(super) fn count(env: &dyn TypeEnvironment, ty: &Type) -> Option<(u64, u64)> {
    match ty.head(env) {
        Type::List(list) => Some((list.size.min, list.size.max?)),
        Type::Tuple(items) => Some((items.len() as u64, items.len() as u64)),
        Type::Int(range) => {
            let least = range.min.map_or(0, |min| u64::try_from(min).unwrap_or(0));
            Some((least, u64::try_from(range.max?).unwrap_or(0)))
        }
        Type::Literal(Literal::Int(value)) => {
            let value = u64::try_from(value).unwrap_or(0);
            Some((value, value))
        }
        Type::Null => Some((0, 0)),
        Type::Union(arms) => arms.iter().try_fold((u64::MAX, 0), |(least, most), arm| {
            let (min, max) = count(env, arm)?;
            Some((least.min(min), most.max(max)))
        }),
        _ => None,
    }
}

/// All text in values of `ty`. In the worst case bytes: known text by its own, other at four a code
/// point. Typically code points, of the middle of each size. None where there is no most.
pub(super) fn text(env: &dyn TypeEnvironment, ty: &Type, case: Case) -> Option<u64> {
    let steps = Cell::new(MOST_STEPS);
    text_within(env, ty, case, Effort::new(DEEPEST, &steps))
}

/// Whether the text in values of `ty` has a greatest length.
pub(crate) fn has_greatest_text(env: &dyn TypeEnvironment, ty: &Type) -> bool {
    text(env, ty, Case::Worst).is_some()
}

fn text_within(
    env: &dyn TypeEnvironment,
    ty: &Type,
    case: Case,
    effort: Effort<'_>,
) -> Option<u64> {
    let effort = effort.deeper()?;
    let inner = |ty: &Type| text_within(env, ty, case, effort);
    match ty.head(env) {
        Type::Literal(Literal::String(text)) => Some(match case {
            Case::Worst => text.len() as u64,
            Case::Typical => text.chars().count() as u64,
        }),
        Type::String(text) => match case {
            Case::Worst => text.length.max?.checked_mul(BYTES_OF_A_CHARACTER),
            Case::Typical => Some(case.of(text.length.min, text.length.max?)),
        },
        Type::List(list) => match inner(&list.item)? {
            0 => Some(0),
            item => item.checked_mul(case.of(list.size.min, list.size.max?)),
        },
        Type::Tuple(items) => {
            items.iter().try_fold(0_u64, |sum, item| sum.checked_add(inner(item)?))
        }
        Type::Record(record) => record_text(&record, &inner),
        Type::Union(arms) => arms.iter().try_fold(0_u64, |most, arm| Some(most.max(inner(arm)?))),
        Type::Null
        | Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::Literal(_)
        | Type::Never => Some(0),
        _ => None,
    }
}

fn record_text(record: &RecordType, inner: &dyn Fn(&Type) -> Option<u64>) -> Option<u64> {
    if record.rest.is_some() {
        return None;
    }
    record.fields.iter().try_fold(0_u64, |sum, field| sum.checked_add(inner(&field.ty)?))
}

#[cfg(test)]
mod tests {
    use super::{at, count, text};
    use crate::{
        bounds::case::Case,
        types::testing::{Names, ty},
    };

    #[test]
    fn texts_are_counted_by_their_bytes() {
        let names = Names::with(&[]);
        for (of, expected) in [
            ("string(..=10)", Some(40)),
            ("\"é\"", Some(2)),
            ("{ role: \"user\", content: string(..=3) }[..=2]", Some(32)),
            ("{ a: int, b: bool? }", Some(0)),
            ("string", None),
            ("int[]", Some(0)),
            ("json", None),
        ] {
            assert_eq!(text(&names, &ty(of), Case::Worst), expected, "{of}");
        }
    }

    #[test]
    fn what_a_pointer_leads_to_is_counted() {
        let names = Names::with(&[]);
        let input = ty("{ urls: string[2..=7], limit?: int(1..=50), kind: \"a\" | \"b\" }");
        let counted = |pointer| count(&names, &at(&names, &input, pointer).unwrap());
        assert_eq!(counted("/urls"), Some((2, 7)));
        assert_eq!(counted("/limit"), Some((0, 50)));
        assert_eq!(counted("/other"), Some((0, 0)));
        assert_eq!(counted("/kind"), None);
    }
}
