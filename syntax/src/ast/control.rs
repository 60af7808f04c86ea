//! What branches and loops.

use orchestra_diagnostics::Span;

use super::{
    Binder, Block, Expr, Name, NodeRef, Pattern, Policies, Type, View, child, children, expr_slot,
    token, type_slot, views,
};
use crate::kind::{NodeKind, TokenKind};

views! {
    /// `if c { … } else if d { … } else { … }`
    If,
    /// `match v { … }`
    Match,
    /// `pattern if guard => value`
    MatchArm,
    /// `for x, i in xs if c with { … } { … }`
    For,
    /// `repeat s: T = a until c max n with { … } { … }`
    Repeat,
}

/// What stands behind the `else` of an `if`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Else<'t> {
    /// `else { … }`
    Block(Block<'t>),
    /// `else if …`
    If(If<'t>),
}

impl<'t> If<'t> {
    /// The condition.
    #[must_use]
    pub fn condition(self) -> Option<Expr<'t>> {
        let end = self.node_of_then().map_or(u32::MAX, |block| block.token_range().start);
        expr_slot(self.0, 0).filter(|expr| expr.node().token_range().start < end)
    }

    /// The block where the condition holds.
    #[must_use]
    pub fn then_block(self) -> Option<Block<'t>> {
        self.node_of_then().and_then(Block::cast)
    }

    /// What stands behind `else`.
    #[must_use]
    pub fn otherwise(self) -> Option<Else<'t>> {
        let from = token(self.0, TokenKind::Else)?.index();
        self.0.children().filter(|node| node.token_range().start > from).find_map(|node| {
            Block::cast(node).map(Else::Block).or_else(|| Self::cast(node).map(Else::If))
        })
    }

    fn node_of_then(self) -> Option<NodeRef<'t>> {
        let end = token(self.0, TokenKind::Else).map_or(u32::MAX, |token| token.index());
        self.0
            .children()
            .find(|node| node.kind() == NodeKind::Block && node.token_range().start < end)
    }
}

impl<'t> Match<'t> {
    /// What is matched.
    #[must_use]
    pub fn scrutinee(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The arms, in order.
    pub fn arms(self) -> impl Iterator<Item = MatchArm<'t>> + Clone {
        children(self.0)
    }

    /// `match` and what is matched.
    #[must_use]
    pub fn head_span(self) -> Span {
        let word = token(self.0, TokenKind::Match).map_or(self.span(), |token| token.span());
        self.scrutinee().map_or(word, |expr| word.cover(expr.span()))
    }
}

impl<'t> MatchArm<'t> {
    /// The pattern.
    #[must_use]
    pub fn pattern(self) -> Option<Pattern<'t>> {
        child(self.0)
    }

    /// The condition behind `if`.
    #[must_use]
    pub fn guard(self) -> Option<Expr<'t>> {
        expr_slot(self.0.child(NodeKind::Guard)?, 0)
    }

    /// The expression or call behind the arrow, if that isn't a block.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The block behind the arrow, if there is one.
    #[must_use]
    pub fn block(self) -> Option<Block<'t>> {
        child(self.0)
    }
}

impl<'t> For<'t> {
    /// What each item is bound to.
    #[must_use]
    pub fn binder(self) -> Option<Binder<'t>> {
        child(self.0)
    }

    /// The name of the index.
    #[must_use]
    pub fn index_name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The list.
    #[must_use]
    pub fn list(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The condition behind `if`.
    #[must_use]
    pub fn condition(self) -> Option<Expr<'t>> {
        expr_slot(self.0.child(NodeKind::ForCondition)?, 0)
    }

    /// `with { … }`
    #[must_use]
    pub fn policies(self) -> Option<Policies<'t>> {
        child(self.0)
    }

    /// The block.
    #[must_use]
    pub fn body(self) -> Option<Block<'t>> {
        child(self.0)
    }
}

impl<'t> Repeat<'t> {
    /// The name of the state.
    #[must_use]
    pub fn state(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The state's type, if it is written.
    #[must_use]
    pub fn declared_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// The first state.
    #[must_use]
    pub fn initial(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// What ends it.
    #[must_use]
    pub fn until(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 1)
    }

    /// How often at most.
    #[must_use]
    pub fn max(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 2)
    }

    /// `with { … }`
    #[must_use]
    pub fn policies(self) -> Option<Policies<'t>> {
        child(self.0)
    }

    /// The block.
    #[must_use]
    pub fn body(self) -> Option<Block<'t>> {
        child(self.0)
    }
}
