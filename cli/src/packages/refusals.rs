//! Why packages can't be had, as commands end with it.

use std::collections::BTreeSet;

use orchestra_diagnostics::{Diagnostic, Severity, Sources, render};
use orchestra_package_model::{
    Libraries, LibraryError, Project, project::MANIFEST, resolve::ResolveError,
};

use super::or_moved;
use crate::{command_error::CommandError, exit::Exit, session::Session};

/// There is no package to work on.
pub(crate) fn no_package() -> CommandError {
    CommandError::usage("there is no package here")
        .hint("a package is a folder with `orchestra.toml`; `orchc init` makes this one, `orchc new` another")
}

/// A library that couldn't answer.
pub(crate) fn library_error(error: LibraryError) -> CommandError {
    let exit = match &error {
        LibraryError::Unreachable { .. } | LibraryError::Failed { .. } => Exit::Network,
        LibraryError::Altered { .. } => Exit::Source,
        LibraryError::Refused { .. }
        | LibraryError::Missing { .. }
        | LibraryError::Local { .. } => Exit::Usage,
    };
    let told = CommandError::usage(error.to_string()).exit(exit);
    match error {
        LibraryError::Unreachable { .. } => told.hint(LibraryError::TRY_AGAIN),
        _ => told,
    }
}

/// Versions that weren't found, with the places in the manifest that have to do with it.
pub(crate) fn unresolved(
    session: &Session,
    project: &Project,
    libraries: &dyn Libraries,
    accepted: &BTreeSet<String>,
    error: ResolveError,
) -> CommandError {
    match error {
        ResolveError::Library(error) => or_moved(error, session, project, libraries, accepted),
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
pub(crate) fn cant_be_had(
    session: &Session,
    wrong: &[Diagnostic],
    sources: &Sources,
) -> CommandError {
    CommandError::usage("the packages that this one needs can't be had")
        .exit(Exit::Source)
        .details(shown(session, wrong, sources))
}

fn shown(session: &Session, problems: &[Diagnostic], sources: &Sources) -> String {
    let mut problems = problems.to_vec();
    render::sort(&mut problems);
    render::human(&problems, sources, session.color)
}
