//! The form of a subnet's entry, one type a file.
//!
//! Fields that an entry may leave out are `Option` or empty; what follows from leaving them out is
//! said once, by [`crate::effective`], and not repeated by those who read entries.

mod amount;
mod async_job;
mod auth;
mod binding;
mod endpoint;
mod limits;
mod operation;
mod place;
mod price;
mod subnet;
mod verification;

pub use amount::Amount;
pub use async_job::{AsyncJob, ChargedWhen, JobRequest};
pub use auth::Auth;
pub use binding::{
    Binding, Body, BodyKind, FixedValues, Method, Response, ResponseKind, Structured,
};
pub use endpoint::{Endpoint, Transport};
pub use limits::{Latency, LatencyBasis, Limits};
pub use operation::{Confidence, Deprecated, Effect, Example, Idempotency, Operation};
pub use place::{ListStyle, ObjectStyle, Place};
pub use price::{BilledOn, Charged, Price, PriceUnit, Pricing};
pub use subnet::{Source, Status, Subnet};
pub use verification::{EntrySignature, SignerRole, Verification};

use serde::{Deserialize, Deserializer};

/// Tells a field that is null from one that is left out, where that makes a difference.
fn stated<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
