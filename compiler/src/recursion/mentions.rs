//! The items that an item mentions.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::{
    hir::{Body, ExprId, ExprKind, PatternKind, Root, TypeRefKind, lower::body},
    items::{ItemId, ItemKind},
    scope::scope,
};

/// The items that an item mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mentions {
    /// Each once, in the order of the text.
    pub(super) all: Vec<ItemId>,
}

/// The items that `item` mentions and that could lead back to it. Nothing leads to a provider or a
/// test, and to a template only a call in a template does.
#[salsa::tracked(returns(clone))]
pub(super) fn mentions(db: &dyn salsa::Database, item: ItemId) -> Arc<Mentions> {
    let body = body(db, item);
    let scope = scope(db, item.file(db));
    let names = match body.root {
        Root::Provide { .. } | Root::Test { .. } | Root::Missing => Vec::new(),
        Root::Template { .. } => called(body),
        _ => named(body),
    };
    let is_template = item.kind(db) == ItemKind::Template;
    let mut seen = FxHashSet::default();
    let all = names
        .into_iter()
        .filter_map(|name| scope.item(&name))
        .filter(|found| (found.kind(db) == ItemKind::Template) == is_template)
        .filter(|found| seen.insert(*found))
        .collect();
    Arc::new(Mentions { all })
}

/// Templates that are called.
fn called(body: &Body) -> Vec<Arc<str>> {
    let targets = body.exprs.iter().filter_map(|expr| match &expr.kind {
        ExprKind::Call(call) if call.target.second.is_none() => Some(&call.target.first.text),
        _ => None,
    });
    targets.map(Arc::clone).collect()
}

/// Names of constants, functions and types.
fn named(body: &Body) -> Vec<Arc<str>> {
    let words = policy_words(body);
    let exprs = body.exprs.iter().enumerate().filter_map(|(index, expr)| match &expr.kind {
        ExprKind::Name(name) if !words.contains(&ExprId(index as u32)) => Some(&name.text),
        _ => None,
    });
    let variants = body.patterns.iter().filter_map(|pattern| match &pattern.kind {
        PatternKind::Variant { owner, .. } => Some(&owner.text),
        _ => None,
    });
    let types = body.types.iter().filter_map(|ty| match &ty.kind {
        TypeRefKind::Name { name, .. } => Some(&name.text),
        _ => None,
    });
    exprs.chain(variants).chain(types).map(Arc::clone).collect()
}

/// Values of policies that are words of the language: `on_error: skip`.
fn policy_words(body: &Body) -> FxHashSet<ExprId> {
    let policies = body.exprs.iter().flat_map(|expr| match &expr.kind {
        ExprKind::For(each) => each.policies.as_slice(),
        ExprKind::Repeat(repeat) => repeat.policies.as_slice(),
        _ => &[],
    });
    policies.filter(|policy| &*policy.name.text == "on_error").map(|policy| policy.value).collect()
}
