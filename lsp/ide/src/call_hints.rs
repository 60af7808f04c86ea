//! What is known of a call before it runs: whom a capability asks first, and what the call costs at most.
//!
//! Both come from the template's plan, so that they are what `orchc plan` says; a template that has none,
//! since something is wrong in it, has no such hints.

use orchestra_compiler::{Database, SourceFile, plan};
use orchestra_diagnostics::Span;
use orchestra_plan::{Block, Node, NodeKind, Plan};

use crate::{
    HintKind, InlayHint,
    lenses::{cost_in_words, templates},
};

/// Hints behind the targets of the calls within `range`.
pub(crate) fn call_hints(db: &Database, file: SourceFile, range: Span) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    let looked_at =
        templates(db, file).filter(|(_, span)| span.start <= range.end && range.start <= span.end);
    for (template, _) in looked_at {
        let Some(plan) = plan(db, template) else { continue };
        if let Some(compiled) = plan.templates.get(&plan.template) {
            block(&plan, &compiled.body, &plan.template, &mut hints);
        }
    }
    hints.retain(|it| range.start <= it.offset && it.offset <= range.end);
    hints
}

fn block(plan: &Plan, block: &Block, prefix: &str, hints: &mut Vec<InlayHint>) {
    for node in &block.nodes {
        hints.extend(hint(plan, node, prefix));
        for (path, inner) in node.blocks_with_steps() {
            self::block(plan, inner, &format!("{prefix}.{path}"), hints);
        }
    }
}

/// The mark of a call is its target.
fn hint(plan: &Plan, node: &Node, prefix: &str) -> Option<InlayHint> {
    let asked = match &node.kind {
        NodeKind::Call(call) if call.capability => call.providers.first(),
        NodeKind::Call(_) | NodeKind::Template(_) => None,
        _ => return None,
    };
    let bounds = plan.bounds.nodes.get(&format!("{prefix}.{}", node.id));
    let cost = bounds.and_then(|it| it.worst.cost.as_ref()).map(cost_in_words);
    let asked = asked.map(|it| format!("→ {}", it.binding));
    let parts: Vec<_> = asked.into_iter().chain(cost).collect();
    let label = format!(" {}", parts.join(" · "));
    let offset = plan.debug.marks.get(node.mark.0 as usize)?.end;
    (!parts.is_empty()).then_some(InlayHint { offset, label, kind: HintKind::Call })
}
