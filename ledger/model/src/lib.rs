//! The Subnet Ledger as data: what subnets exist, what they can do, how they are called.
//!
//! An entry is JSON that people write and review. Its Rust types ([`entry`], [`family`]) are the
//! one description of its form: the JSON Schemas in `ledger/schema/` are generated from them, and
//! [`check`] walks the same schemas, so that an editor and `orchc` agree. [`Ledger`] finds entries
//! by name and parses each once, when it is first asked for. Nothing here reaches the network.
//!
//! What people ask of it stands here too, as plain functions of it: which entries have what
//! ([`Selection`]), what words find ([`search`]), who serves a capability for how much
//! ([`compare`]). Commands, pages and services print what these return.
//!
//! To add a field: add it to its type with a doc comment that says its values, regenerate the
//! schemas with `UPDATE=1 cargo test -p orchestra-ledger-model`, and add what one field can't say
//! alone to [`check`].

mod changes;
pub mod check;
mod comparison;
pub mod document;
mod effective;
mod embedded;
pub mod entry;
mod entry_cell;
pub mod family;
mod in_words;
mod ledger;
mod listing;
mod overlay;
mod schemas;
pub mod search;
mod selection;
mod served;
pub mod signing;
mod standing;
mod time_span;
mod used;

pub use changes::{Change, ChangeClass, ChangeKind, family_changes, subnet_changes};
pub use comparison::{Cost, CostPart, ExampleCost, Offer, compare};
pub use effective::EffectiveBinding;
pub use entry::{
    Amount, AsyncJob, Auth, BilledOn, Binding, Body, BodyKind, Charged, ChargedWhen, Confidence,
    Deprecated, Effect, Endpoint, EntrySignature, Example, FixedValues, Idempotency, JobRequest,
    Latency, LatencyBasis, Limits, ListStyle, Method, ObjectStyle, Operation, Place, Price,
    PriceUnit, Pricing, Response, ResponseKind, SignerRole, Source, Status, Structured, Subnet,
    Transport, Verification,
};
pub use family::{Capability, Family, Law};
pub use ledger::{Layer, Ledger};
pub use listing::{CapabilityRow, Correction, Findings, Hit, Listing, OperationRow, SubnetRow};
pub use schemas::{
    capability_schema, comparison_schema, findings_schema, listing_schema, subnet_schema,
};
pub use search::{Document, DocumentKind, Found, SearchIndex};
pub use selection::{Authentication, PriceKnown, Selection};
pub use served::Served;
pub use standing::Standing;
pub use time_span::TimeSpan;
pub use used::{Used, UsedKind};
