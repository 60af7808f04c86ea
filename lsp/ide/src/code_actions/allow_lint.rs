//! What a lint found is allowed, by a comment above the statement or item.

use orchestra_diagnostics::{Code, Diagnostic, Span};
use orchestra_syntax::NodeKind;

use super::{
    CodeAction, CodeActionKind,
    selected::{Selected, path_around},
};

pub(super) fn actions(selected: &Selected<'_>) -> Vec<CodeAction> {
    let about = selected.found.iter().filter(|found| selected.is_about(found));
    let mut actions: Vec<CodeAction> = about.filter_map(|found| allow(selected, found)).collect();
    actions.dedup();
    actions
}

fn allow(selected: &Selected<'_>, found: &Diagnostic) -> Option<CodeAction> {
    let name = found.code.to_string();
    // What is wrong with such a comment isn't mended by another one.
    let lint = Code::lint(&name)?;
    if matches!(lint, Code::UnknownLint | Code::UnusedAllow) {
        return None;
    }
    let path = path_around(selected.tree(), found.span);
    let is_covered = |level: &usize| {
        let above = path[*level - 1].kind();
        let is_whole = matches!(above, NodeKind::File | NodeKind::Block);
        is_whole && selected.begins_line(path[*level].span().start)
    };
    let level = (1..path.len()).rev().find(is_covered)?;
    let start = selected.line_start(path[level].span().start);
    let indentation = selected.indentation(path[level].span().start);
    let at = above_documentation(selected, start);
    let edits = [(Span::at(at), format!("{indentation}// orch: allow({name})\n"))];
    Some(CodeAction::new(format!("Allow `{name}` here"), CodeActionKind::Fix, edits))
}

/// The beginning of the lines of documentation above the line that begins at `start`.
fn above_documentation(selected: &Selected<'_>, start: u32) -> u32 {
    let text = selected.tree().text();
    let mut start = start;
    while start > 0 {
        let above = selected.line_start(start - 1);
        let line = &text[above as usize..start as usize - 1];
        if !line.trim_start().starts_with("///") {
            break;
        }
        start = above;
    }
    start
}
