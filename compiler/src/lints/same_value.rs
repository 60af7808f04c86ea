//! Whether two pure expressions of a body surely have the same value, since they say the same.

use crate::hir::{Argument, Body, ExprId, ExprKind, ListEntry, RecordEntry, TextPart};

/// Whether `a` and `b` say the same. Lambdas, blocks and whatever takes a branch never do.
pub(super) fn same_value(body: &Body, a: ExprId, b: ExprId) -> bool {
    use ExprKind as E;
    let same = |a: &ExprId, b: &ExprId| same_value(body, *a, *b);
    match (body.expr(a), body.expr(b)) {
        (E::Null, E::Null) => true,
        (E::Bool(a), E::Bool(b)) => a == b,
        (E::Int(a), E::Int(b)) | (E::Duration(a), E::Duration(b)) => a == b,
        (E::Float(a), E::Float(b)) => a == b,
        (E::Money(a), E::Money(b)) => a == b,
        (E::String { text: a, .. }, E::String { text: b, .. }) => a == b,
        (E::Local(a), E::Local(b)) => a == b,
        (E::Name(a), E::Name(b)) => a.text == b.text,
        (E::Text { parts: a }, E::Text { parts: b }) => all(a, b, |a, b| match (a, b) {
            (TextPart::Text(a), TextPart::Text(b)) => a == b,
            (TextPart::Value(a), TextPart::Value(b)) => same(a, b),
            _ => false,
        }),
        (E::Field { of: a, name: x, safe: s }, E::Field { of: b, name: y, safe: t }) => {
            x.text == y.text && s == t && same(a, b)
        }
        (E::Method(a), E::Method(b)) => {
            let is_same = a.name.text == b.name.text && a.safe == b.safe && same(&a.of, &b.of);
            is_same && all(&a.arguments, &b.arguments, |a, b| argument(body, a, b))
        }
        (E::Apply { callee: a, arguments: v, .. }, E::Apply { callee: b, arguments: w, .. }) => {
            same(a, b) && all(v, w, |a, b| argument(body, a, b))
        }
        (E::Index { of: a, index: i }, E::Index { of: b, index: j }) => same(a, b) && same(i, j),
        (E::NonNull { of: a }, E::NonNull { of: b })
        | (E::Not { of: a }, E::Not { of: b })
        | (E::Negate { of: a }, E::Negate { of: b }) => same(a, b),
        (
            E::Binary { operator: x, left: a, right: c },
            E::Binary { operator: y, left: b, right: d },
        ) => x == y && same(a, b) && same(c, d),
        (E::And { left: a, right: c }, E::And { left: b, right: d })
        | (E::Or { left: a, right: c }, E::Or { left: b, right: d })
        | (E::Coalesce { left: a, right: c }, E::Coalesce { left: b, right: d }) => {
            same(a, b) && same(c, d)
        }
        (E::List { entries: a }, E::List { entries: b }) => all(a, b, |a, b| match (a, b) {
            (ListEntry::Item { value: a }, ListEntry::Item { value: b })
            | (ListEntry::Spread { value: a }, ListEntry::Spread { value: b }) => same(a, b),
            _ => false,
        }),
        (E::Record { entries: a, .. }, E::Record { entries: b, .. }) => {
            all(a, b, |a, b| match (a, b) {
                (
                    RecordEntry::Field { name: x, value: a },
                    RecordEntry::Field { name: y, value: b },
                ) => x.text == y.text && same(a, b),
                (RecordEntry::Spread { value: a }, RecordEntry::Spread { value: b }) => same(a, b),
                _ => false,
            })
        }
        _ => false,
    }
}

fn argument(body: &Body, a: &Argument, b: &Argument) -> bool {
    let name = |argument: &Argument| argument.name.as_ref().map(|name| name.text.clone());
    name(a) == name(b) && same_value(body, a.value, b.value)
}

fn all<T>(a: &[T], b: &[T], mut same: impl FnMut(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}
