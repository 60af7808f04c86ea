//! `orchc ledger`: what subnets there are, and what they can do.

mod check;
mod entry;
mod list;
mod show;

use clap::{Args, Subcommand, ValueEnum};
use orchestra_package_model::Project;

use crate::{command_error::CommandError, exit::Exit, session::Session};

/// The Subnet Ledger: what subnets there are, and what they can do
///
/// In a project, its overlay counts.
#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    List(list::List),
    Show(show::Show),
    Check(check::Check),
}

/// How it is said.
#[derive(Clone, Debug, Args)]
struct FormatArguments {
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// For whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// People.
    #[default]
    Human,
    /// Programs.
    Json,
}

pub(crate) fn run(session: &Session, command: &Ledger) -> Result<Exit, CommandError> {
    match command {
        Ledger::List(arguments) => list::run(session, arguments),
        Ledger::Show(arguments) => show::run(session, arguments),
        Ledger::Check(arguments) => check::run(session, arguments),
    }
}

/// The project around the working folder, for its Ledger. What is wrong with its overlay is left
/// out of it, and noted.
fn project(session: &Session) -> Project {
    let project = Project::open(&session.working, &|path| session.shown(path));
    if !project.problems.is_empty() {
        session.note("manifest or overlay have problems, and aren't shown in full: `orchc check`");
    }
    project
}
