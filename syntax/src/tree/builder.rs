//! Builds a tree from the inside out.
//!
//! Finished nodes wait on a stack. `finish` moves those above a mark into the arena, as the
//! children of a new node, which then waits in their place: children are contiguous and stand
//! before their parent, and no node is allocated on its own.

use std::sync::Arc;

use super::{Comment, Node, Token, Tree};
use crate::kind::NodeKind;

/// A place that a node may later begin at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    token: u32,
    waiting: u32,
}

/// A tree in the making.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    arena: Vec<Node>,
    waiting: Vec<Node>,
    is_broken: bool,
}

impl Builder {
    /// One with room for the tree of so many tokens, of which code has more than nodes.
    pub(crate) fn of(tokens: usize) -> Self {
        Self { arena: Vec::with_capacity(tokens), ..Self::default() }
    }

    /// The place before `token`, the next one to be read.
    pub(crate) fn mark(&self, token: u32) -> Mark {
        Mark { token, waiting: self.waiting.len() as u32 }
    }

    /// The place before the node that was finished last; `token` is the next one to be read.
    pub(crate) fn mark_before_last(&self, token: u32) -> Mark {
        let first_token = self.waiting.last().map_or(token, |node| node.first_token);
        Mark { token: first_token, waiting: self.waiting.len().saturating_sub(1) as u32 }
    }

    /// Ends a node that began at `mark`, before the token `end`; what was finished since is inside.
    pub(crate) fn finish(&mut self, mark: Mark, kind: NodeKind, end: u32) {
        self.is_broken |= kind.is_break();
        let first_child = self.arena.len() as u32;
        let children = mark.waiting as usize;
        // One on average: to copy them as a slice costs more than they do.
        for child in &self.waiting[children..] {
            self.arena.push(*child);
        }
        self.waiting.truncate(children);
        self.waiting.push(Node {
            kind,
            first_token: mark.token,
            end_token: end.max(mark.token),
            first_child,
            end_child: self.arena.len() as u32,
        });
    }

    /// The kind of the node that was finished last.
    pub(crate) fn last_kind(&self) -> Option<NodeKind> {
        self.waiting.last().map(|node| node.kind)
    }

    /// The tree; everything that still waits goes into its root.
    pub(crate) fn build(
        mut self,
        text: Arc<str>,
        mut tokens: Vec<Token>,
        mut comments: Vec<Comment>,
    ) -> Tree {
        let end = tokens.len() as u32;
        self.finish(Mark { token: 0, waiting: 0 }, NodeKind::File, end);
        self.arena.append(&mut self.waiting);
        // Trees are kept for as long as their texts: without the room that growing left over.
        self.arena.shrink_to_fit();
        tokens.shrink_to_fit();
        comments.shrink_to_fit();
        Tree { text, tokens, comments, nodes: self.arena, is_broken: self.is_broken }
    }
}
