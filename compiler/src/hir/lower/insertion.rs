//! Where a further entry of a bracketed list may be written.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeRef, TokenKind};

use super::lowering::Lowering;
use crate::hir::Site;

/// What stands around a new entry of a list, so that it reads as if it had been there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Separator {
    before: String,
    after: &'static str,
}

impl Separator {
    /// `entry` with what it takes before and behind it.
    #[must_use]
    pub fn around(&self, entry: &str) -> String {
        format!("{}{entry}{}", self.before, self.after)
    }
}

impl Lowering {
    /// Remembers where a further entry of `list`, which ends with its closing bracket, may be
    /// written. Nowhere, where that is missing.
    pub(super) fn insertion(&mut self, site: Site, list: NodeRef<'_>) {
        if let Some(spans) = &mut self.spans
            && let Some(place) = place(list)
        {
            spans.insertions.insert(site, place);
        }
    }
}

fn place(list: NodeRef<'_>) -> Option<(Span, Separator)> {
    let tree = list.tree();
    let range = list.token_range();
    let close_at = range.end.checked_sub(1)?;
    let close = tree.tokens().get(close_at as usize)?;
    if !matches!(close.kind, TokenKind::RightBrace | TokenKind::RightParen)
        || close_at <= range.start
    {
        return None;
    }
    let before = tree.tokens().get(close_at as usize - 1)?;
    let is_broken = close.first_on_line;
    let line = || format!("\n{}  ", indentation(tree.text(), close.start));
    let (start, after) = match before.kind {
        TokenKind::LeftBrace | TokenKind::LeftParen if is_broken => (line(), ","),
        TokenKind::LeftBrace if before.end == close.start => (" ".to_owned(), " "),
        TokenKind::LeftBrace => (" ".to_owned(), ""),
        TokenKind::LeftParen => (String::new(), ""),
        TokenKind::Comma if is_broken => (line(), ","),
        TokenKind::Comma => (" ".to_owned(), ""),
        _ if is_broken => (format!(",{}", line()), ","),
        _ => (", ".to_owned(), ""),
    };
    Some((Span::at(before.end), Separator { before: start, after }))
}

/// The blanks with which the line of `offset` begins.
fn indentation(text: &str, offset: u32) -> &str {
    let line = text[..offset as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = &text[line..offset as usize];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}
