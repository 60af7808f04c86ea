//! Leaves out pure nodes that nothing reads.

use orchestra_plan::{Block, NodeKind};

use super::free_slots::Slots;

/// Leaves out pure nodes of `block` and its sub-tables that nothing reads.
pub(super) fn prune(block: &mut Block) {
    loop {
        let mut slots = Slots::default();
        slots.block(block);
        if !sweep(block, &slots) {
            return;
        }
    }
}

/// Whether anything was left out.
fn sweep(block: &mut Block, slots: &Slots) -> bool {
    let before = block.nodes.len();
    block.nodes.retain(|node| !is_pure(&node.kind) || slots.reads(node.slot));
    let mut changed = block.nodes.len() < before;
    for node in &mut block.nodes {
        let inner: Vec<&mut Block> = match &mut node.kind {
            NodeKind::Call(call) => call.otherwise.iter_mut().collect(),
            NodeKind::Template(call) => call.otherwise.iter_mut().collect(),
            NodeKind::Sys(call) => call.otherwise.iter_mut().collect(),
            NodeKind::Branch { arms } => arms.iter_mut().map(|arm| &mut arm.body).collect(),
            NodeKind::Map(map) => vec![&mut map.body],
            NodeKind::Repeat(repeat) => vec![&mut repeat.body],
            NodeKind::Eval { .. }
            | NodeKind::Ensure(_)
            | NodeKind::Fail { .. }
            | NodeKind::Calls { .. } => Vec::new(),
        };
        for block in inner {
            changed |= sweep(block, slots);
        }
    }
    changed
}

fn is_pure(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Eval { .. } | NodeKind::Calls { .. })
}
