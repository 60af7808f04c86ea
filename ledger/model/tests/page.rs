//! `docs/ledger/entries.md`: every entry with its operations, prices and confidence, for people who
//! look for what the Ledger knows without running anything. `UPDATE=1` rewrites it.

use std::{collections::BTreeMap, fmt::Write as _};

use orchestra_ledger_model::{Confidence, Ledger, Operation, Price, PriceUnit, Status, Subnet};

const HEADING: &str = "\
# The Ledger's entries

Every entry of the embedded Ledger, with its operations, what they cost and how sure we are of them.
Written by our own code; sources and schemas stand in the entries: `orchc ledger show`. A price that
isn't known is unknown, which isn't zero. An entry without operations has no public interface that is
known well enough to be called; [what was left out](left-out.md) has a page of its own.

Confidence is `high` for what is documented officially and in full or was seen to work, `medium` where
the documentation has gaps, `low` for what was put together from traces.
";

const TAKES_ALL: &str = "a String takes all text";

#[test]
#[expect(clippy::disallowed_methods, reason = "the test owns the page that it generates")]
fn the_page_of_entries_is_generated_from_them() {
    let text = page(&Ledger::embedded());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ledger/entries.md");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, text, "UPDATE=1 cargo test -p orchestra-ledger-model rewrites it");
}

fn page(ledger: &Ledger) -> String {
    let mut subnets: Vec<&Subnet> = ledger.subnets().collect();
    // By slot, the project that has it first; what isn't a subnet comes last.
    subnets.sort_by_key(|it| (it.netuid.is_none(), it.netuid, it.is_gone(), it.slug.clone()));
    let operations: usize = subnets.iter().map(|it| it.operations.len()).sum();
    let mut text = format!(
        "{HEADING}\n## All entries\n{} entries, {operations} operations.\n\n\
         | slot | entry | status | operations | what it is |\n| --- | --- | --- | --- | --- |\n",
        subnets.len()
    );
    for subnet in &subnets {
        row(&mut text, &overview(subnet));
    }
    text.push_str("\n## Operations\n");
    for subnet in subnets.iter().filter(|it| !it.operations.is_empty()) {
        let slot = subnet.netuid.map_or("no subnet".to_owned(), |it| format!("subnet {it}"));
        writeln!(text, "\n### {} (`{}`, {slot})", subnet.name, subnet.slug).expect(TAKES_ALL);
        text.push_str("| operation | what it does | price | confidence |\n");
        text.push_str("| --- | --- | --- | --- |\n");
        for (name, operation) in &subnet.operations {
            row(&mut text, &details(name, operation));
        }
    }
    text
}

fn overview(subnet: &Subnet) -> Vec<String> {
    let status = match subnet.status {
        Status::Active => "active",
        Status::Parked => "parked",
        Status::Gone => "gone",
    };
    let operations = subnet.operations.len();
    vec![
        subnet.netuid.map(|it| it.to_string()).unwrap_or_default(),
        format!("{} (`{}`)", subnet.name, subnet.slug),
        status.to_owned(),
        if operations == 0 { "none".to_owned() } else { operations.to_string() },
        subnet.description.clone().unwrap_or_default(),
    ]
}

fn details(name: &str, operation: &Operation) -> Vec<String> {
    let confidence = match operation.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    let price = match operation.prices() {
        None => "unknown".to_owned(),
        Some([]) => "free".to_owned(),
        Some(prices) => shown(prices),
    };
    vec![format!("`{name}`"), operation.summary.clone(), price, confidence.to_owned()]
}

/// Prices that add up, by what they count. Of those that differ by arguments, such as the model, the
/// lowest and the highest.
fn shown(prices: &[Price]) -> String {
    let mut ranges = BTreeMap::new();
    for price in prices {
        let unit = match price.unit {
            PriceUnit::Request => "a request",
            PriceUnit::Item => "an item",
            PriceUnit::InputToken => "a million input tokens",
            PriceUnit::OutputToken => "a million output tokens",
            PriceUnit::Second => "a second",
            PriceUnit::Byte => "a byte",
        };
        let range = ranges.entry((&price.currency, unit)).or_insert((price.amount, price.amount));
        *range = (range.0.min(price.amount), range.1.max(price.amount));
    }
    let one = |((currency, unit), (lowest, highest)): (_, (_, _))| {
        let amount =
            if lowest == highest { format!("{lowest}") } else { format!("{lowest} to {highest}") };
        format!("{amount} {currency} {unit}")
    };
    let parts: Vec<String> = ranges.into_iter().map(one).collect();
    let day = prices.iter().filter_map(|price| price.checked_on.as_deref()).max();
    let day = day.map(|day| format!(" ({day})")).unwrap_or_default();
    format!("{}{day}", parts.join(" + "))
}

/// A row of a table in Markdown.
fn row(text: &mut String, cells: &[String]) {
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    writeln!(text, "| {} |", cells.join(" | ")).expect(TAKES_ALL);
}
