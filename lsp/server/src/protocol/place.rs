//! Places, as the protocol of all language servers writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types;

/// A place in a text.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct Position {
    /// From 0.
    line: u32,
    /// From 0, in the units that both sides have agreed on.
    character: u32,
}

/// A stretch of a text.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(crate) struct Range {
    start: Position,
    /// Behind the last of it.
    end: Position,
}

/// A stretch of a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Location {
    uri: String,
    range: Range,
}

/// A document.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct TextDocument {
    #[schemars(with = "String")]
    pub(crate) uri: ls_types::Uri,
}

impl From<Position> for ls_types::Position {
    fn from(Position { line, character }: Position) -> Self {
        Self { line, character }
    }
}

impl From<ls_types::Position> for Position {
    fn from(ls_types::Position { line, character }: ls_types::Position) -> Self {
        Self { line, character }
    }
}

impl From<ls_types::Range> for Range {
    fn from(ls_types::Range { start, end }: ls_types::Range) -> Self {
        Self { start: start.into(), end: end.into() }
    }
}

impl From<ls_types::Location> for Location {
    fn from(ls_types::Location { uri, range }: ls_types::Location) -> Self {
        Self { uri: uri.to_string(), range: range.into() }
    }
}
