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

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use crate::{Diagnostic, FileName, LineIndex, Position};

/// The texts that diagnostics point into, by file name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeMap<FileName, Source>,
}

/// A text, with its lines once something is looked up in it: most texts have nothing wrong.
#[derive(Clone, Debug)]
struct Source {
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Source {}

impl Sources {
    /// Adds, or replaces, a file.
    pub fn insert(&mut self, file: FileName, text: impl Into<Arc<str>>) {
        self.files.insert(file, Source { text: text.into(), lines: OnceLock::new() });
    }

    /// The names of all files, sorted.
    pub fn names(&self) -> impl Iterator<Item = &FileName> {
        self.files.keys()
    }

    /// The text of `file`; empty where it isn't known.
    #[must_use]
    pub fn text(&self, file: &str) -> &str {
        self.files.get(file).map_or("", |source| &source.text)
    }

    /// Where `offset` of `file` is; the first line's beginning where the file isn't known.
    #[must_use]
    pub fn position(&self, file: &str, offset: u32) -> Position {
        let Some(Source { text, lines }) = self.files.get(file) else {
            return Position { line: 1, column: 1 };
        };
        lines.get_or_init(|| LineIndex::new(text)).position(text, offset)
    }
}

/// Sorts by file, position, code, and drops what stands twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (&a.file, a.span, a.code, &a.message).cmp(&(&b.file, b.span, b.code, &b.message))
    });
    diagnostics.dedup();
}
