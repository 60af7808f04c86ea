//! Whose signatures of entries count, and what an entry's are worth today.

use std::collections::BTreeMap;

use orchestra_keys::Address;
use orchestra_ledger_model::{
    EntrySignature, Subnet,
    signing::{Judge, KnownSigners, MAIN_NETWORK, Worth},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{command_error::CommandError, config::Config, session::Session, wall_time};

/// `[signers]` of the user's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SignersTable {
    /// Addresses of those whose word on entries counts.
    publishers: Vec<String>,
    /// The address of a subnet's owner, by slug.
    owners: BTreeMap<String, String>,
}

/// A signature and what it is worth.
pub(crate) struct Judged {
    pub(crate) signature: EntrySignature,
    pub(crate) worth: Worth,
}

/// The user's word on whose signatures count: on the main network, today.
///
/// # Errors
/// Where the configuration can't be used.
pub(crate) fn judge(session: &Session) -> Result<Judge, CommandError> {
    let table = Config::read(session)?.signers.unwrap_or_default();
    let shown = session.places.config.display();
    let parse = |text: &String| {
        text.parse::<Address>().map_err(|error| {
            CommandError::usage(format!("can't use {shown}: `{text}` isn't an address: {error}"))
        })
    };
    let publishers = table.publishers.iter().map(parse).collect::<Result<_, _>>()?;
    let owners = table.owners.iter().map(|(slug, text)| Ok((slug.clone(), parse(text)?)));
    let known = KnownSigners { publishers, owners: owners.collect::<Result<_, _>>()? };
    Ok(Judge { known, network: MAIN_NETWORK.to_owned(), today: wall_time::today() })
}

/// The signatures of an entry, each with what it is worth.
pub(crate) fn judged(judge: &Judge, entry: &Value, subnet: &Subnet) -> Vec<Judged> {
    let signatures = subnet.verification.signatures().iter();
    let judged = |signature: &EntrySignature| Judged {
        signature: signature.clone(),
        worth: judge.worth(entry, signature),
    };
    signatures.map(judged).collect()
}

impl Judged {
    /// In one word, for programs.
    const fn word(&self) -> &'static str {
        match self.worth {
            Worth::Holds => "holds",
            Worth::UnknownKey => "unknown_key",
            Worth::Expired => "expired",
            Worth::OtherNetwork => "other_network",
            Worth::Broken => "broken",
        }
    }

    pub(crate) fn json(&self) -> Value {
        let EntrySignature { by, signer, signed_on, expires_on, .. } = &self.signature;
        json!({
            "by": by.name(), "signer": signer, "signed_on": signed_on, "expires_on": expires_on,
            "worth": self.word(),
        })
    }

    /// A sentence.
    pub(crate) fn sentence(&self) -> String {
        let EntrySignature { by, signer, signed_on, expires_on, network, matched_by, .. } =
            &self.signature;
        let by = by.name();
        match self.worth {
            Worth::Holds => {
                let matched = matched_by.as_ref().map(|how| format!(", matched by: {how}"));
                let matched = matched.unwrap_or_default();
                format!("{by} signed: {signer}, from {signed_on} until {expires_on}{matched}")
            }
            Worth::UnknownKey => format!(
                "{signer} signed as {by}, from {signed_on} until {expires_on}; that this is the \
                 {by}'s key, nobody told us"
            ),
            Worth::Expired => format!("{signer} signed as {by}, and it counted until {expires_on}"),
            Worth::OtherNetwork => {
                format!("{signer} signed as {by} for another network, {network}")
            }
            Worth::Broken => format!(
                "what is said to be {signer}'s signature as {by} isn't one of this entry: it was \
                 changed, or another key signed"
            ),
        }
    }
}
