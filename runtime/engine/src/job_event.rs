//! What a job does, for those who watch: the one source of terminal, report and `--events`.

use orchestra_plan::{FailureKind, Money};
use serde::{Serialize, Serializer};

use crate::Instant;

/// A [`JobEvent`] with its time. As JSON it is one flat object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stamped {
    /// When it happened.
    pub at: Instant,
    /// Whether it happened in an earlier process and is told again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
    /// What happened.
    #[serde(flatten)]
    pub event: JobEvent,
}

/// Something that happened. `step` is a step's path: `market_research.for[3].web`. Texts never
/// hold a secret that was released.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum JobEvent {
    /// A new job.
    JobStarted {
        /// Its id.
        job: String,
        /// The plan's id.
        plan: String,
        /// The template.
        template: String,
    },
    /// A job that an earlier process had begun. What that one did follows, marked `replayed`.
    JobResumed {
        /// Its id.
        job: String,
        /// The template.
        template: String,
    },
    /// A call, or a loop (whose target is empty), began.
    StepStarted {
        /// The step.
        step: String,
        /// What it calls: `search.web`, `sys.now`, a template's name.
        target: String,
    },
    /// A request is made ready. It leaves when the endpoint's limits admit it.
    AttemptStarted {
        /// The step.
        step: String,
        /// The operation that is asked.
        operation: String,
        /// Of this operation, from 1.
        attempt: u32,
    },
    /// An attempt failed.
    AttemptFailed {
        /// The step.
        step: String,
        /// The operation that was asked.
        operation: String,
        /// Of this operation, from 1.
        attempt: u32,
        /// What kind.
        kind: FailureKind,
        /// The answer's status, if there was one.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// What went wrong.
        message: String,
    },
    /// The next attempt at the same operation is waited for.
    Retrying {
        /// The step.
        step: String,
        /// The operation.
        operation: String,
        /// The number of the attempt to come.
        attempt: u32,
        /// Until then, in milliseconds.
        after_ms: u64,
    },
    /// An answer to the same request was kept, and is taken: it costs nothing.
    CacheHit {
        /// The step.
        step: String,
        /// The operation that gave it.
        operation: String,
        /// When it did.
        kept_at: Instant,
    },
    /// The next provider is asked.
    FellBack {
        /// The step.
        step: String,
        /// Who failed.
        from: String,
        /// Who is asked.
        to: String,
    },
    /// A provider's job, which an attempt submitted, goes on; told at its beginning and when its
    /// state changes.
    RemoteJob {
        /// The step.
        step: String,
        /// The operation that was asked.
        operation: String,
        /// What the provider calls it.
        id: String,
        /// What the provider says of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<serde_json::Value>,
    },
    /// A provider's job isn't needed any more, and the provider was told so.
    RemoteJobCancelled {
        /// The step.
        step: String,
        /// The operation that was asked.
        operation: String,
        /// What the provider calls it.
        id: String,
        /// Why it may go on all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
    },
    /// A service charged more than it is listed for. It isn't asked again where a budget must
    /// cover it.
    Overrun {
        /// The step.
        step: String,
        /// The operation.
        operation: String,
        /// The most that an attempt should have cost.
        #[serde(serialize_with = "texts")]
        expected: Vec<Money>,
        /// What it cost.
        #[serde(serialize_with = "texts")]
        charged: Vec<Money>,
    },
    /// A step has its value.
    StepFinished {
        /// The step.
        step: String,
        /// Who answered, of calls of operations.
        #[serde(skip_serializing_if = "Option::is_none")]
        operation: Option<String>,
        /// The value, cut.
        value: String,
        /// What all its attempts cost, where that is known.
        #[serde(serialize_with = "amounts", skip_serializing_if = "Option::is_none")]
        cost: Option<Vec<Money>>,
        /// From its start.
        took_ms: u64,
    },
    /// A step failed for good.
    StepFailed {
        /// The step.
        step: String,
        /// What kind.
        kind: FailureKind,
        /// What went wrong.
        message: String,
        /// Whether its `else` takes over.
        caught: bool,
        /// From its start.
        took_ms: u64,
    },
    /// A step was given up because something else failed.
    StepCancelled {
        /// The step.
        step: String,
    },
    /// An iteration failed and is left out.
    IterationSkipped {
        /// The iteration: `market_research.for[3]`.
        step: String,
        /// What kind.
        kind: FailureKind,
        /// What went wrong.
        message: String,
    },
    /// A person is asked, by `sys.approve`.
    ApprovalAsked {
        /// The step.
        step: String,
        /// What they are asked.
        prompt: String,
        /// Until when they may answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<Instant>,
    },
    /// `sys.log`.
    Logged {
        /// The step.
        step: String,
        /// What it says.
        message: String,
    },
    /// The job has its result.
    JobSucceeded {
        /// Its id.
        job: String,
        /// The result.
        result: serde_json::Value,
    },
    /// The job failed.
    JobFailed {
        /// Its id.
        job: String,
        /// Why.
        failure: crate::JobFailure,
    },
    /// The job stopped without an end and can be resumed.
    JobStopped {
        /// Its id.
        job: String,
        /// Why.
        reason: String,
    },
}

fn amounts<S: Serializer>(cost: &Option<Vec<Money>>, serializer: S) -> Result<S::Ok, S::Error> {
    texts(cost.as_deref().unwrap_or_default(), serializer)
}

fn texts<S: Serializer>(amounts: &[Money], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(amounts.iter().map(ToString::to_string))
}
