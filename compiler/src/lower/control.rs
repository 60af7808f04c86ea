//! Branches and loops with calls.

use orchestra_plan::{
    Expr, NodeKind, Slot, Value,
    expr::BinaryOperator,
    node::{BranchArm, MapNode, RepeatNode},
};

use super::{
    blocks::Table,
    pure::{Lowerer, constant, is_null},
};
use crate::{
    hir::{ExprId, ExprKind, For, IfBranch, MatchArm, Repeat},
    infer::Use,
};

impl Lowerer<'_, '_> {
    pub(super) fn branch(
        &mut self,
        id: ExprId,
        branches: &[IfBranch],
        otherwise: Option<ExprId>,
        table: &mut Table,
    ) -> Option<Expr> {
        let mut arms = Vec::new();
        let mut writes = false;
        for branch in branches {
            let test = Some(self.expr(branch.condition)?);
            let lowered = self.block_of(branch.body, Vec::new())?;
            writes |= lowered.writes;
            arms.push(BranchArm { test, id: "if".to_owned(), body: lowered.block });
        }
        if let Some(otherwise) = otherwise {
            let lowered = self.block_of(otherwise, Vec::new())?;
            writes |= lowered.writes;
            arms.push(BranchArm { test: None, id: "else".to_owned(), body: lowered.block });
        }
        self.branch_node(id, "if", arms, writes, table)
    }

    fn branch_node(
        &mut self,
        id: ExprId,
        name: &str,
        arms: Vec<BranchArm>,
        writes: bool,
        table: &mut Table,
    ) -> Option<Expr> {
        let (slot, mark) = (self.builder.slot(), self.mark(id));
        table.add(slot, name, mark, writes, NodeKind::Branch { arms });
        Some(Expr::Slot { slot })
    }

    pub(super) fn match_branch(
        &mut self,
        id: ExprId,
        head: ExprId,
        arms: &[MatchArm],
        table: &mut Table,
    ) -> Option<Expr> {
        let head = self.value_in_slot(head, table)?;
        let mut lowered_arms = Vec::new();
        let mut writes = false;
        for arm in arms {
            let (test, bound) = self.arm_test(arm, head)?;
            let lowered = self.block_of(arm.body, bound)?;
            writes |= lowered.writes;
            let total = test.is_none();
            lowered_arms.push(BranchArm { test, id: "match".to_owned(), body: lowered.block });
            if total {
                break;
            }
        }
        self.branch_node(id, "match", lowered_arms, writes, table)
    }

    /// The value of `id` in a slot of its own.
    fn value_in_slot(&mut self, id: ExprId, table: &mut Table) -> Option<Slot> {
        let mark = self.mark(id);
        Some(match self.value(id, table, None)? {
            Expr::Slot { slot } => slot,
            expr => {
                let slot = self.builder.slot();
                table.add(slot, "=", mark, false, NodeKind::Eval { expr })
            }
        })
    }

    /// `left ?? right`, where one of them calls: the right side only if needed.
    pub(super) fn coalesce(
        &mut self,
        id: ExprId,
        left: ExprId,
        right: ExprId,
        table: &mut Table,
    ) -> Option<Expr> {
        let left = self.value_in_slot(left, table)?;
        let test = is_null(left, self.mark(id));
        self.only_if(id, "else", test, right, Expr::Slot { slot: left }, table)
    }

    /// `&&` (where `and`) or `||`, one of whose sides calls.
    pub(super) fn shortcut(
        &mut self,
        id: ExprId,
        left: ExprId,
        right: ExprId,
        and: bool,
        table: &mut Table,
    ) -> Option<Expr> {
        let left = self.value_in_slot(left, table)?;
        let test = Expr::Binary {
            operator: BinaryOperator::Equal,
            left: Box::new(Expr::Slot { slot: left }),
            right: Box::new(constant(Value::Bool(and))),
            mark: self.mark(id),
        };
        self.only_if(id, "if", test, right, constant(Value::Bool(!and)), table)
    }

    /// The value of `id`: that of `right` where `test` holds, else `given`, which is there already.
    fn only_if(
        &mut self,
        id: ExprId,
        name: &str,
        test: Expr,
        right: ExprId,
        given: Expr,
        table: &mut Table,
    ) -> Option<Expr> {
        let lowered = self.block_of(right, Vec::new())?;
        let otherwise = orchestra_plan::Block { nodes: Vec::new(), result: given };
        let arms = vec![
            BranchArm { test: Some(test), id: name.to_owned(), body: lowered.block },
            BranchArm { test: None, id: "else".to_owned(), body: otherwise },
        ];
        self.branch_node(id, name, arms, lowered.writes, table)
    }

    pub(super) fn map(&mut self, id: ExprId, each: &For, table: &mut Table) -> Option<Expr> {
        let Some(Use::For(policies)) = self.inference.uses.get(&id) else { return None };
        let (parallel, on_error) = (policies.parallel, policies.on_error);
        let list = self.value(each.list, table, None)?;
        let (item, bound) = self.item(each.binder);
        let index = each.index.map(|index| self.bind(index));
        let filter = self.optional(each.filter)?.map(|filter| {
            bound.iter().rev().fold(filter, |filter, (slot, value)| {
                super::pure_blocks::wrap(*slot, value.clone(), filter)
            })
        });
        // A filter binds the parts of the item anew: slots are bound once in a plan.
        let bound = if filter.is_some() { self.rebound(each, item) } else { bound };
        let lowered = self.block_of(each.body, bound)?;
        let writes = lowered.writes;
        let body = lowered.block;
        let node = MapNode { list, item, index, filter, parallel, on_error, body };
        let (slot, mark) = (self.builder.slot(), self.mark(id));
        let facts = self.list_facts(each.list);
        // Its place has a mark, so that a bound can name it.
        self.mark(each.list);
        self.builder.facts.lists.insert(slot, facts);
        table.add(slot, "for", mark, writes, NodeKind::Map(Box::new(node)));
        Some(Expr::Slot { slot })
    }

    fn rebound(&mut self, each: &For, item: Slot) -> Vec<(Slot, Expr)> {
        let body = self.body;
        if matches!(body.pattern(each.binder).kind, crate::hir::PatternKind::Bind { .. }) {
            return Vec::new();
        }
        let mut found = Vec::new();
        self.bindings(each.binder, Expr::Slot { slot: item }, &mut found);
        self.binding(found)
    }

    pub(super) fn repeat(
        &mut self,
        id: ExprId,
        repeat: &Repeat,
        table: &mut Table,
    ) -> Option<Expr> {
        let Some(Use::Repeat(policies)) = self.inference.uses.get(&id) else { return None };
        let (max, deadline) = (policies.max, policies.deadline);
        let init = self.value(repeat.init, table, None)?;
        let state = self.bind(repeat.state);
        let lowered = self.block_of(repeat.body, Vec::new())?;
        let until = self.expr(repeat.until)?;
        let writes = lowered.writes;
        let node = RepeatNode { state, init, until, max, deadline, body: lowered.block };
        let (slot, mark) = (self.builder.slot(), self.mark(id));
        table.add(slot, "repeat", mark, writes, NodeKind::Repeat(Box::new(node)));
        Some(Expr::Slot { slot })
    }

    /// Whether `id` is a record literal without spread.
    pub(super) fn is_plain_record(&self, id: ExprId) -> bool {
        matches!(self.body.expr(id), ExprKind::Record { entries, .. } if entries
            .iter()
            .all(|entry| matches!(entry, crate::hir::RecordEntry::Field { .. })))
    }
}
