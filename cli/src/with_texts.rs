//! A project as it would be with another manifest and lock.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use orchestra_compiler_project::Files;
use orchestra_diagnostics::FileName;
use orchestra_package_model::FileText;

use crate::session::Session;

/// What is on disk, but for some texts.
pub(crate) struct WithTexts<'s> {
    session: &'s Session,
    texts: BTreeMap<PathBuf, FileText>,
}

impl<'s> WithTexts<'s> {
    pub(crate) fn new(session: &'s Session) -> Self {
        Self { session, texts: BTreeMap::new() }
    }

    /// Has `text` stand at `path`.
    pub(crate) fn put(&mut self, path: PathBuf, text: &str) {
        self.texts.insert(path, FileText::new(text.as_bytes()));
    }
}

impl Files for WithTexts<'_> {
    fn shown(&self, path: &Path) -> FileName {
        self.session.shown(path)
    }

    fn text(&self, path: &Path) -> Option<FileText> {
        self.texts.get(path).cloned()
    }

    fn packages(&self) -> Option<PathBuf> {
        self.session.packages()
    }
}
