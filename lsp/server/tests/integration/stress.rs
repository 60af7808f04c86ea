//! A long session of somebody who types, asks, closes and opens at random, against a server that has
//! only ever seen the outcome: both must say the same.
//!
//! Each seed is one session, the same each time. Nothing waits for anything until the end, so that
//! edits overtake requests and examinations as they do in an editor; where an answer comes it is an
//! answer, or says that it was overtaken or cancelled.

mod positions;
mod random;
mod texts;
mod typist;

use std::collections::BTreeMap;

use random::Random;
use serde_json::{Value, json};
use typist::Typist;

use crate::client::Client;

const EDITS: usize = 2_000;

/// Whenever answers are waited for, some come, however slow the machine is.
const LEAST_ANSWERED: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_edits_in_utf_16_lead_where_opening_the_outcome_leads() {
    same_as_fresh(json!({}), 16).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_edits_in_utf_8_lead_where_opening_the_outcome_leads() {
    same_as_fresh(json!({ "general": { "positionEncodings": ["utf-8"] } }), 8).await;
}

async fn same_as_fresh(capabilities: Value, seed: u64) {
    let (client, result) = Client::start(texts::FILES, capabilities.clone()).await;
    let is_utf8 = result["capabilities"]["positionEncoding"] == "utf-8";
    let mut typist = Typist::new(client, Random::new(seed), is_utf8);
    for _ in 0..EDITS {
        typist.act().await;
    }
    let worn = typist.end().await;
    assert!(worn.answered > LEAST_ANSWERED, "{} requests were answered", worn.answered);
    let (client, _) = Client::start_in(worn.folder, capabilities).await;
    let mut typist = Typist::new(client, Random::new(seed), is_utf8);
    typist.open_all(worn.texts).await;
    let fresh = typist.end().await;
    let kinds = |outcome: &BTreeMap<String, Value>| outcome.keys().cloned().collect::<Vec<_>>();
    assert_eq!(kinds(&worn.observed), kinds(&fresh.observed));
    // File by file, so that a failure shows one.
    for (what, worn) in &worn.observed {
        assert_eq!(*worn, fresh.observed[what], "{what}");
    }
}
