//! `orchestra/callSnippet`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::{Range, TextDocument};

/// What is to be called, and where.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallSnippetParams {
    /// The file that the call goes into, open or not.
    pub(crate) text_document: TextDocument,
    /// The operation or capability, by what the Ledger calls it.
    pub(crate) entry: String,
}

/// A call to be filled in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CallSnippet {
    /// With tab stops, as completion writes them.
    pub(crate) snippet: String,
    /// What else is to be written, so that the file knows what it calls.
    pub(crate) edits: Vec<TextEdit>,
}

/// A text that takes the place of another.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextEdit {
    pub(crate) range: Range,
    pub(crate) new_text: String,
}
