//! Which slots an expression reads, at any depth.
//!
//! Slots are unique in a plan, so that names bound inside the expression need no scoping here:
//! nobody asks about them.

use std::collections::BTreeSet;

use orchestra_plan::{
    Expr, Slot,
    expr::{Argument, ListEntry, RecordEntry},
};

/// All slots that the expression mentions. Functions of the source are closed: their bodies see
/// their parameters only.
pub(super) fn read_slots(expr: &Expr) -> BTreeSet<Slot> {
    let mut found = BTreeSet::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        visit(expr, &mut found, &mut left);
    }
    found
}

fn visit<'expr>(expr: &'expr Expr, found: &mut BTreeSet<Slot>, left: &mut Vec<&'expr Expr>) {
    match expr {
        Expr::Const { .. } => {}
        Expr::Slot { slot } => {
            found.insert(*slot);
        }
        Expr::Field { of, .. }
        | Expr::Not { of }
        | Expr::Negate { of, .. }
        | Expr::NonNull { of, .. }
        | Expr::Convert { of, .. }
        | Expr::Into { of, .. }
        | Expr::Is { of, .. }
        | Expr::Fail { message: of, .. } => left.push(of),
        Expr::Index { of, index, .. } => left.extend([&**of, &**index]),
        Expr::Record { entries } => left.extend(entries.iter().map(|entry| match entry {
            RecordEntry::Field { value, .. } | RecordEntry::Spread { value } => value,
        })),
        Expr::List { entries } => left.extend(entries.iter().map(|entry| match entry {
            ListEntry::Item { value } | ListEntry::Spread { value } => value,
        })),
        Expr::Text { parts } => left.extend(parts),
        Expr::Binary { left: one, right, .. }
        | Expr::And { left: one, right }
        | Expr::Or { left: one, right }
        | Expr::Coalesce { left: one, right } => left.extend([&**one, &**right]),
        Expr::If { condition, then, otherwise } => {
            left.extend([&**condition, &**then, &**otherwise]);
        }
        Expr::Let { value, body, .. } => left.extend([&**value, &**body]),
        Expr::Ensure(ensure) => {
            left.extend([&ensure.condition, &ensure.body]);
            left.extend(&ensure.message);
            left.extend(ensure.shown.iter().map(|shown| &shown.value));
        }
        Expr::Apply { arguments, .. } => left.extend(arguments),
        Expr::Method { of, arguments, .. } => {
            left.push(of);
            left.extend(arguments.iter().map(|argument| match argument {
                Argument::Value { value } => value,
                Argument::Lambda { lambda } => &*lambda.body,
            }));
        }
        Expr::For(for_) => {
            left.extend([&for_.list, &for_.body]);
            left.extend(&for_.filter);
        }
        Expr::Repeat(repeat) => left.extend([&repeat.init, &repeat.until, &repeat.body]),
    }
}
