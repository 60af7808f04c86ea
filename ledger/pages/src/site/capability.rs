//! The page of a capability: who serves it, side by side, its types, a call to copy.

use maud::{Markup, html};
use orchestra_compiler::types::{import::Side, notation::notation};
use orchestra_ledger_model::{Capability, Offer};

use super::layout::{Page, Place, notation as shown, operation_path, to_copy};
use crate::{Library, snippet, written::written};

pub(super) fn page(library: &Library, name: &str, capability: &Capability) -> String {
    let offers = library.offers(name);
    let main = html! {
        h1 { code { (name) } }
        p { (capability.summary) }
        section aria-labelledby="served" {
            h2 id="served" { "Served by" }
            @if offers.is_empty() {
                p class="note" { "Nobody serves it." }
            } @else {
                (compared(&offers))
                @if let Some(example) = capability.examples.first() {
                    p { "The example is " code { (written(&example.input)) } "; what it costs is the compiler's bound of one such call." }
                }
            }
        }
        @if !capability.laws.is_empty() {
            section aria-labelledby="laws" {
                h2 id="laws" { "Every provider keeps" }
                ul { @for law in &capability.laws { li { code { (law.text()) } } } }
            }
        }
        section aria-labelledby="types" {
            h2 id="types" { "Types" }
            h3 { "Input" }
            (shown("Input", &notation(&capability.input, Side::Input)))
            h3 { "Output" }
            (shown("Output", &notation(&capability.output, Side::Output)))
        }
        @if let Some(snippet) = snippet::of_capability(name, capability) {
            section aria-labelledby="copy" {
                h2 id="copy" { "To copy" }
                (to_copy("A call of it", &snippet))
            }
        }
    };
    let page = Page {
        place: Place::Folder,
        title: name,
        summary: &capability.summary,
        main,
        script: None,
    };
    page.text()
}

fn compared(offers: &[Offer]) -> Markup {
    html! {
        div class="wide" role="group" aria-label="Providers side by side" tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "Operation" }
                    th scope="col" { "The example costs" }
                    th scope="col" { "Price" }
                    th scope="col" { "Needs" }
                    th scope="col" { "Confidence" }
                    th scope="col" { "Verification" }
                    th scope="col" { "Latency" }
                    th scope="col" { "Limits" }
                    th scope="col" { "As of" }
                } }
                tbody { @for offer in offers { (row(offer)) } }
            }
        }
    }
}

fn row(offer: &Offer) -> Markup {
    let cost = offer.example.as_ref().map_or("unknown".to_owned(), |it| it.words());
    let day = offer.priced_on.as_ref().or(offer.checked_on.as_ref());
    html! {
        tr {
            th scope="row" {
                a href=(Place::Folder.to(&operation_path(&offer.operation.name))) {
                    code { (offer.operation.name) }
                }
            }
            td { (cost) }
            td { (offer.operation.price) }
            td {
                (offer.operation.authentication.as_deref().unwrap_or("no key"))
                @for secret in &offer.secrets { " " code { (secret) } }
            }
            td { (offer.operation.confidence.name()) }
            td { (offer.operation.standing.words()) }
            td { (offer.latency.as_deref().unwrap_or("unknown")) }
            td { (offer.limits.as_deref().unwrap_or("none known")) }
            td { @if let Some(day) = day { time datetime=(day) { (day) } } }
        }
    }
}
