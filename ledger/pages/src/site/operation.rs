//! An operation's part of its subnet's page.

use maud::{Markup, html};
use orchestra_compiler::types::{import::Side, notation::notation};
use orchestra_ledger_model::{Charged, Latency, Limits, Price, Standing, Subnet};

use super::layout::{self, Place, capabilities, fact, link, to_copy, words};
use crate::{Library, snippet};

pub(super) fn section(library: &Library, subnet: &Subnet, name: &str) -> Markup {
    let Some(operation) = subnet.operations.get(name) else { return html! {} };
    let full = format!("{}.{name}", subnet.slug);
    let serves: Vec<String> = library.served.capabilities(&full).map(str::to_owned).collect();
    let snippet = snippet::of_operation(&subnet.slug, name, operation);
    let limits = operation.limits.as_ref().and_then(Limits::words).unwrap_or_default();
    let latency = operation.latency.as_ref().and_then(Latency::words).unwrap_or_default();
    let charged = operation.charged.as_ref().map(Charged::words).unwrap_or_default();
    let sent = subnet.binding(name).map(|binding| {
        let address = format!("{}{}", binding.endpoint.base_url, binding.path);
        html! { (binding.method.name()) " " code { (address) } }
    });
    let served = (!serves.is_empty()).then(|| capabilities(Place::Folder, &serves));
    html! {
        section class="operation" aria-labelledby=(name) {
            h3 id=(name) { code { (full) } }
            p { (operation.summary) }
            @if let Some(description) = &operation.description { p { (description) } }
            @if let Some(deprecated) = &operation.deprecated {
                p class="note" {
                    "Deprecated" @if deprecated.withdrawn { " and withdrawn" }
                    @if let Some(note) = &deprecated.note { ": " (note) }
                    @if let Some(instead) = &deprecated.instead { "; use " code { (instead) } " instead" }
                    "."
                }
            }
            dl {
                (words("Price", &operation.price_in_words()))
                (words("Real charge", &charged))
                (fact("Looked up", priced(operation.prices().unwrap_or_default())))
                (words("Effect", operation.effect.words()))
                (words("Asked again", operation.idempotency.words()))
                (fact("Needs", Some(needs(subnet.authentication(name)))))
                (fact("Sent to", sent))
                (words("Limits", &limits))
                (words("Answers", &latency))
                (fact("Serves", served))
                (words("Confidence", operation.confidence.name()))
                (words("Verification", Standing::of(&library.ledger, &subnet.slug).words()))
            }
            h4 { "Input" }
            (layout::notation(&format!("Input of {full}"), &notation(&operation.input, Side::Input)))
            h4 { "Output" }
            (layout::notation(&format!("Output of {full}"), &notation(&operation.output, Side::Output)))
            @if let Some(snippet) = snippet {
                h4 { "To copy" }
                (to_copy(&format!("A call of {full}"), &snippet))
            }
        }
    }
}

/// How it proves who asks, and the variables that hold the secrets.
pub(super) fn needs(proof: Option<(&str, Vec<&str>)>) -> Markup {
    html! {
        @match proof {
            None => "needs no key",
            Some((kind, variables)) => {
                (kind)
                @for variable in variables { " " code { (variable) } }
            }
        }
    }
}

/// The days and the pages of prices, each once.
fn priced(prices: &[Price]) -> Option<Markup> {
    let mut sources: Vec<(&str, &str)> = prices
        .iter()
        .filter_map(|price| Some((price.checked_on.as_deref()?, price.source.as_deref()?)))
        .collect();
    sources.sort_unstable();
    sources.dedup();
    (!sources.is_empty()).then(|| {
        html! {
            @for (at, (day, source)) in sources.into_iter().enumerate() {
                @if at > 0 { "; " }
                time datetime=(day) { (day) } ", " (link(source))
            }
        }
    })
}
