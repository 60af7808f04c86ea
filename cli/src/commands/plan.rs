//! `orchc plan`.

pub(crate) mod bounds;
mod diagram;
mod outline;
mod prices;
mod quote;
mod tree;

use std::num::NonZeroU64;

use clap::{Args, ValueEnum};
use orchestra_package_pages::{PlanParameter, graph::picture, plan_page};
use orchestra_plan::Plan;
use serde::Serialize;

use self::{
    diagram::{Dot, Mermaid, diagram},
    quote::Quote,
};

use crate::{
    command_error::{CommandError, Doing as _},
    config::Config,
    exit::Exit,
    session::{DONE, Session, safe_json},
    signers,
    table::stdout_width,
    target::{ParamWords, Target, TargetArguments},
};

/// Show the compiled plan: steps, whom they ask, at what price, and what it all touches
#[derive(Debug, Args)]
pub(crate) struct PlanCommand {
    #[command(flatten)]
    target: TargetArguments,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Add what jobs would be sold for: the cost and a margin, by the number of jobs a month
    #[arg(long)]
    quote: bool,
    /// Quote for this many jobs a month alone
    #[arg(
        long,
        value_name = "N",
        requires = "quote",
        allow_negative_numbers = true,
        value_parser = number_of_jobs,
    )]
    jobs_per_month: Option<NonZeroU64>,
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
    /// A graph of its steps for Graphviz.
    Dot,
    /// A picture of its steps.
    Svg,
    /// A page of its own: bounds, what it touches, and its steps as a graph.
    Html,
}

fn number_of_jobs(text: &str) -> Result<NonZeroU64, &'static str> {
    text.parse().map_err(|_| "write a whole number of jobs, 1 or more")
}

/// Where stdout isn't a terminal, and the narrowest and widest lines on one.
const WIDTH: usize = 80;
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

pub(crate) fn run(session: &Session, arguments: &PlanCommand) -> Result<Exit, CommandError> {
    if arguments.quote && !matches!(arguments.format, Format::Human | Format::Json) {
        return Err(CommandError::usage("neither a picture nor a page has a place for a quote")
            .hint("`--quote` goes with `--format human` and `json`"));
    }
    let rates = arguments.quote.then(|| Config::read(session)).transpose()?;
    let target = Target::compile(session, &arguments.target)?;
    let quote = rates.map(|config| {
        Quote::of(&target.plan, &config.quote.unwrap_or_default(), arguments.jobs_per_month)
    });
    match arguments.format {
        Format::Human => {
            let ledger = target.compilation.package.ledger.judged_by(signers::judge(session)?);
            let width = stdout_width().unwrap_or(WIDTH).clamp(*WIDTHS.start(), *WIDTHS.end());
            session.print(&outline::outline(&target, &ledger, quote.as_ref(), width))?;
        }
        Format::Mermaid => session.print(&diagram::<Mermaid>(&target.plan))?,
        Format::Dot => session.print(&diagram::<Dot>(&target.plan))?,
        Format::Svg => session.print(&picture(&target.plan))?,
        Format::Html => session.print(&plan_page(&target.plan, &parameters(&target)))?,
        Format::Json => session.print(&safe_json(&document(&target.plan, quote.as_ref())?))?,
    }
    DONE
}

fn parameters(target: &Target) -> Vec<PlanParameter> {
    let params = target.plan.params.iter().filter_map(|param| {
        let ParamWords { name, ty, documentation } = target.param(&param.name)?.clone();
        let default = param.default.as_ref().map(|default| default.to_json().to_string());
        Some(PlanParameter { name, ty, documentation, default })
    });
    params.collect()
}

/// The plan itself; with a quote, both beside each other.
fn document(plan: &Plan, quote: Option<&Quote>) -> Result<String, CommandError> {
    #[derive(Serialize)]
    struct Quoted<'p> {
        version: u32,
        plan: &'p Plan,
        quote: serde_json::Value,
    }
    // Written as it is: plans lie deeper in themselves than `serde_json` reads.
    let text = match quote {
        None => serde_json::to_string_pretty(plan),
        Some(quote) => {
            serde_json::to_string_pretty(&Quoted { version: 1, plan, quote: quote.document() })
        }
    };
    text.doing("write the plan")
}
