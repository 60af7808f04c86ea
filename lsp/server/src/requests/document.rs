//! `orchestra/document`: the text of a document that lies nowhere: a module that is built in, a page of
//! the Ledger.

use serde::Deserialize;
use tower_lsp_server::ls_types::Uri;

use crate::snapshot::{LEDGER_SCHEME, Snapshot};

/// Which document.
#[derive(Debug, Deserialize)]
pub(crate) struct Params {
    uri: Uri,
}

/// Its text; none where there is no such document.
pub(crate) fn answer(snapshot: &Snapshot, params: &Params) -> Option<String> {
    if params.uri.scheme().as_str() == LEDGER_SCHEME {
        let path = params.uri.path().as_str().trim_start_matches('/');
        let name = path.strip_suffix(".md").unwrap_or(path);
        // Overlays differ: the first project that knows the name answers.
        let pages = snapshot.projects.values();
        return pages.into_iter().find_map(|it| orchestra_lsp_ide::ledger_page(&it.db, name));
    }
    Some(snapshot.view(&params.uri)?.text.to_string())
}
