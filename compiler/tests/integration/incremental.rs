//! Which queries run again after an edit of a text that has been edited before.
//!
//! The first edit of a text makes all again that was made of it: from then on it is taken for one that
//! changes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use orchestra_compiler::{
    Database, Dependencies, Project, check, lint,
    terms::{StatedPrice, Terms},
};
use orchestra_diagnostics::LintLevels;
use orchestra_ledger_model::Ledger;
use orchestra_plan::{Money, binding::PriceUnit};
use orchestra_tests::mini_ledger::mini_ledger_with;
use rust_decimal::Decimal;

use crate::mini::Mini;

const TEXT: &str = r#"use subnet acme

const MOST = 5

type Topic = string(1..=20)

type Counted = { count: int }

/// How many.
fn most() -> int = MOST

template look(topic: Topic) -> int with { budget: 1usd } {
  let found = call acme.find { query: topic, limit: most() }
  found.hits.len()
}

template count(word: string(1..=9)) -> Counted {
  { count: word.len() }
}
"#;

/// How often each query ran.
type Ran = BTreeMap<String, usize>;

/// The queries that run when all is asked again after `edit`, each as often as it ran.
fn rerun(edit: impl FnOnce(&mut Mini)) -> Ran {
    let seen: Arc<Mutex<Ran>> = Arc::default();
    let log = Arc::clone(&seen);
    let db = Database::observed(move |query| {
        let name = query.split('(').next().unwrap_or_default().to_owned();
        *log.lock().expect("no test panics while it logs").entry(name).or_default() += 1;
    });
    let mut mini = Mini::with(db, TEXT);
    assert_eq!(check(&mini.db, mini.file).to_vec(), []);
    ask(&mini);
    mini.file.edit(&mut mini.db, TEXT.into());
    ask(&mini);
    seen.lock().expect("no test panics while it logs").clear();
    edit(&mut mini);
    ask(&mini);
    seen.lock().expect("no test panics while it logs").clone()
}

fn ask(mini: &Mini) {
    check(&mini.db, mini.file);
    let _linted = lint(&mini.db, mini.file, &LintLevels::default());
    assert!(mini.plan().is_some());
}

/// The same after a piece of [`TEXT`] has become another.
fn rerun_with(from: &str, to: &str) -> Ran {
    assert!(TEXT.contains(from), "{from}");
    rerun(|mini| mini.file.edit(&mut mini.db, TEXT.replace(from, to).into()))
}

/// Gives the project another Ledger and other prices.
fn revise(mini: &mut Mini, ledger: Ledger, terms: Terms) {
    let project = Project::get(&mini.db);
    let files = BTreeMap::clone(project.files(&mini.db));
    project.revise(&mut mini.db, None, Dependencies::default(), files, ledger, terms);
}

/// What an item means, beyond what it says: each of these queries ran so often, and no other of
/// [`MEANINGS`].
fn assert_meanings(ran: &Ran, expected: &[(&str, usize)]) {
    let meant = ran.iter().filter(|(name, _)| MEANINGS.contains(&name.as_str()));
    let meant: Vec<(&str, usize)> = meant.map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(meant, expected, "of {ran:?}");
}

/// The queries above those that read the text, but for [`check`] and the plan, which hold
/// positions.
const MEANINGS: [&str; 14] = [
    "broken_promises",
    "constant_type",
    "constant_value",
    "declared_type",
    "mentioned",
    "named",
    "of_item",
    "operation_types",
    "outcome",
    "provider_index",
    "recursion",
    "scope",
    "signature_of",
    "unneeded",
];

#[test]
fn a_comment_or_a_line_break_computes_no_meaning_again() {
    let ran = rerun_with("const MOST", "// more than\n\nconst MOST");
    assert!(ran.contains_key("remembered_parse"), "{ran:?}");
    assert_meanings(&ran, &[]);
}

#[test]
fn an_edit_of_a_body_infers_that_item_alone() {
    let ran = rerun_with("count: word.len()", "count: word.len() - 1");
    assert_meanings(&ran, &[("mentioned", 1), ("of_item", 1), ("outcome", 1)]);
}

#[test]
fn an_edit_of_a_signature_infers_that_item_and_who_uses_it() {
    let ran = rerun_with("fn most() -> int =", "fn most() -> int(0..=9) =");
    let look_and_most = [
        ("broken_promises", 1),
        ("mentioned", 1),
        ("of_item", 2),
        ("outcome", 2),
        ("signature_of", 1),
    ];
    assert_meanings(&ran, &look_and_most);
}

#[test]
fn an_edit_of_a_type_infers_that_type_and_who_uses_it() {
    let ran = rerun_with("{ count: int }", "{ count: int(0..) }");
    // Whether types contain themselves is asked of what they say.
    let counted_and_count =
        [("declared_type", 1), ("mentioned", 1), ("of_item", 1), ("outcome", 2), ("recursion", 1)];
    assert_meanings(&ran, &counted_and_count);
}

#[test]
fn a_price_of_the_manifest_is_held_against_budgets_alone() {
    let price = Money { amount: Decimal::ONE, currency: "usd".into() };
    let stated = vec![StatedPrice { unit: PriceUnit::Request, amount: price }];
    let prices = BTreeMap::from([("acme.find".to_owned(), stated)]);
    let ran = rerun(|mini| {
        let ledger = Project::get(&mini.db).ledger(&mini.db).clone();
        revise(mini, ledger, Terms { prices, ..Terms::default() });
    });
    assert_meanings(&ran, &[("broken_promises", 1)]);
}

#[test]
fn an_edit_of_a_ledger_entry_infers_what_reads_the_ledger() {
    let ran = rerun(|mini| {
        let dearer = |text: String| text.replace("\"0.002\"", "\"0.003\"");
        revise(mini, mini_ledger_with(dearer), Terms::default());
    });
    // Items that call nothing aren't asked; three files name subnets.
    let look_and_names = [
        ("broken_promises", 1),
        ("of_item", 1),
        ("operation_types", 1),
        ("outcome", 1),
        ("scope", 3),
    ];
    assert_meanings(&ran, &look_and_names);
}
