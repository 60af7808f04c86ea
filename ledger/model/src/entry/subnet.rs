//! A subnet's entry.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Auth, Endpoint, Operation, Verification};

/// One generation of a subnet, or a service that isn't a subnet: who it is, and how it is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subnet {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The subnet's number; null for a service that isn't a subnet.
    #[serde(default)]
    pub netuid: Option<u16>,
    /// The block in which this generation registered; null while unknown.
    #[serde(default)]
    pub registered_at_block: Option<u64>,
    /// The name by which programs call it: lower case, digits and `_`. Never given to another
    /// project.
    #[schemars(extend("format" = "name"))]
    pub slug: String,
    /// The name by which people call it.
    pub name: String,
    /// Other names of the same project.
    #[serde(default)]
    pub aka: Vec<String>,
    /// What it does, in a few sentences.
    #[serde(default)]
    pub description: Option<String>,
    /// What it can do: names of capabilities (`search.web`), or of families.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Whether it can be called.
    pub status: Status,
    /// Addresses for people, by what is found there: `website`, `docs`, `repository`.
    #[serde(default)]
    pub links: IndexMap<String, String>,
    /// Where the facts of this entry come from.
    pub sources: Vec<Source>,
    /// Who vouches for the entry besides the Ledger.
    #[serde(default)]
    pub verification: Verification,
    /// Counts up with every change of this entry; a revision is never rewritten.
    pub revision: u32,
    /// How requests prove who sends them, by a name that endpoints and bindings use.
    #[serde(default)]
    pub auth: IndexMap<String, Auth>,
    /// Where requests go, by a name that bindings use.
    #[serde(default)]
    pub endpoints: IndexMap<String, Endpoint>,
    /// What can be asked, by the name that programs call it by.
    #[serde(default)]
    pub operations: IndexMap<String, Operation>,
}

impl Subnet {
    /// Whether its slot belongs to another project by now, or it has ended.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.status == Status::Gone
    }
}

/// Whether a subnet can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It answers.
    Active,
    /// It exists, and offers nothing for now.
    Parked,
    /// Its slot belongs to another project, or it has ended.
    Gone,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page or file.
    #[schemars(extend("format" = "uri"))]
    pub url: String,
    /// The day on which it said so, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub checked_on: String,
}
