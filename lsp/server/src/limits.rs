//! What may be read in a workspace that nobody trusts: its folders and what lies in them. A manifest above
//! one of them isn't read then, nor is what lies beside a document from elsewhere.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use orchestra_package_model::Project;
use tower_lsp_server::ls_types::{InitializeParams, Uri, WorkspaceFoldersChangeEvent};

use crate::backend::option;

/// Where may be read: anywhere, unless the client says that nobody trusts its workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits(Option<Arc<Vec<PathBuf>>>);

impl Limits {
    /// Those of a client.
    pub(crate) fn of(params: &InitializeParams) -> Self {
        if option(params, "trusted").and_then(|it| it.as_bool()) != Some(false) {
            return Self::default();
        }
        let folders = params.workspace_folders.iter().flatten().map(|it| &it.uri);
        Self(Some(Arc::new(folders.filter_map(folder_at).collect())))
    }

    /// The same after folders have come or gone.
    pub(crate) fn changed(&self, event: &WorkspaceFoldersChangeEvent) -> Self {
        let Some(folders) = &self.0 else { return Self::default() };
        let at = |folders: &[tower_lsp_server::ls_types::WorkspaceFolder]| {
            folders.iter().filter_map(|it| folder_at(&it.uri)).collect::<Vec<_>>()
        };
        let removed = at(&event.removed);
        let mut left: Vec<_> = folders.iter().filter(|it| !removed.contains(it)).cloned().collect();
        left.extend(at(&event.added));
        Self(Some(Arc::new(left)))
    }

    /// Whether the files of `folder` may be read.
    pub(crate) fn allow(&self, folder: &Path) -> bool {
        let is_within =
            |folders: &Arc<Vec<PathBuf>>| folders.iter().any(|it| folder.starts_with(it));
        self.0.as_ref().is_none_or(is_within)
    }

    /// The root of the project of `path`.
    pub(crate) fn root_of(&self, path: &Path) -> PathBuf {
        Project::root_within(path, &|folder| self.allow(folder)).0
    }
}

/// The folder as it really lies.
fn folder_at(uri: &Uri) -> Option<PathBuf> {
    uri.to_file_path()?.canonicalize().ok()
}
