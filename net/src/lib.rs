//! The one door to the network.
//!
//! Every HTTP client of the project is built here, so that the rules of the security design hold
//! for all of them: which addresses may be reached ([`NetworkRules`]), where a secret may go
//! ([`Trust`]), which redirects are followed, how large an answer may grow ([`Limits`]), and that
//! no secret's value is seen again once it was used ([`Redactor`]). A rule that is broken is a
//! [`Refusal`], decided before anything leaves the machine.
//!
//! Conventions: [`Client::send`] makes exactly one attempt and has no opinion on retries; its
//! [`Error`] says whether the request can have arrived, since that decides what a retry may buy
//! twice. Nothing here reads the environment, the system's proxy settings or a file of ours (the
//! system's certificate store is read by the TLS verifier): callers pass in what the user said.
//!
//! To add a rule: a variant of [`Refusal`] with words that say what to do about it, the check
//! before the request leaves, and a case in `tests/` with a listener that must stay silent.

mod address;
mod attempt;
mod body;
mod client;
mod credential;
mod error;
mod network_rules;
mod origin;
mod redactor;
mod redirect;
mod refusal;
mod request;
mod resolver;
mod response;
mod socket;
mod transport;
mod trust;

pub use address::AddressClass;
pub use client::{Client, ClientOptions, Limits, SetupError};
pub use credential::{
    BasicUser, Credential, HOTKEY, REGISTRY, Secret, SecretText, Sign, Signed, Signer, Unsigned,
};
pub use error::{Error, FailureKind};
pub use network_rules::NetworkRules;
pub use origin::{Origin, OriginError};
pub use redactor::Redactor;
pub use refusal::Refusal;
pub use request::{Request, is_clients_own};
pub use reqwest::Method;
pub use response::Response;
pub use socket::Socket;
pub use trust::{GrantError, Trust};
pub use url::Url;
