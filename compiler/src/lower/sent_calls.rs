//! `calls(…)`: nodes that list what was sent.
//!
//! What they list depends on where they stand, so that each is a node of the block that it stands
//! in, which waits for all nodes above it. One inside a pure expression (a lambda, a condition) is
//! computed before the statement that holds it.

use orchestra_plan::{NodeKind, Slot, node::Called};

use super::{blocks::Table, pure::Lowerer};
use crate::{
    hir::{ExprId, ExprKind, Policy},
    infer::{CallTarget, Use},
};

impl Lowerer<'_, '_> {
    /// The node of `calls(…)`.
    pub(super) fn calls_node(&mut self, id: ExprId, table: &mut Table) -> Option<Slot> {
        let Some(Use::Calls(calls)) = self.inference.uses.get(&id) else { return None };
        let of = match &calls.target {
            CallTarget::Operation { slug, operation } => {
                Called::Operation { operation: format!("{slug}.{operation}") }
            }
            CallTarget::Capability { .. } => Called::Capability { capability: calls.name.clone() },
            CallTarget::Template(item) => {
                Called::Template { template: self.builder.template(*item)?.0 }
            }
            CallTarget::Sys(operation) => Called::Sys { operation: *operation },
        };
        let (slot, mark) = (self.builder.slot(), self.mark(id));
        Some(table.add(slot, "calls", mark, false, NodeKind::Calls { of }))
    }

    /// Makes nodes of each `calls(…)` in `id` that stands where no node can: in a lambda, a
    /// condition, a policy. What becomes a block of its own is left to that.
    pub(super) fn place_calls(
        &mut self,
        id: ExprId,
        is_pure: bool,
        table: &mut Table,
    ) -> Option<()> {
        if !self.purity.calls(id) {
            return Some(());
        }
        let body = self.body;
        let mut inside: Vec<(ExprId, bool)> = Vec::new();
        match body.expr(id) {
            ExprKind::Calls(_) if is_pure => {
                let slot = self.calls_node(id, table)?;
                self.place(id, slot);
            }
            ExprKind::Block(_) if !is_pure => {}
            ExprKind::Lambda { body, .. } | ExprKind::Fail { message: body } => {
                inside.push((*body, true));
            }
            ExprKind::If { branches, .. } if !is_pure => {
                inside.extend(branches.iter().map(|branch| (branch.condition, true)));
            }
            ExprKind::Match { head, arms, .. } if !is_pure => {
                inside.push((*head, false));
                inside.extend(arms.iter().filter_map(|arm| Some((arm.guard?, true))));
            }
            ExprKind::For(each) if !is_pure => {
                inside.push((each.list, false));
                inside.extend(each.filter.map(|filter| (filter, true)));
            }
            ExprKind::Repeat(repeat) if !is_pure => {
                inside.extend([(repeat.init, false), (repeat.until, true)]);
            }
            ExprKind::Call(call) => {
                inside.push((call.arguments, is_pure));
                inside.extend(call.policies.iter().map(|Policy { value, .. }| (*value, true)));
            }
            ExprKind::And { left, .. }
            | ExprKind::Or { left, .. }
            | ExprKind::Coalesce { left, .. }
                if !is_pure =>
            {
                inside.push((*left, false));
            }
            _ => body.children(id, &mut |child| inside.push((child, is_pure))),
        }
        inside.into_iter().try_for_each(|(id, is_pure)| self.place_calls(id, is_pure, table))
    }
}
