//! The commands, one a file: arguments, whose doc comment is the help, and what they do.
//!
//! To add one: a file here with its `Args` and a function that returns an [`Exit`] or a
//! [`CommandError`], a variant of [`Command`], and a line below.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod doc;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod lsp;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod run;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod test;
pub(crate) mod trust;
pub(crate) mod update;
mod version;

use clap::CommandFactory as _;

use crate::{
    arguments::{Arguments, Command},
    command_error::CommandError,
    exit::Exit,
    session::Session,
};

/// Runs the command that was asked for.
pub(crate) fn run(session: &Session, arguments: Arguments) -> Result<Exit, CommandError> {
    if arguments.version {
        return version::run(session);
    }
    let Some(command) = arguments.command else {
        session.say(&Arguments::command().render_help().to_string());
        return Ok(Exit::Usage);
    };
    match command {
        Command::Check(arguments) => check::run(session, &arguments),
        Command::Fmt(arguments) => fmt::run(session, &arguments),
        Command::Plan(arguments) => plan::run(session, &arguments),
        Command::Run(arguments) => run::run(session, &arguments),
        Command::Test(arguments) => test::run(session, &arguments),
        Command::New(arguments) => new::run(session, &arguments),
        Command::Ledger(arguments) => ledger::run(session, &arguments),
        Command::Update(arguments) => update::run(session, &arguments),
        Command::Trust(arguments) => trust::run(session, &arguments),
        Command::Jobs(arguments) => jobs::run(session, &arguments),
        Command::Sandbox(arguments) => sandbox::run(session, &arguments),
        Command::Doc(arguments) => doc::run(session, &arguments),
        Command::Lsp(arguments) => lsp::run(&arguments),
        Command::Explain(arguments) => explain::run(session, &arguments),
        Command::Schema(arguments) => schema::run(session, &arguments),
        Command::Completions(arguments) => completions::run(session, &arguments),
    }
}
