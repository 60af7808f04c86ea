//! A name that nothing defines here, and another module exports, is imported.

use orchestra_compiler::items::{ItemKind, items};
use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_syntax::NodeKind;

use super::{
    CodeAction, CodeActionKind,
    selected::{Selected, path_around},
};
use crate::imports::{import_edit, sources};

pub(super) fn actions(selected: &Selected<'_>) -> Vec<CodeAction> {
    let unknown = selected.found.iter().filter(|found| {
        matches!(found.code, Code::E0201 | Code::E0203) && selected.is_about(found)
    });
    unknown.flat_map(|found| imports(selected, found)).collect()
}

fn imports(selected: &Selected<'_>, found: &Diagnostic) -> Vec<CodeAction> {
    let (db, file) = (selected.at.db, selected.at.file);
    let name = selected.text(found.span);
    if name.starts_with('_') {
        return Vec::new();
    }
    let path = path_around(selected.tree(), found.span);
    let is_called = path.iter().any(|node| node.kind() == NodeKind::Target);
    let kinds: &[ItemKind] = match found.code {
        Code::E0203 => &[ItemKind::Type, ItemKind::Enum],
        _ if is_called => &[ItemKind::Template],
        _ => &[ItemKind::Const, ItemKind::Function, ItemKind::Enum],
    };
    let mut actions = Vec::new();
    for (source, module) in sources(db, file) {
        let exported = items(db, module);
        let mut named = exported.named();
        if named.any(|it| &*it.name.text == name && kinds.contains(&it.kind)) {
            let edits = [import_edit(db, file, selected.tree(), (&source, module), name)];
            let title = format!("Import `{name}` from {source}");
            actions.push(CodeAction::new(title, CodeActionKind::Fix, edits));
        }
    }
    actions
}
