//! `quorum`: several providers are asked at once, and what enough of them agree on is the value.
//!
//! A round is over when all have answered or failed; one without agreement is an `invalid_output`,
//! whose retry asks all again. The next round counts attempts from the most that any of them made in
//! this one: so all rounds together take no longer than the slowest would alone.

use orchestra_plan::{FailureKind, Value, binding::Idempotency, node::CallNode};

use super::{
    Machine,
    call::CallRun,
    frame::Place,
    lane::{Lane, Refusal, Vote},
    purchase,
};
use crate::summary;

/// Characters of an answer in the message of a round without agreement.
const MOST: usize = 80;

impl Machine {
    /// A lane has a good answer.
    pub(super) fn vote(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        value: Value,
    ) {
        let Some(quorum) = &call.policy.quorum else { return };
        match self.apply(place.frame, &quorum.on, vec![value.clone()]) {
            Ok(key) => run.lanes[at].vote = Some(Vote { value, key }),
            Err(failure) => {
                let operation = &run.lanes[at].operation;
                let message = format!("the answer of `{operation}` can't be compared");
                let message = format!("{message}: {}", failure.message);
                run.lanes[at].failure = Some(message);
            }
        }
    }

    /// Whether enough agree, or all have spoken.
    pub(super) fn count_votes(&mut self, place: Place, call: &CallNode, run: &mut CallRun) {
        let Some(quorum) = &call.policy.quorum else { return };
        let agree = usize::try_from(quorum.agree).unwrap_or(usize::MAX);
        let votes = |lane: &Lane| lane.vote.clone();
        let keys: Vec<_> = run.lanes.iter().filter_map(votes).map(|vote| vote.key).collect();
        let shared = |vote: &Vote| keys.iter().filter(|key| key.equals(&vote.key)).count();
        let winner = run
            .lanes
            .iter()
            .position(|lane| lane.vote.as_ref().is_some_and(|vote| shared(vote) >= agree));
        if let Some((at, vote)) = winner.and_then(|at| Some((at, votes(&run.lanes[at])?))) {
            run.won = Some((at, vote.value));
            return;
        }
        if run.lanes.iter().any(Lane::is_open) {
            return;
        }
        if !self.ask_all_again(place, call, run, agree) {
            self.end_without_agreement(call, run, agree);
        }
    }

    /// Begins another round, if there is an attempt left.
    fn ask_all_again(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        agree: usize,
    ) -> bool {
        let retry = &call.policy.retry;
        let repeatable =
            |key: &str| self.binding(key).is_some_and(|it| it.repeated() != Idempotency::None);
        let able: Vec<_> =
            (0..run.lanes.len()).filter(|at| repeatable(&run.lanes[*at].binding)).collect();
        let asked = run.lanes.iter().map(|lane| lane.attempt).max().unwrap_or(1);
        let allowed = asked < retry.attempts && retry.on.contains(&FailureKind::InvalidOutput);
        if able.len() < agree || !allowed {
            return false;
        }
        let wait = purchase::wait(&self.settings, retry, &self.step(place), asked);
        for lane in &mut run.lanes {
            (lane.vote, lane.failure) = (None, None);
        }
        run.failed.clear();
        run.last = None;
        for at in able {
            let lane = &mut run.lanes[at];
            (lane.purchase, lane.attempt) = (lane.purchase + 1, asked);
            self.wait_in(place, lane, at, wait);
        }
        true
    }

    fn end_without_agreement(&self, call: &CallNode, run: &mut CallRun, agree: usize) {
        if run.last.as_ref().is_some_and(|last| last.owner.is_some()) {
            return;
        }
        let said = run.lanes.iter().filter_map(|lane| {
            let operation = &lane.operation;
            match (&lane.vote, &lane.failure) {
                (Some(vote), _) => {
                    let key = summary::cut(&summary::of(&vote.key), MOST);
                    Some(format!("`{operation}` says {key}"))
                }
                (None, failure) => failure.clone(),
            }
        });
        let said = said.collect::<Vec<_>>().join("; ");
        let message = format!("{agree} answers of `{}` must agree, and don't: {said}", call.target);
        run.failed = vec![message.clone()];
        run.last = Some(Refusal::of(FailureKind::InvalidOutput, message));
    }
}
