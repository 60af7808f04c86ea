//! What `--locked` refuses.

use orchestra_compiler_project::Compilation;
use orchestra_package_model::lock::LOCK;

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
    if !compilation.package.is_package || moves.is_empty() {
        return Ok(());
    }
    let shown = session.shown(&compilation.package.root.join(LOCK));
    let names: Vec<_> = moves.keys().map(|(_, name)| format!("`{name}`")).collect();
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
