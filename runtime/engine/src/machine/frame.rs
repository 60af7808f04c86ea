//! A block being run: its values, which of its nodes run, and what happens when it fails.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use orchestra_plan::{Failure, Slot, Value};

use super::{call::CallRun, treasury::BudgetId};
use crate::{CommandId, Instant, program::BlockId};

/// Names a frame. Never given twice, so that a stale one finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FrameId(pub(super) u64);

/// A node of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) frame: FrameId,
    pub(super) node: usize,
}

/// A block being run.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) block: BlockId,
    pub(super) path: Arc<str>,
    /// The node that it belongs to; none: the job.
    pub(super) parent: Option<Place>,
    pub(super) role: Role,
    pub(super) values: HashMap<Slot, Value>,
    /// By node.
    pub(super) nodes: Vec<NodeState>,
    /// Nodes that haven't ended.
    pub(super) unfinished: usize,
    /// Nodes that run.
    pub(super) running: usize,
    /// Outer slots that its result still waits for.
    pub(super) result_waits_for: usize,
    /// Who waits for one of its slots from inside a sub-table.
    pub(super) waiters: HashMap<usize, Vec<Waiter>>,
    /// The innermost budget around it.
    pub(super) budget: Option<BudgetId>,
    /// Set when no node is to start any more.
    pub(super) ending: Option<Ending>,
}

impl Frame {
    /// A node that runs.
    pub(super) fn running_node(&self, node: usize) -> Option<&RunningNode> {
        match self.nodes.get(node)? {
            NodeState::Running(node) => Some(node),
            NodeState::Waiting(_) | NodeState::Ended => None,
        }
    }
}

/// Who waits for a slot of a frame around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiter {
    pub(super) frame: FrameId,
    /// None: the frame's result.
    pub(super) node: Option<usize>,
}

/// What a frame is to its parent node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The job's template.
    Job,
    /// The body of a called template, or a branch's arm: its value is the node's.
    Body,
    /// The `else` of a call: its value is the node's, its failure isn't caught there.
    Otherwise,
    /// One iteration of a `for`, by its place among those that are gone through.
    Iteration(usize),
    /// One iteration of a `repeat`.
    Repetition,
}

/// Why a frame starts nothing any more.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    /// It failed, and is the first to handle that, once writes in flight have ended.
    Failed(StepFailure),
    /// Something around it failed.
    Cancelled,
}

/// A failure with the step that it arose in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StepFailure {
    pub(super) step: Arc<str>,
    pub(super) failure: Failure,
}

/// Where a node stands.
#[derive(Debug)]
pub(super) enum NodeState {
    /// It waits for so many others.
    Waiting(usize),
    /// It runs.
    Running(Box<RunningNode>),
    /// It has ended, one way or the other.
    Ended,
}

/// A node that takes time.
#[derive(Debug)]
pub(super) struct RunningNode {
    pub(super) activity: Activity,
    pub(super) started: Instant,
    /// Of its deadline.
    pub(super) alarm: Option<Alarm>,
    /// Its own budgets, the innermost last.
    pub(super) budgets: Vec<BudgetId>,
    /// It failed and waits for its writes in flight before its `else` begins.
    pub(super) failing: Option<StepFailure>,
    /// Something around it failed; it waits for its writes in flight.
    pub(super) cancelled: bool,
    /// Whether those who watch know that it failed, so that they aren't told twice.
    pub(super) told: bool,
}

/// What wakes a node at its deadline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alarm {
    pub(super) command: CommandId,
    /// From its start, in milliseconds.
    pub(super) after: u64,
}

/// What a running node is doing.
#[derive(Debug)]
pub(super) enum Activity {
    /// Asking providers.
    Call(Box<CallRun>),
    /// Waiting for `sys`. Whether it may be given up.
    Sys { id: CommandId, droppable: bool },
    /// Waiting for one sub-table.
    Block(FrameId),
    /// Going through a list.
    Map(MapRun),
    /// Repeating.
    Repeat { frame: FrameId, done: u32 },
    /// Nothing is left to wait for.
    Over,
}

/// A `for` being gone through.
#[derive(Debug)]
pub(super) struct MapRun {
    /// Items with their indices in the list.
    pub(super) items: Vec<(usize, Value)>,
    /// The next to start.
    pub(super) next: usize,
    /// Values by place; absent where not yet there or left out.
    pub(super) values: Vec<Option<Value>>,
    /// Iterations that run.
    pub(super) running: BTreeSet<FrameId>,
}
