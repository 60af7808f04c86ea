//! Signing entries, and what signatures of entries are worth.
//!
//! A signature is over a statement that names what it is for: slug, revision, netuid, the network's
//! genesis hash, the days from which and until which it counts, and the digest of the entry's
//! canonical JSON. So it counts for no other entry, revision or network, and not for ever. It says
//! who signed; whether that is the publisher's or the owner's key, the user says.

use std::collections::BTreeMap;

use orchestra_keys::{Address, Hotkey, Signature, Statement};
use orchestra_schema::Digest;
use serde_json::Value;

use crate::{EntrySignature, SignerRole, Subnet, Verification, check::formats, document::Document};

/// The genesis hash of Bittensor's main network.
pub const MAIN_NETWORK: &str = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";

/// What a statement about an entry begins with.
const DOMAIN: &str = "orchestra/ledger-entry/1";

/// What a signature says besides the entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who signs.
    pub by: SignerRole,
    /// The network's genesis hash.
    pub network: String,
    /// The day of the signature.
    pub signed_on: String,
    /// The last day on which it counts.
    pub expires_on: String,
    /// How an owner's key was matched to the netuid.
    pub matched_by: Option<String>,
}

/// The keys that the user knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownSigners {
    /// Of publishers.
    pub publishers: Vec<Address>,
    /// Of subnets' owners, by slug.
    pub owners: BTreeMap<String, Address>,
}

/// Whose signatures count, for which network, on which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    /// The keys that the user knows.
    pub known: KnownSigners,
    /// The network's genesis hash.
    pub network: String,
    /// The day, `YYYY-MM-DD`.
    pub today: String,
}

/// What a signature is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It holds, and its key is known.
    Holds,
    /// It holds, and nobody said whose key it is.
    UnknownKey,
    /// It held until its last day.
    Expired,
    /// It is for another network.
    OtherNetwork,
    /// It isn't of this entry by this key.
    Broken,
}

impl Terms {
    /// Those of a signature.
    pub(crate) fn of(signature: &EntrySignature) -> Self {
        Self {
            by: signature.by,
            network: signature.network.clone(),
            signed_on: signature.signed_on.clone(),
            expires_on: signature.expires_on.clone(),
            matched_by: signature.matched_by.clone(),
        }
    }

    /// Whether an entry can be signed on these terms.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check(&self, entry: &Subnet) -> Result<(), String> {
        formats::check("genesis-hash", &self.network)?;
        formats::check("date", &self.signed_on)?;
        formats::check("date", &self.expires_on)?;
        let misfits = self.owners_misfit(entry).or(self.days_misfit());
        misfits.map_or(Ok(()), |why| Err(why.to_owned()))
    }

    /// What an owner's signature lacks.
    pub(crate) fn owners_misfit(&self, entry: &Subnet) -> Option<&'static str> {
        let says_how = entry.netuid.is_some() && self.matched_by.is_some();
        (self.by == SignerRole::Owner && !says_how)
            .then_some("an owner signs for a `netuid`, and `matched_by` says how that is known")
    }

    /// What is wrong with its days, each of which is one.
    pub(crate) fn days_misfit(&self) -> Option<&'static str> {
        (self.expires_on < self.signed_on)
            .then_some("the last day on which it counts is before the day of the signature")
    }

    /// What is signed about an entry. Facts that it lacks are `null` there.
    #[must_use]
    pub fn statement(&self, entry: &Value) -> Statement {
        let fact = |name: &str| match entry.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "null".to_owned(),
        };
        Statement::new(DOMAIN)
            .with("by", self.by.name())
            .with("slug", &fact("slug"))
            .with("revision", &fact("revision"))
            .with("netuid", &fact("netuid"))
            .with("network", &self.network)
            .with("digest", &signed_digest(entry).to_string())
            .with("signed_on", &self.signed_on)
            .with("expires_on", &self.expires_on)
            .with("matched_by", self.matched_by.as_deref().unwrap_or("null"))
    }

    /// Signs an entry.
    #[must_use]
    pub fn sign(&self, entry: &Value, key: &Hotkey) -> EntrySignature {
        self.signed(key.address(), &key.state(&self.statement(entry)))
    }

    /// An entry's signature that was made elsewhere.
    #[must_use]
    pub fn signed(&self, signer: Address, signature: &Signature) -> EntrySignature {
        EntrySignature {
            by: self.by,
            signer: signer.to_string(),
            network: self.network.clone(),
            signed_on: self.signed_on.clone(),
            expires_on: self.expires_on.clone(),
            matched_by: self.matched_by.clone(),
            signature: signature.to_string(),
        }
    }
}

/// The digest of what is signed: the entry without its signatures, and without the address at which
/// an editor finds its schema.
fn signed_digest(entry: &Value) -> Digest {
    let mut entry = entry.clone();
    if let Some(fields) = entry.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "verification" | "$schema"));
    }
    Digest::of_json(&entry)
}

/// Whether a signature is of this entry by its signer's key.
pub(crate) fn holds(entry: &Value, signature: &EntrySignature) -> bool {
    let terms = Terms::of(signature);
    let (Ok(signer), Ok(made)) =
        (signature.signer.parse::<Address>(), signature.signature.parse::<Signature>())
    else {
        return false;
    };
    made.is_of(&signer, terms.statement(entry).text().as_bytes())
}

impl Judge {
    /// What a signature of an entry is worth.
    #[must_use]
    pub fn worth(&self, entry: &Value, signature: &EntrySignature) -> Worth {
        let signer = signature.signer.parse::<Address>().ok();
        let slug = entry.get("slug").and_then(Value::as_str).unwrap_or_default();
        let is_known = match signature.by {
            SignerRole::Publisher => signer.is_some_and(|it| self.known.publishers.contains(&it)),
            SignerRole::Owner => signer.is_some() && self.known.owners.get(slug) == signer.as_ref(),
        };
        match () {
            () if !holds(entry, signature) => Worth::Broken,
            () if signature.network != self.network => Worth::OtherNetwork,
            () if self.today > signature.expires_on => Worth::Expired,
            () if is_known => Worth::Holds,
            () => Worth::UnknownKey,
        }
    }
}

/// The text of an entry's file with a signature added, in the place of an earlier one by the same
/// key in the same role, and of those that no longer hold. All else stays as it is written.
///
/// # Errors
/// Where the text is no JSON object.
pub fn with_signature(
    text: &str,
    entry: &Subnet,
    signature: EntrySignature,
) -> Result<String, String> {
    let document = Document::read(text).map_err(|(_, message)| message)?;
    let fields = document.value.as_object().ok_or("it isn't an object")?;
    let mut signatures = entry.verification.signatures().to_vec();
    signatures.retain(|other| {
        let same = other.by == signature.by && other.signer == signature.signer;
        !same && holds(&document.value, other)
    });
    signatures.push(signature);
    let signed = serde_json::to_value(Verification::Signed { signatures });
    let signed = format!("{:#}", signed.map_err(|error| error.to_string())?);
    let signed = signed.replace('\n', "\n  ");
    let mut text = text.to_owned();
    if fields.contains_key("verification") {
        let span = document.value_span("/verification");
        text.replace_range(span.start as usize..span.end as usize, &signed);
    } else {
        // Behind the last field: an entry always has some.
        let (last, _) = fields.iter().next_back().ok_or("it has no fields")?;
        let span = document.value_span(&crate::document::segment(last));
        text.insert_str(span.end as usize, &format!(",\n  \"verification\": {signed}"));
    }
    Ok(text)
}
