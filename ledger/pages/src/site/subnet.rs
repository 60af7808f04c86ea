//! The page of a subnet: who it is, where it is reached, every operation, sources.
//!
//! An operation's place bears its name; those of the page's own parts have a `-`, which no name has.

use maud::html;
use orchestra_ledger_model::{Limits, Standing, Subnet};

use super::{
    layout::{Page, Place, fact, link, words},
    operation,
};
use crate::Library;

pub(super) fn page(library: &Library, subnet: &Subnet) -> String {
    let place = Place::Folder;
    let summary = subnet.description.as_deref().unwrap_or("What is known of it.");
    let standing = Standing::of(&library.ledger, &subnet.slug);
    let main = html! {
        h1 { (subnet.name) " " small { code { (subnet.slug) } } }
        @if let Some(description) = &subnet.description { p { (description) } }
        @if let Some(why) = subnet.why_not_callable() { p class="note" { (why) } }
        dl {
            (words("Slot", &subnet.slot_in_words()))
            (words("Status", subnet.status.name()))
            (words("Verification", standing.words()))
            (words("Revision", &subnet.revision.to_string()))
            (words("Also called", &subnet.aka.join(", ")))
            (words("Filed under", &subnet.categories.join(", ")))
            @for (name, address) in &subnet.links { (fact(name, Some(link(address)))) }
        }
        @if !subnet.endpoints.is_empty() {
            section aria-labelledby="reached-at" {
                h2 id="reached-at" { "Reached at" }
                dl {
                    @for (name, endpoint) in &subnet.endpoints {
                        dt { (name) }
                        dd {
                            code { (endpoint.base_url) } ", "
                            (operation::needs(subnet.endpoint_authentication(endpoint)))
                            @if let Some(limits) = endpoint.limits.as_ref().and_then(Limits::words) {
                                ", " (limits) " for all operations together"
                            }
                        }
                    }
                }
            }
        }
        @if !subnet.operations.is_empty() {
            section aria-labelledby="all-operations" {
                h2 id="all-operations" { "Operations" }
                ul class="names" {
                    @for (name, operation) in &subnet.operations {
                        li { a href=(format!("#{name}")) { code { (name) } } " " (operation.summary) }
                    }
                }
                @for name in subnet.operations.keys() { (operation::section(library, subnet, name)) }
            }
        }
        @if !subnet.sources.is_empty() {
            section aria-labelledby="all-sources" {
                h2 id="all-sources" { "Sources" }
                ul {
                    @for source in &subnet.sources {
                        li { time datetime=(source.checked_on) { (source.checked_on) } ": " (link(&source.url)) }
                    }
                }
            }
        }
    };
    Page { place, title: &subnet.name, summary, main, script: None }.text()
}
