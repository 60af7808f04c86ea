//! What stands at a place, as messages name it.

use std::{borrow::Cow, fmt};

use super::Authority;
use crate::hir::Site;

/// What stands at a place, as messages name it: "argument `limit` of acme.find".
///
/// There is one for each value that is checked, and hardly any is ever told: it remembers what its
/// words are made of, and makes them when they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subject<'a> {
    words: Words<'a>,
    /// Who says what is allowed there; of a part, what it is a part of knows that.
    authority: Option<Authority>,
    /// Whose arguments these are, and where it is named.
    callee: Option<(Cow<'a, str>, Site)>,
}

/// What the words are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
enum Words<'a> {
    /// Nothing better than "the value" can be said.
    #[default]
    None,
    /// These.
    Said(Cow<'a, str>),
    /// A parameter, and whose it is.
    Parameter(&'a str, &'a str),
    /// The arguments of the callee.
    Arguments,
    /// A field of another.
    Field(&'a Subject<'a>, &'a str),
    /// The value of another, which is a function.
    Value(&'a Subject<'a>),
    /// An item of another.
    Item(&'a Subject<'a>),
}

impl<'a> Subject<'a> {
    /// Named by `words`.
    pub(crate) fn new(words: impl Into<Cow<'a, str>>) -> Self {
        Self { words: Words::Said(words.into()), ..Self::default() }
    }

    /// The parameter `name` of the function or method `of`.
    pub(crate) fn parameter(name: &'a str, of: &'a str) -> Self {
        Self { words: Words::Parameter(name, of), ..Self::default() }
    }

    /// The same with the authority that allows or forbids.
    pub(crate) fn said_by(mut self, authority: Option<Authority>) -> Self {
        self.authority = authority;
        self
    }

    /// The arguments of `callee`, named at `at`.
    pub(crate) fn arguments(callee: &'a str, at: Site) -> Self {
        let callee = Some((Cow::Borrowed(callee), at));
        Self { words: Words::Arguments, authority: None, callee }
    }

    /// The same, for a fact: with its words.
    pub(crate) fn told(&self) -> Subject<'static> {
        let words = match &self.words {
            Words::None => Words::None,
            _ => Words::Said(Cow::Owned(self.words())),
        };
        let callee = self.callee.as_ref().map(|(name, at)| (Cow::Owned(name.to_string()), *at));
        Subject { words, authority: self.authority(), callee }
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
        self.callee.as_ref().map(|(name, _)| &**name)
    }

    /// The field `name` of this.
    pub(crate) fn field<'b>(&'b self, name: &'b str) -> Subject<'b> {
        Subject { words: Words::Field(self, name), ..Subject::default() }
    }

    /// The value of this, which is a function.
    pub(crate) fn value(&self) -> Subject<'_> {
        Subject { words: Words::Value(self), ..Subject::default() }
    }

    /// An item of this.
    pub(crate) fn item(&self) -> Subject<'_> {
        Subject { words: Words::Item(self), ..Subject::default() }
    }

    /// The start of "… takes a number": the words with a verb.
    pub(crate) fn takes(&self) -> String {
        let words = self.words();
        if words.is_empty() { "expected".to_owned() } else { format!("{words} is") }
    }

    /// The words, or "the value".
    pub(crate) fn or_value(&self) -> String {
        let words = self.words();
        if words.is_empty() { "the value".to_owned() } else { words }
    }

    /// Who says what is allowed.
    pub(crate) fn authority(&self) -> Option<Authority> {
        match self.words {
            Words::Field(of, name) => of.authority().map(|it| it.field(name)),
            Words::Item(of) => of.authority().map(|it| it.item()),
            Words::Value(of) => of.authority(),
            _ => self.authority.clone(),
        }
    }

    /// The words; empty where nothing better than "the value" can be said.
    fn words(&self) -> String {
        match &self.words {
            Words::None => String::new(),
            Words::Said(words) => words.to_string(),
            Words::Parameter(name, of) => format!("`{name}` of `{of}`"),
            Words::Arguments => {
                format!("the arguments of {}", self.callee_name().unwrap_or_default())
            }
            Words::Field(of, name) => of.words_of_field(name),
            Words::Value(of) => format!("the value of {of}"),
            Words::Item(of) => match of.words() {
                words if words.is_empty() => "an item".to_owned(),
                words => format!("an item of {words}"),
            },
        }
    }

    fn words_of_field(&self, name: &str) -> String {
        if let Some(callee) = self.callee_name() {
            return format!("argument `{name}` of {callee}");
        }
        let words = self.words();
        if words.is_empty() {
            format!("field `{name}`")
        } else if let Some(rest) = words.strip_prefix("field `") {
            format!("field `{}", rest.replacen('`', &format!(".{name}`"), 1))
        } else {
            format!("field `{name}` of {words}")
        }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.or_value())
    }
}
