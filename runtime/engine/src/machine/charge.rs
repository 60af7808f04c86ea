//! What an attempt costs: the Ledger's prices, on what was sent and what came back.

use std::time::Duration;

use orchestra_plan::{Charge, binding::Transport};
use serde_json::Value as Json;

use super::{Answer, Body, Fault, Machine, call::CallRun};

/// How an attempt ended, as far as prices look at it.
#[derive(Debug)]
pub(super) enum Ended<'attempt> {
    /// It has a 2xx answer: the service did what it was asked for, and bills that, even if we
    /// can't use it. Its output, where it could be read.
    Answered { answer: &'attempt Answer, output: Option<Json> },
    /// Its answer says that it failed.
    Failed(&'attempt Answer),
    /// It has no answer.
    Unanswered(&'attempt Fault),
}

impl Machine {
    /// What the attempt cost; none where that isn't known.
    pub(super) fn charge(&self, run: &CallRun, ended: Ended<'_>) -> Option<Charge> {
        let binding = self.binding(run.binding())?;
        let input = Json::Object(run.sent_fields().clone());
        let cost = |answer, took, success| {
            orchestra_plan::cost(binding, &input, answer, Duration::from_millis(took), success)
        };
        let (answer, output, success) = match ended {
            Ended::Unanswered(fault) if fault.never_arrived => return Some(Charge::default()),
            Ended::Unanswered(fault) => return cost(None, fault.took, false),
            Ended::Failed(answer) => (answer, document(answer), false),
            // Tokens are counted by `usage`, which stands beside what the listing calls output.
            Ended::Answered { answer, output: Some(output) }
                if binding.transport == Transport::Http =>
            {
                (answer, output, true)
            }
            Ended::Answered { answer, .. } => (answer, document(answer), true),
        };
        let header = |name: &str| answer.header(name).map(str::to_owned);
        let bytes = match &answer.body {
            Body::Text(text) => text.len(),
            Body::Base64(text) => text.len() / 4 * 3,
        };
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let seen = orchestra_plan::Answer { output: &output, header: &header, bytes };
        cost(Some(seen), answer.took, success)
    }
}

/// The body as JSON, else as a string.
fn document(answer: &Answer) -> Json {
    match &answer.body {
        Body::Text(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
        Body::Base64(_) => Json::Null,
    }
}
