//! What `--locked` refuses.

use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::Severity;
use orchestra_package_model::{Project, lock::LOCK};

use crate::{command_error::CommandError, exit::Exit, session::Session};

/// Names that are listed in one message.
const MOST_LISTED: usize = 5;

/// Refuses a lock that an update would change.
///
/// # Errors
/// What would change, with exit code 1.
pub(crate) fn refuse_unlocked(
    session: &Session,
    compilation: &Compilation,
) -> Result<(), CommandError> {
    let moves = compilation.moves();
    let mut names = unlocked_packages(&compilation.package);
    names.extend(moves.into_keys().map(|(_, name)| name));
    // What can't be had is an error of its own, and what there is without it says nothing of the lock.
    let is_whole = || compilation.problems().iter().all(|it| it.severity != Severity::Error);
    if !compilation.package.is_package || names.is_empty() || !is_whole() {
        return Ok(());
    }
    let shown = session.shown(&compilation.package.root.join(LOCK));
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let mut listed = names[..names.len().min(MOST_LISTED)].join(", ");
    if names.len() > MOST_LISTED {
        listed += &format!(" and {} more", names.len() - MOST_LISTED);
    }
    let message = match compilation.package.lock {
        Some(_) => format!("`{shown}` would change: {listed}"),
        None => format!("there is no `{shown}`, and it would lock {listed}"),
    };
    Err(CommandError::usage(message)
        .exit(Exit::Source)
        .hint("`orchc update` writes it, and says what it moves; commit it"))
}

/// The packages that the lock doesn't name as they are, sorted.
pub(crate) fn unlocked_packages(project: &Project) -> Vec<String> {
    let locked = project.lock.as_ref().map(|lock| &lock.packages);
    let known = |name: &String| locked.and_then(|locked| locked.get(name));
    let moved = project.graph.packages.values().filter(|node| {
        known(&node.name).is_none_or(|it| it.version != node.version || it.source != node.source)
    });
    let moved = moved.map(|node| node.name.clone());
    let gone = locked.into_iter().flat_map(|locked| locked.keys());
    let gone = gone.filter(|name| !project.graph.packages.contains_key(*name)).cloned();
    let mut names: Vec<String> = moved.chain(gone).collect();
    names.sort();
    names
}
