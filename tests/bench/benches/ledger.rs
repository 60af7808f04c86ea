//! What the Ledger's size costs a check: next to nothing, since an index is opened and only what is
//! called is parsed.
//!
//! The index of the embedded Ledger opens in under a millisecond; ten thousand entries beside it
//! change the time of a check by less than a tenth. Both are asserted, the second of medians taken
//! in turn.

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use orchestra_ledger_model::{Ledger, check::embedded_files};
use orchestra_tests_bench::{Language, Shape, Workspace, package, say};

const ROUNDS: usize = 15;
const ENTRIES: usize = 10_000;
const LINES: usize = 2_000;
const MOST_OPENING: Duration = Duration::from_millis(1);
const MOST_GROWTH: f64 = 1.1;

fn main() {
    let start = now();
    black_box(Ledger::embedded().slugs().count());
    let opening = start.elapsed();
    say(&format!("the embedded index opens in {} µs", opening.as_micros()));
    assert!(opening < MOST_OPENING, "the embedded index opens in {opening:?}");

    let (usual, large) = (with_entries(0), with_entries(ENTRIES));
    let package = package(LINES, Shape::ManyFiles, Language::Orch);
    let (mut beside, mut within) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        beside.push(check(&package, &usual()));
        within.push(check(&package, &large()));
    }
    let ratio = median(within) / median(beside);
    say(&format!("a check beside {ENTRIES} more entries takes {ratio:.3} times as long"));
    assert!(ratio < MOST_GROWTH, "{ratio}");
}

/// What opens the embedded Ledger's texts with so many entries beside them.
fn with_entries(count: usize) -> impl Fn() -> Ledger {
    let (mut subnets, mut families) = (BTreeMap::new(), BTreeMap::new());
    for (file, text) in embedded_files() {
        let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".json"));
        let name = name.expect("a file has a name").to_owned();
        let kind = if file.contains("/capabilities/") { &mut families } else { &mut subnets };
        kind.insert(name, text);
    }
    let text = r#"{ "slug": "s", "name": "S", "status": "active", "revision": 1, "sources": [] }"#;
    subnets.extend((0..count).map(|index| (format!("service_{index}"), text.to_owned())));
    move || Ledger::of_checked(subnets.clone(), families.clone())
}

/// How long a first check takes, in seconds.
fn check(package: &[(String, String)], ledger: &Ledger) -> f64 {
    let workspace = Workspace::open_with(package, ledger.clone());
    let start = now();
    assert_eq!(workspace.check(), 0, "the generated package is sound");
    let took = start.elapsed().as_secs_f64();
    assert!(ledger.parsed() < 100, "{} entries were parsed", ledger.parsed());
    took
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn now() -> Instant {
    Instant::now()
}
