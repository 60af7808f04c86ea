//! Jobs in the real world: loopback servers of a few lines, a store in a temporary folder. What
//! goes over the wire, what outlives a crash, what is refused. Nothing here sleeps for longer than
//! some milliseconds; what must wait waits for a server's word.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod approvals;
mod bench;
mod cache;
mod checks;
mod deadlines;
mod decisions;
mod durability;
mod files;
mod lacking;
mod plans;
mod refusals;
mod s3;
mod secrets;
mod server;
mod signing;
mod stopping;
mod store;
mod wire;
