//! `orchestra/document`: the text of a document that lies nowhere: a module that is built in, a page of
//! the Ledger.

use orchestra_compiler_project::Compilation;

use crate::{
    convert::markdown,
    protocol::DocumentParams,
    snapshot::{LEDGER_SCHEME, Snapshot},
};

/// Its text; none where there is no such document.
pub(crate) fn answer(snapshot: &Snapshot, params: &DocumentParams) -> Option<String> {
    if params.uri.scheme().as_str() == LEDGER_SCHEME {
        let path = params.uri.path().as_str().trim_start_matches('/');
        let name = path.strip_suffix(".md").unwrap_or(path);
        let page = |it: &Compilation| orchestra_lsp_ide::ledger_page(&it.db, name);
        // Overlays differ: the first project that knows the name answers.
        let open = snapshot.projects.values().find_map(page);
        let page = open.or_else(|| page(&snapshot.project_of(None)))?;
        return Some(markdown(&page).value);
    }
    Some(snapshot.view(&params.uri)?.text.to_string())
}
