//! A published version never changes. Where a library has something else under a version that is
//! locked, both digests are told, and nothing is taken until somebody accepts it by name.
//!
//! Whoever fetches what is locked asks by the digest, and isn't concerned as long as the library has that.

use std::collections::BTreeSet;

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_package_model::{
    Libraries, LibraryError, Project,
    lock::{LockedPackage, LockedSource},
    project::MANIFEST,
};

use super::refusals::{cant_be_had, library_error};
use crate::{command_error::CommandError, session::Session};

/// E0703 where the library has something else under a package's locked version.
///
/// # Errors
/// Where it can't answer.
pub(crate) fn moved(
    session: &Session,
    project: &Project,
    libraries: &dyn Libraries,
    name: &str,
    locked: &LockedPackage,
) -> Result<Option<Diagnostic>, LibraryError> {
    let (LockedSource::Library { library, digest }, Some(version)) =
        (&locked.source, &locked.version)
    else {
        return Ok(None);
    };
    let now = libraries.open(library)?.digest(name, version)?;
    let Some(now) = now.filter(|now| now != digest) else { return Ok(None) };
    let through = project.graph.packages.get(name).map_or(name, |node| &node.through);
    let at = project.manifest.dependencies.get(through).map(|it| it.at).unwrap_or_default();
    let message = format!(
        "`{name}` {version} was locked with the digest {digest}, and {library} has {now} under that version now"
    );
    let file = session.shown(&project.root.join(MANIFEST));
    Ok(Some(Diagnostic::error(Code::E0703, file, at, message).with_help(format!(
        "somebody published another package over it: ask who; `orchc update --accept {name}` takes it nevertheless"
    ))))
}

/// That versions moved which weren't accepted, if that may be why a library couldn't answer as it was
/// asked.
pub(crate) fn or_moved(
    error: LibraryError,
    session: &Session,
    project: &Project,
    libraries: &dyn Libraries,
    accepted: &BTreeSet<String>,
) -> CommandError {
    if matches!(error, LibraryError::Unreachable { .. }) {
        return library_error(error);
    }
    let locked = project.lock.iter().flat_map(|lock| &lock.packages);
    let concerned = locked.filter(|(name, _)| !accepted.contains(*name));
    let moved: Vec<Diagnostic> = concerned
        .filter_map(|(name, package)| {
            moved(session, project, libraries, name, package).ok().flatten()
        })
        .collect();
    match moved.is_empty() {
        true => library_error(error),
        false => cant_be_had(session, &moved, &project.sources),
    }
}
