//! `orchc yank`.

use clap::Args;
use orchestra_package_client::Yanked;
use orchestra_package_model::Project;
use semver::Version;

use crate::{
    command_error::CommandError,
    exit::Exit,
    library::{LibraryArgument, Missing, explain},
    session::{DONE, Session},
};

/// Keep a published version from being chosen; who has it in a lock keeps it
///
/// The version itself stays as it is. A mistake is mended by a further version.
#[derive(Debug, Args)]
pub(crate) struct Yank {
    /// The package's name
    name: String,
    /// The version, whole: 1.2.0
    version: Version,
    #[command(flatten)]
    library: LibraryArgument,
}

pub(crate) fn run(session: &Session, arguments: &Yank) -> Result<Exit, CommandError> {
    let Yank { name, version, library } = arguments;
    let project = Project::open(&session.working, &|path| session.shown(path));
    let library = library.required(session, &project)?.open(session, Missing::Refused)?;
    session.note(&match library.yank(name, version).map_err(explain)? {
        Yanked::Now => format!("{name} {version} is yanked: only locks that have it still get it"),
        Yanked::Already => format!("{name} {version} was yanked already"),
    });
    DONE
}
