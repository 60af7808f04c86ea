//! A way out that nothing takes: `??` of what is never null, `else` of what can't fail.

use orchestra_diagnostics::{Code, Diagnostic, Span};
use orchestra_plan::node::SysOperation;
use orchestra_syntax::TokenKind;

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{Block, ExprKind, Site},
    infer::CallTarget,
};

/// A way out that nothing takes: `needless-else`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NeedlessElse {
    /// The value that is never taken.
    at: Site,
    /// What stands before it.
    before: Site,
    /// Why it isn't needed.
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// Of `??`: the left side is never null, and of this type.
    NeverNull(String),
    /// Of a call: it can't fail.
    CannotFail(String),
    /// Of an `if`: the block is empty.
    Empty,
}

impl NeedlessElse {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let site = |id| item.body.site(id);
        for (id, kind) in item.exprs() {
            match kind {
                ExprKind::Coalesce { left, right } => {
                    let ty = item.inference.expr(*left);
                    if !ty.may_be_null(&item.environment) {
                        let why = Why::NeverNull(ty.to_string());
                        found.push(Self { at: site(*right), before: site(*left), why }.into());
                    }
                }
                ExprKind::Call(call) => {
                    let Some(otherwise) = call.otherwise else { continue };
                    let Some(meaning) = item.call_use(id) else { continue };
                    if cannot_fail(&meaning.target) {
                        let why = Why::CannotFail(meaning.name.clone());
                        let before = site(call.arguments);
                        found.push(Self { at: site(otherwise), before, why }.into());
                    }
                }
                ExprKind::If { branches, otherwise: Some(otherwise) } => {
                    let ExprKind::Block(Block { statements, value: None }) =
                        item.body.expr(*otherwise)
                    else {
                        continue;
                    };
                    if let Some(last) = branches.last().filter(|_| statements.is_empty()) {
                        let before = site(last.body);
                        found.push(Self { at: site(*otherwise), before, why: Why::Empty }.into());
                    }
                }
                _ => {}
            }
        }
    }

    /// The fix removes the word and what stands behind it.
    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = match &self.why {
            Why::NeverNull(ty) => format!("what stands before `??` is never null: `{ty}`"),
            Why::CannotFail(name) => {
                format!("a call of {name} can't fail, so its `else` is never taken")
            }
            Why::Empty => "an empty `else` says no more than none".to_owned(),
        };
        let found = reporter.error(Code::NeedlessElse, self.at, message);
        let parse = reporter.parse();
        let (before, at) = (reporter.span(self.before), reporter.span(self.at));
        let words = [TokenKind::Coalesce, TokenKind::Else];
        let tokens = parse.tree.tokens();
        let from = tokens.partition_point(|token| token.start < before.end);
        let to = tokens.partition_point(|token| token.start < at.start);
        let word = (from..to.max(from)).rev().find(|index| words.contains(&tokens[*index].kind));
        let Some(word) = word else { return found };
        // What is removed is closed again: a value in parentheses is read without them.
        let closing = tokens[word + 1..to].iter().filter(|it| it.kind == TokenKind::LeftParen);
        let mut end = at.end;
        for _ in closing {
            let next = tokens.partition_point(|token| token.start < end);
            end = tokens.get(next).map_or(end, |token| token.end);
        }
        let start = tokens[..word].last().map_or(0, |token| token.end);
        if !parse.tree.comments_in(Span::new(start, end)).is_empty() {
            return found;
        }
        found.with_fix("remove it", Span::new(start, end), "")
    }
}

/// Whether nothing of a call can fail, its arguments included.
fn cannot_fail(target: &CallTarget) -> bool {
    use SysOperation::{Now, Random, Uuid};
    matches!(target, CallTarget::Sys(Now | Uuid | Random))
}
