//! One `test`, run on virtual time.
//!
//! Mocks answer inside the machine; all other requests go to the test's [`Services`]. Nothing is
//! missing: no secret, no approval.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use orchestra_plan::TestPlan;
use serde_json::Value as Json;

use super::{Sent, Services, Stage};
use crate::{Instant, JobFailure, JobSettings, Machine, PlanError, Stamped, Totals};

/// When a test begins: the first moment of 2026, in UTC.
pub const TEST_START: Instant = Instant(1_767_225_600_000);

/// How a test ended.
#[derive(Clone, Debug)]
pub struct TestOutcome {
    /// Why it failed; none: it passed.
    pub failure: Option<TestFailure>,
    /// What happened, with the virtual time, which begins at [`TEST_START`].
    pub events: Vec<Stamped>,
    /// What wasn't mocked and went to the services, in order.
    pub sent: Vec<Sent>,
    /// Files that it wrote, by path.
    pub files: BTreeMap<String, String>,
    /// What it took. Mocks cost nothing.
    pub totals: Totals,
}

/// Why a test failed.
#[derive(Clone, Debug, PartialEq)]
pub struct TestFailure {
    /// The failure that nothing caught.
    pub failure: JobFailure,
    /// Both sides of the `==` that an `ensure` asked for.
    pub compared: Option<Compared>,
    /// The operands in the condition of an `ensure`; none of any other failure.
    pub shown: Vec<ShownValue>,
}

/// Both sides of an `==`.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The left one.
    pub left: Json,
    /// The right one.
    pub right: Json,
}

/// An operand.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownValue {
    /// As it is written, in canonical spacing.
    pub text: String,
    /// Its value.
    pub value: Json,
}

/// Runs a test. `seed` decides jitter and `sys.random`.
///
/// # Errors
/// A plan that can't be run.
pub fn run_test(
    test: &TestPlan,
    services: impl Services + 'static,
    seed: u64,
) -> Result<TestOutcome, PlanError> {
    let settings = JobSettings {
        job: "test".to_owned(),
        plan_id: "test".to_owned(),
        nonce: format!("nonce {seed}"),
        seed,
        started_at: TEST_START,
        deadline_at: None,
        budget: None,
        missing_secrets: std::collections::BTreeSet::new(),
        left_out: Default::default(),
        longest_pause: None,
        inputs: IndexMap::new(),
    };
    let (mut machine, first) = Machine::of_test(test, settings)?;
    let mut stage = Stage::new(Box::new(services), seed, TEST_START);
    stage.perform(first);
    let mut given_up = stage.services.gives_up(false);
    while machine.result().is_none() && given_up.is_none() {
        let Some(event) = stage.next() else { break };
        let turn = machine.handle(event);
        stage.perform(turn);
        given_up = stage.services.gives_up(false);
    }
    let failure = match (given_up, machine.result()) {
        (Some(unrecorded), _) => Some(told(&machine, unrecorded.into())),
        (None, Some(Ok(_))) => None,
        (None, Some(Err(failure))) => Some(told(&machine, failure.clone())),
        (None, None) => Some(told(&machine, stage.stuck())),
    };
    let totals = machine.totals().clone();
    let Stage { events, sent, files, .. } = stage;
    Ok(TestOutcome { failure, events, sent, files, totals })
}

/// A failure with what its `ensure` saw, if it is one's.
fn told(machine: &Machine, failure: JobFailure) -> TestFailure {
    let unmet = machine.unmet(&failure.step).cloned().unwrap_or_default();
    let compared = unmet.compared.map(|(left, right)| Compared { left, right });
    let shown = unmet.shown.into_iter().map(|(text, value)| ShownValue { text, value });
    TestFailure { failure, compared, shown: shown.collect() }
}
