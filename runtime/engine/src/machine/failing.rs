//! How failures travel: outwards to the first that handles them, cancelling what they pass.
//!
//! Whoever handles a failure first ends everything inside itself: nothing starts, reads in flight
//! are dropped, writes in flight awaited. Only when the last of these has ended does it go on: with
//! its `else`, without the iteration, or with the job's failure. A failure that arises where
//! something is already ending is of no account: the first one is reported.

use std::{collections::HashMap, sync::Arc};

use orchestra_plan::{Failure, FailureKind, Value, node::OnError, value::duration};

use super::{
    Machine,
    frame::{Activity, Ending, FrameId, NodeState, Place, Role, StepFailure},
};
use crate::{
    JobEvent, JobFailure,
    program::{BlockId, Code},
};

/// The job's own block, the first that is begun.
const ROOT: FrameId = FrameId(0);

impl Machine {
    /// A failure of the node itself.
    pub(super) fn throw_at(&mut self, place: Place, failure: Failure) {
        let failure = self.step_failure(place, failure);
        self.throw(place.frame, Some(place.node), failure);
    }

    /// A failure with the node that it arose in.
    pub(super) fn step_failure(&self, place: Place, mut failure: Failure) -> StepFailure {
        if let Some(frame) = self.frames.get(&place.frame) {
            let node = self.program.node(frame.block, place.node);
            failure.mark = failure.mark.or(Some(node.mark));
        }
        StepFailure { step: self.step(place), failure }
    }

    /// The same, of a kind and with a message.
    pub(super) fn fail_at(&mut self, place: Place, kind: FailureKind, message: String) {
        self.throw_at(place, Failure { kind, message, mark: None });
    }

    /// A failure in a frame: of a node, or of its result.
    pub(super) fn throw(&mut self, frame: FrameId, node: Option<usize>, failure: StepFailure) {
        let (mut at, mut node, mut catchable) = (frame, node, true);
        loop {
            let Some(frame) = self.frames.get(&at) else { return };
            if frame.ending.is_some() {
                return;
            }
            let (role, parent) = (frame.role, frame.parent);
            if let Some(node) = node {
                let place = Place { frame: at, node };
                if catchable && self.otherwise(place).is_some() {
                    return self.catch_at_node(place, failure);
                }
                self.report_failed(place, &failure, false);
            }
            match (role, parent) {
                (Role::Iteration(_), Some(place)) if self.skips(place) => break,
                (_, None) => break,
                (role, Some(place)) => {
                    (at, node) = (place.frame, Some(place.node));
                    catchable = role != Role::Otherwise;
                }
            }
        }
        self.catch_at_frame(at, failure);
    }

    pub(super) fn deadline_passed(&mut self, place: Place) {
        let Some(alarm) = self.running(place).and_then(|node| node.alarm.take()) else { return };
        let message = format!("it isn't done within {}", span(alarm.after));
        self.fail_at(place, FailureKind::Deadline, message);
    }

    pub(super) fn job_deadline_passed(&mut self) {
        let Some(frame) = self.frames.get(&ROOT) else { return };
        let given = self.deadline_at().map_or(0, |at| at.since(self.settings.started_at));
        let message = format!("the job isn't done within {}", span(given));
        let failure = Failure { kind: FailureKind::Deadline, message, mark: None };
        let failure = StepFailure { step: Arc::clone(&frame.path), failure };
        self.fail_job(failure);
    }

    /// A failure that nothing catches.
    pub(super) fn fail_job(&mut self, failure: StepFailure) {
        if self.frames.get(&ROOT).is_some_and(|frame| frame.ending.is_none()) {
            self.catch_at_frame(ROOT, failure);
        }
    }

    /// What was awaited in a node that is ending has ended, and well: where something else failed,
    /// the node itself has done what it was to do.
    pub(super) fn settle_with(&mut self, place: Place, value: &Value) {
        if let Some(node) = self.running(place).filter(|node| node.cancelled && !node.told) {
            node.told = true;
            let started = node.started;
            let activity = std::mem::replace(&mut node.activity, Activity::Over);
            self.step_finished(place, &activity, started, value);
        }
        self.settle(place);
    }

    /// What was awaited in a node that is ending has ended.
    pub(super) fn settle(&mut self, mut place: Place) {
        loop {
            let Some(node) = self.running(place) else { return };
            if node.failing.is_some() {
                return self.begin_otherwise(place);
            }
            self.end_cancelled(place);
            let Some(frame) = self.frames.get(&place.frame) else { return };
            if frame.running > 0 {
                return;
            }
            match frame.ending {
                Some(Ending::Failed(_)) => return self.frame_over(place.frame),
                Some(Ending::Cancelled) => {}
                None => return,
            }
            let Some(parent) = frame.parent else { return };
            self.frames.remove(&place.frame);
            if self.forget_child(parent, place.frame) {
                return;
            }
            place = parent;
        }
    }

    /// Whether the node has an `else`.
    fn otherwise(&self, place: Place) -> Option<BlockId> {
        let frame = self.frames.get(&place.frame)?;
        match &self.program.node(frame.block, place.node).code {
            Code::Call { otherwise, .. } | Code::Sys { otherwise, .. } => *otherwise,
            Code::Template(call) => call.otherwise,
            _ => None,
        }
    }

    fn skips(&self, place: Place) -> bool {
        let Some(frame) = self.frames.get(&place.frame) else { return false };
        match &self.program.node(frame.block, place.node).code {
            Code::Map(map) => map.on_error == OnError::Skip,
            _ => false,
        }
    }

    fn catch_at_node(&mut self, place: Place, failure: StepFailure) {
        self.report_failed(place, &failure, true);
        let alarm = self.running(place).and_then(|node| {
            node.failing = Some(failure);
            node.alarm.take()
        });
        if let Some(alarm) = alarm {
            self.drop_command(alarm.command);
        }
        if !self.cancel_inside(place) {
            self.begin_otherwise(place);
        }
    }

    fn begin_otherwise(&mut self, place: Place) {
        let Some(block) = self.otherwise(place) else { return };
        let budgets = self.running(place).map(|node| {
            node.failing = None;
            std::mem::take(&mut node.budgets)
        });
        self.close_budgets(&budgets.unwrap_or_default());
        let path = format!("{}.else", self.step(place));
        let child = self.open(block, Some(place), Role::Otherwise, path.into(), HashMap::new());
        self.set_activity(place, Activity::Block(child));
    }

    fn catch_at_frame(&mut self, id: FrameId, failure: StepFailure) {
        if let Some(frame) = self.frames.get_mut(&id) {
            frame.ending = Some(Ending::Failed(failure));
        }
        self.cancel_nodes(id);
        if self.frames.get(&id).is_some_and(|frame| frame.running == 0) {
            self.frame_over(id);
        }
    }

    /// The frame that handles a failure has nothing left to wait for.
    fn frame_over(&mut self, id: FrameId) {
        let Some(frame) = self.frames.remove(&id) else { return };
        let Some(Ending::Failed(StepFailure { step, failure })) = frame.ending else { return };
        match (frame.role, frame.parent) {
            (Role::Iteration(at), Some(place)) => {
                let (kind, message) = (failure.kind, failure.message);
                let step = frame.path.to_string();
                self.report(JobEvent::IterationSkipped { step, kind, message });
                self.iterated(place, id, at, None);
            }
            _ => {
                let marks = &self.program.plan.debug.marks;
                let position = failure.mark.and_then(|mark| {
                    marks.get(usize::try_from(mark.0).unwrap_or(usize::MAX)).cloned()
                });
                let (kind, message) = (failure.kind, failure.message);
                let step = step.to_string();
                self.finish_job(Err(JobFailure { step, kind, message, position }));
            }
        }
    }

    /// Ends everything in the frame; whether something is still awaited. If not, it is gone.
    fn cancel_frame(&mut self, id: FrameId) -> bool {
        let Some(frame) = self.frames.get_mut(&id) else { return false };
        frame.ending = Some(Ending::Cancelled);
        self.cancel_nodes(id);
        let busy = self.frames.get(&id).is_some_and(|frame| frame.running > 0);
        if !busy {
            self.frames.remove(&id);
        }
        busy
    }

    fn cancel_nodes(&mut self, id: FrameId) {
        let Some(frame) = self.frames.get(&id) else { return };
        let running: Vec<_> = (0..frame.nodes.len())
            .filter(|node| matches!(frame.nodes[*node], NodeState::Running(_)))
            .collect();
        for node in running {
            let place = Place { frame: id, node };
            let Some(node) = self.running(place) else { continue };
            (node.cancelled, node.failing) = (true, None);
            let alarm = node.alarm.take();
            if let Some(alarm) = alarm {
                self.drop_command(alarm.command);
            }
            if !self.cancel_inside(place) {
                self.end_cancelled(place);
            }
        }
    }

    fn end_cancelled(&mut self, place: Place) {
        let Some(node) = self.running(place) else { return };
        let (told, budgets) = (node.told, std::mem::take(&mut node.budgets));
        self.close_budgets(&budgets);
        if let Some(frame) = self.frames.get_mut(&place.frame) {
            frame.nodes[place.node] = NodeState::Ended;
            frame.running -= 1;
        }
        if !told && self.is_reported(place) {
            let step = self.step(place).to_string();
            self.report(JobEvent::StepCancelled { step });
        }
    }

    /// Ends everything inside a running node; whether something is still awaited.
    fn cancel_inside(&mut self, place: Place) -> bool {
        let Some(node) = self.running(place) else { return false };
        match std::mem::replace(&mut node.activity, Activity::Over) {
            Activity::Call(call) => self.cancel_call(place, call),
            Activity::Sys { id, droppable: true } => {
                self.drop_command(id);
                false
            }
            activity @ Activity::Sys { .. } => {
                self.set_activity(place, activity);
                true
            }
            Activity::Block(child) => {
                let busy = self.cancel_frame(child);
                self.set_activity(
                    place,
                    if busy { Activity::Block(child) } else { Activity::Over },
                );
                busy
            }
            Activity::Repeat { frame: child, done } => {
                let busy = self.cancel_frame(child);
                let activity =
                    if busy { Activity::Repeat { frame: child, done } } else { Activity::Over };
                self.set_activity(place, activity);
                busy
            }
            Activity::Map(mut map) => {
                map.next = map.items.len();
                map.running.retain(|child| self.cancel_frame(*child));
                let busy = !map.running.is_empty();
                self.set_activity(place, Activity::Map(map));
                busy
            }
            Activity::Over => false,
        }
    }

    /// A sub-table of an ending node is gone; whether another is still awaited.
    fn forget_child(&mut self, place: Place, child: FrameId) -> bool {
        let Some(node) = self.running(place) else { return false };
        match &mut node.activity {
            Activity::Map(map) => {
                map.running.remove(&child);
                !map.running.is_empty()
            }
            activity => {
                *activity = Activity::Over;
                false
            }
        }
    }

    pub(super) fn report_failed(&mut self, place: Place, failure: &StepFailure, caught: bool) {
        if !self.is_reported(place) {
            return;
        }
        let now = self.now;
        let took_ms = self.running(place).map_or(0, |node| {
            node.told = !caught;
            now.since(node.started)
        });
        let step = self.step(place).to_string();
        let (kind, message) = (failure.failure.kind, failure.failure.message.clone());
        self.report(JobEvent::StepFailed { step, kind, message, caught, took_ms });
    }
}

/// So many milliseconds in words: `90s`.
fn span(milliseconds: u64) -> String {
    duration::text(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}
