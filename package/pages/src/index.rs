//! The index: a search, all templates, all modules with what they export.

use maud::{Markup, html};
use orchestra_ledger_pages::frame;
use orchestra_package_interface::{Export, Module};
use serde_json::{Value, json};

use crate::{
    About,
    book::Book,
    place::{self, Place},
    prose::{inline, summary},
    template::cost,
};

const SEARCH: &str = include_str!("search.js");

pub(crate) fn page(book: &Book<'_>) -> String {
    let about = book.about;
    let counts = counts(book);
    let main = html! {
        h1 { (about.name) @if let Some(version) = &about.version { " " small { (version) } } }
        @if let Some(description) = &about.description { p { (inline(description)) } }
        (stated(about))
        p { (counts) }
        (frame::search())
        (templates(book))
        section aria-labelledby="modules" {
            h2 id="modules" { "Modules" }
            @if book.interface.modules.is_empty() { p class="note" { "The package exports nothing." } }
            @for (name, module) in &book.interface.modules { (listed(name, module)) }
        }
        (frame::data("index", &data(book)))
    };
    let summary = about.description.as_deref().unwrap_or(&counts);
    place::page(
        book,
        Place::Root,
        "All that it exports",
        summary,
        main,
        Some(&frame::searching(SEARCH)),
    )
}

/// What the manifest states besides.
fn stated(about: &About) -> Markup {
    let is_web = |address: &str| address.starts_with("https://") || address.starts_with("http://");
    html! {
        @if about.license.is_some() || about.repository.is_some() || !about.keywords.is_empty() {
            dl class="stated" {
                @if let Some(license) = &about.license { dt { "License" } dd { (license) } }
                @if let Some(repository) = &about.repository {
                    dt { "Repository" }
                    dd {
                        @if is_web(repository) {
                            a href=(repository) rel="noreferrer" { (repository) }
                        } @else {
                            (repository)
                        }
                    }
                }
                @if !about.keywords.is_empty() {
                    dt { "Keywords" }
                    dd { (about.keywords.join(", ")) }
                }
            }
        }
    }
}

fn counts(book: &Book<'_>) -> String {
    let exports = book.interface.modules.values().flat_map(|module| module.exports.values());
    let (mut templates, mut functions, mut types, mut constants) = (0, 0, 0, 0);
    for export in exports {
        *match export {
            Export::Template(_) => &mut templates,
            Export::Function { .. } => &mut functions,
            Export::Type { .. } | Export::Enum { .. } => &mut types,
            Export::Constant { .. } => &mut constants,
        } += 1;
    }
    let count = |n: usize, one: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {one}s")),
    };
    let parts = [
        count(templates, "template"),
        count(functions, "function"),
        count(types, "type"),
        count(constants, "constant"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "Nothing is exported.".to_owned() } else { parts.join(", ") + "." }
}

fn templates(book: &Book<'_>) -> Markup {
    let all: Vec<_> = book
        .interface
        .modules
        .iter()
        .flat_map(|(module, it)| {
            it.exports.iter().map(move |(name, export)| (module, name, export))
        })
        .filter_map(|(module, name, export)| match export {
            Export::Template(template) => Some((module, name, template)),
            _ => None,
        })
        .collect();
    html! {
        section aria-labelledby="templates" {
            h2 id="templates" { "Templates" }
            @if all.is_empty() {
                p { "There are none." }
            } @else {
                div class="wide" role="group" aria-label="All templates" tabindex="0" {
                    table {
                        thead { tr {
                            th scope="col" { "Template" }
                            th scope="col" { "What it does" }
                            th scope="col" { "Costs at most" }
                            th scope="col" { "Typically" }
                        } }
                        tbody {
                            @for (module, name, template) in all {
                                @let full = format!("{module}.{name}");
                                tr {
                                    th scope="row" { a href=(place::template(&full)) { code { (name) } } }
                                    td { (inline(&summary(&template.documentation))) }
                                    td class="sum" { (cost(&template.worst)) }
                                    td class="sum" { (cost(&template.typical)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn listed(name: &str, module: &Module) -> Markup {
    html! {
        h3 { a href=(place::module(name)) { code { (name) } } }
        dl class="listed" {
            @for (item, export) in &module.exports {
                dt { a href=(address(name, item, export)) { code { (item) } } }
                dd {
                    small { (kind(export)) } " " (inline(&summary(export.documentation())))
                }
            }
            @for provider in &module.providers {
                dt { code { (provider) } }
                dd { small { "provider" } }
            }
        }
    }
}

fn address(module: &str, name: &str, export: &Export) -> String {
    let full = format!("{module}.{name}");
    match export {
        Export::Template(_) => place::template(&full),
        _ => place::export(&full),
    }
}

/// As the list and the search name it.
pub(crate) const fn kind(export: &Export) -> &'static str {
    match export {
        Export::Type { .. } => "type",
        Export::Enum { .. } => "enum",
        Export::Constant { .. } => "constant",
        Export::Function { .. } => "function",
        Export::Template(_) => "template",
    }
}

/// What the search knows.
fn data(book: &Book<'_>) -> Value {
    let mut found = Vec::new();
    for (module, it) in &book.interface.modules {
        for (name, export) in &it.exports {
            let mut words = export.documentation().to_owned();
            if let Export::Template(template) = export {
                for capability in &template.capabilities {
                    words += &format!(" {capability}");
                }
                for parameter in &template.parameters {
                    words += &format!(" {} {}", parameter.name, parameter.documentation);
                }
            }
            found.push(json!({
                "name": name,
                "module": module,
                "kind": kind(export),
                "summary": summary(export.documentation()),
                "address": address(module, name, export),
                "words": words,
            }));
        }
    }
    Value::Array(found)
}
