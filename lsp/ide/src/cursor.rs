//! Where the cursor is in a tree: the word at it, the tokens before it, the nodes around it.
//!
//! Text is half typed, so what stands behind the cursor may have been read as a part of what stands
//! before it, or not at all. Everything here looks to the left: the *path* is that of the last token
//! before the word that is being typed, and a bracket counts as open unless it was closed there.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, Token, TokenKind, Tree};

/// A cursor in a tree.
pub(crate) struct Cursor<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) offset: u32,
    /// The word that the cursor touches with its beginning on the left; else empty.
    pub(crate) word: Span,
    /// How many tokens stand before the word.
    pub(crate) before: u32,
    /// The nodes around the last token before the word, the file first.
    pub(crate) path: Vec<NodeRef<'t>>,
}

/// A bracket that is open at the cursor.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'t> {
    /// Whose bracket it is.
    pub(crate) node: NodeRef<'t>,
    /// Its place in the path.
    pub(crate) level: usize,
    /// The first token of the entry that the cursor is in.
    pub(crate) entry: u32,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(tree: &'t Tree, offset: u32) -> Self {
        let tokens = tree.tokens();
        let ended = tokens.partition_point(|token| token.end < offset);
        let touched = tokens[ended..].iter().find(|token| {
            let is_word = token.kind.is_word() || token.kind == TokenKind::Underscore;
            is_word && token.start < offset && token.end >= offset
        });
        let word = touched.map_or(Span::at(offset), Token::span);
        let before =
            tokens.iter().take_while(|token| token.end <= word.start && token.start < offset);
        let mut before = before.count() as u32;
        // The end of a text that is missing stands, without width, where it is written on.
        let is_missing = |at: u32| {
            let token = &tokens[at as usize];
            token.start == token.end && token.end == word.start
        };
        while before > 0 && is_missing(before - 1) {
            before -= 1;
        }
        let path = before.checked_sub(1).map_or_else(|| vec![tree.root()], |at| path_to(tree, at));
        Self { tree, offset, word, before, path }
    }

    /// The part of the word before the cursor.
    pub(crate) fn prefix(&self) -> &'t str {
        self.tree.slice(Span::new(self.word.start, self.offset))
    }

    /// The `back`th token before the word; 0 is the last.
    pub(crate) fn token(&self, back: u32) -> Option<&'t Token> {
        let at = self.before.checked_sub(back + 1)?;
        self.tree.tokens().get(at as usize)
    }

    /// What it is.
    pub(crate) fn kind(&self, back: u32) -> Option<TokenKind> {
        self.token(back).map(|token| token.kind)
    }

    /// As it is written.
    pub(crate) fn text(&self, back: u32) -> &'t str {
        self.token(back).map_or("", |token| self.tree.slice(token.span()))
    }

    /// The token behind the word.
    pub(crate) fn next(&self) -> Option<&'t Token> {
        let at = self.before as usize + usize::from(!self.word.range().is_empty());
        self.tree.tokens()[at.min(self.tree.tokens().len())..]
            .iter()
            .find(|token| token.start >= self.word.end && token.end > token.start)
    }

    /// Whether the word stands on another line than the token before it.
    pub(crate) fn on_new_line(&self) -> bool {
        let from = self.token(0).map_or(0, |token| token.end);
        self.tree.slice(Span::new(from.min(self.word.start), self.word.start)).contains('\n')
    }

    /// The node that owns the last token before the word.
    pub(crate) fn owner(&self) -> NodeRef<'t> {
        *self.path.last().unwrap_or(&self.tree.root())
    }

    /// The place in the path of the innermost node of one of these kinds.
    pub(crate) fn level_of(&self, kinds: &[NodeKind]) -> Option<usize> {
        self.path.iter().rposition(|node| kinds.contains(&node.kind()))
    }

    /// The innermost bracket that is open at the cursor.
    pub(crate) fn frame(&self) -> Option<Frame<'t>> {
        (0..self.path.len()).rev().find_map(|level| self.frame_at(level))
    }

    /// The bracket of the node at `level` of the path, if it is open at the cursor.
    pub(crate) fn frame_at(&self, level: usize) -> Option<Frame<'t>> {
        let node = self.path[level];
        let close = closing(node.kind())?;
        let mut opener = None;
        let mut entry = 0;
        for token in node.tokens().take_while(|token| token.index() < self.before) {
            match token.kind() {
                TokenKind::LeftBrace
                | TokenKind::LeftBracket
                | TokenKind::LeftParen
                | TokenKind::InterpolationStart
                | TokenKind::Less
                    if opener.is_none() =>
                {
                    opener = Some(token.index());
                    entry = token.index() + 1;
                }
                TokenKind::Comma if opener.is_some() => entry = token.index() + 1,
                kind if kind == close && opener.is_some() => return None,
                _ => {}
            }
        }
        opener.map(|_| Frame { node, level, entry })
    }

    /// The tokens of the entry of `frame` that the cursor is in, up to the word.
    pub(crate) fn entry(&self, frame: Frame<'t>) -> &'t [Token] {
        &self.tree.tokens()[frame.entry as usize..self.before as usize]
    }

    /// Whether the cursor is in a text, not in what is interpolated there.
    pub(crate) fn is_in_text(&self) -> bool {
        let ends = [
            TokenKind::StringStart,
            TokenKind::TextStart,
            TokenKind::StringText,
            TokenKind::InterpolationEnd,
        ];
        self.kind(0).is_some_and(|kind| ends.contains(&kind)) && self.word.range().is_empty()
    }

    /// Whether the cursor is in a comment, or in what nothing completes: a number, a raw text.
    pub(crate) fn is_in_prose(&self) -> bool {
        let within = |span: Span| span.start < self.offset && self.offset <= span.end;
        let written = [
            TokenKind::Int,
            TokenKind::Float,
            TokenKind::Duration,
            TokenKind::Money,
            TokenKind::BadNumber,
            TokenKind::Raw,
            TokenKind::Error,
        ];
        self.tree.comments().iter().any(|comment| within(comment.span))
            || self.tree.tokens().iter().any(|it| written.contains(&it.kind) && within(it.span()))
    }
}

/// The nodes around the token `at`, the file first.
pub(crate) fn path_to(tree: &Tree, at: u32) -> Vec<NodeRef<'_>> {
    let mut path = vec![tree.root()];
    let mut here = tree.root();
    while let Some(child) = here.children().find(|child| child.token_range().contains(&at)) {
        path.push(child);
        here = child;
    }
    path
}

/// What closes the bracket that a node has; none where it has none.
fn closing(kind: NodeKind) -> Option<TokenKind> {
    Some(match kind {
        NodeKind::Block
        | NodeKind::Record
        | NodeKind::RecordType
        | NodeKind::Policies
        | NodeKind::Match
        | NodeKind::UseModule
        | NodeKind::EnumItem
        | NodeKind::ProvideItem
        | NodeKind::RecordBinder
        | NodeKind::RecordPattern => TokenKind::RightBrace,
        NodeKind::List
        | NodeKind::Index
        | NodeKind::ListType
        | NodeKind::TupleType
        | NodeKind::TupleBinder
        | NodeKind::TuplePattern => TokenKind::RightBracket,
        NodeKind::Arguments
        | NodeKind::Paren
        | NodeKind::Calls
        | NodeKind::ParamList
        | NodeKind::LambdaParams
        | NodeKind::ParenType
        | NodeKind::Refinements => TokenKind::RightParen,
        NodeKind::Generics | NodeKind::TypeArguments => TokenKind::Greater,
        NodeKind::Interpolation => TokenKind::InterpolationEnd,
        _ => return None,
    })
}
