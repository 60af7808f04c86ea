//! A `call` of pure code, bound above the statement around it.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, Parse};

use super::{
    Mend,
    standing::{Standing, standing},
};

/// What binds the call that `path` leads to in a `let` of its own. None where it stands in no block
/// of a template or test, or where its statement may come to its end without it: bound above, it
/// would be asked and paid all the same.
pub(super) fn binding_above(parse: &Parse, path: &[NodeRef<'_>]) -> Option<Mend> {
    let Some(Standing::Always(statement)) = standing(path) else { return None };
    let whole = *path.last()?;
    let around = path.iter().rev().nth(1).filter(|node| node.kind() == NodeKind::Paren);
    let replaced = around.map_or(whole.span(), |paren| paren.span());
    if !parse.tree.comments_in(replaced).is_empty() || is_commented(parse, statement) {
        return None;
    }
    let (at, name) = (statement.span().start, free_name(parse));
    let text = parse.tree.text();
    let line = text[..at as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let blanks: String = text[line..].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    let binding = format!("let {name} = {}\n{blanks}", whole.text());
    Some(Mend {
        title: "bind its value above",
        help: "bind its value before with `let`: so it is asked once",
        edits: vec![(Span::at(at), binding), (replaced, name)],
    })
}

/// Whether a comment stands above the statement, which would be about the binding then.
fn is_commented(parse: &Parse, statement: NodeRef<'_>) -> bool {
    let start = statement.span().start;
    let tokens = parse.tree.tokens();
    let before = tokens.partition_point(|token| token.start < start).checked_sub(1);
    let end = before.map_or(0, |at| tokens[at].end);
    !parse.tree.comments_in(Span::new(end, start)).is_empty()
}

/// A name that the file doesn't have.
fn free_name(parse: &Parse) -> String {
    let tokens = parse.tree.tokens();
    let is_free = |name: &String| tokens.iter().all(|token| parse.tree.slice(token.span()) != name);
    let more = (2..).map(|number| format!("answer_{number}"));
    std::iter::once("answer".to_owned()).chain(more).find(is_free).expect("a file is finite")
}
