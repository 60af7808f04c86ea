//! A node or token together with its tree.

use std::fmt;
use std::ops::Range;

use orchestra_diagnostics::Span;

use super::{Node, NodeId, Tree};
use crate::kind::{NodeKind, TokenKind};

/// A node of a tree; as cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct NodeRef<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl<'t> NodeRef<'t> {
    pub(super) const fn new(tree: &'t Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    fn data(self) -> &'t Node {
        &self.tree.nodes[self.id.0 as usize]
    }

    /// Its place in its tree.
    #[must_use]
    pub const fn id(self) -> NodeId {
        self.id
    }

    /// Its tree.
    #[must_use]
    pub const fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Which rule it follows.
    #[must_use]
    pub fn kind(self) -> NodeKind {
        self.data().kind
    }

    /// From its first token to its last; where it has none, the place behind the token before it.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.span_of_tokens(self.token_range())
    }

    /// Its text, comments inside included.
    #[must_use]
    pub fn text(self) -> &'t str {
        self.tree.slice(self.span())
    }

    /// The indices of its tokens in [`Tree::tokens`], those of its children included.
    #[must_use]
    pub fn token_range(self) -> Range<u32> {
        self.data().first_token..self.data().end_token
    }

    /// Its children, in order.
    pub fn children(self) -> impl DoubleEndedIterator<Item = NodeRef<'t>> + Clone {
        let tree = self.tree;
        (self.data().first_child..self.data().end_child)
            .map(move |id| NodeRef::new(tree, NodeId(id)))
    }

    /// Its first child of `kind`.
    #[must_use]
    pub fn child(self, kind: NodeKind) -> Option<NodeRef<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// Its own tokens in order: those that belong to no child.
    pub fn tokens(self) -> impl Iterator<Item = TokenRef<'t>> + Clone {
        let mut children = self.children().map(NodeRef::token_range).filter(|own| !own.is_empty());
        let mut within = children.next();
        let tree = self.tree;
        let Range { start: mut at, end } = self.token_range();
        std::iter::from_fn(move || {
            // A child is stepped over as a whole, so that a chain's operator is found at once.
            while let Some(range) = within.clone().filter(|range| range.start <= at) {
                at = at.max(range.end);
                within = children.next();
            }
            let index = at;
            at += 1;
            (index < end).then_some(TokenRef { tree, index })
        })
    }

    /// Its first own token of `kind`.
    #[must_use]
    pub fn token(self, kind: TokenKind) -> Option<TokenRef<'t>> {
        self.tokens().find(|token| token.kind() == kind)
    }

    /// Its first token, its children's included.
    #[must_use]
    pub fn first_token(self) -> Option<TokenRef<'t>> {
        let range = self.token_range();
        (!range.is_empty()).then_some(TokenRef { tree: self.tree, index: range.start })
    }

    /// Whether tokens that fit no rule, or a part that is missing, are anywhere inside it.
    #[must_use]
    pub fn is_broken(self) -> bool {
        if !self.tree.is_broken {
            return false;
        }
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            if node.kind().is_break() {
                return true;
            }
            open.extend(node.children());
        }
        false
    }
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl Eq for NodeRef<'_> {}

impl fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.span();
        write!(f, "{:?}@{}..{}", self.kind(), span.start, span.end)
    }
}

/// A token of a tree.
#[derive(Clone, Copy)]
pub struct TokenRef<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> TokenRef<'t> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> TokenKind {
        self.tree.tokens[self.index as usize].kind
    }

    /// Where it stands.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.tokens[self.index as usize].span()
    }

    /// As it is written.
    #[must_use]
    pub fn text(self) -> &'t str {
        self.tree.slice(self.span())
    }

    /// Its place in [`Tree::tokens`].
    #[must_use]
    pub const fn index(self) -> u32 {
        self.index
    }
}

impl fmt::Debug for TokenRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.text())
    }
}
