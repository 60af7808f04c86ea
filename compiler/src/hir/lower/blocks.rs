//! Blocks and statements.

use orchestra_syntax::ast::{self, View as _};

use super::lowering::Lowering;
use crate::{
    exact::gathered,
    hir::{Block, ExprId, ExprKind, Statement},
};

impl Lowering {
    /// A block in the present scope, which holds its parameters.
    pub(super) fn block_here(&mut self, block: ast::Block<'_>) -> ExprId {
        let at = self.site(block.span());
        let statements =
            gathered(block.statements().filter_map(|statement| self.statement(statement)));
        let value = block.value().map(|value| self.expr(Some(value), value.span()));
        self.expr_of_site(at, ExprKind::Block(Block { statements, value }))
    }

    fn statement(&mut self, statement: ast::Statement<'_>) -> Option<Statement> {
        let expr = match statement {
            ast::Statement::Let(binding) => return Some(self.binding(binding)),
            ast::Statement::Ensure(ensure) => return Some(self.ensure(ensure)),
            ast::Statement::Mock(mock) => {
                self.mock(mock);
                return None;
            }
            ast::Statement::Call(call) => ast::Expr::Call(call),
            ast::Statement::If(branch) => ast::Expr::If(branch),
            ast::Statement::Match(choice) => ast::Expr::Match(choice),
            ast::Statement::For(each) => ast::Expr::For(each),
            ast::Statement::Repeat(repeat) => ast::Expr::Repeat(repeat),
            ast::Statement::Fail(fail) => ast::Expr::Fail(fail),
        };
        Some(Statement::Expr(self.expr(Some(expr), expr.span())))
    }

    /// The value is read first: a binding is visible below itself.
    fn binding(&mut self, binding: ast::Let<'_>) -> Statement {
        let ty = self.ascription(binding.node(), binding.declared_type());
        let value = self.expr(binding.value(), binding.span());
        let binder = self.binder(binding.binder(), binding.span());
        Statement::Let { binder, ty, value }
    }

    fn ensure(&mut self, ensure: ast::Ensure<'_>) -> Statement {
        self.purely(|own| {
            let condition = own.expr(ensure.condition(), ensure.span());
            let shown = match ensure.condition() {
                Some(written) => own.shown(written, condition),
                None => Vec::new(),
            };
            let message = ensure.message().map(|message| own.expr(Some(message), message.span()));
            Statement::Ensure { condition, message, shown }
        })
    }
}
