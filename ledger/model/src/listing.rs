//! What `orchc ledger list` and `search` say, as rows: stable, for programs.
//!
//! Fields may be added; none that stands here goes or changes its meaning without another version.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Capability, Confidence, DocumentKind, Effect, Found, Layer, Ledger, Price, Selection, Served,
    Standing, Status, Subnet,
};

/// What was listed: the rows of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// Subnets, by slug.
    Subnets(Vec<SubnetRow>),
    /// Operations, by subnet, as their entries order them.
    Operations(Vec<OperationRow>),
    /// Capabilities, by family, as the families order them.
    Capabilities(Vec<CapabilityRow>),
}

/// A subnet in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubnetRow {
    /// The name by which programs call it.
    pub slug: String,
    /// The name by which people call it.
    pub name: String,
    /// Its number; null for a service that isn't a subnet.
    pub netuid: Option<u16>,
    /// Whether it can be called.
    pub status: Status,
    /// What it does, in a few sentences.
    pub description: Option<String>,
    /// What it is filed under.
    pub categories: Vec<String>,
    /// Capabilities that its operations answer for, by full name.
    pub serves: Vec<String>,
    /// Names of its operations.
    pub operations: Vec<String>,
    /// Who stands behind its entry.
    pub standing: Standing,
    /// The entry's revision.
    pub revision: u32,
    /// Whether the project's overlay has a part in it.
    pub overlay: bool,
}

/// An operation in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OperationRow {
    /// By which it is called: `desearch.web_search`.
    pub name: String,
    /// What it does, in one line.
    pub summary: String,
    /// Whether its subnet can be called.
    pub status: Status,
    /// Whether it changes anything in the world.
    pub effect: Effect,
    /// Capabilities that it answers for, by full name.
    pub serves: Vec<String>,
    /// Prices that add up, as the entry has them; null while unknown.
    pub prices: Option<Vec<Price>>,
    /// The same in words: `unknown`, `free`, `0.0025 USD a request`.
    pub price: String,
    /// How it proves who asks, by the kind that entries name; null where it needs nothing.
    pub authentication: Option<String>,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Who stands behind its entry.
    pub standing: Standing,
    /// Whether it shouldn't be called any more.
    pub deprecated: bool,
}

/// A capability in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CapabilityRow {
    /// Its full name: `search.web`.
    pub name: String,
    /// What it does, in one line.
    pub summary: String,
    /// Counts up with every change of it.
    pub version: u32,
    /// Operations that answer for it, by full name.
    pub operations: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Findings {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many there are; `hits` may have fewer.
    pub total: usize,
    /// Words that were read as others.
    pub corrected: Vec<Correction>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// What it is.
    pub kind: DocumentKind,
    /// By which it is shown.
    pub name: String,
    /// What people call it, where that is something else.
    pub title: Option<String>,
    /// What it does.
    pub summary: String,
    /// Whether it can be called.
    pub callable: bool,
    /// Who stands behind its entry; null of a capability, which no entry has.
    pub standing: Option<Standing>,
}

/// A word that is nowhere, and the one that it was read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// As it was asked for.
    pub from: String,
    /// As it was read.
    pub to: String,
}

impl SubnetRow {
    /// Of the subnets that are asked for, by slug.
    #[must_use]
    pub fn selected(ledger: &Ledger, served: &Served, selection: &Selection) -> Vec<Self> {
        let taken = ledger.subnets().filter(|it| selection.takes_subnet(ledger, served, it));
        taken.map(|it| Self::new(ledger, served, it)).collect()
    }

    /// Of a subnet of that Ledger.
    #[must_use]
    pub fn new(ledger: &Ledger, served: &Served, subnet: &Subnet) -> Self {
        let mut serves: Vec<String> = subnet
            .operations
            .keys()
            .flat_map(|name| {
                let operation = format!("{}.{name}", subnet.slug);
                served.capabilities(&operation).map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        serves.sort();
        serves.dedup();
        Self {
            slug: subnet.slug.clone(),
            name: subnet.name.clone(),
            netuid: subnet.netuid,
            status: subnet.status,
            description: subnet.description.clone(),
            categories: subnet.categories.clone(),
            serves,
            operations: subnet.operations.keys().cloned().collect(),
            standing: Standing::of(ledger, &subnet.slug),
            revision: subnet.revision,
            overlay: ledger.layer(&subnet.slug) == Some(Layer::Overlay),
        }
    }
}

impl OperationRow {
    /// Of the operations that are asked for, by subnet, as their entries order them.
    #[must_use]
    pub fn selected(ledger: &Ledger, served: &Served, selection: &Selection) -> Vec<Self> {
        let taken = ledger.subnets().flat_map(|subnet| {
            let names = subnet.operations.keys();
            names
                .filter(move |name| selection.takes_operation(ledger, served, subnet, name))
                .filter_map(move |name| Self::new(ledger, served, subnet, name))
        });
        taken.collect()
    }

    /// Of the operation `name` of a subnet of that Ledger; none where there is none.
    #[must_use]
    pub fn new(ledger: &Ledger, served: &Served, subnet: &Subnet, name: &str) -> Option<Self> {
        let operation = subnet.operations.get(name)?;
        let full = format!("{}.{name}", subnet.slug);
        Some(Self {
            summary: operation.summary.clone(),
            status: subnet.status,
            effect: operation.effect,
            serves: served.capabilities(&full).map(str::to_owned).collect(),
            prices: operation.prices().map(<[Price]>::to_vec),
            price: operation.price_in_words(),
            authentication: subnet.authentication(name).map(|(kind, _)| kind.to_owned()),
            confidence: operation.confidence,
            standing: Standing::of(ledger, &subnet.slug),
            deprecated: operation.deprecated.is_some(),
            name: full,
        })
    }
}

impl CapabilityRow {
    /// Of the capabilities that are asked for, by family, as the families order them.
    #[must_use]
    pub fn selected(ledger: &Ledger, served: &Served, selection: &Selection) -> Vec<Self> {
        let names = ledger.capability_names().into_iter();
        let taken = names.filter(|name| selection.takes_capability(ledger, served, name));
        let row = |name: String| Some(Self::new(served, &name, ledger.capability(&name)?));
        taken.filter_map(row).collect()
    }

    /// Of a capability, by its full name.
    #[must_use]
    pub fn new(served: &Served, name: &str, capability: &Capability) -> Self {
        Self {
            name: name.to_owned(),
            summary: capability.summary.clone(),
            version: capability.version,
            operations: served.operations(name).map(str::to_owned).collect(),
        }
    }
}

impl Findings {
    /// At most `limit` of what was found.
    #[must_use]
    pub fn new(found: &Found<'_>, limit: usize) -> Self {
        let hit = |document: &&crate::Document| Hit {
            kind: document.kind,
            name: document.name.clone(),
            title: document.title.clone(),
            summary: document.summary.clone(),
            callable: document.callable,
            standing: document.standing,
        };
        let correction =
            |(from, to): &(String, String)| Correction { from: from.clone(), to: to.clone() };
        Self {
            hits: found.documents.iter().take(limit).map(hit).collect(),
            total: found.documents.len(),
            corrected: found.corrected.iter().map(correction).collect(),
        }
    }
}
