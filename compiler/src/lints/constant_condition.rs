//! A condition that is always the same.

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_plan::Value;

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{ExprId, ExprKind, Site, Statement},
    lower,
};

/// A condition that is always the same: `constant-condition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConstantCondition {
    /// The condition.
    at: Site,
    /// What it is.
    value: bool,
}

impl ConstantCondition {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        for (_, kind) in item.exprs() {
            match kind {
                ExprKind::If { branches, .. } => {
                    for branch in branches {
                        Self::ask(item, branch.condition, found);
                    }
                }
                ExprKind::Match { arms, .. } => {
                    for guard in arms.iter().filter_map(|arm| arm.guard) {
                        Self::ask(item, guard, found);
                    }
                }
                ExprKind::For(each) => {
                    if let Some(filter) = each.filter {
                        Self::ask(item, filter, found);
                    }
                }
                // `until false` says that it runs as often as it may.
                ExprKind::Repeat(repeat)
                    if *item.body.expr(repeat.until) != ExprKind::Bool(false) =>
                {
                    Self::ask(item, repeat.until, found);
                }
                ExprKind::Block(block) => {
                    for statement in &block.statements {
                        if let Statement::Ensure { condition, .. } = statement {
                            Self::ask(item, *condition, found);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn ask(item: &LintedItem<'_>, condition: ExprId, found: &mut Vec<Finding>) {
        if !is_literal(item, condition) {
            return;
        }
        let value = lower::evaluate(item.db, item.id, &item.inference, condition);
        if let Some(Ok(Value::Bool(value))) = value {
            found.push(Self { at: item.body.site(condition), value }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("this is always {}", self.value);
        reporter.error(Code::ConstantCondition, self.at, message)
    }
}

/// Whether `id` is made of literals alone. Constants are how a program is set up, so a condition of
/// these is meant.
fn is_literal(item: &LintedItem<'_>, id: ExprId) -> bool {
    let reads_a_name = matches!(
        item.body.expr(id),
        ExprKind::Local(_) | ExprKind::Name(_) | ExprKind::Call(_) | ExprKind::Missing
    );
    let mut all = !reads_a_name;
    item.body.children(id, &mut |child| all = all && is_literal(item, child));
    all
}
