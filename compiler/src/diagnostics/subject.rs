//! What stands at a place, as messages name it.

use std::fmt;

use super::Authority;
use crate::hir::Site;

/// What stands at a place, as messages name it: "argument `limit` of acme.find".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The words; empty where nothing better than "the value" can be said.
    words: String,
    /// Who says what is allowed there.
    authority: Option<Authority>,
    /// Whose arguments these are, and where it is named.
    callee: Option<(String, Site)>,
}

impl Subject {
    /// Named by `words`.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), authority: None, callee: None }
    }

    /// The same with the authority that allows or forbids.
    pub(crate) fn said_by(mut self, authority: Option<Authority>) -> Self {
        self.authority = authority;
        self
    }

    /// The arguments of `callee`, named at `at`.
    pub(crate) fn arguments(callee: impl Into<String>, at: Site) -> Self {
        let callee = callee.into();
        let words = format!("the arguments of {callee}");
        Self { words, authority: None, callee: Some((callee, at)) }
    }

    /// Whether these are the arguments of a call.
    pub(crate) fn is_arguments(&self) -> bool {
        self.callee.is_some()
    }

    /// Where the callee is named.
    pub(crate) fn callee(&self) -> Option<Site> {
        self.callee.as_ref().map(|(_, at)| *at)
    }

    /// The callee, as messages name it.
    pub(crate) fn callee_name(&self) -> Option<&str> {
        self.callee.as_ref().map(|(name, _)| name.as_str())
    }

    /// The field `name` of this.
    pub(crate) fn field(&self, name: &str) -> Self {
        let words = if let Some(callee) = self.callee_name() {
            format!("argument `{name}` of {callee}")
        } else if self.words.is_empty() {
            format!("field `{name}`")
        } else if let Some(rest) = self.words.strip_prefix("field `") {
            format!("field `{}", rest.replacen('`', &format!(".{name}`"), 1))
        } else {
            format!("field `{name}` of {}", self.words)
        };
        let authority = self.authority.as_ref().map(|authority| authority.field(name));
        Self { words, authority, callee: None }
    }

    /// The value of this, which is a function.
    pub(crate) fn value(&self) -> Self {
        let words = format!("the value of {self}");
        Self { words, authority: self.authority.clone(), callee: None }
    }

    /// An item of this.
    pub(crate) fn item(&self) -> Self {
        let words = if self.words.is_empty() {
            "an item".to_owned()
        } else {
            format!("an item of {}", self.words)
        };
        let authority = self.authority.as_ref().map(Authority::item);
        Self { words, authority, callee: None }
    }

    /// The start of "… takes a number": the words with a verb.
    pub(crate) fn takes(&self) -> String {
        if self.words.is_empty() { "expected".to_owned() } else { format!("{} is", self.words) }
    }

    /// The words, or "the value".
    pub(crate) fn or_value(&self) -> &str {
        if self.words.is_empty() { "the value" } else { &self.words }
    }

    /// Who says what is allowed.
    pub(crate) fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.or_value())
    }
}
