//! Names, the keys of fields, and the targets of calls.

use std::borrow::Cow;

use super::{children, views};
use crate::kind::TokenKind;
use crate::literal;

views! {
    /// A word that names something: where it is declared, and in paths and targets. A reserved
    /// word is one only behind a point.
    Name,
    /// The key of a field: a word, or a string.
    Key,
    /// `search.web`, `competitive_analysis`: what a call calls.
    Target,
}

impl<'t> Name<'t> {
    /// The word.
    #[must_use]
    pub fn text(self) -> &'t str {
        self.0.text()
    }
}

impl<'t> Key<'t> {
    /// The field's name, quotes and escapes resolved.
    #[must_use]
    pub fn text(self) -> Cow<'t, str> {
        if !self.is_quoted() {
            return self.0.text().into();
        }
        literal::plain_string(self.0).into()
    }

    /// Whether it is written as a string.
    #[must_use]
    pub fn is_quoted(self) -> bool {
        self.0.token(TokenKind::StringStart).is_some()
    }
}

impl<'t> Target<'t> {
    /// The word before the point, or the only one.
    #[must_use]
    pub fn first(self) -> Option<Name<'t>> {
        children(self.0).next()
    }

    /// The word behind the point.
    #[must_use]
    pub fn second(self) -> Option<Name<'t>> {
        children(self.0).nth(1)
    }

    /// Whether there is a point, be it without a word behind it.
    #[must_use]
    pub fn has_point(self) -> bool {
        self.0.token(TokenKind::Dot).is_some()
    }
}
