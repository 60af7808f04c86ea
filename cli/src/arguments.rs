//! The command line as a whole. Each command's own arguments stand in its file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    add, check, completions, doc, explain, fmt, init, jobs, ledger, login, logout, lsp, new,
    outdated, plan, publish, remove, run, sandbox, schema, search, test, tree, trust, update, yank,
};

/// Multi-step jobs over Bittensor's subnets: type-checked, bounded, durable
#[derive(Debug, Parser)]
#[command(name = "orchc", max_term_width = 100, disable_version_flag = true)]
pub(crate) struct Arguments {
    /// Print the version; with --verbose also where things lie
    #[arg(short = 'V', long)]
    pub(crate) version: bool,
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// When to colour what people read
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// Only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// More about what goes on
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// The user's configuration file [env: ORCHESTRA_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The folder that keeps jobs [env: ORCHESTRA_STORE]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) store: Option<PathBuf>,
    /// The folder that keeps fetched packages [env: ORCHESTRA_CACHE]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) cache: Option<PathBuf>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Check),
    Fmt(fmt::Fmt),
    Plan(plan::PlanCommand),
    Run(run::Run),
    Test(test::Test),
    New(new::New),
    Init(init::Init),
    Add(add::Add),
    Remove(remove::Remove),
    Tree(tree::Tree),
    Outdated(outdated::Outdated),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    Update(update::Update),
    Publish(publish::Publish),
    Yank(yank::Yank),
    Search(search::Search),
    Login(login::Login),
    Logout(logout::Logout),
    Trust(trust::Trust),
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    Sandbox(sandbox::Sandbox),
    Doc(doc::Doc),
    Lsp(lsp::Lsp),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use clap::CommandFactory as _;

    use super::*;

    const HEADING: &str = "# Commands\n\nMade from the help of each command by \
        `UPDATE=1 cargo test -p orchestra-cli generated`.\n";

    /// The help of a command and of those below it.
    fn page(command: &mut clap::Command, text: &mut String) {
        let name = command.get_bin_name().unwrap_or("orchc").to_owned();
        let help = command.render_long_help().to_string();
        // Options of every command stand once, at the top.
        let own =
            if name == "orchc" { &*help } else { help.split("\nGlobal options:").next().unwrap() };
        let lines = own.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        write!(text, "\n## {name}\n\n```text\n{lines}\n```\n").unwrap();
        for inner in command.get_subcommands_mut().filter(|inner| inner.get_name() != "help") {
            page(inner, text);
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test reads and writes the generated page")]
    fn the_page_of_commands_is_generated_from_their_help() {
        let mut command = Arguments::command().term_width(100);
        command.build();
        let mut text = HEADING.to_owned();
        page(&mut command, &mut text);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/commands.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text, "UPDATE=1 rewrites it");
    }

    #[test]
    fn the_definition_of_arguments_is_sound() {
        Arguments::command().debug_assert();
    }
}
