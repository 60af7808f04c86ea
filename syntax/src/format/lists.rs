//! Bracketed lists.

use super::document::{Element, GroupKind, Line};
use super::writer::Writer;
use crate::kind::TokenKind;
use crate::tree::NodeRef;

/// An entry of a list.
#[derive(Clone, Copy)]
pub(super) enum Entry<'t> {
    Node(NodeRef<'t>),
    /// A token that is no node, of this index.
    Token(u32),
}

impl Entry<'_> {
    fn start(self) -> u32 {
        match self {
            Self::Node(node) => node.token_range().start,
            Self::Token(index) => index,
        }
    }
}

impl<'t> Writer<'t> {
    /// The children of `node` in brackets: `[1, 2]`.
    pub(super) fn tight_list(&mut self, node: NodeRef<'t>) {
        self.list(node.children().map(Entry::Node), Line::Soft);
    }

    /// The children of `node` in braces: `{ a: 1 }`.
    pub(super) fn padded_list(&mut self, node: NodeRef<'t>) {
        self.list(node.children().map(Entry::Node), Line::Space);
    }

    /// `entries` between the bracket that is next and its other; `edge` is what stands within the
    /// brackets. The entries may come in another order than that of the source.
    pub(super) fn list(&mut self, entries: impl Iterator<Item = Entry<'t>>, edge: Line) {
        self.comments(false);
        self.open(GroupKind::List);
        self.token();
        let mut end = self.at;
        let mut count = 0;
        for entry in entries {
            if count == 0 {
                self.at = entry.start();
                self.indent();
                self.line(edge);
            } else {
                self.document.push(Element::Fixed(","));
                self.at = entry.start();
                self.line_between();
            }
            match entry {
                Entry::Node(node) => self.node(node),
                Entry::Token(_) => self.token(),
            }
            count += 1;
            end = end.max(self.at + u32::from(self.at(TokenKind::Comma)));
        }
        self.at = end;
        if count > 0 {
            if self.tree.tokens()[end as usize - 1].kind == TokenKind::Comma {
                self.document.force();
            }
            self.document.push(Element::TrailingComma);
            self.comments(true);
            self.dedent();
            self.document.push(Element::Line(edge));
        } else if self.has_comments() {
            self.indent();
            self.comments(false);
            self.dedent();
            self.document.push(Element::Line(Line::Soft));
        }
        self.token();
        self.close();
    }
}
