//! `orchc plan`.

pub(crate) mod bounds;
mod diagram;
mod outline;
mod prices;

use clap::{Args, ValueEnum};

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::{DONE, Session, safe_json},
    target::{Target, TargetArguments},
};

/// Show the compiled plan: steps, whom they ask, at what price, and what it all touches
#[derive(Debug, Args)]
pub(crate) struct PlanCommand {
    #[command(flatten)]
    target: TargetArguments,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How a plan is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// The plan itself, which an engine runs.
    Json,
    /// A Mermaid flowchart of its steps.
    Mermaid,
}

pub(crate) fn run(session: &Session, arguments: &PlanCommand) -> Result<Exit, CommandError> {
    let target = Target::compile(session, &arguments.target)?;
    match arguments.format {
        Format::Human => session.print(&outline::outline(&target))?,
        Format::Mermaid => session.print(&diagram::diagram(&target.plan))?,
        Format::Json => {
            // Written as it is: plans lie deeper in themselves than `serde_json` reads.
            let text = serde_json::to_string_pretty(&*target.plan).doing("write the plan")?;
            session.print(&safe_json(&text))?;
        }
    }
    DONE
}
