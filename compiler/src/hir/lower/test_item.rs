//! Tests, and what stands in tests alone.

use orchestra_syntax::{
    NodeRef,
    ast::{self, View as _},
};

use super::lowering::Lowering;
use crate::hir::{ExprId, ExprKind, Mock, MockAnswer, Name, Root};

impl Lowering {
    pub(super) fn test(&mut self, item: ast::TestItem<'_>) -> Root {
        self.in_test = true;
        let (Some(title), Some(block)) = (item.title(), item.body()) else { return Root::Missing };
        let title = self.site(title.span());
        Root::Test { title, body: self.body_block(Some(block), block.span()) }
    }

    /// `mock target => …`, apart from the statements around it.
    pub(super) fn mock(&mut self, mock: ast::Mock<'_>) {
        if !self.in_test {
            return self.outside_test(mock.node());
        }
        let Some(target) = self.target(mock.target()) else { return };
        let answer = match mock.value() {
            Some(ast::MockValue::Value(value)) => {
                MockAnswer::Value(self.purely(|own| own.expr(Some(value), value.span())))
            }
            Some(ast::MockValue::Failure(failure)) => match failure.reason() {
                Some(reason) => MockAnswer::Fail(self.name(reason)),
                None => return,
            },
            None => return,
        };
        self.body.mocks.push(Mock { target, answer });
    }

    /// `calls(target)`
    pub(super) fn calls(&mut self, calls: ast::Calls<'_>) -> ExprId {
        if !self.in_test {
            self.outside_test(calls.node());
            return self.missing(calls.span());
        }
        let at = self.site(calls.span());
        let target = self.target(calls.target());
        let kind = target.map_or(ExprKind::Missing, |target| ExprKind::Calls(Box::new(target)));
        self.expr_of_site(at, kind)
    }

    /// The first word of `node` stands outside a test.
    fn outside_test(&mut self, node: NodeRef<'_>) {
        let Some(word) = node.first_token() else { return };
        let text = self.words.word(node.tree().slice(word.span()));
        let at = self.site(word.span());
        self.mistakes.outside_tests.push(Name { text, at });
    }
}
