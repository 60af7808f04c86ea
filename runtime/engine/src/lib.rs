//! Runs compiled plans, durably.
//!
//! [`Machine`] decides: a pure state machine that takes events and returns commands, without
//! clock, I/O or randomness. The shell around it performs the commands, journals the events before
//! it acts on them, and resumes a job by replaying them. Everything a watcher hears is a
//! [`JobEvent`]. What the world said to a job can be had as a [`Recording`], and a [`Replay`] of one
//! takes the world's place.
//!
//! Conventions: plans come from the compiler, which this crate doesn't know; secrets are handles
//! everywhere but in the request that is about to leave; times are [`Instant`]s or milliseconds.

mod checks;
mod engine;
mod instant;
mod job_event;
mod journal;
mod limiter;
mod machine;
mod outcome;
mod program;
mod recording;
mod shell;
pub mod simulate;
mod summary;
mod transport;

pub use engine::{
    Checked, Decided, Decision, Engine, EngineError, EngineOptions, InputProblem, JobRecord,
    MOST_CONNECTIONS, NewJob, Resumption, Verdict,
};
pub use instant::Instant;
pub use job_event::{JobEvent, Stamped};
pub use journal::{JobState, JobSummary, StoreError};
pub use machine::{
    Answer, Approval, Body, CacheKey, Command, CommandId, Event, Fault, FaultKind, JobSettings,
    Kept, Machine, News, OutgoingRequest, PlanError, Purpose, SecretPlace, Send, SysCommand, Turn,
};
pub use outcome::{JobFailure, Outcome, Totals};
pub use recording::{About, Ended, Recording, RecordingError, Replay, SandboxMark, Unrecorded};
pub use shell::{ProjectFolder, SecretSource, Stop};
