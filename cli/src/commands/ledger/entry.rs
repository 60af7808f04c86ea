//! Entries for people. What isn't known isn't shown, or said to be unknown.

use std::fmt::Write as _;

use orchestra_ledger_model::{
    Capability, Effect, Latency, Limits, Offer, Operation, OperationRow, Subnet, SubnetRow,
};

use super::show::Notation;
use crate::{
    definitions::wrapped,
    environment::variable,
    signers::Judged,
    table::{stdout_width, table},
};

/// Lines of words are no longer, however wide the terminal.
const LONGEST: usize = 100;
/// Before what stands below a title.
const INDENT: &str = "  ";

/// A subnet's entry.
pub(super) fn subnet(subnet: &Subnet, row: &SubnetRow, signatures: &[Judged]) -> String {
    let mut text = format!(
        "{} ({}), {}, {}, revision {}\n",
        subnet.name,
        subnet.slug,
        subnet.slot_in_words(),
        subnet.status.name(),
        subnet.revision
    );
    said(&mut text, subnet.description.as_deref());
    let mut facts = vec![pair("verification", row.standing.words())];
    facts.extend(some("serves", row.serves.join(", ")));
    facts.extend(some("also called", subnet.aka.join(", ")));
    section(&mut text, "Facts", &facts);
    if !signatures.is_empty() {
        line(&mut text, "\nSignatures");
        for judged in signatures {
            line(&mut text, &format!("{INDENT}{}", judged.sentence()));
        }
    }
    let links: Vec<_> = subnet.links.iter().map(|(name, url)| pair(name, url)).collect();
    section(&mut text, "Links", &links);
    let endpoints: Vec<_> = subnet
        .endpoints
        .iter()
        .map(|(name, endpoint)| {
            let proof = subnet.endpoint_authentication(endpoint);
            vec![name.clone(), endpoint.base_url.clone(), needs(proof)]
        })
        .collect();
    section(&mut text, "Reached at", &endpoints);
    let operations: Vec<_> = subnet
        .operations
        .iter()
        .map(|(name, operation)| {
            let mut notes = vec![priced(operation)];
            if operation.effect == Effect::Write {
                notes.push("writes".to_owned());
            }
            if operation.deprecated.is_some() {
                notes.push("deprecated".to_owned());
            }
            vec![name.clone(), notes.join(", "), operation.summary.clone()]
        })
        .collect();
    if !operations.is_empty() {
        line(&mut text, "\nOperations");
        indented(&mut text, &fitted(&operations));
    }
    sources(&mut text, subnet);
    if let Some(why) = subnet.why_not_callable() {
        line(&mut text, &format!("\n{why}"));
    }
    text
}

/// An operation.
pub(super) fn operation(
    subnet: &Subnet,
    name: &str,
    operation: &Operation,
    row: &OperationRow,
    notation: &Notation,
    snippet: Option<&str>,
) -> String {
    let mut text = format!("{}: {}\n", row.name, operation.summary);
    said(&mut text, operation.description.as_deref());
    let day = operation.priced_on().map(|day| format!(", as of {day}")).unwrap_or_default();
    let mut facts = vec![pair("price", &format!("{}{day}", row.price))];
    facts.extend(operation.charged.as_ref().map(|charged| pair("real charge", &charged.words())));
    facts.extend([
        pair("effect", row.effect.words()),
        pair("asked again", operation.idempotency.words()),
        pair("needs", &needs(subnet.authentication(name))),
    ]);
    if let Some(binding) = subnet.binding(name) {
        let address = format!("{}{}", binding.endpoint.base_url, binding.path);
        facts.push(pair("sent to", &format!("{} {address}", binding.method.name())));
        let all = binding.endpoint_limits.and_then(Limits::words);
        facts.extend(some(
            "limits",
            operation.limits.as_ref().and_then(Limits::words).unwrap_or_default(),
        ));
        facts.extend(some("limits of all", all.unwrap_or_default()));
    }
    let latency = operation.latency.as_ref().and_then(Latency::words);
    facts.extend(some("answers", latency.unwrap_or_default()));
    facts.extend(some("serves", row.serves.join(", ")));
    facts.push(pair("confidence", row.confidence.name()));
    facts.push(pair("verification", row.standing.words()));
    if let Some(deprecated) = &operation.deprecated {
        let withdrawn = if deprecated.withdrawn { "and can't be called" } else { "" };
        let instead = deprecated.instead.as_ref().map(|it| format!("call `{it}` instead"));
        let parts = [deprecated.note.clone(), instead, some_text(withdrawn)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        facts.push(pair("deprecated", &parts.join("; ")));
    }
    section(&mut text, "Facts", &facts);
    types_and_call(&mut text, notation, snippet);
    sources(&mut text, subnet);
    text
}

/// A capability, with who serves it, side by side.
pub(super) fn capability(
    name: &str,
    capability: &Capability,
    offers: &[Offer],
    notation: &Notation,
    snippet: Option<&str>,
) -> String {
    let mut text = format!("{name}: {}\n", capability.summary);
    let headings =
        ["OPERATION", "THE EXAMPLE COSTS", "PRICE", "NEEDS", "CONFIDENCE", "VERIFICATION", "AS OF"];
    let mut rows = vec![headings.map(str::to_owned).to_vec()];
    for offer in offers {
        let cost = offer.example.as_ref().map_or("unknown".to_owned(), |it| it.words());
        let day = offer.priced_on.as_ref().or(offer.checked_on.as_ref());
        rows.push(vec![
            offer.operation.name.clone(),
            cost,
            offer.operation.price.clone(),
            offer.operation.authentication.clone().unwrap_or_else(|| "nothing".to_owned()),
            offer.operation.confidence.name().to_owned(),
            offer.operation.standing.words().to_owned(),
            day.cloned().unwrap_or_default(),
        ]);
    }
    if offers.is_empty() {
        line(&mut text, "\nNobody serves it.");
    } else {
        line(&mut text, "\nServed by");
        indented(&mut text, &fitted(&rows));
    }
    let further: Vec<_> = offers
        .iter()
        .filter_map(|offer| {
            let parts = [offer.latency.clone(), offer.limits.clone()];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| pair(&offer.operation.name, &parts.join("; ")))
        })
        .collect();
    section(&mut text, "Latency and limits", &further);
    let laws: Vec<_> = capability.laws.iter().map(|law| vec![law.text().to_owned()]).collect();
    section(&mut text, "Every provider keeps", &laws);
    types_and_call(&mut text, notation, snippet);
    text
}

fn types_and_call(text: &mut String, notation: &Notation, snippet: Option<&str>) {
    line(text, "\nInput");
    indented(text, &notation.input);
    line(text, "\nOutput");
    indented(text, &notation.output);
    if let Some(snippet) = snippet {
        line(text, "\nTo copy");
        indented(text, snippet);
    }
}

fn sources(text: &mut String, subnet: &Subnet) {
    let sources: Vec<_> = subnet.sources.iter().map(|it| pair(&it.checked_on, &it.url)).collect();
    section(text, "Sources", &sources);
}

/// What is said of something, in lines that fit the terminal.
fn said(text: &mut String, words: Option<&str>) {
    let width = stdout_width().unwrap_or(LONGEST).min(LONGEST);
    for words in words.into_iter().flat_map(|words| wrapped(words, width)) {
        line(text, &words);
    }
}

/// A table that fits the terminal where it is indented.
fn fitted(rows: &[Vec<String>]) -> String {
    table(rows, stdout_width().map(|width| width.saturating_sub(INDENT.len())))
}

/// A title and rows below it; nothing where there are no rows.
fn section(text: &mut String, title: &str, rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    line(text, &format!("\n{title}"));
    indented(text, &table(rows, None));
}

fn indented(text: &mut String, lines: &str) {
    for words in lines.lines() {
        line(text, &if words.is_empty() { String::new() } else { format!("{INDENT}{words}") });
    }
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes all text");
}

fn pair(name: &str, words: &str) -> Vec<String> {
    vec![name.to_owned(), words.to_owned()]
}

fn some(name: &str, words: String) -> Option<Vec<String>> {
    some_text(&words).map(|words| pair(name, &words))
}

fn some_text(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.to_owned())
}

/// How it proves who asks, with the variables that hold the secrets, and whether they are set.
fn needs(proof: Option<(&str, Vec<&str>)>) -> String {
    let Some((kind, variables)) = proof else { return "nothing".to_owned() };
    let one = |name: &&str| {
        let set = if variable(name).is_some() { "set" } else { "not set" };
        format!("{name} ({set})")
    };
    let variables: Vec<String> = variables.iter().map(one).collect();
    if variables.is_empty() {
        format!("{kind}: signed by your hotkey")
    } else {
        format!("{kind}: {}", variables.join(", "))
    }
}

fn priced(operation: &Operation) -> String {
    match operation.prices() {
        None => "price unknown".to_owned(),
        Some(_) => operation.price_in_words(),
    }
}
