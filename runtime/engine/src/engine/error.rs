//! Why a job doesn't begin or go on.

use orchestra_net::Refusal;

use crate::{Approval, PlanError, StoreError, Unrecorded};

/// Why a job doesn't begin or go on. Nothing was sent by this call where one of these is seen,
/// but for [`EngineError::Stopped`] and [`EngineError::Store`].
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The journal can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The plan can't be run.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The plan does what it doesn't say.
    #[error("the plan isn't run: {0}")]
    Effects(String),
    /// Requests that one of our rules would keep from leaving, by what they are refused for.
    #[error("the plan isn't run: {}", refusals(.0))]
    Refused(Vec<Refusal>),
    /// Inputs that aren't what the plan asks for.
    #[error("the inputs don't fit: {}", sentences(.0))]
    Inputs(Vec<InputProblem>),
    /// Secrets without which a call can't be made.
    #[error("these secrets are missing: {}", .0.join(", "))]
    MissingSecrets(Vec<String>),
    /// No id of a job.
    #[error("`{0}` can't be a job's id: it has 1 to 128 letters, digits, `.`, `_` and `-`")]
    JobId(String),
    /// There is no such job.
    #[error("there is no job `{0}`")]
    UnknownJob(String),
    /// The id is taken by a job that is another one.
    #[error("job `{job}` is another one: {difference}")]
    OtherJob {
        /// Its id.
        job: String,
        /// What isn't the same.
        difference: String,
    },
    /// Another process runs it.
    #[error("job `{job}` is run by {}", in_words(.owner.as_ref()))]
    Owned {
        /// Its id.
        job: String,
        /// The process's number, where it can be told.
        owner: Option<u32>,
    },
    /// Requests left whose fate isn't known, and sending them again may buy twice.
    #[error(
        "job `{job}` needs a decision: it isn't known whether the request {} arrived, and sending again may \
         buy or write twice",
        quoted(.steps)
    )]
    NeedsDecision {
        /// Its id.
        job: String,
        /// The steps that sent them.
        steps: Vec<String>,
    },
    /// What this version of the tools can't do yet, by name, with who asks for it.
    #[error("the plan isn't run: this version of the tools lacks {}", .0.join("; "))]
    Lacking(Vec<String>),
    /// Nothing goes on before people have answered.
    #[error("job `{job}` waits for approval {}", quoted(.approvals.iter().map(|it| &it.step)))]
    NeedsApproval {
        /// Its id.
        job: String,
        /// What they are asked; never empty.
        approvals: Vec<Approval>,
    },
    /// An answer to what nobody was asked, or isn't any more.
    #[error("`{step}` of job `{job}` asks nobody{}", in_time(*.expired))]
    NotAsked {
        /// The job.
        job: String,
        /// The step.
        step: String,
        /// Whether it did, and the time to answer has ended.
        expired: bool,
    },
    /// The recording that answers lacks something that the job asks.
    #[error(
        "the recording lacks what `{}` of job `{job}` asks: {}",
        .what.step,
        .what.message
    )]
    Unrecorded {
        /// The job.
        job: String,
        /// What it lacks.
        what: Unrecorded,
    },
    /// A step was decided about that needs no decision.
    #[error("`{step}` of job `{job}` needs no decision: no request of it is uncertain")]
    NotUncertain {
        /// The job.
        job: String,
        /// The step.
        step: String,
    },
    /// An output that can't be accepted.
    #[error("`{step}` can't be accepted so: the output {reason}")]
    Verdict {
        /// The step.
        step: String,
        /// What is wrong with the output.
        reason: String,
    },
    /// It was stopped, and can be resumed.
    #[error("job `{0}` was stopped; it can be resumed")]
    Stopped(String),
}

/// What is wrong with one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputProblem {
    /// Its name; empty: all of them together.
    pub name: String,
    /// What is wrong.
    pub message: String,
}

impl InputProblem {
    pub(super) fn new(name: &str, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), message: message.into() }
    }

    pub(super) fn too_deep() -> Self {
        Self::new("", "they lie too deep in themselves to be journaled")
    }
}

fn quoted<'a>(steps: impl IntoIterator<Item = &'a String>) -> String {
    let quoted: Vec<_> = steps.into_iter().map(|step| format!("of `{step}`")).collect();
    quoted.join(", ")
}

fn in_time(expired: bool) -> &'static str {
    if expired { " any more: its time to be answered has ended" } else { "" }
}

fn sentences(problems: &[InputProblem]) -> String {
    let one = |problem: &InputProblem| match problem.name.as_str() {
        "" => problem.message.clone(),
        name => format!("`{name}`: {}", problem.message),
    };
    problems.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn refusals(refusals: &[Refusal]) -> String {
    let one = |refusal: &Refusal| match refusal.hint() {
        Some(hint) => format!("{refusal} ({hint})"),
        None => refusal.to_string(),
    };
    refusals.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn in_words(owner: Option<&u32>) -> String {
    owner.map_or("another process".to_owned(), |owner| format!("process {owner}"))
}
