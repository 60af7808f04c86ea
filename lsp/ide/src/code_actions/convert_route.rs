//! A route by a measure becomes the list of providers that it stands for today, and a list a measure.

use orchestra_compiler::{
    infer::{CallTarget, ProviderUse},
    items::item_places,
    scope::scope,
};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, ast, ast::View as _};

use super::{CodeAction, CodeActionKind, selected::Selected};
use crate::listed::{Listed, Naming};

/// The measures, the default first.
const MEASURES: [&str; 3] = ["cheapest", "fastest", "reliable"];

/// Providers that are asked without the policy `fallbacks`: the first, and two further ones.
const ASKED: usize = 3;

pub(super) fn actions(selected: &Selected<'_>) -> Vec<CodeAction> {
    let Some(route) = Route::around(selected) else { return Vec::new() };
    let span = route.value.span();
    if route.value.kind() == NodeKind::List {
        return MEASURES
            .into_iter()
            .map(|measure| {
                let edits = [(span, measure.to_owned())];
                CodeAction::new(format!("Route by `{measure}`"), CodeActionKind::Rewrite, edits)
            })
            .collect();
    }
    let asked = if route.counts { usize::MAX } else { ASKED };
    listed(selected, &route.providers[..route.providers.len().min(asked)], span)
        .into_iter()
        .collect()
}

/// The route of a call of a capability.
struct Route<'a> {
    value: NodeRef<'a>,
    /// In the order in which they are asked.
    providers: &'a [ProviderUse],
    /// Whether the call says how many are asked.
    counts: bool,
}

impl<'a> Route<'a> {
    fn around(selected: &'a Selected<'a>) -> Option<Self> {
        let policy = ast::Policy::cast(selected.around(NodeKind::Policy)?)?;
        if policy.name()?.text() != "route" {
            return None;
        }
        let call = selected.around(NodeKind::Call)?;
        let CallTarget::Capability { providers } = &selected.at.call_at(call)?.target else {
            return None;
        };
        let policies = ast::Call::cast(call)?.policies()?;
        let counts = policies.get("fallbacks").is_some();
        Some(Self { value: policy.value()?.node(), providers, counts })
    }
}

/// The providers by name, with a `use` of each subnet that the file doesn't use yet.
fn listed(selected: &Selected<'_>, providers: &[ProviderUse], span: Span) -> Option<CodeAction> {
    let (db, file) = (selected.at.db, selected.at.file);
    if providers.is_empty() {
        return None;
    }
    let scope = scope(db, file);
    let mut names = Vec::new();
    let mut unused: Vec<&str> = Vec::new();
    for provider in providers {
        let slug = &*provider.slug;
        let name = match Listed::Subnet(slug).naming(scope) {
            Naming::Used(name) => name,
            Naming::Lacks(_) => {
                if !unused.contains(&slug) {
                    unused.push(slug);
                }
                slug.to_owned()
            }
            Naming::Taken => return None,
        };
        names.push(format!("{name}.{}", provider.operation));
    }
    let mut edits = vec![(span, format!("[{}]", names.join(", ")))];
    if !unused.is_empty() {
        let line = format!("use subnet {}", unused.join(", "));
        edits.insert(0, item_places(db, file).insertion_of_use(&line));
    }
    let title = "List the providers that are asked";
    Some(CodeAction::new(title, CodeActionKind::Rewrite, edits))
}
