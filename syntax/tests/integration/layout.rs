//! What holds of every layout.

use orchestra_syntax::ast::{StringLiteral, StringPart, View as _};
use orchestra_syntax::{Formatted, NodeKind, NodeRef, TokenKind, Tree, format, parse};

/// Checks that the layout of `text` means the same and is its own layout.
pub(crate) fn assert_settled(text: &str) -> Formatted {
    let formatted = format(text);
    assert_same_meaning(text, &formatted.text);
    let again = format(&formatted.text);
    assert_eq!(again.text, formatted.text, "twice isn't once, of {text:?}");
    formatted
}

/// Checks that `after` says what `before` says.
pub(crate) fn assert_same_meaning(before: &str, after: &str) {
    let (was, is) = (parse(before), parse(after));
    assert_eq!(problems(&is.problems), problems(&was.problems), "{before:?}\n{after}");
    assert_eq!(items(&is.tree), items(&was.tree), "{before:?}\n{after}");
    assert_eq!(comments(&is.tree), comments(&was.tree), "{before:?}\n{after}");
}

fn problems(problems: &[orchestra_syntax::Problem]) -> Vec<&str> {
    let mut messages: Vec<_> = problems.iter().map(|problem| &problem.message[..]).collect();
    messages.sort_unstable();
    messages
}

/// The items of a tree as tokens and kinds of nodes. `use` lines that follow one another are sorted,
/// and so are their names; commas don't count, since the nodes tell which were needed.
fn items(tree: &Tree) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut uses = 0;
    for item in tree.root().children() {
        let is_use = matches!(
            item.kind(),
            NodeKind::UseSubnets | NodeKind::UseCapabilities | NodeKind::UseModule
        );
        let words = words(item);
        all.push(words);
        uses = if is_use { uses + 1 } else { 0 };
        if uses > 1 {
            let from = all.len() - uses;
            all[from..].sort();
        }
    }
    all
}

fn words(item: NodeRef<'_>) -> String {
    let mut inside: Vec<NodeRef<'_>> = Vec::new();
    let mut open = vec![item];
    while let Some(node) = open.pop() {
        inside.push(node);
        open.extend(node.children().rev());
    }
    let mut words: Vec<String> = Vec::new();
    let mut in_block = std::collections::HashSet::new();
    for node in &inside {
        words.push(format!("{:?}", node.kind()));
        let text_block = node.token(TokenKind::TextStart).and_then(|_| StringLiteral::cast(*node));
        let Some(block) = text_block else { continue };
        in_block.extend(node.tokens().map(|token| token.index()));
        words.extend(block.parts().into_iter().map(|part| match part {
            StringPart::Text { text, .. } => format!("{text:?}"),
            StringPart::Interpolation(_) => "${}".to_owned(),
        }));
    }
    let tree = item.tree();
    for index in item.token_range() {
        let token = tree.tokens()[index as usize];
        let is_block_text = token.kind == TokenKind::StringText && in_block.contains(&index);
        if token.kind != TokenKind::Comma && !is_block_text {
            words.push(tree.slice(token.span()).to_owned());
        }
    }
    if item.kind() == NodeKind::UseModule {
        words.sort();
    }
    words.join(" ")
}

/// Each comment with the number of tokens before it, commas aside; without the numbers where `use`
/// lines may have been sorted.
fn comments(tree: &Tree) -> Vec<(usize, String)> {
    let has_uses = tree.tokens().iter().any(|token| token.kind == TokenKind::Use);
    let tokens: Vec<_> =
        tree.tokens().iter().filter(|token| token.kind != TokenKind::Comma).collect();
    let mut all: Vec<_> = tree
        .comments()
        .iter()
        .map(|comment| {
            let before = tokens.partition_point(|token| token.start < comment.span.start);
            (before * usize::from(!has_uses), tree.slice(comment.span).trim_end().to_owned())
        })
        .collect();
    if has_uses {
        all.sort();
    }
    all
}
