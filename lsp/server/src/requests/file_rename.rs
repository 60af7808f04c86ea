//! `workspace/willRenameFiles`: imports follow the files that the client is about to move.

use orchestra_compiler_project::Compilation;
use orchestra_lsp_ide::Moves;
use tower_lsp_server::ls_types::{FileRename, RenameFilesParams, Uri, WorkspaceEdit};

use crate::{
    convert::by_file,
    snapshot::{Snapshot, path_to_be},
};

pub(crate) fn answer(snapshot: &Snapshot, params: &RenameFilesParams) -> Option<WorkspaceEdit> {
    let mut edits = Vec::new();
    for compilation in snapshot.projects.values() {
        let moves = params.files.iter().filter_map(|it| within(compilation, it));
        let moves = Moves(moves.collect());
        for (place, text) in orchestra_lsp_ide::imports_after(&compilation.db, &moves) {
            let location = snapshot.view_of(compilation, place.file).location(place.span);
            edits.extend(location.map(|it| (it, text)));
        }
    }
    (!edits.is_empty()).then(|| by_file(edits))
}

/// A move inside one project; what leaves it, or comes into it, is imported by none of its files by
/// another path.
fn within(compilation: &Compilation, moved: &FileRename) -> Option<(String, String)> {
    let root = &compilation.package.root;
    let inside = |uri: &str| {
        let path = path_to_be(&uri.parse::<Uri>().ok()?)?;
        let parts = path.strip_prefix(root).ok()?.components();
        let parts: Vec<_> = parts.map(|it| it.as_os_str().to_string_lossy()).collect();
        Some(parts.join("/"))
    };
    Some((inside(&moved.old_uri)?, inside(&moved.new_uri)?))
}
