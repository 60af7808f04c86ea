//! Diagnostics as text: one renderer a format, none of which decides anything.
//!
//! To add a format: a module here with one public function over a slice of diagnostics and the
//! texts that they point into.

mod github;
mod human;
mod json;
mod remark;
mod sarif;
mod short;

pub use github::github;
pub use human::{human, summary};
pub use json::json;
pub use remark::{Remark, remark};
pub use sarif::sarif;
pub use short::short;

use std::collections::BTreeMap;

use crate::{Diagnostic, FileName, LineIndex, Position};

/// The texts that diagnostics point into, by file name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeMap<FileName, (String, LineIndex)>,
}

impl Sources {
    /// Adds, or replaces, a file.
    pub fn insert(&mut self, file: FileName, text: impl Into<String>) {
        let text = text.into();
        let lines = LineIndex::new(&text);
        self.files.insert(file, (text, lines));
    }

    /// The text of `file`; empty where it isn't known.
    #[must_use]
    pub fn text(&self, file: &str) -> &str {
        self.files.get(file).map_or("", |(text, _)| text)
    }

    /// Where `offset` of `file` is; the first line's beginning where the file isn't known.
    #[must_use]
    pub fn position(&self, file: &str, offset: u32) -> Position {
        let known = self.files.get(file);
        known.map_or(Position { line: 1, column: 1 }, |(text, lines)| lines.position(text, offset))
    }
}

/// Sorts by file, position, code, and drops what stands twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (&a.file, a.span, a.code, &a.message).cmp(&(&b.file, b.span, b.code, &b.message))
    });
    diagnostics.dedup();
}
