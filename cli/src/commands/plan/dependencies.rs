//! What the steps of one block wait for.

use std::collections::{BTreeMap, BTreeSet};

use orchestra_plan::{Block, Node, Slot};

use super::outline::is_step;

/// The nodes of a block by what they define.
pub(super) struct Dependencies<'b> {
    nodes: BTreeMap<Slot, &'b Node>,
}

impl<'b> Dependencies<'b> {
    pub(super) fn of(block: &'b Block) -> Self {
        Self { nodes: block.nodes.iter().map(|node| (node.slot, node)).collect() }
    }

    /// The steps that `node` waits for, pure expressions between them left out, in order.
    pub(super) fn steps(&self, node: &Node) -> Vec<&'b Node> {
        let mut waiting: Vec<Slot> = node.inputs.iter().chain(&node.after).copied().collect();
        let (mut seen, mut steps) = (BTreeSet::new(), BTreeMap::new());
        while let Some(slot) = waiting.pop() {
            // What isn't of this block is there before it begins.
            let Some(other) = self.nodes.get(&slot).filter(|_| seen.insert(slot)) else { continue };
            if is_step(other) {
                steps.insert(slot, *other);
            } else {
                waiting.extend(other.inputs.iter().chain(&other.after).copied());
            }
        }
        steps.into_values().collect()
    }
}

/// The blocks within a node that have steps, each with the path of what is in it from the node's
/// own block.
pub(super) fn blocks_with_steps(node: &Node) -> Vec<(String, &Block)> {
    node.blocks().filter(|(_, block)| block.nodes.iter().any(is_step)).collect()
}
