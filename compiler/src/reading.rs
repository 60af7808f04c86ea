//! What is kept of a text while its items are read.

use std::sync::{Mutex, MutexGuard};

use orchestra_syntax::Parse;

use crate::{held::Held, hir::lower::Words};

/// What is kept of a text that never changes, while its items are read.
#[derive(Debug, Default)]
pub struct Reading {
    pub(crate) tree: Held<Parse>,
    words: Mutex<Words>,
}

impl Reading {
    /// The words that have been read so far; none while another thread adds to them, which then has some
    /// twice.
    pub(crate) fn words(&self) -> Option<MutexGuard<'_, Words>> {
        self.words.try_lock().ok()
    }

    /// Lets go of all of it.
    pub(crate) fn forget(&self) {
        self.tree.forget();
        if let Some(mut words) = self.words() {
            *words = Words::default();
        }
    }
}
