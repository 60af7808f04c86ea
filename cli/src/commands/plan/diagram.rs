//! A plan as text that other programs draw: a box a step, an arrow from what it waits for, a frame around
//! what a loop, a branch or a called template does.
//!
//! To add a notation: what it writes for each of these, as a [`Notation`].

mod dot;
mod mermaid;

use orchestra_plan::{Block, Dependencies, Node, NodeKind, Plan};

pub(super) use self::{dot::Dot, mermaid::Mermaid};

/// How a diagram is written, a line or more for each part.
pub(super) trait Notation {
    /// Before all else, and after it.
    const AROUND: (&'static str, &'static str);

    /// A frame begins. Labels are lines of text, as they are.
    fn frame(name: &str, label: &[&str]) -> Vec<String>;

    /// It ends.
    const END: &'static str;

    /// A step's box; gates look otherwise.
    fn step(name: &str, label: &[&str], is_gate: bool) -> String;

    /// An arrow between boxes or frames.
    fn arrow(from: &Part, to: &Part) -> String;
}

/// What an arrow leads from or to.
#[derive(Clone, Debug)]
pub(super) struct Part {
    name: String,
    is_frame: bool,
}

/// The diagram's text.
pub(super) fn diagram<N: Notation>(plan: &Plan) -> String {
    let (before, after) = N::AROUND;
    let mut drawing = Drawing { text: before.to_owned(), next: 0 };
    for (name, template) in &plan.templates {
        if *name == plan.template {
            drawing.block::<N>(&template.body, 1);
        } else {
            drawing.framed::<N>(&[name], 1, |drawing| drawing.block::<N>(&template.body, 2));
        }
    }
    drawing.text + after
}

struct Drawing {
    text: String,
    next: u32,
}

impl Drawing {
    fn block<N: Notation>(&mut self, block: &Block, depth: usize) {
        let dependencies = Dependencies::of(block);
        let mut parts = std::collections::BTreeMap::new();
        for node in &block.nodes {
            if !node.is_step() {
                continue;
            }
            let part = self.node::<N>(node, depth);
            for before in dependencies.steps(node) {
                if let Some(before) = parts.get(&before.slot) {
                    self.line(depth, &N::arrow(before, &part));
                }
            }
            parts.insert(node.slot, part);
        }
    }

    /// Draws a step with all that is in it.
    fn node<N: Notation>(&mut self, node: &Node, depth: usize) -> Part {
        let inner = node.blocks_with_steps();
        let words = node.words();
        let label = [node.id.as_str(), &words];
        let label = if words.is_empty() { &label[..1] } else { &label[..] };
        if inner.is_empty() {
            let name = self.name();
            let is_gate = matches!(node.kind, NodeKind::Ensure(_) | NodeKind::Fail { .. });
            self.line(depth, &N::step(&name, label, is_gate));
            return Part { name, is_frame: false };
        }
        self.framed::<N>(label, depth, |drawing| {
            for (path, block) in inner {
                if matches!(node.kind, NodeKind::Map(_) | NodeKind::Repeat(_)) {
                    drawing.block::<N>(block, depth + 1);
                    continue;
                }
                let title = path.rsplit('.').next().unwrap_or(&path);
                drawing.framed::<N>(&[title], depth + 1, |it| it.block::<N>(block, depth + 2));
            }
        })
    }

    fn framed<N: Notation>(
        &mut self,
        label: &[&str],
        depth: usize,
        inside: impl FnOnce(&mut Self),
    ) -> Part {
        let name = self.name();
        let lines = N::frame(&name, label);
        for (at, line) in lines.iter().enumerate() {
            self.line(depth + usize::from(at > 0), line);
        }
        inside(self);
        self.line(depth, N::END);
        Part { name, is_frame: true }
    }

    fn name(&mut self) -> String {
        self.next += 1;
        format!("n{}", self.next)
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.text += &format!("{}{text}\n", "  ".repeat(depth));
    }
}
