//! A list of any length gets a largest one, so that what is done for each item can be bounded.

use orchestra_compiler::types::Type;
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, TokenKind, ast, ast::View as _};

use super::{
    CodeAction, CodeActionKind,
    selected::{Selected, takes_postfix, within},
};

/// As many as a fix of E0601 keeps.
const KEPT: u32 = 20;

pub(super) fn action(selected: &Selected<'_>) -> Option<CodeAction> {
    of_parameter(selected).or_else(|| of_loop(selected))
}

/// The type of a parameter: `string[]`.
fn of_parameter(selected: &Selected<'_>) -> Option<CodeAction> {
    selected.around(NodeKind::Param)?;
    let node = selected.around(NodeKind::ListType)?;
    let list = ast::ListType::cast(node)?;
    if list.size().is_some() || node.is_broken() {
        return None;
    }
    let open = node.token(TokenKind::LeftBracket)?.span();
    let title = format!("Bound this list to {KEPT} items");
    let edits = [(Span::at(open.end), format!("..={KEPT}"))];
    Some(CodeAction::new(title, CodeActionKind::Rewrite, edits))
}

/// The list that a loop runs over.
fn of_loop(selected: &Selected<'_>) -> Option<CodeAction> {
    let node = selected.around(NodeKind::For)?;
    let list = ast::For::cast(node)?.list()?.node();
    if !takes_postfix(list.kind()) || !within(selected.span, list.span()) {
        return None;
    }
    let Type::List(known) = selected.at.type_of(list)?.head(&selected.at.environment()) else {
        return None;
    };
    if known.size.max.is_some() {
        return None;
    }
    let title = format!("Loop over the first {KEPT} items only");
    let edits = [(Span::at(list.span().end), format!(".take({KEPT})"))];
    Some(CodeAction::new(title, CodeActionKind::Rewrite, edits))
}
