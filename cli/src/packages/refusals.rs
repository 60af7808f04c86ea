//! Why packages can't be had, as commands end with it.

use orchestra_diagnostics::{Diagnostic, Severity, Sources, render};
use orchestra_package_model::{LibraryError, Project, project::MANIFEST, resolve::ResolveError};

use crate::{command_error::CommandError, exit::Exit, session::Session};

/// There is no package to work on.
pub(crate) fn no_package() -> CommandError {
    CommandError::usage("there is no package here")
        .hint("a package is a folder with `orchestra.toml`; `orchc init` makes this one, `orchc new` another")
}

/// A library that couldn't answer.
pub(crate) fn library_error(error: LibraryError) -> CommandError {
    let exit = match &error {
        LibraryError::Unreachable { .. } => Exit::Network,
        LibraryError::Altered { .. } => Exit::Source,
        LibraryError::Refused { .. }
        | LibraryError::Missing { .. }
        | LibraryError::Local { .. } => Exit::Usage,
    };
    CommandError::usage(error.to_string()).exit(exit)
}

/// Versions that weren't found, with the places in the manifest that have to do with it.
pub(crate) fn unresolved(
    session: &Session,
    project: &Project,
    error: ResolveError,
) -> CommandError {
    match error {
        ResolveError::Library(error) => library_error(error),
        ResolveError::Conflict(conflict) => {
            let file = session.shown(&project.root.join(MANIFEST));
            let problem = conflict.diagnostic(&project.manifest, &file);
            CommandError::usage("no versions of the packages fit together")
                .exit(Exit::Source)
                .details(shown(session, &[problem], &project.sources))
        }
    }
}

/// Refuses what is wrong with a project, where it is of a kind.
pub(super) fn refuse(
    session: &Session,
    project: &Project,
    is_meant: impl Fn(&Diagnostic) -> bool,
) -> Result<(), CommandError> {
    let wrong: Vec<Diagnostic> = project
        .problems
        .iter()
        .filter(|it| it.severity == Severity::Error && is_meant(it))
        .cloned()
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(cant_be_had(session, &wrong, &project.sources))
}

/// What keeps packages from being had.
pub(super) fn cant_be_had(
    session: &Session,
    wrong: &[Diagnostic],
    sources: &Sources,
) -> CommandError {
    CommandError::usage("the packages that this one needs can't be had; nothing was written")
        .exit(Exit::Source)
        .details(shown(session, wrong, sources))
}

fn shown(session: &Session, problems: &[Diagnostic], sources: &Sources) -> String {
    let mut problems = problems.to_vec();
    render::sort(&mut problems);
    render::human(&problems, sources, session.color)
}
