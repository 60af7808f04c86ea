//! `orchestra/ledgerTree`

use orchestra_ledger_model::{CapabilityRow, OperationRow, SubnetRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types::Uri;

/// Whose Ledger is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct LedgerTreeParams {
    /// The folder whose project's overlay counts; without one, the embedded Ledger alone does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(crate) folder: Option<Uri>,
}

/// What there is, as rows of `orchc ledger list`: capabilities and subnets name the operations below them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LedgerTree {
    /// By family.
    pub(crate) capabilities: Vec<CapabilityRow>,
    /// By slug.
    pub(crate) subnets: Vec<SubnetRow>,
    /// By subnet.
    pub(crate) operations: Vec<OperationRow>,
}
