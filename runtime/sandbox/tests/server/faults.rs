//! Faults on request: each kind occurs, and always at the same requests.

use std::collections::BTreeSet;

use orchestra_runtime_sandbox::{LocalFault, LocalSandbox};
use serde_json::json;

use crate::client::{Outcome, Request, send};
use crate::local::local;
use crate::weather;

/// Enough for each kind to occur.
const REQUESTS: usize = 40;

async fn outcomes(seed: u64, faults: f64) -> Vec<Outcome> {
    let sandbox = weather::sandbox(seed, faults).await;
    let address = sandbox.address();
    let requests = (0..REQUESTS).map(|number| tokio::spawn(send(address, request(number))));
    let mut outcomes = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        outcomes.push(request.await.expect("the exchange doesn't panic"));
    }
    outcomes
}

fn request(number: usize) -> Request {
    let body = json!({ "query": format!("question {number}"), "count": 3 });
    let request = Request::new("POST", "/weather/rest/search");
    request.header("Authorization", "Basic dTpw").json(&body)
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Silence => "timeout",
        Outcome::Cut => "reset",
        Outcome::Answered(reply) if !reply.whole => "truncated",
        Outcome::Answered(reply) => match reply.status {
            429 => {
                assert_eq!(reply.header("retry-after"), Some("1"));
                "rate limit"
            }
            500..=599 => "server error",
            200 if reply.json()["hits"].is_null() => "misfit",
            _ => "fine",
        },
    }
}

#[tokio::test]
async fn every_kind_occurs_at_the_same_requests_each_time() {
    let (first, second) = tokio::join!(outcomes(3, 1.0), outcomes(3, 1.0));
    assert_eq!(first, second);
    let kinds: BTreeSet<_> = first.iter().map(kind).collect();
    let all = ["misfit", "rate limit", "reset", "server error", "timeout", "truncated"];
    assert_eq!(kinds, BTreeSet::from(all));
}

#[tokio::test]
async fn without_a_rate_nothing_fails() {
    let outcomes = outcomes(3, 0.0).await;
    assert!(outcomes.iter().all(|outcome| kind(outcome) == "fine"), "{outcomes:?}");
}

#[tokio::test]
async fn a_local_sandbox_makes_the_faults_of_the_server() {
    let served = outcomes(3, 0.7).await;
    let sandbox = LocalSandbox::new(&weather::ledger(), 3).with_faults(0.7);
    for (number, outcome) in served.iter().enumerate() {
        let answer = sandbox.answer(local(&request(number)));
        let faults: &[_] = match answer.fault {
            Some(LocalFault::Silent) => &["timeout"],
            Some(LocalFault::Cut) => &["reset", "truncated"],
            None => &["misfit", "rate limit", "server error", "fine"],
        };
        assert!(faults.contains(&kind(outcome)), "{number}: {answer:?} {outcome:?}");
        if let (None, Outcome::Answered(reply)) = (answer.fault, outcome) {
            assert_eq!((answer.status, &answer.body), (reply.status, &reply.octets));
        }
    }
}
