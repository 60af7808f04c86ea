//! The commands, one a file: arguments, whose doc comment is the help, and what they do.
//!
//! To add one: a file here with its `Args` and a function that returns an [`Exit`] or a
//! [`CommandError`], a variant of [`Command`], and a line below.

pub(crate) mod add;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod doc;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod init;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod lsp;
pub(crate) mod new;
pub(crate) mod outdated;
pub(crate) mod plan;
pub(crate) mod publish;
pub(crate) mod remove;
pub(crate) mod run;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod test;
pub(crate) mod tree;
pub(crate) mod trust;
pub(crate) mod update;
mod version;
pub(crate) mod yank;

use clap::CommandFactory as _;

use crate::{
    arguments::{Arguments, Command},
    command_error::CommandError,
    exit::Exit,
    packages::open_project,
    session::Session,
    toolchain::refuse_other_tools,
};

/// For whom what is reported is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// People.
    #[default]
    Human,
    /// Programs.
    Json,
}

/// Runs the command that was asked for.
pub(crate) fn run(session: &Session, arguments: Arguments) -> Result<Exit, CommandError> {
    if arguments.version {
        return version::run(session);
    }
    let Some(command) = arguments.command else {
        session.say(&Arguments::command().render_help().to_string());
        return Ok(Exit::Usage);
    };
    if reads_package(&command) {
        refuse_other_tools(session, &open_project(session, &session.working))?;
    }
    match command {
        Command::Check(arguments) => check::run(session, &arguments),
        Command::Fmt(arguments) => fmt::run(session, &arguments),
        Command::Plan(arguments) => plan::run(session, &arguments),
        Command::Run(arguments) => run::run(session, &arguments),
        Command::Test(arguments) => test::run(session, &arguments),
        Command::New(arguments) => new::run(session, &arguments),
        Command::Init(arguments) => init::run(session, &arguments),
        Command::Add(arguments) => add::run(session, &arguments),
        Command::Remove(arguments) => remove::run(session, &arguments),
        Command::Tree(arguments) => tree::run(session, &arguments),
        Command::Outdated(arguments) => outdated::run(session, &arguments),
        Command::Ledger(arguments) => ledger::run(session, &arguments),
        Command::Update(arguments) => update::run(session, &arguments),
        Command::Publish(arguments) => publish::run(session, &arguments),
        Command::Yank(arguments) => yank::run(session, &arguments),
        Command::Search(arguments) => search::run(session, &arguments),
        Command::Login(arguments) => login::run(session, &arguments),
        Command::Logout(arguments) => logout::run(session, &arguments),
        Command::Trust(arguments) => trust::run(session, &arguments),
        Command::Jobs(arguments) => jobs::run(session, &arguments),
        Command::Sandbox(arguments) => sandbox::run(session, &arguments),
        Command::Doc(arguments) => doc::run(session, &arguments),
        Command::Lsp(arguments) => lsp::run(session, &arguments),
        Command::Explain(arguments) => explain::run(session, &arguments),
        Command::Schema(arguments) => schema::run(session, &arguments),
        Command::Completions(arguments) => completions::run(session, &arguments),
    }
}

/// Whether a command works with the package around the working folder, and says nothing of its
/// manifest itself, as those do that compile it. `fmt` and `jobs resume` ask of the packages that they
/// are given.
const fn reads_package(command: &Command) -> bool {
    matches!(
        command,
        Command::Ledger(_)
            | Command::Sandbox(_)
            | Command::Add(_)
            | Command::Remove(_)
            | Command::Update(_)
            | Command::Tree(_)
            | Command::Outdated(_)
            | Command::Publish(_)
            | Command::Yank(_)
            | Command::Search(_)
    )
}
