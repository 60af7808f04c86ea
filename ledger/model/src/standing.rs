//! Who stands behind an entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Layer, Ledger, SignerRole, signing::Worth};

/// Who stands behind an entry, the least first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is listed, and nobody has signed it.
    Listed,
    /// Whoever wrote it has signed it.
    PublisherSigned,
    /// The subnet's owner has signed it.
    OwnerSigned,
}

impl Standing {
    /// All, the least first.
    pub const ALL: [Self; 3] = [Self::Listed, Self::PublisherSigned, Self::OwnerSigned];

    /// Of the entry of that slug. Whose key a signature was made with, the user says
    /// ([`Ledger::judged_by`]), or those who wrote the embedded Ledger; what an overlay says of its
    /// own signatures counts for nothing. Without a judge nobody looks at the day.
    #[must_use]
    pub fn of(ledger: &Ledger, slug: &str) -> Self {
        let Some(subnet) = ledger.subnet(slug) else { return Self::Listed };
        let signatures = subnet.verification.signatures();
        if signatures.is_empty() {
            return Self::Listed;
        }
        let is_embedded = ledger.layer(slug) == Some(Layer::Embedded);
        let entry = ledger.entry_json(slug).unwrap_or_default();
        let worth = |signature| ledger.judge().map(|judge| judge.worth(&entry, signature));
        let counts = signatures.iter().filter(|signature| match worth(signature) {
            Some(Worth::Holds) => true,
            Some(Worth::UnknownKey) | None => is_embedded,
            Some(Worth::Expired | Worth::OtherNetwork | Worth::Broken) => false,
        });
        let standings = counts.map(|signature| match signature.by {
            SignerRole::Publisher => Self::PublisherSigned,
            SignerRole::Owner => Self::OwnerSigned,
        });
        standings.max().unwrap_or(Self::Listed)
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
