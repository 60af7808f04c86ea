//! Who stands behind an entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Layer, Ledger, Verification};

/// Who stands behind an entry, the least first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is listed, and nobody has signed it.
    Listed,
    /// Whoever publishes the Ledger has signed it.
    PublisherSigned,
    /// The subnet's owner has signed it.
    OwnerSigned,
}

impl Standing {
    /// All, the least first.
    pub const ALL: [Self; 3] = [Self::Listed, Self::PublisherSigned, Self::OwnerSigned];

    /// Of the entry of that slug. What an overlay says of its own signature nobody has checked.
    #[must_use]
    pub fn of(ledger: &Ledger, slug: &str) -> Self {
        let verification = ledger.subnet(slug).map(|subnet| &subnet.verification);
        match (verification, ledger.layer(slug)) {
            (Some(Verification::Signed { .. }), Some(Layer::Embedded)) => Self::OwnerSigned,
            _ => Self::Listed,
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::PublisherSigned => "publisher signed",
            Self::OwnerSigned => "owner signed",
        }
    }
}
