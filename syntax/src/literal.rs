//! What literals mean, and which of them are malformed.
//!
//! Values are worked out from the tree when asked for; nothing is stored. [`problems`] asks all of
//! them once, so that what has no value has been reported.

mod meant_unit;
mod number;
mod problems;
mod text;

use crate::ast::{Interpolation, StringPart, View as _};
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

pub use meant_unit::meant_unit;
pub(crate) use problems::problems;
pub(crate) use text::block_lines;

/// The value of a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralValue {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `42`, `-1`
    Int(i64),
    /// `0.5`, `1e6`: always finite.
    Float(f64),
    /// `20s`, in milliseconds.
    Duration(i64),
    /// `0.50usd`
    Money {
        /// The amount as a decimal, without underscores: `0.50`.
        amount: String,
        /// The currency: `usd`.
        currency: String,
    },
    /// `"web"`: the text, escapes resolved.
    Text(String),
    /// `r"\d+"`: the text, as it is written.
    Raw(String),
}

/// The value of `node`, a literal by its own tokens; none where it is malformed.
pub(crate) fn value(node: NodeRef<'_>) -> Option<LiteralValue> {
    let mut is_negative = false;
    for token in node.tokens() {
        let text = token.text();
        return match token.kind() {
            TokenKind::Minus => {
                is_negative = true;
                continue;
            }
            TokenKind::Null => Some(LiteralValue::Null),
            TokenKind::True => Some(LiteralValue::Bool(true)),
            TokenKind::False => Some(LiteralValue::Bool(false)),
            TokenKind::Int => number::int(text, is_negative).map(LiteralValue::Int),
            TokenKind::Float => number::float(text, is_negative).map(LiteralValue::Float),
            TokenKind::Duration => number::duration(text).map(LiteralValue::Duration),
            TokenKind::Money => {
                let (amount, currency) = number::money(text);
                Some(LiteralValue::Money { amount, currency })
            }
            TokenKind::Raw => raw_text(text).map(|text| LiteralValue::Raw(text.to_owned())),
            TokenKind::StringStart => Some(LiteralValue::Text(plain_string(node))),
            _ => None,
        };
    }
    None
}

/// What stands between `r"` and `"`; none where it isn't closed.
pub(crate) fn raw_text(text: &str) -> Option<&str> {
    text.strip_prefix("r\"")?.strip_suffix('"')
}

/// The text of a node that is a string by its own tokens; interpolations are left out.
pub(crate) fn plain_string(node: NodeRef<'_>) -> String {
    let mut all = String::new();
    for part in string_parts(node) {
        if let StringPart::Text { text, .. } = part {
            all.push_str(&text);
        }
    }
    all
}

/// The parts of a node that is a string or a text block by its own tokens.
pub(crate) fn string_parts(node: NodeRef<'_>) -> Vec<StringPart<'_>> {
    if node.token(TokenKind::TextStart).is_some() {
        return text::block_parts(node);
    }
    let mut parts: Vec<StringPart<'_>> = Vec::new();
    for piece in pieces(node) {
        parts.push(match piece {
            Piece::Text(span) => {
                let text = text::decode(node.tree().slice(span), |_| ());
                StringPart::Text { text, span }
            }
            Piece::Interpolation(interpolation) => StringPart::Interpolation(interpolation),
        });
    }
    parts
}

/// A stretch of a string as it is written.
#[derive(Clone, Copy)]
pub(crate) enum Piece<'t> {
    Text(orchestra_diagnostics::Span),
    Interpolation(Interpolation<'t>),
}

/// The text tokens and interpolations of `node`, in order.
fn pieces(node: NodeRef<'_>) -> Vec<Piece<'_>> {
    let texts = node.tokens().filter(|token| token.kind() == TokenKind::StringText);
    let mut pieces: Vec<(u32, Piece<'_>)> =
        texts.map(|token| (token.span().start, Piece::Text(token.span()))).collect();
    for child in node.children().filter(|child| child.kind() == NodeKind::Interpolation) {
        if let Some(interpolation) = Interpolation::cast(child) {
            pieces.push((child.span().start, Piece::Interpolation(interpolation)));
        }
    }
    pieces.sort_by_key(|(start, _)| *start);
    pieces.into_iter().map(|(_, piece)| piece).collect()
}
