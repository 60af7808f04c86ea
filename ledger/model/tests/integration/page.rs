//! `docs/ledger/entries.md`: every entry with its operations, prices and confidence, for people who
//! look for what the Ledger knows without running anything. `UPDATE=1` rewrites it.

use std::fmt::Write as _;

use orchestra_ledger_model::{Ledger, Operation, Subnet};

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
    let operations = subnet.operations.len();
    vec![
        subnet.netuid.map(|it| it.to_string()).unwrap_or_default(),
        format!("{} (`{}`)", subnet.name, subnet.slug),
        subnet.status.name().to_owned(),
        if operations == 0 { "none".to_owned() } else { operations.to_string() },
        subnet.description.clone().unwrap_or_default(),
    ]
}

fn details(name: &str, operation: &Operation) -> Vec<String> {
    let day = operation.priced_on().map(|day| format!(" ({day})")).unwrap_or_default();
    let price = format!("{}{day}", operation.price_in_words());
    let confidence = operation.confidence.name().to_owned();
    vec![format!("`{name}`"), operation.summary.clone(), price, confidence]
}

/// A row of a table in Markdown.
fn row(text: &mut String, cells: &[String]) {
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    writeln!(text, "| {} |", cells.join(" | ")).expect(TAKES_ALL);
}
