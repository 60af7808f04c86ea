//! What an attempt costs: the Ledger's prices, on what was sent and what came back.

use std::time::Duration;

use orchestra_plan::{Charge, binding::Transport, policy::Millis};
use serde_json::Value as Json;

use super::{Answer, Body, Fault, Machine, lane::Lane, money::Cost};

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
    /// What a lane's attempt cost.
    pub(super) fn charge(&self, lane: &Lane, timeout: Option<Millis>, ended: Ended<'_>) -> Cost {
        let Some(binding) = self.binding(&lane.binding) else { return Cost::AtMost };
        let input = Json::Object(lane.input.fields.clone());
        // Clocks are cut to whole milliseconds, and a time-out is noticed a little late.
        let longest = timeout.map_or(u64::MAX, |timeout| timeout.0);
        let elapsed = |took: u64| Duration::from_millis(took.min(longest));
        let cost = |answer: &Answer, output: &Json, success| {
            let header = |name: &str| answer.header(name).map(str::to_owned);
            let seen = orchestra_plan::Answer { output, header: &header, bytes: bytes(answer) };
            orchestra_plan::cost(binding, &input, Some(seen), elapsed(answer.took), success)
        };
        match ended {
            Ended::Unanswered(fault) if fault.never_arrived => Cost::Unless(Charge::default()),
            Ended::Unanswered(_) => Cost::AtMost,
            Ended::Failed(answer) => {
                cost(answer, &document(answer), false).map_or(Cost::AtMost, Cost::Unless)
            }
            Ended::Answered { answer, output } => {
                // Tokens are counted by `usage`, which stands beside what the listing calls output.
                let output = output.filter(|_| binding.transport == Transport::Http);
                let output = output.unwrap_or_else(|| document(answer));
                cost(answer, &output, true).map_or(Cost::AtMost, Cost::Of)
            }
        }
    }
}

/// Length of the body.
fn bytes(answer: &Answer) -> u64 {
    let bytes = match &answer.body {
        Body::Text(text) => text.len(),
        Body::Base64(text) => text.len() / 4 * 3,
    };
    u64::try_from(bytes).unwrap_or(u64::MAX)
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
