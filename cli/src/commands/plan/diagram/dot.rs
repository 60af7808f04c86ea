//! Graphviz' DOT.

use super::{Notation, Part};

/// A graph with clusters. Arrows join nodes alone there: each frame has one that isn't seen, and arrows
/// end at the frame's border.
pub(in crate::commands::plan) struct Dot;

impl Notation for Dot {
    const AROUND: (&'static str, &'static str) = (
        "digraph plan {\n  compound=true;\n  node [shape=box, fontname=\"monospace\"];\n  \
         graph [fontname=\"monospace\", style=dashed];\n",
        "}\n",
    );
    const END: &'static str = "}";

    fn frame(name: &str, label: &[&str]) -> Vec<String> {
        vec![
            format!("subgraph {} {{", cluster(name)),
            format!("label={};", quoted(label)),
            format!("{name} [shape=point, style=invis];"),
        ]
    }

    fn step(name: &str, label: &[&str], is_gate: bool) -> String {
        let shape = if is_gate { ", shape=hexagon" } else { "" };
        format!("{name} [label={}{shape}];", quoted(label))
    }

    fn arrow(from: &Part, to: &Part) -> String {
        let end = |part: &Part, attribute: &str| {
            part.is_frame.then(|| format!("{attribute}={}", cluster(&part.name)))
        };
        let ends: Vec<_> = end(from, "ltail").into_iter().chain(end(to, "lhead")).collect();
        let ends = if ends.is_empty() { String::new() } else { format!(" [{}]", ends.join(", ")) };
        format!("{} -> {}{ends};", from.name, to.name)
    }
}

fn cluster(name: &str) -> String {
    format!("cluster_{name}")
}

/// Lines as one label.
fn quoted(lines: &[&str]) -> String {
    let escape = |line: &&str| {
        let plain = line.chars().filter(|c| !c.is_control()).collect::<String>();
        plain.replace('\\', "\\\\").replace('"', "\\\"")
    };
    let lines: Vec<_> = lines.iter().map(escape).collect();
    format!("\"{}\"", lines.join("\\n"))
}
