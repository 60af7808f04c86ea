//! Starting nodes and passing on their values.

use std::{collections::HashMap, sync::Arc};

use orchestra_plan::{Failure, FailureKind, Slot, Value, node::Called};

use super::{
    Machine, Target, Task,
    frame::{
        Activity, Alarm, Frame, FrameId, NodeState, Place, Role, RunningNode, StepFailure, Waiter,
    },
};
use crate::{
    Command, Instant, JobEvent,
    program::{Arm, BlockId, Code, TemplateCall},
    summary,
};

impl Machine {
    /// Begins a block. Nodes that wait for nothing start within this turn, in program order.
    pub(super) fn open(
        &mut self,
        block: BlockId,
        parent: Option<Place>,
        role: Role,
        path: Arc<str>,
        values: HashMap<Slot, Value>,
    ) -> FrameId {
        let id = FrameId(self.next_frame);
        self.next_frame += 1;
        let program = Arc::clone(&self.program);
        let code = program.block(block);
        let mut nodes = Vec::with_capacity(code.nodes.len());
        for (index, node) in code.nodes.iter().enumerate() {
            let waiter = Waiter { frame: id, node: Some(index) };
            let waits_for = node.waits_for + self.await_outer(parent, &node.outer, waiter);
            if waits_for == 0 {
                self.ready.push_back(Task::Start(Place { frame: id, node: index }));
            }
            nodes.push(NodeState::Waiting(waits_for));
        }
        let waiter = Waiter { frame: id, node: None };
        let result_waits_for = self.await_outer(parent, &code.result_outer, waiter);
        if nodes.is_empty() && result_waits_for == 0 {
            self.ready.push_back(Task::Conclude(id));
        }
        let unfinished = nodes.len();
        let budget = match (parent, role) {
            // An `else` is outside of what its call may cost.
            (Some(place), Role::Otherwise) => {
                self.frames.get(&place.frame).and_then(|frame| frame.budget)
            }
            (Some(place), _) => self.budget_of(place),
            (None, _) => self.open_job_budgets(),
        };
        let frame = Frame {
            block,
            path,
            parent,
            role,
            values,
            nodes,
            unfinished,
            running: 0,
            result_waits_for,
            waiters: HashMap::new(),
            budget,
            ending: None,
        };
        self.frames.insert(id, frame);
        id
    }

    /// Puts `waiter` where the slots come from that aren't known yet; how many these are.
    fn await_outer(&mut self, parent: Option<Place>, slots: &[Slot], waiter: Waiter) -> usize {
        let mut missing = 0;
        for slot in slots {
            let Some((block, node)) = self.program.definer(*slot) else { continue };
            let mut around = parent;
            while let Some(place) = around {
                let Some(frame) = self.frames.get_mut(&place.frame) else { break };
                if frame.block == block {
                    if !frame.values.contains_key(slot) {
                        frame.waiters.entry(node).or_default().push(waiter);
                        missing += 1;
                    }
                    break;
                }
                around = frame.parent;
            }
        }
        missing
    }

    pub(super) fn start(&mut self, place: Place) {
        let program = Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&place.frame).filter(|frame| frame.ending.is_none())
        else {
            return;
        };
        let node = program.node(frame.block, place.node);
        match &node.code {
            Code::Eval(expr) => {
                let value = self.evaluate(place.frame, expr, &[]);
                self.settle_value(place, value);
            }
            Code::Ensure(ensure) => {
                let value = self.ensure(place.frame, ensure, node.mark);
                if value.is_err() {
                    self.note_unmet(place, ensure);
                }
                self.settle_value(place, value);
            }
            Code::Fail(message) => {
                let message = self.evaluate(place.frame, message, &[]);
                let failure = message.map(|message| Failure {
                    kind: FailureKind::Failed,
                    message: message.to_text(),
                    mark: Some(node.mark),
                });
                self.throw_at(place, failure.unwrap_or_else(|failure| failure));
            }
            Code::Call { call, .. } => self.start_call(place, call),
            Code::Template(call) => self.start_template(place, call),
            Code::Sys { operation, arguments, .. } => {
                self.start_system(place, *operation, arguments);
            }
            Code::Calls(of) => {
                let value = self.sent_above(place, of);
                self.settle_value(place, value);
            }
            Code::Branch(arms) => self.start_branch(place, arms),
            Code::Map(map) => self.start_map(place, map),
            Code::Repeat(repeat) => self.start_repeat(place, repeat),
        }
    }

    fn settle_value(&mut self, place: Place, value: Result<Value, Failure>) {
        match value {
            Ok(value) => self.finish(place, value),
            Err(failure) => self.throw_at(place, failure),
        }
    }

    fn start_branch(&mut self, place: Place, arms: &[Arm]) {
        for arm in arms {
            let holds = match &arm.test {
                None => Ok(Value::Bool(true)),
                Some(test) => self.evaluate(place.frame, test, &[]),
            };
            match holds {
                Ok(Value::Bool(true)) => {
                    let path = self.child_path(place.frame, &arm.path);
                    let child = self.open(arm.body, Some(place), Role::Body, path, HashMap::new());
                    self.set_running(place, Activity::Block(child));
                    return;
                }
                Ok(_) => {}
                Err(failure) => return self.throw_at(place, failure),
            }
        }
        self.finish(place, Value::Null);
    }

    fn start_template(&mut self, place: Place, call: &TemplateCall) {
        self.set_running(place, Activity::Over);
        self.step_started(place, &call.template);
        let program = Arc::clone(&self.program);
        let arguments = self.evaluate(place.frame, &call.arguments, &[]);
        let template = program.template(&call.template);
        let (template, arguments) = match (template, arguments) {
            (Some(template), Ok(Value::Record(arguments))) => (template, arguments),
            (_, Err(failure)) => return self.throw_at(place, failure),
            (template, Ok(_)) => {
                let missing = if template.is_none() { "isn't there" } else { "takes a record" };
                let message = format!("the plan is broken: `{}` {missing}", call.template);
                return self.fail_at(place, FailureKind::Failed, message);
            }
        };
        if let Some(deadline) = call.deadline.into_iter().chain(template.deadline).min() {
            self.set_alarm(place, deadline.0);
        }
        for budget in template.budget.iter().chain(&call.budget) {
            self.set_budget(place, budget);
        }
        let of = Called::Template { template: call.template.clone() };
        self.note_sent(place, of, &Value::Record(arguments.clone()));
        let value = |name: &str| arguments.get(name).cloned().unwrap_or(Value::Null);
        let values = template.params.iter().map(|(name, slot)| (*slot, value(name))).collect();
        let path = self.step(place);
        let child = self.open(template.body, Some(place), Role::Body, path, values);
        self.set_activity(place, Activity::Block(child));
    }

    /// The node has its value.
    pub(super) fn finish(&mut self, place: Place, value: Value) {
        let program = Arc::clone(&self.program);
        let Some(frame) = self.frames.get_mut(&place.frame) else { return };
        let before = std::mem::replace(&mut frame.nodes[place.node], NodeState::Ended);
        let node = program.node(frame.block, place.node);
        frame.values.insert(node.slot, value.clone());
        frame.unfinished -= 1;
        for dependent in &node.dependents {
            if let NodeState::Waiting(missing) = &mut frame.nodes[*dependent] {
                *missing -= 1;
                if *missing == 0 {
                    let place = Place { frame: place.frame, node: *dependent };
                    self.ready.push_back(Task::Start(place));
                }
            }
        }
        let waiters = frame.waiters.remove(&place.node).unwrap_or_default();
        if frame.unfinished == 0 && frame.result_waits_for == 0 {
            self.ready.push_back(Task::Conclude(place.frame));
        }
        if let NodeState::Running(running) = before {
            frame.running -= 1;
            if let Some(alarm) = running.alarm {
                self.drop_command(alarm.command);
            }
            self.close_budgets(&running.budgets);
            self.step_finished(place, &running.activity, running.started, &value);
        }
        for waiter in waiters {
            self.wake(waiter);
        }
    }

    /// One of the outer slots that somebody waits for is known.
    fn wake(&mut self, waiter: Waiter) {
        let Some(frame) = self.frames.get_mut(&waiter.frame) else { return };
        match waiter.node {
            Some(node) => {
                if let NodeState::Waiting(missing) = &mut frame.nodes[node] {
                    *missing -= 1;
                    if *missing == 0 {
                        self.ready.push_back(Task::Start(Place { frame: waiter.frame, node }));
                    }
                }
            }
            None => {
                frame.result_waits_for -= 1;
                if frame.result_waits_for == 0 && frame.unfinished == 0 {
                    self.ready.push_back(Task::Conclude(waiter.frame));
                }
            }
        }
    }

    /// All nodes of the frame have ended: its value goes to whom it belongs.
    pub(super) fn conclude(&mut self, id: FrameId) {
        let program = Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&id).filter(|frame| frame.ending.is_none()) else {
            return;
        };
        let value = match self.evaluate(id, &program.block(frame.block).result, &[]) {
            Ok(value) => value,
            Err(failure) => {
                let failure = StepFailure { step: Arc::clone(&frame.path), failure };
                return self.throw(id, None, failure);
            }
        };
        let Some(Frame { parent, role, .. }) = self.frames.remove(&id) else { return };
        match (parent, role) {
            (None, _) | (_, Role::Job) => self.finish_job(Ok(value.to_json())),
            (Some(place), Role::Body | Role::Otherwise) => self.finish(place, value),
            (Some(place), Role::Iteration(at)) => self.iterated(place, id, at, Some(value)),
            (Some(place), Role::Repetition) => self.repeated(place, value),
        }
    }

    pub(super) fn set_running(&mut self, place: Place, activity: Activity) {
        let started = self.now;
        let Some(frame) = self.frames.get_mut(&place.frame) else { return };
        let node = RunningNode {
            activity,
            started,
            alarm: None,
            budgets: Vec::new(),
            failing: None,
            cancelled: false,
            told: false,
        };
        frame.nodes[place.node] = NodeState::Running(Box::new(node));
        frame.running += 1;
    }

    pub(super) fn running(&mut self, place: Place) -> Option<&mut RunningNode> {
        match self.frames.get_mut(&place.frame)?.nodes.get_mut(place.node)? {
            NodeState::Running(node) => Some(node),
            NodeState::Waiting(_) | NodeState::Ended => None,
        }
    }

    pub(super) fn set_activity(&mut self, place: Place, activity: Activity) {
        if let Some(node) = self.running(place) {
            node.activity = activity;
        }
    }

    /// Sets the alarm of the node's deadline, so many milliseconds from now.
    pub(super) fn set_alarm(&mut self, place: Place, milliseconds: u64) {
        let at = self.now.after(milliseconds);
        let command = self.command(Command::Wake { at }, Target::Deadline(place));
        if let Some(node) = self.running(place) {
            node.alarm = Some(Alarm { command, after: milliseconds });
        }
    }

    /// The path of a node.
    pub(super) fn step(&self, place: Place) -> Arc<str> {
        let Some(frame) = self.frames.get(&place.frame) else { return "".into() };
        let id = &self.program.node(frame.block, place.node).id;
        format!("{}.{id}", frame.path).into()
    }

    pub(super) fn child_path(&self, frame: FrameId, name: &str) -> Arc<str> {
        let path = self.frames.get(&frame).map_or("", |frame| &*frame.path);
        format!("{path}.{name}").into()
    }

    pub(super) fn step_started(&mut self, place: Place, target: &str) {
        let step = self.step(place).to_string();
        self.report(JobEvent::StepStarted { step, target: target.to_owned() });
    }

    pub(super) fn step_finished(
        &mut self,
        place: Place,
        activity: &Activity,
        started: Instant,
        value: &Value,
    ) {
        if !self.is_reported(place) {
            return;
        }
        let (step, took_ms) = (self.step(place).to_string(), self.now.since(started));
        let (operation, cost) = match activity {
            Activity::Call(call) => (Some(call.operation().to_owned()), call.cost()),
            _ => (None, None),
        };
        let value = summary::of(value);
        self.report(JobEvent::StepFinished { step, operation, value, cost, took_ms });
    }

    /// Whether those who watch hear of the node: branches are told by what they hold.
    pub(super) fn is_reported(&self, place: Place) -> bool {
        let Some(frame) = self.frames.get(&place.frame) else { return false };
        let code = &self.program.node(frame.block, place.node).code;
        matches!(
            code,
            Code::Call { .. }
                | Code::Template(_)
                | Code::Sys { .. }
                | Code::Map(_)
                | Code::Repeat(_)
        )
    }
}
