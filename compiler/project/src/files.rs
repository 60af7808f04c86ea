//! Files as a tool sees them.

use std::path::{Path, PathBuf};

use orchestra_diagnostics::FileName;
use orchestra_package_model::{FileText, Project, project::Reading};

/// Files as a tool sees them: what it calls them, and whose texts it holds itself.
pub trait Files {
    /// What diagnostics call the file at `path`.
    fn shown(&self, path: &Path) -> FileName;

    /// Texts that stand in place of those on disk, which may be missing.
    fn open(&self) -> Vec<(PathBuf, FileText)> {
        Vec::new()
    }

    /// The text that stands in place of a manifest, lock or overlay entry on disk, where one does.
    fn text(&self, _: &Path) -> Option<FileText> {
        None
    }

    /// The folder that packages of libraries are unpacked in; none where none are looked for.
    fn packages(&self) -> Option<PathBuf> {
        None
    }

    /// Whether the files of `folder` may be read.
    fn may_read(&self, _folder: &Path) -> bool {
        true
    }
}

/// The project of `path`, of these files.
pub(crate) fn project(files: &dyn Files, path: &Path) -> Project {
    let cache = files.packages();
    let reading = Reading {
        name: &|path| files.shown(path),
        text: &|path| files.text(path),
        may_read: &|folder| files.may_read(folder),
        cache: cache.as_deref(),
    };
    Project::open_reading(path, &reading)
}

/// Nobody's files.
pub(crate) struct NoFiles;

impl Files for NoFiles {
    fn shown(&self, path: &Path) -> FileName {
        path.to_string_lossy().as_ref().into()
    }
}
