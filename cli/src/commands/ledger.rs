//! `orchc ledger`: what subnets there are, and what they can do.

mod check;
mod diff;
mod entry;
mod entry_file;
mod import;
mod list;
mod search;
mod select;
mod show;
mod sign;
mod site;
mod sync;
mod verify;

use clap::{Args, Subcommand, ValueEnum};
use orchestra_compiler_project::Compilation;
use orchestra_ledger_model::{Ledger as Entries, Served};
use orchestra_ledger_pages::served;

use crate::{command_error::CommandError, exit::Exit, session::Session, signers};

/// The Subnet Ledger: what subnets there are, and what they can do
///
/// In a project, its overlay counts.
#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    List(list::List),
    Search(search::Search),
    Show(show::Show),
    Site(site::Site),
    Check(check::Check),
    Diff(diff::Diff),
    Sign(sign::Sign),
    Verify(verify::Verify),
    Import(import::Import),
    Sync(sync::Sync),
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
        Ledger::Search(arguments) => search::run(session, arguments),
        Ledger::Show(arguments) => show::run(session, arguments),
        Ledger::Site(arguments) => site::run(session, arguments),
        Ledger::Check(arguments) => check::run(session, arguments),
        Ledger::Diff(arguments) => diff::run(session, arguments),
        Ledger::Sign(arguments) => sign::run(session, arguments),
        Ledger::Verify(arguments) => verify::run(session, arguments),
        Ledger::Import(arguments) => import::run(session, arguments),
        Ledger::Sync(arguments) => sync::run(session, arguments),
    }
}

/// The Ledger of the project around the working folder, with who serves what.
struct Shelf {
    compilation: Compilation,
    served: Served,
    ledger: Entries,
}

impl Shelf {
    /// What is wrong with the project's overlay is left out of it, and noted.
    ///
    /// # Errors
    /// Where the configuration can't be used, which says whose signatures count.
    fn open(session: &Session) -> Result<Self, CommandError> {
        let compilation = Compilation::open(session, &session.working);
        if !compilation.package.problems.is_empty() {
            session
                .note("manifest or overlay have problems, and aren't shown in full: `orchc check`");
        }
        let served = served(&compilation.db, compilation.project);
        let listed = compilation.project.ledger(&compilation.db);
        let ledger = listed.judged_by(signers::judge(session)?);
        Ok(Self { compilation, served, ledger })
    }

    fn ledger(&self) -> &Entries {
        &self.ledger
    }
}
