//! A plan as a Mermaid flowchart: a box a step, an arrow from what it waits for, a frame around
//! what a loop, a branch or a called template does.

use std::fmt::Write as _;

use orchestra_plan::{Block, Dependencies, Node, NodeKind, Plan};

/// The flowchart's text.
pub(super) fn diagram(plan: &Plan) -> String {
    let mut drawing = Drawing { text: "flowchart TD\n".to_owned(), next: 0 };
    for (name, template) in &plan.templates {
        if *name == plan.template {
            drawing.block(&template.body, 1);
        } else {
            let frame = drawing.name();
            drawing.line(1, &format!("subgraph {frame}[{}]", quoted(&[name])));
            drawing.block(&template.body, 2);
            drawing.line(1, "end");
        }
    }
    drawing.text
}

struct Drawing {
    text: String,
    next: u32,
}

impl Drawing {
    fn block(&mut self, block: &Block, depth: usize) {
        let dependencies = Dependencies::of(block);
        let mut names = std::collections::BTreeMap::new();
        for node in &block.nodes {
            if !node.is_step() {
                continue;
            }
            let name = self.node(node, depth);
            for before in dependencies.steps(node) {
                if let Some(before) = names.get(&before.slot) {
                    self.line(depth, &format!("{before} --> {name}"));
                }
            }
            names.insert(node.slot, name);
        }
    }

    /// Draws a step with all that is in it; the name that arrows go by.
    fn node(&mut self, node: &Node, depth: usize) -> String {
        let name = self.name();
        let inner = node.blocks_with_steps();
        let label = quoted(&[&node.id, &target(node)]);
        if inner.is_empty() {
            let (open, close) = match node.kind {
                NodeKind::Ensure(_) | NodeKind::Fail { .. } => ("{{", "}}"),
                _ => ("[", "]"),
            };
            self.line(depth, &format!("{name}{open}{label}{close}"));
            return name;
        }
        self.line(depth, &format!("subgraph {name}[{label}]"));
        for (path, block) in inner {
            if matches!(node.kind, NodeKind::Map(_) | NodeKind::Repeat(_)) {
                self.block(block, depth + 1);
                continue;
            }
            let frame = self.name();
            let title = path.rsplit('.').next().unwrap_or(&path);
            self.line(depth + 1, &format!("subgraph {frame}[{}]", quoted(&[title])));
            self.block(block, depth + 2);
            self.line(depth + 1, "end");
        }
        self.line(depth, "end");
        name
    }

    fn name(&mut self) -> String {
        self.next += 1;
        format!("n{}", self.next)
    }

    fn line(&mut self, depth: usize, text: &str) {
        writeln!(self.text, "{}{text}", "  ".repeat(depth)).expect("a String takes all text");
    }
}

/// The second line of a step's box.
fn target(node: &Node) -> String {
    match &node.kind {
        NodeKind::Call(call) => call.target.clone(),
        NodeKind::Template(call) => call.template.clone(),
        NodeKind::Sys(call) => call.operation.words().to_owned(),
        NodeKind::Map(_) => "for each item".to_owned(),
        NodeKind::Repeat(repeat) => format!("at most {} times", repeat.max),
        _ => String::new(),
    }
}

/// Lines as one label. Mermaid reads entities in it, and nothing else.
fn quoted(lines: &[&str]) -> String {
    let escape = |line: &&str| {
        line.chars().fold(String::new(), |mut text, c| {
            match c {
                '"' | '<' | '>' | '&' | '#' | '`' => {
                    write!(text, "#{};", u32::from(c)).expect("a String takes all text");
                }
                c if c.is_control() => {}
                c => text.push(c),
            }
            text
        })
    };
    let lines: Vec<_> = lines.iter().filter(|line| !line.is_empty()).map(escape).collect();
    format!("\"{}\"", lines.join("<br>"))
}
