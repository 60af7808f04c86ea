//! Any text as the one file of a project: diagnostics and their fixes stay within it, and a plan is
//! the same when it is read again.

use std::cell::RefCell;

use orchestra_diagnostics::{
    Diagnostic, Sources,
    render::{human, json},
};
use orchestra_plan::Plan;
use orchestra_tests::checked::Checked;

/// The file.
const PATH: &str = "main.orch";

/// Texts after which a project begins anew: what a database has interned it keeps.
const MOST_TEXTS: usize = 500;

thread_local! {
    /// A project of the file, and how many texts it has had.
    static PROJECT: RefCell<(Checked, usize)> = RefCell::new((project(), 0));
}

/// Checks a text against the invented Ledger, and compiles its templates.
///
/// # Panics
/// If something leaves the text, or a plan isn't read as it was written.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    PROJECT.with_borrow_mut(|(checked, texts)| {
        if *texts == MOST_TEXTS {
            (*checked, *texts) = (project(), 0);
        }
        *texts += 1;
        checked.edit(PATH, &text);
        let diagnostics = checked.diagnostics(PATH);
        for diagnostic in &diagnostics {
            assert_inside(diagnostic, &text);
            for fix in &diagnostic.fixes {
                let _mended = checked.mended(fix);
            }
        }
        assert_rendered(&diagnostics, &text);
        for (name, plan) in checked.plans(PATH) {
            let Some(plan) = plan else { continue };
            let again = Plan::from_json(&plan.to_json());
            assert_eq!(again.as_ref(), Ok(&*plan), "the plan of {name}");
        }
    });
}

fn project() -> Checked {
    Checked::with_mini_ledger(&[(PATH, "")]).linted([])
}

/// All places lie in the text, at the borders of characters.
fn assert_inside(diagnostic: &Diagnostic, text: &str) {
    let labels = diagnostic.labels.iter().map(|label| (&label.file, label.span));
    let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits);
    let edits = edits.map(|edit| (&edit.file, edit.span));
    let own = [(&diagnostic.file, diagnostic.span)];
    for (file, span) in own.into_iter().chain(labels).chain(edits) {
        let inside = **file != *PATH || text.get(span.range()).is_some();
        assert!(inside, "{span:?} leaves the text: {diagnostic:#?}");
    }
}

/// People and programs can be told.
fn assert_rendered(diagnostics: &[Diagnostic], text: &str) {
    let mut sources = Sources::default();
    sources.insert(PATH.into(), text);
    let shown = human(diagnostics, &sources, false);
    let told = json(diagnostics, &sources, 1);
    assert!(diagnostics.is_empty() || !shown.is_empty());
    assert!(told.is_object());
}
