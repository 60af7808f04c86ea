//! A call gets an `else`: what its value is where the step fails for good.

use orchestra_compiler::types::{Type, placeholder::placeholder};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, ast, ast::View as _};

use super::{CodeAction, CodeActionKind, selected::Selected};

pub(super) fn action(selected: &Selected<'_>) -> Option<CodeAction> {
    let node = selected.around(NodeKind::Call)?;
    let call = ast::Call::cast(node)?;
    let target = call.target()?.node();
    let is_at_target = selected.span.end <= target.span().end;
    if !is_at_target || call.otherwise().is_some() || node.is_broken() {
        return None;
    }
    let ty = selected.at.type_of(node).filter(|ty| *ty != Type::Never)?;
    let value = placeholder(&selected.at.environment(), &ty);
    let edits = [(Span::at(node.span().end), format!(" else {value}"))];
    Some(CodeAction::new("Add a fallback", CodeActionKind::Rewrite, edits))
}
