//! Who vouches for an entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether anybody has signed the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Verification {
    /// Nobody has.
    #[default]
    Unverified,
    /// Each of these is over the entry as it stands.
    Signed {
        /// One a signer.
        signatures: Vec<EntrySignature>,
    },
}

/// A signature over an entry: over its canonical JSON (RFC 8785) without `verification` and
/// `$schema`, for one slug, revision, netuid and network, until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrySignature {
    /// What the signer says to be.
    pub by: SignerRole,
    /// The signer's address, SS58.
    #[schemars(extend("format" = "ss58"))]
    pub signer: String,
    /// The genesis hash of the network whose netuid is meant, `0x` and 64 digits.
    #[schemars(extend("format" = "genesis-hash"))]
    pub network: String,
    /// The day of the signature, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub signed_on: String,
    /// The last day on which it counts, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub expires_on: String,
    /// How the owner's key was matched to the netuid: where that was read, and at which block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matched_by: Option<String>,
    /// The sr25519 signature, `0x` and 128 digits.
    #[schemars(extend("format" = "sr25519"))]
    pub signature: String,
}

/// Whom a signer says to be.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SignerRole {
    /// Who wrote the entry.
    Publisher,
    /// Who owns the subnet.
    Owner,
}

impl SignerRole {
    /// The word that entries use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publisher => "publisher",
            Self::Owner => "owner",
        }
    }
}

impl Verification {
    /// The signatures; none where nobody has signed.
    #[must_use]
    pub fn signatures(&self) -> &[EntrySignature] {
        match self {
            Self::Unverified => &[],
            Self::Signed { signatures } => signatures,
        }
    }
}
