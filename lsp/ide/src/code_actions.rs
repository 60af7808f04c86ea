//! Code actions: other ways to write what is selected, with the edits that write it.
//!
//! One action, one file, which says when it may be offered: only where what comes out compiles as what
//! was there did. Actions look at the tree and the types, and never try: so their conditions are strict
//! rather than clever, and a test applies all of them to a sample of the suite. What diagnostics know to
//! mend is theirs (`Diagnostic::fixes`), missing arguments and arms among it.
//!
//! To add one: a file with a function from [`Selected`] to [`CodeAction`]s, a line in [`code_actions`],
//! and cases in `tests/code_actions/`.

mod add_fallback;
mod add_import;
mod allow_lint;
mod bound_list;
mod convert_route;
mod extract_binding;
mod extract_function;
mod extracted;
mod inline_binding;
mod organise_imports;
mod selected;
mod written_type;

use orchestra_compiler::{Database, SourceFile, parse};
use orchestra_diagnostics::{Diagnostic, Span};

use crate::{cursor::Cursor, surroundings::Surroundings};
use selected::Selected;

/// Another way to write something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeAction {
    /// What it does, as a menu shows it.
    pub title: String,
    /// Where a menu shows it.
    pub kind: CodeActionKind,
    /// What is written in the file, in the order of the text; none overlaps another.
    pub edits: Vec<(Span, String)>,
}

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeActionKind {
    /// It mends what is reported.
    Fix,
    /// It gives a part a name.
    Extract,
    /// It puts a part where its name stands.
    Inline,
    /// It says something else, or more.
    Rewrite,
    /// It tidies what the file imports.
    OrganiseImports,
}

/// What may be done with `selection`. `found` is what is wrong with the file, lints included.
#[must_use]
pub fn code_actions(
    db: &Database,
    file: SourceFile,
    selection: Span,
    found: &[Diagnostic],
) -> Vec<CodeAction> {
    let parse = parse(db, file);
    let tree = &parse.tree;
    let end = selection.end.min(tree.text().len() as u32);
    let at = Surroundings::new(db, file, Cursor::new(tree, end));
    let selected = Selected::new(at, Span::new(selection.start.min(end), end), found);
    let mut actions = add_import::actions(&selected);
    actions.extend(extract_binding::action(&selected));
    actions.extend(extract_function::action(&selected));
    actions.extend(inline_binding::action(&selected));
    actions.extend(add_fallback::action(&selected));
    actions.extend(bound_list::action(&selected));
    actions.extend(convert_route::actions(&selected));
    actions.extend(organise_imports::action(&selected));
    actions.extend(allow_lint::actions(&selected));
    actions
}

impl CodeAction {
    fn new(
        title: impl Into<String>,
        kind: CodeActionKind,
        edits: impl Into<Vec<(Span, String)>>,
    ) -> Self {
        Self { title: title.into(), kind, edits: edits.into() }
    }
}
