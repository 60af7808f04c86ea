//! What the steps of one block wait for.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Block, Node, Slot};

/// The nodes of a block by what they define.
#[derive(Debug)]
pub struct Dependencies<'b> {
    nodes: BTreeMap<Slot, &'b Node>,
}

impl<'b> Dependencies<'b> {
    /// Of that block.
    #[must_use]
    pub fn of(block: &'b Block) -> Self {
        Self { nodes: block.nodes.iter().map(|node| (node.slot, node)).collect() }
    }

    /// The steps that `node` waits for, pure expressions between them left out, in order.
    #[must_use]
    pub fn steps(&self, node: &Node) -> Vec<&'b Node> {
        let mut waiting: Vec<Slot> = node.inputs.iter().chain(&node.after).copied().collect();
        let (mut seen, mut steps) = (BTreeSet::new(), BTreeMap::new());
        while let Some(slot) = waiting.pop() {
            // What isn't of this block is there before it begins.
            let Some(other) = self.nodes.get(&slot).filter(|_| seen.insert(slot)) else { continue };
            if other.is_step() {
                steps.insert(slot, *other);
            } else {
                waiting.extend(other.inputs.iter().chain(&other.after).copied());
            }
        }
        steps.into_values().collect()
    }
}
