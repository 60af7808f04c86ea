//! An entry that is parsed when it is first asked for.

use std::{borrow::Cow, sync::OnceLock};

use orchestra_schema::Digest;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An entry's text with what it says, once somebody has asked.
///
/// Only texts that [`crate::check`] accepts are put in: the embedded ones, by a test; those of an
/// overlay, when it is read.
#[derive(Debug)]
pub(crate) struct EntryCell<T> {
    text: Cow<'static, str>,
    parsed: OnceLock<T>,
    digest: OnceLock<Digest>,
}

impl<T: DeserializeOwned> EntryCell<T> {
    pub(crate) fn unread(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), parsed: OnceLock::new(), digest: OnceLock::new() }
    }

    pub(crate) fn read(text: String, parsed: T) -> Self {
        Self { text: Cow::Owned(text), parsed: parsed.into(), digest: OnceLock::new() }
    }

    pub(crate) fn get(&self) -> &T {
        self.parsed.get_or_init(|| {
            serde_json::from_str(&self.text).expect("only texts that were checked are put in")
        })
    }

    pub(crate) fn is_parsed(&self) -> bool {
        self.parsed.get().is_some()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("only texts that were checked are put in")
    }

    pub(crate) fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of_json(&self.json()))
    }
}
