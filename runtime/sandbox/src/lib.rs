//! A loopback server that answers for every operation of a Ledger, so that a job can be tried
//! without keys, money or network: over real HTTP, with values that the operations' schemas accept.
//!
//! Nothing is random and nothing is remembered: an answer is a function of the seed and of what
//! the request says, whatever else was asked before. Only two things are kept: which jobs were
//! submitted, and, where faults are wanted, how often each request came.
//!
//! A request goes through `guard` (who may ask), `catalogue` (which operation is meant),
//! `credential` and `arguments` (is it well-formed), `output` (what is answered), `fault` (does it
//! fail) and `spoil` (how). Only the guard belongs to the server; tests ask a [`LocalSandbox`], which
//! gives the same answers, and makes the same faults, without a socket. `prose`, `topic`, `dress` and `citation` make answers read like
//! answers; the schema has the last word on each of their changes.

mod answers;
mod arguments;
mod catalogue;
mod citation;
mod connection;
mod contract;
mod credential;
mod dress;
mod fault;
mod field_type;
mod generated_text;
mod guard;
mod job;
mod local;
mod operation;
mod output;
mod path_template;
mod problem;
mod prose;
mod respond;
mod sandbox;
mod service;
mod signature;
mod spoil;
mod styles;
mod topic;

pub use local::{LocalAnswer, LocalFault, LocalRequest, LocalSandbox};
pub use sandbox::{RequestLog, Sandbox, SandboxOptions};
