//! The trees of the grammar, held to those of the compiler: over every text without a syntax error,
//! the same nodes of the same extent in the same order.

use std::{collections::BTreeSet, fmt::Write as _};

use orchestra_syntax::{NodeKind, NodeRef, parse};
use tree_sitter::Node;

use crate::{parsed, samples::samples};

/// A node: its name, where it begins, where it ends.
type Seen = (String, usize, usize);

/// As the grammar names a node of that kind.
fn name(kind: NodeKind) -> String {
    let mut name = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn of_compiler(node: NodeRef<'_>, seen: &mut Vec<Seen>) {
    let span = node.span();
    if !matches!(node.kind(), NodeKind::Literal | NodeKind::StringLiteral) {
        seen.push((name(node.kind()), span.start as usize, span.end as usize));
    }
    for child in node.children() {
        of_compiler(child, seen);
    }
}

/// The nodes of the names in `known`; those of tokens and comments aren't among the compiler's.
fn of_grammar(node: Node<'_>, known: &BTreeSet<String>, seen: &mut Vec<Seen>) {
    if node.is_named() && known.contains(node.kind()) {
        seen.push((node.kind().to_owned(), node.start_byte(), node.end_byte()));
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        of_grammar(child, known, seen);
    }
}

/// Where the two lists part, with what stands there.
fn difference(text: &str, compiler: &[Seen], grammar: &[Seen]) -> Option<String> {
    let at =
        (0..compiler.len().max(grammar.len())).find(|at| compiler.get(*at) != grammar.get(*at))?;
    let mut told = String::new();
    for (who, seen) in [("compiler", compiler), ("grammar", grammar)] {
        let _ = match seen.get(at) {
            Some((kind, start, end)) => {
                writeln!(told, "  {who}: {kind} {start}..{end} {:?}", &text[*start..*end])
            }
            None => writeln!(told, "  {who}: nothing more"),
        };
    }
    Some(told)
}

#[test]
fn the_compilers_nodes_are_there_over_every_text_of_the_project() {
    let samples = samples();
    let valid: Vec<_> = samples
        .iter()
        .map(|sample| (sample, parse(&sample.text)))
        .filter(|(_, compiled)| compiled.problems.is_empty())
        .collect();
    let known: BTreeSet<_> = valid
        .iter()
        .flat_map(|(_, parse)| parse.tree.nodes())
        .map(|node| name(node.kind()))
        .collect();
    let mut told = String::new();
    for (sample, compiled) in &valid {
        let tree = parsed(&sample.text);
        if tree.root_node().has_error() {
            let _ = writeln!(told, "{}: {}", sample.place, tree.root_node().to_sexp());
        }
        let (mut compiler, mut grammar) = (Vec::new(), Vec::new());
        of_compiler(compiled.tree.root(), &mut compiler);
        of_grammar(tree.root_node(), &known, &mut grammar);
        // An empty file has no extent here, and all of its comments there.
        let (compiler, grammar) = (&compiler[1..], &grammar[1..]);
        if let Some(difference) = difference(&sample.text, compiler, grammar) {
            let _ = write!(told, "{}:\n{difference}", sample.place);
        }
    }
    assert!(told.is_empty(), "{told}");
    assert!(valid.len() > 900, "only {} texts were compared", valid.len());
}
