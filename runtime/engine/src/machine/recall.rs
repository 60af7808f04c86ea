//! `cache`: before a provider is asked, an answer to the same request is looked for that is no older
//! than the call admits, and a good answer is kept for later calls, of other jobs too.
//!
//! What is kept passed schema and `verify` then, and must pass those of this call. Writes, whatever
//! has to do with secrets, tests and what a person said an answer was are never kept. A hit is an
//! event of the journal like any answer, so that a resumed job goes the same way.

use orchestra_plan::{Binding, binding::Auth, node::CallNode};
use orchestra_schema::{Digest, canonical};
use serde_json::json;

use super::{
    Answer, Command, Machine, Target,
    call::CallRun,
    frame::Place,
    lane::{Lane, Phase},
};
use crate::{
    Instant, JobEvent,
    transport::{self, Input},
};

/// What an answer is kept under.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheKey {
    /// The operation's revision, the request without its idempotency key, and the schema of the
    /// answer, as a digest.
    pub request: String,
    /// Whose answer it is.
    pub endpoint: String,
    /// Who asks: another account may get another answer.
    pub auth: Option<Auth>,
}

/// A good answer to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its key.
    pub key: CacheKey,
    /// The answer.
    pub answer: Answer,
}

impl Machine {
    /// Looks for a kept answer before the first attempt at a provider, if that is asked for.
    pub(super) fn recall(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
    ) -> bool {
        let Some(age) = call.policy.cache else { return false };
        let lane = &mut run.lanes[at];
        let Some(key) = self.cache_key(call, lane) else { return false };
        let command = Command::Recall { key: key.clone(), not_before: self.now.before(age.0) };
        lane.cache_key = Some(key);
        lane.phase = Phase::Recalling(self.command(command, Target::Recall(place, at)));
        true
    }

    /// None where answers aren't kept, or the arguments can't be sent: an attempt tells why.
    fn cache_key(&self, call: &CallNode, lane: &Lane) -> Option<CacheKey> {
        let binding = self.binding(&lane.binding)?;
        let is_kept = self.test.is_none()
            && !binding.writes
            && !lane.input.holds_secrets()
            && !binding.output_shape.holds_secret(&self.program.plan.shapes);
        if !is_kept {
            return None;
        }
        let sent = self.sent(call, &lane.binding, &lane.input, None).ok()?;
        Some(CacheKey {
            request: request_digest(binding, &sent)?,
            endpoint: binding.endpoint.clone(),
            auth: binding.auth.clone(),
        })
    }

    /// There is a kept answer, or none.
    pub(super) fn recalled(
        &mut self,
        place: Place,
        at: usize,
        answer: Option<Answer>,
        kept_at: Instant,
    ) {
        self.in_call(place, |machine, call, run| {
            run.lanes[at].phase = Phase::Ended;
            let lane = &run.lanes[at];
            let read = |answer| machine.read(place, call, &run.arguments, lane, Ok(answer)).value;
            let Some(Ok(value)) = answer.map(read) else {
                return machine.attempt_or_fail(place, call, run, at);
            };
            let (step, operation) = (machine.step(place).to_string(), lane.operation.clone());
            machine.report(JobEvent::CacheHit { step, operation, kept_at });
            machine.has_value(place, call, run, at, value);
        });
    }

    /// A lane's attempt brought a good answer.
    pub(super) fn keep(&mut self, lane: &Lane, answer: Answer) {
        if let Some(key) = lane.cache_key.clone() {
            self.turn.kept.push(Kept { key, answer });
        }
    }
}

/// What makes two requests the same, and their answers worth the same.
fn request_digest(binding: &Binding, sent: &Input) -> Option<String> {
    // The key of a purchase is no part of what is asked.
    let request = transport::request(binding, sent, "").ok()?;
    let body = request.body.as_ref().map(|body| Digest::of_bytes(&body.bytes()).to_string());
    let what = json!({
        "operation": binding.operation,
        "revision": binding.revision,
        "method": request.method,
        "address": [request.base_url, request.path],
        "query": [request.query, request.query_encoded],
        "headers": request.headers,
        "body": body,
        "output": binding.output,
        "response": binding.response,
        "job": binding.job,
    });
    Some(Digest::of_bytes(&canonical(&what)).to_string())
}
