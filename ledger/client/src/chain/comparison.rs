//! Where the Ledger says otherwise than the chain.

use std::collections::BTreeMap;

use orchestra_keys::Address;
use orchestra_ledger_model::{EntrySignature, Ledger, SignerRole, Subnet, Verification};

use super::ChainSubnet;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub kind: DifferenceKind,
    /// The subnet's number.
    pub netuid: u16,
    /// The entry's slug; none: there is no entry.
    pub slug: Option<String>,
    /// What the Ledger says.
    pub listed: Option<String>,
    /// What the chain says.
    pub on_chain: Option<String>,
}

/// What a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// The chain has a subnet that no entry is about.
    Unlisted,
    /// An entry is about a subnet that the chain hasn't.
    Dissolved,
    /// The subnet was registered in another block than the entry's: it is another one.
    Recycled,
    /// The owner isn't who signed the entry.
    Owner,
    /// The name is neither the entry's nor one of its others.
    Renamed,
}

impl DifferenceKind {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unlisted => "unlisted",
            Self::Dissolved => "dissolved",
            Self::Recycled => "recycled",
            Self::Owner => "owner",
            Self::Renamed => "renamed",
        }
    }
}

impl ChainSubnet {
    /// The owner as people write it: SS58; an account without a key of its own in hexadecimal.
    #[must_use]
    pub fn owner_address(&self) -> String {
        match Address::of(self.owner) {
            Ok(address) => address.to_string(),
            Err(_) => {
                self.owner.iter().fold("0x".to_owned(), |text, byte| text + &format!("{byte:02x}"))
            }
        }
    }
}

/// All that differs, by number. Entries that are `gone`, and those that are no subnets, say nothing
/// of the chain; number 0 is the root network, which needs no entry.
#[must_use]
pub fn compare(ledger: &Ledger, chain: &[ChainSubnet]) -> Vec<Difference> {
    let mut listed: BTreeMap<u16, Vec<&Subnet>> = BTreeMap::new();
    for subnet in ledger.subnets().filter(|subnet| !subnet.is_gone()) {
        if let Some(netuid) = subnet.netuid {
            listed.entry(netuid).or_default().push(subnet);
        }
    }
    let on_chain: BTreeMap<u16, &ChainSubnet> =
        chain.iter().map(|subnet| (subnet.netuid, subnet)).collect();
    let mut differences = Vec::new();
    for (netuid, found) in &on_chain {
        match listed.get(netuid) {
            Some(entries) => {
                differences.extend(entries.iter().flat_map(|entry| compare_one(entry, found)));
            }
            None if *netuid == 0 => {}
            None => differences.push(Difference {
                kind: DifferenceKind::Unlisted,
                netuid: *netuid,
                slug: None,
                listed: None,
                on_chain: Some(found.name.clone()),
            }),
        }
    }
    for (netuid, entries) in listed.iter().filter(|(netuid, _)| !on_chain.contains_key(netuid)) {
        differences.extend(entries.iter().map(|entry| Difference {
            kind: DifferenceKind::Dissolved,
            netuid: *netuid,
            slug: Some(entry.slug.clone()),
            listed: Some(entry.name.clone()),
            on_chain: None,
        }));
    }
    differences.sort_by_key(|it| (it.netuid, it.kind));
    differences
}

fn compare_one(entry: &Subnet, found: &ChainSubnet) -> Vec<Difference> {
    let difference = |kind, listed: String, on_chain: String| Difference {
        kind,
        netuid: found.netuid,
        slug: Some(entry.slug.clone()),
        listed: Some(listed),
        on_chain: Some(on_chain),
    };
    if let Some(block) = entry.registered_at_block
        && block != found.registered_at_block
    {
        let (listed, on_chain) =
            (format!("block {block}"), format!("block {}", found.registered_at_block));
        // Whoever it is now: name and owner are another subnet's.
        return vec![difference(DifferenceKind::Recycled, listed, on_chain)];
    }
    let mut differences = Vec::new();
    let signatures: &[EntrySignature] = match &entry.verification {
        Verification::Signed { signatures } => signatures,
        Verification::Unverified => &[],
    };
    let mut owners = signatures.iter().filter(|it| it.by == SignerRole::Owner);
    if let Some(other) = owners.find(|it| it.signer != found.owner_address()) {
        let (listed, on_chain) = (other.signer.clone(), found.owner_address());
        differences.push(difference(DifferenceKind::Owner, listed, on_chain));
    }
    let names = || [&entry.name].into_iter().chain(&entry.aka).chain([&entry.slug]);
    let is_known =
        plain(&found.name).is_empty() || names().any(|name| plain(name) == plain(&found.name));
    if !is_known {
        differences.push(difference(
            DifferenceKind::Renamed,
            entry.name.clone(),
            found.name.clone(),
        ));
    }
    differences
}

/// A name without what people write now so and now so: case, blanks, signs.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
