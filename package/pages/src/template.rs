//! The page of a template: what it takes and gives, what it comes to, what it touches, its steps, its
//! tests, its source.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use orchestra_compiler::items::ItemId;
use orchestra_ledger_pages::frame::{shown, to_copy};
use orchestra_package_interface::{Bound, Template};
use orchestra_plan::{Effects, Plan, bounds::Measure, policy::Millis, value::duration};

use crate::{
    book::Book,
    graph::{graph, steps},
    highlight::highlighted,
    module::{parameters_listed, source},
    place::{self, Place},
    prose::{prose, summary},
    typed::typed,
};

const HERE: Place = Place::Folder;

pub(crate) fn page(book: &Book<'_>, full: &str, template: &Template) -> String {
    let (module, name) = full.rsplit_once('.').unwrap_or(("", full));
    let item = book.item(full);
    let plan = item.and_then(|item| book.plan(item));
    let main = html! {
        h1 { code { (name) } }
        p { "A template of " a href=(HERE.to(&place::module(module))) { code { (module) } } "." }
        (prose(&template.documentation))
        section aria-labelledby="use" {
            h2 id="use" { "To use it" }
            (to_copy("Import", &format!("use {module} {{ {name} }}")))
        }
        section aria-labelledby="parameters" {
            h2 id="parameters" { "Parameters" }
            (parameters_listed(book, &template.parameters))
        }
        section aria-labelledby="result" {
            h2 id="result" { "Result" }
            p { (typed(book, HERE, &template.result)) }
        }
        (bounds(&template.worst, &template.typical, plan.as_deref()))
        @if let Some(effects) = &template.effects { (touches(&template.capabilities, effects)) }
        @if let Some(plan) = &plan { (drawn(name, plan)) }
        @if let Some(item) = item { (tests(book, item)) }
        section aria-labelledby="source" {
            h2 id="source" { "Source" }
            (source(book, full, false))
        }
    };
    let line = summary(&template.documentation);
    let line = if line.is_empty() { format!("The template {full}") } else { line };
    place::page(book, HERE, name, &line, main, None)
}

/// What a job costs, in words.
pub(crate) fn cost(bound: &Bound) -> String {
    let Some(amounts) = &bound.cost else { return "unbounded".to_owned() };
    let parts: Vec<String> = amounts
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(currency, amount)| format!("{} {}", amount.normalize(), currency.to_uppercase()))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(" and ") }
}

fn calls(bound: &Bound) -> String {
    bound.calls.map_or("unbounded".to_owned(), |calls| calls.to_string())
}

fn time(bound: &Bound) -> String {
    bound.time.map_or("unbounded".to_owned(), |Millis(time)| {
        duration::text(i64::try_from(time).unwrap_or(i64::MAX))
    })
}

/// What says a bound in words.
type Words = fn(&Bound) -> String;

/// What a job comes to, as a table, and why it has no bound where it has none.
pub(crate) fn bounds(worst: &Bound, typical: &Bound, plan: Option<&Plan>) -> Markup {
    let rows = [("Cost", cost as Words), ("Calls", calls), ("Time", time)];
    html! {
        section aria-labelledby="bounds" {
            h2 id="bounds" { "Bounds" }
            @match plan {
                None => p class="note" { "It has none: something in it is wrong." },
                Some(plan) => {
                    table {
                        thead { tr {
                            th scope="col" { "Of a job" }
                            th scope="col" { "At most" }
                            th scope="col" { "Typically" }
                        } }
                        tbody {
                            @for (name, words) in rows {
                                tr {
                                    th scope="row" { (name) }
                                    td { (words(worst)) }
                                    td { (words(typical)) }
                                }
                            }
                        }
                    }
                    (gaps(plan))
                }
            }
        }
    }
}

/// Why something has no bound, each reason once.
fn gaps(plan: &Plan) -> Markup {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for gap in &plan.bounds.gaps {
        let of = match gap.of {
            Measure::Calls => "calls",
            Measure::Cost => "cost",
            Measure::Time => "time",
        };
        let known = reasons.entry(&gap.why).or_default();
        if !known.contains(&of) {
            known.push(of);
        }
    }
    html! {
        @if !reasons.is_empty() {
            ul { @for (why, of) in reasons { li { "No bound of " (of.join(", ")) ": " (why) "." } } }
        }
    }
}

/// Whom and what a job can touch.
pub(crate) fn touches(capabilities: &BTreeSet<String>, effects: &Effects) -> Markup {
    let is_still = capabilities.is_empty() && *effects == Effects::default();
    html! {
        section aria-labelledby="touches" {
            h2 id="touches" { "What it touches" }
            @if is_still {
                p { "Nothing: it calls nobody, and reads and writes no file." }
            } @else {
                dl {
                    (listed("Capabilities", capabilities.iter().cloned()))
                    (operations(effects))
                    (listed("Reaches", effects.origins.iter().map(|it| it.origin.clone())))
                    (listed(
                        "Needs",
                        effects.secrets.iter().map(|it| format!("{} for {}", it.name, it.origin)),
                    ))
                    @if !effects.reads_files.is_empty() { dt { "Files" } dd { "are read" } }
                    @if !effects.writes_files.is_empty() { dt { "Files" } dd { "are written" } }
                    @if !effects.asks_people.is_empty() { dt { "People" } dd { "are asked" } }
                }
            }
        }
    }
}

fn operations(effects: &Effects) -> Markup {
    html! {
        @if !effects.operations.is_empty() {
            dt { "Operations" }
            dd {
                @for (at, operation) in effects.operations.iter().enumerate() {
                    @if at > 0 { ", " }
                    code { (operation.operation) }
                    @if operation.writes { " (writes)" }
                }
            }
        }
    }
}

fn listed(name: &str, values: impl Iterator<Item = String>) -> Markup {
    let mut values: Vec<String> = values.collect();
    values.sort();
    values.dedup();
    html! {
        @if !values.is_empty() {
            dt { (name) }
            dd { @for (at, value) in values.iter().enumerate() { @if at > 0 { ", " } code { (value) } } }
        }
    }
}

/// Its steps as a graph, and as a list.
pub(crate) fn drawn(name: &str, plan: &Plan) -> Markup {
    let label = format!("The steps of {name} as a graph; they are listed below it");
    html! {
        section aria-labelledby="steps" {
            h2 id="steps" { "Steps" }
            @if let Some(drawing) = graph(plan, &label) {
                div class="graph" tabindex="0" role="group" aria-label=(format!("Graph of {name}")) { (drawing) }
                (steps(plan))
            } @else {
                p { "It has none: it makes a value of what it is given." }
            }
        }
    }
}

fn tests(book: &Book<'_>, item: ItemId) -> Markup {
    let tests = book.tests(item);
    html! {
        section aria-labelledby="tests" {
            h2 id="tests" { "Tests" }
            @if tests.is_empty() { p { "No test calls it." } }
            @for test in tests {
                @let file = test.file(book.db);
                @let title = test.name(book.db);
                @let path = file.path(book.db);
                @if let Some(span) = book.span(*test) {
                    details {
                        summary { (title) }
                        (shown(&format!("The test {title}"), &highlighted(&book.parse(file), span)))
                        p {
                            a href=(HERE.to(&format!("{}#L{}", place::source(path.path()), book.line(*test)))) {
                                "Line " (book.line(*test)) " of " code { (path.path()) }
                            }
                        }
                    }
                }
            }
        }
    }
}
