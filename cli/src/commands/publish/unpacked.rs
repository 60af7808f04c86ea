//! The package as others will have it: unpacked elsewhere, without overlay, prices and tests.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use orchestra_compiler::{SourceFile, items::items};
use orchestra_compiler_project::{Also, Compilation, Files};
use orchestra_diagnostics::{FileName, Severity, render};
use orchestra_package_client::Sources;
use orchestra_package_model::{Project, lock::LOCK, project::MANIFEST};

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::Session,
};

/// A package as others will have it.
pub(super) struct Unpacked {
    pub(super) compilation: Compilation,
    /// Modules that stay behind: they don't compile without what isn't published, and nothing that is
    /// exported needs them.
    pub(super) left_out: Vec<String>,
    /// Whether there are providers in those.
    pub(super) are_providers_left_out: bool,
}

impl Unpacked {
    /// The sources, compiled as they are published. What can't be published and needn't be is taken out
    /// of them.
    ///
    /// # Errors
    /// Where what is exported doesn't compile so, with all that is wrong.
    pub(super) fn of(
        session: &Session,
        package: &Project,
        sources: &mut Sources,
    ) -> Result<Self, CommandError> {
        let mut compilation = compiled(session, package, sources)?;
        let unneeded = unneeded(&compilation);
        let are_providers_left_out = unneeded.iter().any(|file| provides(&compilation, *file));
        let mut left_out: Vec<String> =
            unneeded.iter().map(|file| file.path(&compilation.db).path().to_owned()).collect();
        left_out.sort();
        if !left_out.is_empty() {
            sources.files.retain(|file| !left_out.contains(&file.path));
            compilation = compiled(session, package, sources)?;
        }
        let own: Vec<_> = compilation.modules().collect();
        let mut found = compilation.package.problems.clone();
        found.extend(compilation.diagnostics_of(&own, Also::More));
        found.retain(|it| it.severity == Severity::Error);
        if found.is_empty() {
            return Ok(Self { compilation, left_out, are_providers_left_out });
        }
        render::sort(&mut found);
        let text = render::human(&found, &compilation.sources, session.color);
        let message = "what is exported needs what isn't published, and doesn't compile without; nothing was published";
        let hint = match package.manifest.overlay {
            Some(_) => {
                "an overlay isn't published, nor is `tests/`: keep what needs them in a package of its \
                 own, or in a module that exports nothing (`template _name`) and that no exported one uses"
            }
            None => "modules below `tests/` aren't published: what others need stands elsewhere",
        };
        Err(CommandError::usage(message).exit(Exit::Source).details(text).hint(hint))
    }
}

/// The sources alone, unpacked and compiled.
fn compiled(
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
    Ok(Compilation::open(&names, place.path()))
}

/// The modules that have errors, or use one that has, and that no module needs that exports something.
fn unneeded(compilation: &Compilation) -> Vec<SourceFile> {
    let has_errors = |file: &SourceFile| {
        compilation.diagnostics(*file).iter().any(|it| it.severity == Severity::Error)
    };
    let modules: Vec<SourceFile> = compilation.modules().collect();
    let broken: HashSet<SourceFile> = modules.iter().copied().filter(has_errors).collect();
    let exporting: Vec<_> =
        modules.iter().copied().filter(|file| exports(compilation, *file)).collect();
    let needed: HashSet<SourceFile> = compilation.closure(&exporting).into_iter().collect();
    let needs_broken =
        |file: &SourceFile| compilation.closure(&[*file]).iter().any(|it| broken.contains(it));
    modules.into_iter().filter(|file| !needed.contains(file) && needs_broken(file)).collect()
}

/// Whether a module has something that others can import by its name.
fn exports(compilation: &Compilation, file: SourceFile) -> bool {
    let declared = items(&compilation.db, file);
    declared.declared().any(|it| it.kind.is_named() && !it.name.text.starts_with('_'))
}

fn provides(compilation: &Compilation, file: SourceFile) -> bool {
    items(&compilation.db, file).declared().any(|it| it.provides.is_some())
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
