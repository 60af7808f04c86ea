//! What makes a bound large: calls by what they may cost, steps by how long they may take.

use orchestra_plan::{Block, Mark, Node, NodeKind, bounds::Amounts};

use super::{
    amounts,
    block::{Walk, longest},
    case::Case,
    estimate::Estimate,
};

impl Walk<'_> {
    /// Each call of a template with what it may cost, as often as it may run. A template called from
    /// it counts as a whole.
    pub(super) fn costs(&mut self, block: &Block, budgeted: bool) -> Vec<(Mark, Amounts)> {
        let mut found = Vec::new();
        self.add_costs(block, budgeted, 1, &mut found);
        found
    }

    fn add_costs(
        &mut self,
        block: &Block,
        budgeted: bool,
        times: u64,
        found: &mut Vec<(Mark, Amounts)>,
    ) {
        for node in &block.nodes {
            let mut own = |estimate: Estimate| {
                let cost = estimate.cost.ok().and_then(|cost| amounts::times(&cost, times));
                found.extend(cost.filter(|cost| !cost.is_empty()).map(|cost| (node.mark, cost)));
            };
            match &node.kind {
                NodeKind::Call(call) => {
                    let budgeted = budgeted || call.policy.budget.is_some();
                    own(self.program.call(node.slot, call, node.mark, budgeted, Case::Worst));
                    if let Some(otherwise) = &call.otherwise {
                        self.add_costs(otherwise, budgeted, times, found);
                    }
                }
                NodeKind::Template(call) => {
                    let budgeted = budgeted || call.budget.is_some();
                    own(self.template(&call.template, budgeted));
                    if let Some(otherwise) = &call.otherwise {
                        self.add_costs(otherwise, budgeted, times, found);
                    }
                }
                NodeKind::Branch { arms } => {
                    arms.iter().for_each(|arm| self.add_costs(&arm.body, budgeted, times, found));
                }
                NodeKind::Map(map) => {
                    let size = self.program.facts.lists.get(&node.slot);
                    let count = size.and_then(|list| list.size.max).unwrap_or(1);
                    self.add_costs(&map.body, budgeted, times.saturating_mul(count), found);
                }
                NodeKind::Repeat(repeat) => {
                    let count = u64::from(repeat.max);
                    self.add_costs(&repeat.body, budgeted, times.saturating_mul(count), found);
                }
                NodeKind::Sys(_)
                | NodeKind::Eval { .. }
                | NodeKind::Ensure(_)
                | NodeKind::Fail { .. }
                | NodeKind::Calls { .. } => {}
            }
        }
    }

    /// The steps on the longest way through a block, with how long each may take.
    pub(super) fn slowest(&self, block: &Block, path: &str) -> Vec<(Mark, u64)> {
        let known = |node: &Node| self.nodes.get(&format!("{path}.{}", node.id)).cloned();
        let estimates: Vec<Estimate> =
            block.nodes.iter().map(|node| known(node).unwrap_or_else(Estimate::nothing)).collect();
        let Ok(way) = longest(&block.nodes, &estimates, Case::Worst) else { return Vec::new() };
        way.nodes
            .into_iter()
            .filter_map(|index| {
                let time = *estimates[index].time.as_ref().ok()?;
                (time > 0).then_some((block.nodes[index].mark, time))
            })
            .collect()
    }
}
