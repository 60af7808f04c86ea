//! Source text with its words told apart, by the tokens of the compiler's own tree.

use maud::{Markup, html};
use orchestra_diagnostics::Span;
use orchestra_syntax::{Parse, TokenKind};

/// The part of a text at `span`, highlighted.
pub(crate) fn highlighted(parse: &Parse, span: Span) -> Markup {
    let tree = &parse.tree;
    let mut pieces: Vec<(Span, &'static str)> = Vec::new();
    for token in tree.tokens() {
        if span.start <= token.start
            && token.end <= span.end
            && let Some(class) = class(token.kind, tree.slice(token.span()))
        {
            pieces.push((token.span(), class));
        }
    }
    pieces.extend(tree.comments_in(span).iter().map(|comment| (comment.span, "c")));
    pieces.sort_by_key(|(span, _)| span.start);
    let mut at = span.start;
    let mut parts: Vec<(&str, Option<&'static str>)> = Vec::new();
    for (piece, class) in pieces {
        if piece.start < at || piece.end > span.end {
            continue;
        }
        parts.push((tree.slice(Span::new(at, piece.start)), None));
        parts.push((tree.slice(piece), Some(class)));
        at = piece.end;
    }
    parts.push((tree.slice(Span::new(at, span.end)), None));
    html! {
        @for (text, class) in parts {
            @match class {
                Some(class) => span class=(class) { (text) },
                None => (text),
            }
        }
    }
}

/// The class of a token in `style.css`: keyword, string, number, type.
fn class(kind: TokenKind, text: &str) -> Option<&'static str> {
    match kind {
        kind if kind.is_reserved() => Some("k"),
        TokenKind::Raw
        | TokenKind::StringStart
        | TokenKind::StringEnd
        | TokenKind::TextStart
        | TokenKind::TextEnd
        | TokenKind::StringText => (!text.is_empty()).then_some("s"),
        TokenKind::Int | TokenKind::Float | TokenKind::Duration | TokenKind::Money => Some("n"),
        TokenKind::Name if text.starts_with(|c: char| c.is_ascii_uppercase()) => Some("t"),
        _ => None,
    }
}
