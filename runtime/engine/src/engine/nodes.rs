//! All nodes of a plan, whatever they lie in.

use orchestra_plan::{Block, Node, Plan};

/// The nodes of all templates, in no order that means anything.
pub(super) fn nodes(plan: &Plan) -> Vec<&Node> {
    let mut blocks: Vec<&Block> = plan.templates.values().map(|template| &template.body).collect();
    let mut nodes = Vec::new();
    while let Some(block) = blocks.pop() {
        blocks.extend(block.nodes.iter().flat_map(Node::blocks).map(|(_, inside)| inside));
        nodes.extend(&block.nodes);
    }
    nodes
}
