//! `orchestra/document`

use schemars::JsonSchema;
use serde::Deserialize;
use tower_lsp_server::ls_types::Uri;

/// Which document is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct DocumentParams {
    /// `orchestra-std:/…` or `orchestra-ledger:/…`
    #[schemars(with = "String")]
    pub(crate) uri: Uri,
}
