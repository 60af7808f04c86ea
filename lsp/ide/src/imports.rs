//! Modules that a file may import from, and the `use` that does it.

use orchestra_compiler::{
    Database, Project, SourceFile,
    items::{Entry, item_places, items},
    scope::{module_of_use, visible_modules},
};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, Tree, ast, ast::View as _};

/// Every module that `file` may use, as a `use` names it.
pub(crate) fn sources(db: &Database, file: SourceFile) -> Vec<(String, SourceFile)> {
    let mut sources = visible_modules(db, file);
    let named: Vec<SourceFile> = sources.iter().map(|(_, file)| *file).collect();
    let here = file.path(db);
    for (path, other) in Project::get(db).files(db).iter() {
        let is_near = path.package() == here.package() && !path.package().is_std();
        if is_near && *other != file && !named.contains(other) {
            sources.push((format!("\"{}\"", relative(here.path(), path.path())), *other));
        }
    }
    sources
}

/// What imports `name` of a module, told by what a `use` calls it and its file: the name added to the
/// braces of its `use`, or a `use` of its own.
pub(crate) fn import_edit(
    db: &Database,
    file: SourceFile,
    tree: &Tree,
    (source, module): (&str, SourceFile),
    name: &str,
) -> (Span, String) {
    let (declared, places) = (items(db, file), item_places(db, file));
    let existing = declared.entries.iter().find_map(|entry| match entry {
        Entry::Module(used) => {
            let is_it = module_of_use(db, file, &used.source) == Some(module);
            is_it.then(|| places.span(used.at))
        }
        _ => None,
    });
    let node = existing.and_then(|at| {
        let mut uses = tree.root().children();
        uses.find(|node| node.kind() == NodeKind::UseModule && node.span().touches(at.start))
    });
    let last = node.and_then(|node| {
        let mut names = ast::UseModule::cast(node)?.node().children();
        names.rfind(|it| matches!(it.kind(), NodeKind::Alias | NodeKind::ImportProvide))
    });
    match last {
        Some(last) => (Span::at(last.span().end), format!(", {name}")),
        None => places.insertion_of_use(&format!("use {source} {{ {name} }}")),
    }
}

/// `./shared.orch`, `../a/shared.orch`: how a module at `from` names the one at `to`.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let folders = &folders[..folders.len() - 1];
    let parts: Vec<&str> = to.split('/').collect();
    let most = folders.len().min(parts.len() - 1);
    let common = (0..most).take_while(|it| folders[*it] == parts[*it]).count();
    let up = "../".repeat(folders.len() - common);
    let start = if up.is_empty() { "./" } else { &up };
    format!("{start}{}", parts[common..].join("/"))
}
