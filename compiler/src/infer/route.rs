//! Who is asked first.

use std::{cmp::Ordering, sync::Arc};

use orchestra_ledger_model::{Confidence, Verification};

use super::{
    Inferer, ProviderUse,
    ledger_types::{ledger_operation, ledger_subnet},
    policies::Route,
};
use crate::{
    diagnostics::{Fact, NoProvider},
    hir::Root,
    terms,
};

impl Inferer<'_> {
    /// All providers of a capability, by slug, then operation.
    pub(super) fn providers_of(&self, capability: &str) -> Vec<ProviderUse> {
        let mut providers: Vec<ProviderUse> =
            crate::scope::providers(self.db, self.project, capability)
                .iter()
                .filter_map(|item| {
                    let body = crate::hir::lower::body(self.db, *item);
                    let Root::Provide { operation, .. } = &body.root else { return None };
                    let scope = crate::scope::scope(self.db, self.project, item.file(self.db));
                    let slug = scope.subnet(&operation.first.text)?;
                    let name = Arc::clone(&operation.second.as_ref()?.text);
                    let subnet = ledger_subnet(self.db, self.project, &slug)?;
                    let listed = subnet.operations.get(&*name)?;
                    let withdrawn = listed.deprecated.as_ref().is_some_and(|d| d.withdrawn);
                    let callable = !subnet.is_gone()
                        && !withdrawn
                        && subnet
                            .binding(&name)
                            .is_some_and(|binding| binding.unsupported().is_none());
                    callable.then_some(ProviderUse { item: *item, slug, operation: name })
                })
                .collect();
        providers.sort_by(|a, b| (&a.slug, &a.operation).cmp(&(&b.slug, &b.operation)));
        providers
    }

    /// `all` in the order of `route`, those that it doesn't list left out.
    pub(super) fn ordered(
        &mut self,
        route: &Route,
        capability: &str,
        mut all: Vec<ProviderUse>,
        report: bool,
    ) -> Vec<ProviderUse> {
        match route {
            Route::Cheapest => all.sort_by(|a, b| unknown_last(self.cost(a), self.cost(b))),
            Route::Fastest => all.sort_by(|a, b| unknown_last(self.latency(a), self.latency(b))),
            Route::Reliable => all.sort_by_key(|provider| self.doubt(provider)),
            Route::Listed(entries) => {
                let mut listed = Vec::new();
                for (at, slug, operation) in entries {
                    let meant = all.iter().filter(|provider| {
                        provider.slug == *slug
                            && operation.as_ref().is_none_or(|name| *name == provider.operation)
                    });
                    let before = listed.len();
                    listed.extend(meant.cloned());
                    if listed.len() == before && report && !all.is_empty() {
                        let routed = match operation {
                            Some(operation) => format!("{slug}.{operation}"),
                            None => slug.to_string(),
                        };
                        let known =
                            all.iter().map(|p| format!("{}.{}", p.slug, p.operation)).collect();
                        let capability = capability.to_owned();
                        let fact = NoProvider { at: *at, capability, routed: Some(routed), known };
                        self.report(Fact::NoProvider(fact));
                    }
                }
                return listed;
            }
        }
        all
    }

    fn cost(&self, provider: &ProviderUse) -> Option<rust_decimal::Decimal> {
        let listed = ledger_operation(self.db, self.project, &provider.slug, &provider.operation)?;
        let terms = self.project.terms(self.db);
        let name = format!("{}.{}", provider.slug, provider.operation);
        terms::typical_cost(&terms, &terms::prices(&terms, &name, listed, None)?)
    }

    fn latency(&self, provider: &ProviderUse) -> Option<u64> {
        let listed = ledger_operation(self.db, self.project, &provider.slug, &provider.operation)?;
        Some(listed.latency.as_ref()?.p50?.milliseconds())
    }

    /// How much there is to doubt: an unsigned entry first, then low confidence.
    fn doubt(&self, provider: &ProviderUse) -> (bool, u8) {
        let subnet = ledger_subnet(self.db, self.project, &provider.slug);
        let signed =
            subnet.is_some_and(|subnet| matches!(subnet.verification, Verification::Signed { .. }));
        let listed = ledger_operation(self.db, self.project, &provider.slug, &provider.operation);
        let confidence = match listed.map(|operation| operation.confidence) {
            Some(Confidence::High) => 0,
            Some(Confidence::Medium) => 1,
            Some(Confidence::Low) => 2,
            None => 3,
        };
        (!signed, confidence)
    }
}

fn unknown_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
