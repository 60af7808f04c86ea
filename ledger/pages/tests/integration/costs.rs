//! What examples cost with whom, and in which order people see it.

use orchestra_compiler::Database;
use orchestra_ledger_model::{Ledger, Offer, compare};
use orchestra_ledger_pages::{ExampleCosts, served};

use crate::shelf;

fn offers(capability: &str) -> Vec<Offer> {
    let db = Database::default();
    let ledger = Ledger::embedded();
    let project = shelf::project(&db, ledger.clone(), &[]);
    let served = served(&db, project);
    let costs = ExampleCosts::new(&db, project, &served, &[capability]);
    compare(&ledger, &served, capability, &|operation| costs.get(capability, operation))
}

#[test]
fn who_costs_least_for_the_example_comes_first_and_who_is_unknown_last() {
    let offers = offers("search.web");
    let costs: Vec<(String, String)> = offers
        .iter()
        .map(|offer| {
            let cost = offer.example.as_ref().map(|it| it.words()).unwrap_or("unknown".to_owned());
            (offer.operation.name.clone(), cost)
        })
        .collect();
    let expected = [
        ("desearch.web_search", "0.0025 usd"),
        ("desearch.ai_web_links", "0.004 usd"),
        ("numinous.corpus_search", "unknown"),
    ];
    let expected = expected.map(|(name, cost)| (name.to_owned(), cost.to_owned()));
    assert_eq!(costs, expected);
    assert_eq!(offers[0].secrets, ["DESEARCH_API_KEY"]);
}

#[test]
fn who_does_not_serve_a_capability_is_not_compared() {
    assert!(offers("search.none").is_empty());
    let writers: Vec<String> =
        offers("text.generate").into_iter().map(|offer| offer.operation.name).collect();
    assert!(writers.len() >= 4 && !writers.contains(&"gm.chat".to_owned()), "{writers:?}");
}
