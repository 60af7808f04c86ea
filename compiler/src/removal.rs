//! What has to be deleted so that an entry of a list, or a line, is gone.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, Parse, TokenKind};

/// The innermost node of `kind` around `span`.
pub(crate) fn node_around(parse: &Parse, span: Span, kind: NodeKind) -> Option<NodeRef<'_>> {
    let mut found = None;
    let mut next = Some(parse.tree.root());
    while let Some(node) = next {
        if node.kind() == kind {
            found = Some(node);
        }
        let holds = |child: &NodeRef<'_>| {
            let around = child.span();
            around.start <= span.start && span.end <= around.end
        };
        next = node.children().find(holds);
    }
    found
}

/// The text to delete so that the entry at `span` of a list with commas is gone: with the comma
/// behind it, or else the one before it, and the blanks before it. Comments above it stay.
pub(crate) fn removal(parse: &Parse, span: Span) -> Span {
    let tokens = parse.tree.tokens();
    let next = tokens.partition_point(|token| token.start < span.end);
    let previous = tokens.partition_point(|token| token.start < span.start).checked_sub(1);
    let previous = previous.map(|at| tokens[at]);
    let after_token = previous.map_or(0, |token| token.end);
    let comments = parse.tree.comments_in(Span::new(after_token, span.start));
    let start = comments.last().map_or(after_token, |comment| comment.span.end);
    if let Some(comma) = tokens.get(next).filter(|token| token.kind == TokenKind::Comma) {
        // Of what stands on one line, a blank is left before the next entry.
        let is_first_on_line = parse.tree.slice(Span::new(start, span.start)).contains('\n');
        let opens = previous.is_none_or(|token| token.kind != TokenKind::Comma);
        let word_before = opens && !is_first_on_line && tokens.get(next + 1).is_some();
        if word_before {
            return Span::new(span.start, tokens[next + 1].start);
        }
        return Span::new(start, comma.end);
    }
    match previous.filter(|token| token.kind == TokenKind::Comma && comments.is_empty()) {
        Some(comma) => Span::new(comma.start, span.end),
        None => Span::new(start, span.end),
    }
}

/// The lines that hold `span` and nothing else, with the newline behind them; else `span`.
pub(crate) fn whole_lines(parse: &Parse, span: Span) -> Span {
    let text = parse.tree.text();
    let before = &text[..span.start as usize];
    let after = &text[span.end as usize..];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(after.len(), |at| at + 1);
    let is_alone = before[start..].trim().is_empty() && after[..end].trim().is_empty();
    if is_alone { Span::new(start as u32, span.end + end as u32) } else { span }
}

/// A name that is imported: its entry, and the `use` around it.
pub(crate) struct Import<'p> {
    whole: NodeRef<'p>,
    entry: NodeRef<'p>,
}

impl<'p> Import<'p> {
    /// What imports the name at `span`.
    pub(crate) fn around(parse: &'p Parse, span: Span) -> Option<Self> {
        let kinds = [NodeKind::UseSubnets, NodeKind::UseCapabilities, NodeKind::UseModule];
        let whole = kinds.into_iter().find_map(|kind| node_around(parse, span, kind))?;
        let holds = |it: &NodeRef<'_>| it.span().start <= span.start && span.end <= it.span().end;
        let entry = entries(whole).find(holds)?;
        Some(Self { whole, entry })
    }

    /// Whether both import the same thing from the same place, by the same name.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let module = |whole: NodeRef<'p>| {
            whole.children().find(|it| it.kind() == NodeKind::ModulePath).map(|it| it.text())
        };
        self.whole.kind() == other.whole.kind()
            && module(self.whole) == module(other.whole)
            && self.entry.text() == other.entry.text()
    }

    /// What has to go with it: it alone, or the whole `use` of which it is all.
    pub(crate) fn removal(&self, parse: &Parse) -> Span {
        match entries(self.whole).count() {
            1 => whole_lines(parse, self.whole.span()),
            _ => removal(parse, self.entry.span()),
        }
    }
}

/// The entries of a `use`.
fn entries(whole: NodeRef<'_>) -> impl Iterator<Item = NodeRef<'_>> {
    let is_entry = move |kind| match whole.kind() {
        NodeKind::UseCapabilities => kind == NodeKind::Name,
        _ => matches!(kind, NodeKind::Alias | NodeKind::ImportProvide),
    };
    whole.children().filter(move |it| is_entry(it.kind()))
}
