//! Branches and loops.

use orchestra_syntax::ast::{self, View as _};

use super::lowering::Lowering;
use crate::{
    exact::{exact, gathered},
    hir::{ExprId, ExprKind, For, IfBranch, MatchArm, Repeat},
};

impl Lowering {
    /// `else if` is flattened: a chain of any length is one expression.
    pub(super) fn if_else(&mut self, written: ast::If<'_>) -> ExprId {
        let at = self.site(written.span());
        let mut branches = Vec::with_capacity(1);
        let mut next = written;
        let otherwise = loop {
            let condition = self.purely(|own| own.expr(next.condition(), next.span()));
            let body = self.body_block(next.then_block(), next.span());
            branches.push(IfBranch { condition, body });
            match next.otherwise() {
                Some(ast::Else::If(further)) => next = further,
                Some(ast::Else::Block(block)) => {
                    break Some(self.body_block(Some(block), block.span()));
                }
                None => break None,
            }
        };
        self.expr_of_site(at, ExprKind::If { branches: exact(branches), otherwise })
    }

    pub(super) fn match_arms(&mut self, written: ast::Match<'_>) -> ExprId {
        let at = self.site(written.span());
        let head_site = self.site(written.head_span());
        let head = self.expr(written.scrutinee(), written.head_span());
        let arms = gathered(written.arms().map(|arm| self.match_arm(arm)));
        self.insertion(at, written.node());
        self.expr_of_site(at, ExprKind::Match { head, arms, head_site })
    }

    fn match_arm(&mut self, arm: ast::MatchArm<'_>) -> MatchArm {
        self.scoped(|own| {
            let pattern = own.pattern(arm.pattern(), arm.span());
            let guard =
                arm.guard().map(|guard| own.purely(|own| own.expr(Some(guard), guard.span())));
            let body = match arm.block() {
                Some(block) => own.body_block(Some(block), block.span()),
                None => own.expr(arm.value(), arm.span()),
            };
            MatchArm { pattern, guard, body }
        })
    }

    /// The list is read outside the scope of what is bound; filter and policies inside.
    pub(super) fn for_each(&mut self, written: ast::For<'_>) -> ExprId {
        let span = written.span();
        let at = self.site(span);
        let list = self.expr(written.list(), span);
        self.scoped(|own| {
            let binder = own.binder(written.binder(), span);
            let index = written.index_name().map(|name| {
                let name = own.name(name);
                own.bind(name, "name")
            });
            let filter = written
                .condition()
                .map(|filter| own.purely(|own| own.expr(Some(filter), filter.span())));
            let policies = own.policies(written.policies());
            let body = own.body_block(written.body(), span);
            let each = For { binder, index, list, filter, policies, body };
            own.expr_of_site(at, ExprKind::For(Box::new(each)))
        })
    }

    /// The first state is read outside the scope of the state; all else inside, but for `max`, which
    /// is constant.
    pub(super) fn repeat(&mut self, written: ast::Repeat<'_>) -> ExprId {
        let span = written.span();
        let at = self.site(span);
        let ty = written.declared_type().map(|ty| self.ty(Some(ty), ty.span()));
        let init = self.expr(written.initial(), span);
        let max = self.purely(|own| own.expr(written.max(), span));
        self.scoped(|own| {
            let name = match written.state() {
                Some(name) => own.name(name),
                None => own.nameless(span),
            };
            let state = own.bind(name, "name");
            let until = own.purely(|own| own.expr(written.until(), span));
            let policies = own.policies(written.policies());
            let body = own.body_block(written.body(), span);
            let repeat = Repeat { state, ty, init, until, max, policies, body };
            own.expr_of_site(at, ExprKind::Repeat(Box::new(repeat)))
        })
    }

    /// A block with a scope of its own, or what stands for a missing one.
    pub(super) fn body_block(
        &mut self,
        block: Option<ast::Block<'_>>,
        around: orchestra_diagnostics::Span,
    ) -> ExprId {
        match block {
            Some(block) => self.scoped(|own| own.block_here(block)),
            None => self.missing(around),
        }
    }
}
