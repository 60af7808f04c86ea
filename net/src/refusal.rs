//! Rules that were about to be broken. Nothing has left the machine when one of these is seen.

use crate::{AddressClass, Origin};

/// Why a request isn't sent. The message says what was found, [`Refusal::hint`] what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody trusts this origin with this secret.
    #[error("{secret} isn't trusted to go to {origin}")]
    UntrustedOrigin {
        /// The secret's name.
        secret: String,
        /// Where it was to go.
        origin: Origin,
    },
    /// A secret over a connection that others can read.
    #[error("{secret} isn't sent to {origin} over plain http")]
    PlainHttp {
        /// The secret's name.
        secret: String,
        /// Where it was to go.
        origin: Origin,
    },
    /// An address that the network rules keep out of reach.
    #[error("{host} is a {} address, which isn't reached", class.name())]
    Address {
        /// The address as it stands in the URL.
        host: String,
        /// Its class.
        class: AddressClass,
    },
    /// A name, all of whose addresses are out of reach.
    #[error("{host} leads to a {} address, which isn't reached", class.name())]
    ResolvedAddress {
        /// The name that was looked up.
        host: String,
        /// The class of the first address it leads to.
        class: AddressClass,
    },
    /// An address that can't be requested: another scheme, a user part.
    #[error("the address can't be requested: {0}")]
    Url(String),
    /// A header or parameter that would change the request's shape: a line break, a bad name.
    #[error("{what} can't be sent: {reason}")]
    Malformed {
        /// The header, parameter or secret, by name.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Refusal {
    /// What the user can do about it; none where only the sender of the request can.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UntrustedOrigin { secret, origin } => {
                Some(format!("if it may: `orchc trust {secret} {origin}`"))
            }
            Self::PlainHttp { .. } => Some("use the https address of the service".to_owned()),
            Self::Address { host, class } | Self::ResolvedAddress { host, class } => match class {
                AddressClass::Unusable | AddressClass::Public => None,
                AddressClass::LinkLocal if matches!(self, Self::ResolvedAddress { .. }) => None,
                _ => Some(format!("if it may be reached: `orchc trust --private {host}`")),
            },
            Self::Url(_) | Self::Malformed { .. } => None,
        }
    }
}
