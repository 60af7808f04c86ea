//! What people find: a corpus of queries, each with what has to come first.
//!
//! A line of `tests/queries` is `words => name`. The same corpus is asked of the pages' script in a
//! browser (`cargo xtask test --all`), which has to answer in the same order.

use orchestra_compiler::Database;
use orchestra_ledger_model::{Ledger, SearchIndex};
use orchestra_ledger_pages::served;

use crate::shelf;

const QUERIES: &str = include_str!("../queries");

#[test]
fn every_query_finds_first_what_it_should() {
    let db = Database::default();
    let ledger = Ledger::embedded();
    let project = shelf::project(&db, ledger.clone(), &[]);
    let index = SearchIndex::new(&ledger, &served(&db, project));
    let mut wrong = Vec::new();
    let lines: Vec<&str> = QUERIES.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.len() >= 40, "only {} queries", lines.len());
    for line in lines {
        let (query, expected) = line.split_once(" => ").expect("a line is `words => name`");
        let found = index.search(query);
        let names: Vec<&str> = found.documents.iter().map(|it| it.name.as_str()).collect();
        if names.first().copied().unwrap_or("nothing") != expected {
            wrong.push(format!("{line}: {:?}", &names[..names.len().min(6)]));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
