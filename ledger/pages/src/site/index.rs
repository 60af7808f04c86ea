//! The index: a search, all capabilities by family, all subnets by slot.

use maud::{Markup, html};
use orchestra_ledger_model::{
    DocumentKind, Standing, Subnet,
    search::{CALLED_SO, LACKING, SILENT, WEIGHTS},
};
use serde_json::{Value, json};

use super::layout::{Page, Place, capability_path, operation_path, subnet_path};
use crate::{Library, frame};

const SEARCH: &str = include_str!("search.js");

pub(super) fn page(library: &Library) -> String {
    let subnets = in_order(library);
    let operations: usize = subnets.iter().map(|subnet| subnet.operations.len()).sum();
    let capabilities = library.ledger.capability_names().len();
    let summary = format!(
        "{} subnets and services, {operations} operations, {capabilities} capabilities.",
        subnets.len()
    );
    let main = html! {
        h1 { "The Subnet Ledger" }
        p { (summary) " What there is, how it is called, what it costs, and where each fact comes from." }
        (frame::search())
        (families(library))
        (listed(library, &subnets))
        (frame::data("index", &data(library)))
    };
    let title = "All that is listed";
    Page {
        place: Place::Root,
        title,
        summary: &summary,
        main,
        script: Some(&frame::searching(SEARCH)),
    }
    .text()
}

/// By slot, the project that has it first; what isn't a subnet comes last.
fn in_order(library: &Library) -> Vec<&Subnet> {
    let mut subnets: Vec<&Subnet> = library.ledger.subnets().collect();
    subnets.sort_by_key(|it| (it.netuid.is_none(), it.netuid, it.is_gone(), it.slug.clone()));
    subnets
}

fn families(library: &Library) -> Markup {
    html! {
        section aria-labelledby="capabilities" {
            h2 id="capabilities" { "Capabilities" }
            p { "What several subnets can do alike, and can be asked for without naming one." }
            @for family in library.ledger.families() {
                h3 { (family.family) }
                p { (family.summary) }
                dl class="listed" {
                    @for (name, capability) in &family.capabilities {
                        @let name = format!("{}.{name}", family.family);
                        @let served = library.served.operations(&name).count();
                        dt { a href=(capability_path(&name)) { code { (name) } } }
                        dd {
                            (capability.summary) " "
                            small {
                                @match served {
                                    0 => "Nobody serves it.",
                                    1 => "One operation serves it.",
                                    more => { (more) " operations serve it." }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn listed(library: &Library, subnets: &[&Subnet]) -> Markup {
    html! {
        section aria-labelledby="subnets" {
            h2 id="subnets" { "Subnets and services" }
            div class="wide" role="group" aria-label="All subnets" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Slot" }
                        th scope="col" { "Name" }
                        th scope="col" { "Status" }
                        th scope="col" { "Verification" }
                        th scope="col" { "Operations" }
                        th scope="col" { "What it is" }
                    } }
                    tbody {
                        @for subnet in subnets {
                            tr {
                                td { @if let Some(netuid) = subnet.netuid { (netuid) } @else { "none" } }
                                th scope="row" { a href=(subnet_path(&subnet.slug)) { (subnet.name) } }
                                td { (subnet.status.name()) }
                                td { (Standing::of(&library.ledger, &subnet.slug).words()) }
                                td { (subnet.operations.len()) }
                                td { (subnet.description.as_deref().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the search knows.
fn data(library: &Library) -> Value {
    let documents: Vec<Value> = library
        .index
        .documents()
        .iter()
        .map(|document| {
            let address = match document.kind {
                DocumentKind::Capability => capability_path(&document.name),
                DocumentKind::Subnet => subnet_path(&document.name),
                DocumentKind::Operation => operation_path(&document.name),
            };
            let mut shown = json!(document);
            shown["address"] = json!(address);
            shown
        })
        .collect();
    json!({
        "documents": documents,
        "weights": WEIGHTS,
        "called_so": CALLED_SO,
        "lacking": LACKING,
        "silent": SILENT,
    })
}
