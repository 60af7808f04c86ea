//! Strings and text blocks with their interpolations.

use orchestra_diagnostics::Span;

use super::{Expr, child, expr_slot, views};
use crate::kind::TokenKind;
use crate::literal;

views! {
    /// `"a ${b}"`, or a text block.
    StringLiteral,
    /// `${expr}`
    Interpolation,
}

/// A stretch of a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringPart<'t> {
    /// Text.
    Text {
        /// With its escapes resolved and, in a text block, its indentation stripped.
        text: String,
        /// Where it is written.
        span: Span,
    },
    /// A value that is put in.
    Interpolation(Interpolation<'t>),
}

impl<'t> StringLiteral<'t> {
    /// Its parts, in order; no two texts side by side, no empty one.
    #[must_use]
    pub fn parts(self) -> Vec<StringPart<'t>> {
        literal::string_parts(self.0)
    }

    /// The text, if nothing is interpolated.
    #[must_use]
    pub fn plain_text(self) -> Option<String> {
        let interpolated = child::<Interpolation<'_>>(self.0).is_some();
        (!interpolated).then(|| literal::plain_string(self.0))
    }

    /// Whether it is a text block.
    #[must_use]
    pub fn is_text_block(self) -> bool {
        self.0.token(TokenKind::TextStart).is_some()
    }
}

impl<'t> Interpolation<'t> {
    /// What is put in.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}
