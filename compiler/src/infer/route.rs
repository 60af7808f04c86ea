//! Who is asked first.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use orchestra_ledger_model::{Confidence, Standing};
use serde_json::Value;

use super::{
    Inferer, ProviderUse,
    ledger_types::{ledger_operation, ledger_subnet},
    policies::Route,
};
use crate::{
    db::Project,
    diagnostics::{Fact, NoProvider},
    hir::{ExprKind, RecordEntry, Root, Site},
    items::ItemId,
    scope::scope,
    terms,
};

impl Inferer<'_> {
    /// All providers that answer calls of a capability here, by slug, then operation.
    pub(super) fn providers_of(&self, capability: &str) -> Vec<ProviderUse> {
        let here = self.item.file(self.db).path(self.db);
        let found = crate::scope::providers(self.db, here.package(), capability);
        let mut providers: Vec<ProviderUse> =
            found.iter().filter_map(|item| provider_use(self.db, *item)).collect();
        providers.sort_by(|a, b| (&a.slug, &a.operation).cmp(&(&b.slug, &b.operation)));
        providers
    }

    /// `all` in the order of `route`, those that it doesn't list left out. A call's own route holds
    /// only who provides the capability; a template's, told by the call's target as `of_template`,
    /// is for several, and holds one at least.
    pub(super) fn ordered(
        &mut self,
        route: &Route,
        capability: &str,
        mut all: Vec<ProviderUse>,
        of_template: Option<Site>,
    ) -> Vec<ProviderUse> {
        match route {
            Route::Cheapest => all.sort_by(|a, b| {
                let cost = |provider: &ProviderUse| cost(self.db, provider.item);
                unknown_last(cost(a), cost(b))
            }),
            Route::Fastest => all.sort_by(|a, b| unknown_last(self.latency(a), self.latency(b))),
            Route::Reliable => all.sort_by_key(|provider| self.doubt(provider)),
            Route::Listed(entries) => {
                let mut listed = Vec::new();
                let mut idle = Vec::new();
                for (at, slug, operation) in entries {
                    let meant = all.iter().filter(|provider| {
                        provider.slug == *slug
                            && operation.as_ref().is_none_or(|name| *name == provider.operation)
                    });
                    let before = listed.len();
                    listed.extend(meant.cloned());
                    if listed.len() == before {
                        let name = match operation {
                            Some(operation) => format!("{slug}.{operation}"),
                            None => slug.to_string(),
                        };
                        idle.push((*at, name));
                    }
                }
                if !all.is_empty() && (of_template.is_none() || listed.is_empty()) {
                    let others = !listed.is_empty();
                    self.idle_on_route(capability, &all, of_template, idle, others);
                }
                return listed;
            }
        }
        all
    }

    /// Reports entries of a route that provide nothing; `others` of it may.
    fn idle_on_route(
        &mut self,
        capability: &str,
        all: &[ProviderUse],
        of_template: Option<Site>,
        idle: Vec<(Site, String)>,
        others: bool,
    ) {
        let known: Vec<String> =
            all.iter().map(|p| format!("{}.{}", p.slug, p.operation)).collect();
        let entries: Vec<(Site, Vec<String>)> = match of_template {
            Some(target) => vec![(target, idle.into_iter().map(|(_, name)| name).collect())],
            None => idle.into_iter().map(|(at, name)| (at, vec![name])).collect(),
        };
        for (at, routed) in entries {
            let (capability, known) = (capability.to_owned(), known.clone());
            let at_entry = of_template.is_none();
            let fact = NoProvider {
                at,
                capability,
                routed,
                at_entry,
                others,
                known,
                importable: Vec::new(),
            };
            self.report(Fact::NoProvider(fact));
        }
    }

    fn latency(&self, provider: &ProviderUse) -> Option<u64> {
        let listed = ledger_operation(self.db, &provider.slug, &provider.operation)?;
        Some(listed.latency.as_ref()?.p50?.milliseconds())
    }

    /// How much there is to doubt: an unsigned entry first, then low confidence.
    fn doubt(&self, provider: &ProviderUse) -> (bool, u8) {
        let ledger = Project::get(self.db).ledger(self.db);
        let signed = Standing::of(ledger, &provider.slug) == Standing::OwnerSigned;
        let listed = ledger_operation(self.db, &provider.slug, &provider.operation);
        let confidence = match listed.map(|operation| operation.confidence) {
            Some(Confidence::High) => 0,
            Some(Confidence::Medium) => 1,
            Some(Confidence::Low) => 2,
            None => 3,
        };
        (!signed, confidence)
    }
}

/// What a provider calls; none where that can't be called.
#[salsa::tracked(returns(clone))]
fn provider_use(db: &dyn salsa::Database, provider: ItemId) -> Option<ProviderUse> {
    let body = crate::hir::lower::body(db, provider);
    let Root::Provide { operation, .. } = &body.root else { return None };
    let slug = scope(db, provider.file(db)).subnet(&operation.first.text)?;
    let name = Arc::clone(&operation.second.as_ref()?.text);
    let subnet = ledger_subnet(db, &slug)?;
    let listed = subnet.operations.get(&*name)?;
    let withdrawn = listed.deprecated.as_ref().is_some_and(|d| d.withdrawn);
    let callable = !subnet.is_gone() && !withdrawn;
    callable.then_some(ProviderUse { item: provider, slug, operation: name })
}

/// What a provider typically costs; none where that is unknown.
#[salsa::tracked(returns(copy))]
fn cost(db: &dyn salsa::Database, provider: ItemId) -> Option<rust_decimal::Decimal> {
    let project = Project::get(db);
    let used = provider_use(db, provider)?;
    let listed = ledger_operation(db, &used.slug, &used.operation)?;
    let terms = project.terms(db);
    let name = format!("{}.{}", used.slug, used.operation);
    let prices = terms::prices(&terms, &name, listed, None)?;
    terms::typical_cost(&terms, &prices, &request_constants(db, provider))
}

/// The fields that a provider's `request` always fills with the same text, by their pointers.
fn request_constants(db: &dyn salsa::Database, provider: ItemId) -> BTreeMap<String, Value> {
    let body = crate::hir::lower::body(db, provider);
    let Root::Provide { request: Some(request), .. } = body.root else { return BTreeMap::new() };
    let ExprKind::Lambda { body: value, .. } = body.expr(request) else { return BTreeMap::new() };
    let ExprKind::Record { entries, .. } = body.expr(*value) else { return BTreeMap::new() };
    let constant = |entry: &RecordEntry| {
        let RecordEntry::Field { name, value } = entry else { return None };
        let value = match body.expr(*value) {
            ExprKind::String { text, .. } => Value::from(&**text),
            ExprKind::Bool(value) => Value::from(*value),
            ExprKind::Int(value) => Value::from(*value),
            _ => return None,
        };
        Some((format!("/{}", name.text.replace('~', "~0").replace('/', "~1")), value))
    };
    entries.iter().filter_map(constant).collect()
}

fn unknown_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
