//! The tree of one file: flat, without loss, cheap to copy around as an index.
//!
//! Tokens and nodes lie in two arrays. A node is its kind, the range of its tokens and the range of
//! its children, which stand before it; the root stands last. Nothing is boxed, so a chain of
//! 40,000 operators is dropped in a loop, and a whole file is three allocations. Comments are a
//! third array, found by offset; blanks are what is left between. Text = tokens + comments + blanks.
//!
//! A tree holds its text, so that views need nothing else. Equality is of text and structure alike.

mod builder;
mod dump;
mod node;

use std::ops::Range;
use std::sync::Arc;

use orchestra_diagnostics::Span;

use crate::kind::{NodeKind, TokenKind};

pub(crate) use builder::{Builder, Mark};
pub use node::{NodeRef, TokenRef};

/// One token: 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Whether it is the first on its line.
    pub first_on_line: bool,
    /// Offset of its first byte.
    pub start: u32,
    /// Offset behind its last byte.
    pub end: u32,
}

impl Token {
    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// What a comment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommentKind {
    /// `//`, for the reader of the source.
    Plain,
    /// `///`, documents what follows.
    Doc,
    /// `//!`, documents the file.
    FileDoc,
}

/// One comment, from its slashes to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Comment {
    /// What it is for.
    pub kind: CommentKind,
    /// Where it stands, without the newline.
    pub span: Span,
}

/// A node's place in its tree. Ids are stable for one text, and mean nothing in another tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// One node as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Node {
    kind: NodeKind,
    first_token: u32,
    end_token: u32,
    first_child: u32,
    end_child: u32,
}

/// The tree of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    text: Arc<str>,
    tokens: Vec<Token>,
    comments: Vec<Comment>,
    nodes: Vec<Node>,
    /// Whether any node stands for what fits no rule, or for what is missing.
    is_broken: bool,
}

impl Tree {
    /// The node of the whole file.
    #[must_use]
    pub fn root(&self) -> NodeRef<'_> {
        NodeRef::new(self, NodeId(self.nodes.len() as u32 - 1))
    }

    /// The node of `id`, which must come from this tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef::new(self, id)
    }

    /// All nodes, children before their parents.
    pub fn nodes(&self) -> impl Iterator<Item = NodeRef<'_>> + Clone {
        (0..self.nodes.len() as u32).map(|id| NodeRef::new(self, NodeId(id)))
    }

    /// The text that was parsed, as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All tokens, in order of the text.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All comments, in order of the text.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The comments that lie within `span`.
    #[must_use]
    pub fn comments_in(&self, span: Span) -> &[Comment] {
        let from = self.comments.partition_point(|comment| comment.span.start < span.start);
        let to = self.comments.partition_point(|comment| comment.span.end <= span.end);
        &self.comments[from..to.max(from)]
    }

    /// The text of `span`, which must come from this tree.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// All nodes as an indented text, with their kinds, spans and own tokens: for tests.
    #[must_use]
    pub fn dump(&self) -> String {
        dump::dump(self)
    }

    fn span_of_tokens(&self, range: Range<u32>) -> Span {
        let start = |at: u32| self.tokens.get(at as usize).map(|token| token.start);
        if range.is_empty() {
            // A missing part stands behind the token before it, where it would be written.
            let before = range.start.checked_sub(1).and_then(|at| self.tokens.get(at as usize));
            return Span::at(before.map(|token| token.end).or(start(range.start)).unwrap_or(0));
        }
        Span::new(self.tokens[range.start as usize].start, self.tokens[range.end as usize - 1].end)
    }
}
