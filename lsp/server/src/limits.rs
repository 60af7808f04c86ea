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
pub(crate) struct Limits {
    /// The folders that may, where not all may.
    folders: Option<Arc<Vec<PathBuf>>>,
    /// Where packages of libraries are unpacked; none where they aren't to be read.
    packages: Option<Arc<PathBuf>>,
}

impl Limits {
    /// Those of a client; packages of libraries lie in the folder `packages`.
    pub(crate) fn of(params: &InitializeParams, packages: Option<PathBuf>) -> Self {
        if option(params, "trusted").and_then(|it| it.as_bool()) != Some(false) {
            return Self { folders: None, packages: packages.map(Arc::new) };
        }
        let folders = params.workspace_folders.iter().flatten().map(|it| &it.uri);
        let folders = Some(Arc::new(folders.filter_map(folder_at).collect()));
        Self { folders, packages: None }
    }

    /// The folder that packages of libraries are unpacked in; none where none are to be read.
    pub(crate) fn packages(&self) -> Option<PathBuf> {
        self.packages.as_deref().cloned()
    }

    /// The same after folders have come or gone.
    pub(crate) fn changed(&self, event: &WorkspaceFoldersChangeEvent) -> Self {
        let Some(folders) = &self.folders else { return self.clone() };
        let at = |folders: &[tower_lsp_server::ls_types::WorkspaceFolder]| {
            folders.iter().filter_map(|it| folder_at(&it.uri)).collect::<Vec<_>>()
        };
        let removed = at(&event.removed);
        let mut left: Vec<_> = folders.iter().filter(|it| !removed.contains(it)).cloned().collect();
        left.extend(at(&event.added));
        Self { folders: Some(Arc::new(left)), packages: None }
    }

    /// Whether the files of `folder` may be read.
    pub(crate) fn allow(&self, folder: &Path) -> bool {
        let is_within =
            |folders: &Arc<Vec<PathBuf>>| folders.iter().any(|it| folder.starts_with(it));
        self.folders.as_ref().is_none_or(is_within)
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
