//! The words of a text, each kept once.

use std::sync::Arc;

use rustc_hash::FxHashSet;

/// Words that there is room for once there is one.
const ROOM: usize = 100;

/// Words, each kept once.
#[derive(Debug, Default)]
pub(crate) struct Words(FxHashSet<Arc<str>>);

impl Words {
    /// `text`, shared with all that read so.
    pub(super) fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        if self.0.is_empty() {
            self.0.reserve(ROOM);
        }
        let word: Arc<str> = text.into();
        self.0.insert(Arc::clone(&word));
        word
    }
}
