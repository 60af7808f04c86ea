//! The world's side of a job: performs what the machine asks for, and journals before it acts.
//!
//! One loop a job (`job.rs`) turns answers into events, events into commands, and commits both
//! before anything leaves. Requests leave through the gate that all jobs of an engine share
//! (`gate.rs`), files through one folder's handle (`files.rs`).

mod clock;
mod entropy;
mod files;
mod gate;
mod job;
mod memory;
mod moments;
mod post;
mod promise;
mod signing;
mod stop;
mod timers;
mod world;

pub use self::files::ProjectFolder;
pub use self::post::SecretSource;
pub use self::stop::Stop;
pub(crate) use self::{
    clock::Clock,
    entropy::Entropy,
    files::Files,
    gate::Gate,
    job::{Begin, Ending, Job},
    moments::Moments,
    post::Post,
    world::World,
};
