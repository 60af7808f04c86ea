//! Mermaid's flowcharts.

use super::{Notation, Part};

/// A flowchart from top to bottom.
pub(in crate::commands::plan) struct Mermaid;

impl Notation for Mermaid {
    const AROUND: (&'static str, &'static str) = ("flowchart TD\n", "");
    const END: &'static str = "end";

    fn frame(name: &str, label: &[&str]) -> Vec<String> {
        vec![format!("subgraph {name}[{}]", quoted(label))]
    }

    fn step(name: &str, label: &[&str], is_gate: bool) -> String {
        let (open, close) = if is_gate { ("{{", "}}") } else { ("[", "]") };
        format!("{name}{open}{}{close}", quoted(label))
    }

    fn arrow(from: &Part, to: &Part) -> String {
        format!("{} --> {}", from.name, to.name)
    }
}

/// Lines as one label. Mermaid reads entities in it, and nothing else.
fn quoted(lines: &[&str]) -> String {
    let escape = |line: &&str| {
        line.chars().fold(String::new(), |mut text, c| {
            match c {
                '"' | '<' | '>' | '&' | '#' | '`' => text += &format!("#{};", u32::from(c)),
                c if c.is_control() => {}
                c => text.push(c),
            }
            text
        })
    };
    let lines: Vec<_> = lines.iter().map(escape).collect();
    format!("\"{}\"", lines.join("<br>"))
}
