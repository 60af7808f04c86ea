//! `orchestra/planGraph`

use orchestra_plan::{
    Effects,
    bounds::{Bound, Measure, NodeBounds},
    node::SysOperation,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::{Location, Position, TextDocument};

/// Whose plan is asked for: the template's of that name, else the one at the position.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanGraphParams {
    pub(crate) text_document: TextDocument,
    /// The last template that begins there or before is meant; without one, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<Position>,
    /// The template's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) template: Option<String>,
}

/// A template's plan as a graph, or why there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanGraphAnswer {
    /// The template's name.
    pub(crate) template: String,
    /// Its plan; null where something in what it needs is wrong.
    pub(crate) graph: Option<PlanGraph>,
    /// What is wrong, where there is no plan.
    pub(crate) problems: Vec<PlanProblem>,
}

/// Something that a plan can't be made over.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanProblem {
    /// By which `orchc explain` says more.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) location: Option<Location>,
}

/// A plan as a graph: steps and what they wait for. Pure expressions aren't steps: who waits for one waits
/// for what that one reads.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanGraph {
    /// In the order of the source.
    pub(crate) steps: Vec<PlanStep>,
    /// What a job comes to at most.
    pub(crate) worst: Bound,
    /// What it comes to typically.
    pub(crate) typical: Bound,
    /// Why something of these isn't known.
    pub(crate) gaps: Vec<PlanGap>,
    /// All that it can touch.
    pub(crate) effects: Effects,
}

/// Why a bound isn't known.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanGap {
    /// Whether it is the worst case's.
    pub(crate) worst: bool,
    pub(crate) of: Measure,
    /// As a sentence without its full stop.
    pub(crate) why: String,
    pub(crate) location: Option<Location>,
}

/// A step.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanStep {
    /// By which a job's events name it, without the numbers of iterations: `report.for.page`.
    pub(crate) path: String,
    /// The last part of its path.
    pub(crate) name: String,
    pub(crate) does: StepKind,
    /// Paths of the steps of its block that it waits for.
    pub(crate) after: Vec<String>,
    /// Whether it changes something in the world.
    pub(crate) writes: bool,
    /// What one run of it comes to; null where it calls nothing.
    pub(crate) bounds: Option<NodeBounds>,
    pub(crate) location: Option<Location>,
    /// What is done within it.
    pub(crate) blocks: Vec<PlanBlock>,
}

/// Steps within a step.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanBlock {
    /// `each`, `else`, or the arm's.
    pub(crate) label: String,
    /// In the order of the source.
    pub(crate) steps: Vec<PlanStep>,
}

/// What a step does.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum StepKind {
    /// It calls a capability or an operation.
    Call {
        /// As it is written.
        target: String,
        /// Operations that may answer, in the order in which they are asked.
        providers: Vec<String>,
    },
    /// It calls another template.
    Template {
        /// That one's name.
        template: String,
    },
    /// It calls `sys`.
    Sys {
        /// Which operation of it.
        operation: SysOperation,
    },
    /// The first block whose condition holds.
    Branch,
    /// Its block for each item of a list.
    Map {
        /// Most at once.
        parallel: u32,
    },
    /// Its block until a condition holds.
    Repeat {
        /// Most times.
        max: u32,
    },
    /// Something must hold.
    Ensure,
    /// It fails.
    Fail,
}
