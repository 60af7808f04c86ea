//! The workspace's folders, and what may be read where nobody trusts them: these folders and what lies in
//! them. A manifest above one of them isn't read then, nor is what lies beside a document from elsewhere.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use orchestra_package_model::Project;
use tower_lsp_server::ls_types::{
    InitializeParams, Uri, WorkspaceFolder, WorkspaceFoldersChangeEvent,
};

use crate::backend::option;

/// Where may be read: anywhere, unless the client says that nobody trusts its workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    folders: Arc<Vec<Folder>>,
    /// Whether nothing but the folders may be read.
    is_untrusted: bool,
    /// Where packages of libraries are unpacked; none where they aren't to be read.
    packages: Option<Arc<PathBuf>>,
}

/// A folder of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folder {
    /// As the client names it.
    pub(crate) uri: Uri,
    /// As it really lies.
    pub(crate) path: PathBuf,
}

impl Limits {
    /// Those of a client; packages of libraries lie in the folder `packages`.
    pub(crate) fn of(params: &InitializeParams, packages: Option<PathBuf>) -> Self {
        let is_untrusted = option(params, "trusted").and_then(|it| it.as_bool()) == Some(false);
        let folders = params.workspace_folders.as_deref().unwrap_or_default();
        Self {
            folders: Arc::new(folders.iter().filter_map(Folder::of).collect()),
            is_untrusted,
            packages: packages.filter(|_| !is_untrusted).map(Arc::new),
        }
    }

    /// The folder that packages of libraries are unpacked in; none where none are to be read.
    pub(crate) fn packages(&self) -> Option<PathBuf> {
        self.packages.as_deref().cloned()
    }

    /// The workspace's folders.
    pub(crate) fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// The same after folders have come or gone.
    pub(crate) fn changed(&self, event: &WorkspaceFoldersChangeEvent) -> Self {
        // One that isn't on disk any more is known by its name alone.
        let is = |folder: &Folder, told: &WorkspaceFolder| {
            folder.uri == told.uri || Folder::of(told).is_some_and(|it| it.path == folder.path)
        };
        let left = self.folders.iter().filter(|it| !event.removed.iter().any(|gone| is(it, gone)));
        let folders = left.cloned().chain(event.added.iter().filter_map(Folder::of)).collect();
        Self { folders: Arc::new(folders), ..self.clone() }
    }

    /// Whether `path` lies in a folder of the workspace.
    pub(crate) fn is_in_workspace(&self, path: &Path) -> bool {
        self.folders.iter().any(|it| path.starts_with(&it.path))
    }

    /// Whether the files of `folder` may be read.
    pub(crate) fn allow(&self, folder: &Path) -> bool {
        !self.is_untrusted || self.is_in_workspace(folder)
    }

    /// The root of the project of `path`.
    pub(crate) fn root_of(&self, path: &Path) -> PathBuf {
        Project::root_within(path, &|folder| self.allow(folder)).0
    }
}

impl Folder {
    fn of(told: &WorkspaceFolder) -> Option<Self> {
        let path = told.uri.to_file_path()?.canonicalize().ok()?;
        Some(Self { uri: told.uri.clone(), path })
    }
}
