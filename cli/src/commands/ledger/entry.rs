//! Entries for people. What isn't known isn't shown, or said to be unknown.

use std::fmt::Write as _;

use orchestra_ledger_model::{Capability, Effect, Ledger, Operation, Price, Status, Subnet};
use serde_json::Value;

use super::list::status;
use crate::{environment::variable, table::table};

/// A subnet's entry.
pub(super) fn subnet(subnet: &Subnet) -> String {
    let netuid = subnet.netuid.map_or("not a subnet".to_owned(), |it| format!("subnet {it}"));
    let mut text = format!(
        "{} ({}), {netuid}, {}, revision {}\n",
        subnet.name,
        subnet.slug,
        status(subnet.status),
        subnet.revision
    );
    if let Some(description) = &subnet.description {
        line(&mut text, description);
    }
    let links = subnet.links.iter().map(|(name, url)| vec![name.clone(), url.clone()]);
    section(&mut text, "Links", links.collect());
    let endpoints = subnet.endpoints.iter().map(|(name, endpoint)| {
        let auth = endpoint.auth.as_ref().and_then(|name| subnet.auth.get(name));
        let secrets = auth.map(|auth| secrets(&auth.variables())).unwrap_or_default();
        vec![name.clone(), endpoint.base_url.clone(), secrets]
    });
    section(&mut text, "Reached at", endpoints.collect());
    let operations = subnet.operations.iter().map(|(name, operation)| {
        let mut notes = vec![price(operation)];
        if operation.effect == Effect::Write {
            notes.push("writes".to_owned());
        }
        if operation.deprecated.is_some() {
            notes.push("deprecated".to_owned());
        }
        vec![name.clone(), notes.join(", "), operation.summary.clone()]
    });
    section(&mut text, "Operations", operations.collect());
    let sources = subnet.sources.iter().map(|it| vec![it.checked_on.clone(), it.url.clone()]);
    section(&mut text, "Sources", sources.collect());
    if subnet.status != Status::Active {
        line(&mut text, "\nIt can't be called.");
    } else if subnet.operations.is_empty() {
        line(
            &mut text,
            "\nIt has no public interface that we know of, so nothing of it can be called.",
        );
    }
    text
}

/// An operation.
pub(super) fn operation(name: &str, operation: &Operation) -> String {
    let mut text = format!("{name}: {}\n", operation.summary);
    if let Some(description) = &operation.description {
        line(&mut text, description);
    }
    let latency = operation.latency.as_ref().and_then(|it| it.p50);
    let mut rows = vec![
        vec!["price".to_owned(), price(operation)],
        vec!["effect".to_owned(), word(&operation.effect)],
        vec!["repeated".to_owned(), word(&operation.idempotency)],
        vec!["confidence".to_owned(), word(&operation.confidence)],
    ];
    rows.extend(latency.map(|it| vec!["answers in".to_owned(), it.to_string()]));
    section(&mut text, "Facts", rows);
    schemas(&mut text, &operation.input, &operation.output);
    text
}

/// A capability, with the subnets that name it.
pub(super) fn capability(name: &str, capability: &Capability, served: &[String]) -> String {
    let mut text = format!("{name}: {}\n", capability.summary);
    section(&mut text, "Served by", served.iter().map(|it| vec![it.clone()]).collect());
    schemas(&mut text, &capability.input, &capability.output);
    text
}

/// The subnets that can be called, and whose categories name the capability.
pub(super) fn served_by(ledger: &Ledger, capability: &str) -> Vec<String> {
    let serves = |subnet: &&Subnet| {
        let names = subnet.categories.iter().any(|category| category == capability);
        names && subnet.status == Status::Active && !subnet.operations.is_empty()
    };
    ledger.subnets().filter(serves).map(|subnet| subnet.slug.clone()).collect()
}

fn schemas(text: &mut String, input: &Value, output: &Value) {
    line(text, &format!("\nInput\n{input:#}\n\nOutput\n{output:#}"));
}

fn section(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    line(text, &format!("\n{title}"));
    for row in table(&rows, None).lines() {
        line(text, &format!("  {row}"));
    }
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes all text");
}

/// The variables that hold the secrets, and whether they are set.
fn secrets(variables: &[&str]) -> String {
    let one = |name: &&str| {
        let set = if variable(name).is_some() { "set" } else { "not set" };
        format!("{name} ({set})")
    };
    variables.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn price(operation: &Operation) -> String {
    match operation.prices() {
        None => "price unknown".to_owned(),
        Some([]) => "free".to_owned(),
        Some(prices) => prices.iter().map(one_price).collect::<Vec<_>>().join(" + "),
    }
}

fn one_price(price: &Price) -> String {
    let unit = price.unit.name().replace('_', " ");
    let million = if unit.ends_with("token") { "million " } else { "" };
    let plural = if million.is_empty() { "" } else { "s" };
    format!("{} {} / {million}{unit}{plural}", price.amount, price.currency)
}

/// A word of the entry's form, as the entry writes it.
fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}
