//! The package as others will have it: unpacked elsewhere, without overlay, prices and tests.

use std::path::{Path, PathBuf};

use orchestra_compiler_project::{Compilation, Files};
use orchestra_diagnostics::{FileName, Severity, render};
use orchestra_package_client::Sources;
use orchestra_package_model::{Project, lock::LOCK, project::MANIFEST};

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::Session,
};

/// The sources, compiled as they are published.
///
/// # Errors
/// Where they don't compile so, with all that is wrong.
pub(super) fn checked(
    session: &Session,
    package: &Project,
    sources: &Sources,
) -> Result<Compilation, CommandError> {
    let place = files::temporary().doing("make a temporary folder")?;
    for file in &sources.files {
        let path = place.path().join(&file.path);
        files::write_bytes(&path, &file.bytes).doing(format_args!("write {}", path.display()))?;
    }
    files::write(&place.path().join(MANIFEST), &sources.local_manifest)
        .doing("write a copy of the manifest")?;
    // Not published, but it says which dependencies are meant.
    let lock = files::read_optional(&package.root.join(LOCK)).doing("read the lock")?;
    if let Some(lock) = lock {
        files::write(&place.path().join(LOCK), &lock).doing("write a copy of the lock")?;
    }
    let names = AsPublished { session, root: &package.root, place: place.path() };
    let mut compilation = Compilation::open(&names, place.path());
    let own: Vec<_> = compilation.modules().collect();
    let mut found = compilation.package.problems.clone();
    found.extend(compilation.diagnostics_of(&own));
    found.retain(|it| it.severity == Severity::Error);
    if found.is_empty() {
        return Ok(compilation);
    }
    render::sort(&mut found);
    let text = render::human(&found, &compilation.sources, session.color);
    let message =
        "without what isn't published, the package doesn't compile; nothing was published";
    let hint = match package.manifest.overlay {
        Some(_) => {
            "an overlay isn't published, nor is `tests/`: keep what needs them in a package of its own"
        }
        None => "modules below `tests/` aren't published: what others need stands elsewhere",
    };
    Err(CommandError::usage(message).exit(Exit::Source).details(text).hint(hint))
}

/// Names of the package's own files, for those that lie elsewhere for a moment.
struct AsPublished<'session> {
    session: &'session Session,
    root: &'session Path,
    place: &'session Path,
}

impl Files for AsPublished<'_> {
    fn shown(&self, path: &Path) -> FileName {
        let place = self.place.canonicalize().unwrap_or_else(|_| self.place.to_owned());
        match path.strip_prefix(&place).or_else(|_| path.strip_prefix(self.place)) {
            Ok(relative) => self.session.shown(&self.root.join(relative)),
            Err(_) => self.session.shown(path),
        }
    }

    fn packages(&self) -> Option<PathBuf> {
        self.session.packages()
    }
}
