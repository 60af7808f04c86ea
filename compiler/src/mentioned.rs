//! The names of the file that an item reads, in both of its namespaces.

use std::sync::Arc;

use crate::{
    exact::exact,
    hir::{Body, ExprId, ExprKind, PatternKind, Policy, Root, Target, TypeRefKind, lower::body},
    items::ItemId,
    scope::scope,
};

/// The names of the file that an item reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mentioned {
    /// Of items and imported names.
    values: Names,
    /// Of subnets and families.
    targets: Names,
}

/// Names, each once, sorted once all are known: they are kept for each item, and few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names(Vec<Arc<str>>);

/// The names of the file that `item` reads.
#[salsa::tracked(returns(clone))]
pub(crate) fn mentioned(db: &dyn salsa::Database, item: ItemId) -> Arc<Mentioned> {
    let body = body(db, item);
    let words = policy_words(body);
    let mut found = Mentioned::default();
    for (index, expr) in (0..).zip(&body.exprs) {
        match &expr.kind {
            ExprKind::Name(name) if !words.contains(&ExprId(index)) => {
                found.values.insert(Arc::clone(&name.text));
            }
            ExprKind::Call(call) => {
                found.target(&call.target);
                found.routes(body, &call.policies);
            }
            ExprKind::Calls(target) => found.target(target),
            _ => {}
        }
    }
    body.mocks.iter().for_each(|mock| found.target(&mock.target));
    for pattern in &body.patterns {
        if let PatternKind::Variant { owner, .. } = &pattern.kind {
            found.values.insert(Arc::clone(&owner.text));
        }
    }
    for ty in &body.types {
        if let TypeRefKind::Name { name, .. } = &ty.kind {
            found.values.insert(Arc::clone(&name.text));
        }
    }
    match &body.root {
        Root::Template { policies, .. } => found.routes(body, policies),
        Root::Provide { capability, operation, .. } => {
            found.target(capability);
            found.target(operation);
        }
        _ => {}
    }
    found.values.sort();
    found.targets.sort();
    Arc::new(found)
}

/// The items that `item` names, each once.
#[salsa::tracked]
pub(crate) fn named(db: &dyn salsa::Database, item: ItemId) -> Box<[ItemId]> {
    let scope = scope(db, item.file(db));
    mentioned(db, item).values().filter_map(|name| scope.item(name)).collect()
}

/// Values of policies that are words of the language: `on_error: skip`.
fn policy_words(body: &Body) -> Vec<ExprId> {
    let policies = body.exprs.iter().flat_map(|expr| match &expr.kind {
        ExprKind::For(each) => each.policies.as_slice(),
        ExprKind::Repeat(repeat) => repeat.policies.as_slice(),
        _ => &[],
    });
    policies.filter(|policy| &*policy.name.text == "on_error").map(|policy| policy.value).collect()
}

impl Names {
    fn insert(&mut self, name: Arc<str>) {
        self.0.push(name);
    }

    fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
        self.0 = exact(std::mem::take(&mut self.0));
    }

    fn contain(&self, name: &str) -> bool {
        self.0.binary_search_by(|known| (**known).cmp(name)).is_ok()
    }
}

impl Mentioned {
    /// The items and imported names.
    pub(crate) fn values(&self) -> impl Iterator<Item = &str> {
        self.values.0.iter().map(|name| &**name)
    }

    /// Whether `name` is read as an item or imported name.
    pub(crate) fn has_value(&self, name: &str) -> bool {
        self.values.contain(name)
    }

    /// Whether `name` is read as a subnet or family.
    pub(crate) fn has_target(&self, name: &str) -> bool {
        self.targets.contain(name)
    }

    /// `a.b` names a subnet or family, `a` a template.
    fn target(&mut self, target: &Target) {
        let names = if target.second.is_some() { &mut self.targets } else { &mut self.values };
        names.insert(Arc::clone(&target.first.text));
    }

    /// The subnets that a `route` lists.
    fn routes(&mut self, body: &Body, policies: &[Policy]) {
        let routes = policies.iter().filter(|policy| &*policy.name.text == "route");
        for route in routes {
            self.listed(body, route.value);
        }
    }

    fn listed(&mut self, body: &Body, id: ExprId) {
        match body.expr(id) {
            ExprKind::Name(name) => {
                self.targets.insert(Arc::clone(&name.text));
            }
            // The words of a policy come before names in scope.
            ExprKind::Local(local) => {
                self.targets.insert(Arc::clone(&body.local(*local).name.text));
            }
            _ => body.children(id, &mut |child| self.listed(body, child)),
        }
    }
}
