//! Recordings: what the world said to a job, as text that people read, commit and replay.
//!
//! A recording is made from a job's journal, so that it holds the same whether the job ran through
//! or was resumed. It is one JSON object a line (`line.rs`): what it is of, then each request with
//! how it ended, what `sys` said, and how the job ended. Lines stand in the order of steps and not
//! in that of time, and times of a sandbox are left out: two recordings of one job in one sandbox
//! are the same text.
//!
//! A request is kept as the operation sees it, without keys, signatures and idempotency keys
//! (`request.rs`); values of secrets are struck out of every text. A [`Replay`] answers a job's
//! requests from a recording, and says by name which it lacks (`replay.rs`).
//!
//! Recordings come from others: each is read as if it were hostile, within limits of size, count and
//! depth, and is never more than data.

mod line;
mod order;
mod read;
mod replay;
mod request;

pub use self::{
    line::{About, Ended, Recording, SandboxMark},
    read::RecordingError,
    replay::{Replay, Unrecorded},
};
pub(crate) use self::{
    line::{Exchange, KeptAnswer, RecordedAnswer, RecordedFault, Reply, SystemValue},
    order::steps,
    replay::recorded_name,
    request::RecordedRequest,
};

/// The form of a recording.
pub(crate) const RECORDING_VERSION: u64 = 1;
