//! `orchestra/tests`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types::Uri;

use super::place::{Range, TextDocument};

/// Whose tests are asked for: those of a file, or of all projects below a folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", untagged)]
pub(crate) enum TestsParams {
    /// Of a file, open or not.
    #[serde(rename_all = "camelCase")]
    File {
        /// The file.
        text_document: TextDocument,
    },
    /// Of all files below a folder.
    Folder {
        /// The folder.
        #[schemars(with = "String")]
        folder: Uri,
    },
}

/// The tests of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileTests {
    /// The file.
    pub(crate) uri: String,
    /// In order; of a file that was asked for by name, there may be none.
    pub(crate) tests: Vec<ListedTest>,
}

/// A test.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedTest {
    /// Its title.
    pub(crate) title: String,
    /// All of it.
    pub(crate) range: Range,
    /// Its title in the text, with its quotes.
    pub(crate) title_range: Range,
}
