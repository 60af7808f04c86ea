//! The command line as a whole. Each command's own arguments stand in its file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    check, completions, explain, jobs, ledger, new, plan, run, sandbox, schema, trust,
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
    Plan(plan::PlanCommand),
    Run(run::Run),
    New(new::New),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    Trust(trust::Trust),
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    Sandbox(sandbox::Sandbox),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Completions(completions::Completions),
}
