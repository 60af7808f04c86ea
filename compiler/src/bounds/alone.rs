//! Budgets of calls that not even one attempt keeps within.

use orchestra_plan::{Block, Money, Node, NodeKind, Slot, node::CallNode};
use rust_decimal::Decimal;

use super::{amounts, case::Case, program::Program};
use crate::diagnostics::{Fact, OverBudget};

impl Program<'_> {
    /// The calls of a block, templates that it calls left aside, whose budget covers no attempt at
    /// any of their providers: these would never be asked.
    pub(super) fn too_dear(&self, block: &Block) -> Vec<Fact> {
        let mut found = Vec::new();
        self.add_too_dear(block, &mut found);
        found
    }

    fn add_too_dear(&self, block: &Block, found: &mut Vec<Fact>) {
        for (_, inside) in block.nodes.iter().flat_map(Node::blocks) {
            crate::deep::deep(|| self.add_too_dear(inside, found));
        }
        let calls = block.nodes.iter().filter_map(|node| match &node.kind {
            NodeKind::Call(call) => self.call_too_dear(node.slot, call),
            _ => None,
        });
        found.extend(calls);
    }

    fn call_too_dear(&self, slot: Slot, call: &CallNode) -> Option<Fact> {
        let budget = call.policy.budget.as_ref()?;
        let at = self.facts.calls[&slot].budget?;
        let attempts = 0..call.providers.len();
        let costs = attempts.map(|index| self.cost_of_one(slot, index, call, budget));
        let least = costs.collect::<Option<Vec<Decimal>>>()?.into_iter().min()?;
        (least > budget.amount).then(|| {
            let least = Money { amount: least, currency: budget.currency.clone() };
            Fact::OverBudget(OverBudget {
                at,
                what: "one attempt",
                budget: budget.to_string(),
                worst: least.to_string(),
                contributions: Vec::new(),
            })
        })
    }

    /// The worst case of one attempt; none where that isn't known in the budget's currency.
    fn cost_of_one(
        &self,
        slot: Slot,
        index: usize,
        call: &CallNode,
        budget: &Money,
    ) -> Option<Decimal> {
        let charges = self.first_attempt(slot, index, call).charges(Case::Worst).ok()?;
        let all = amounts::plus(charges.on_attempt, &charges.on_success)?;
        amounts::in_currency(&all, &budget.currency, &self.terms.rates).ok()
    }
}
