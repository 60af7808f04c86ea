//! Jobs on virtual time: each policy, each way to fail, and crashes at every event.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod approvals;
mod cache;
mod crashes;
mod failures;
mod limits;
mod loops;
mod money;
mod ordering;
mod plans;
mod random_money;
mod remote;
mod requests;
mod retries;
mod scale;
mod several;
