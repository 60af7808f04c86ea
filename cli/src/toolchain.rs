//! `[toolchain]`, of which every command asks that reads a package.

use orchestra_package_model::{Project, manifest::TOOLS, project::MANIFEST};

use crate::{command_error::CommandError, exit::Exit, session::Session};

/// Refuses a package that wants other tools: what these made of it would be something else.
///
/// # Errors
/// With the versions that it wants.
pub(crate) fn refuse_other_tools(session: &Session, project: &Project) -> Result<(), CommandError> {
    let Some(wanted) = &project.manifest.other_tools else { return Ok(()) };
    let message = format!("this package wants tools of version {wanted}, and these are {TOOLS}");
    let manifest = session.shown(&project.root.join(MANIFEST));
    Err(CommandError::usage(message)
        .exit(Exit::Source)
        .hint(format!("take those, or change `[toolchain]` in `{manifest}`")))
}
