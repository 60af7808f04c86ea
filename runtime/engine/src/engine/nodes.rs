//! All nodes of a plan, whatever they lie in.

use orchestra_plan::{Block, Node, NodeKind, Plan};

/// The nodes of all templates, in no order that means anything.
pub(super) fn nodes(plan: &Plan) -> Vec<&Node> {
    let mut blocks: Vec<&Block> = plan.templates.values().map(|template| &template.body).collect();
    let mut nodes = Vec::new();
    while let Some(block) = blocks.pop() {
        for node in &block.nodes {
            inner(&node.kind, &mut blocks);
            nodes.push(node);
        }
    }
    nodes
}

fn inner<'plan>(kind: &'plan NodeKind, blocks: &mut Vec<&'plan Block>) {
    match kind {
        NodeKind::Call(call) => blocks.extend(&call.otherwise),
        NodeKind::Template(call) => blocks.extend(&call.otherwise),
        NodeKind::Sys(sys) => blocks.extend(&sys.otherwise),
        NodeKind::Branch { arms } => blocks.extend(arms.iter().map(|arm| &arm.body)),
        NodeKind::Map(map) => blocks.push(&map.body),
        NodeKind::Repeat(repeat) => blocks.push(&repeat.body),
        NodeKind::Eval { .. } | NodeKind::Ensure(_) | NodeKind::Fail { .. } => {}
    }
}
