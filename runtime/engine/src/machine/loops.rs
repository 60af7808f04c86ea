//! `for` and `repeat`.

use std::collections::{BTreeSet, HashMap};

use orchestra_plan::{Failure, FailureKind, Value};

use super::{
    Machine,
    frame::{Activity, FrameId, MapRun, Place, Role},
};
use crate::{
    program::{Code, MapCode, RepeatCode},
    summary,
};

impl Machine {
    pub(super) fn start_map(&mut self, place: Place, map: &MapCode) {
        self.set_running(place, Activity::Over);
        self.step_started(place, "");
        match self.items(place, map) {
            Ok(items) => {
                let values = vec![None; items.len()];
                let run = MapRun { items, next: 0, values, running: BTreeSet::new() };
                self.set_activity(place, Activity::Map(run));
                self.go_through(place, map);
            }
            Err(failure) => self.throw_at(place, failure),
        }
    }

    /// The items that are gone through, with their indices in the list.
    fn items(&self, place: Place, map: &MapCode) -> Result<Vec<(usize, Value)>, Failure> {
        let list = match self.evaluate(place.frame, &map.list, &[])? {
            Value::List(list) => list,
            other => {
                let message = format!("the plan is broken: {} is no list", summary::of(&other));
                return Err(Failure { kind: FailureKind::Failed, message, mark: None });
            }
        };
        let items = list.iter().cloned().enumerate();
        let Some(filter) = &map.filter else { return Ok(items.collect()) };
        let mut kept = Vec::new();
        for (index, item) in items {
            let mut locals = vec![(map.item, item.clone())];
            locals.extend(map.index.map(|slot| (slot, integer(index))));
            if self.evaluate(place.frame, filter, &locals)? == Value::Bool(true) {
                kept.push((index, item));
            }
        }
        Ok(kept)
    }

    /// Starts as many iterations as may run; ends the loop when none is left.
    fn go_through(&mut self, place: Place, map: &MapCode) {
        loop {
            let Some(node) = self.running(place) else { return };
            let Activity::Map(run) = &mut node.activity else { return };
            if run.next == run.items.len() || run.running.len() >= map.parallel {
                break;
            }
            let at = run.next;
            run.next += 1;
            let (index, item) = run.items[at].clone();
            let mut values = HashMap::from([(map.item, item)]);
            values.extend(map.index.map(|slot| (slot, integer(index))));
            let path = format!("{}[{index}]", self.step(place));
            let child = self.open(map.body, Some(place), Role::Iteration(at), path.into(), values);
            if let Some(node) = self.running(place)
                && let Activity::Map(run) = &mut node.activity
            {
                run.running.insert(child);
            }
        }
        let Some(node) = self.running(place) else { return };
        let Activity::Map(run) = &mut node.activity else { return };
        if run.next == run.items.len() && run.running.is_empty() {
            let values = std::mem::take(&mut run.values);
            let list: Vec<_> = values.into_iter().flatten().collect();
            self.finish(place, Value::List(list.into()));
        }
    }

    /// An iteration has ended, with a value or left out.
    pub(super) fn iterated(
        &mut self,
        place: Place,
        child: FrameId,
        at: usize,
        value: Option<Value>,
    ) {
        if let Some(node) = self.running(place)
            && let Activity::Map(run) = &mut node.activity
        {
            run.running.remove(&child);
            run.values[at] = value;
        }
        let program = std::sync::Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&place.frame) else { return };
        if let Code::Map(map) = &program.node(frame.block, place.node).code {
            self.go_through(place, map);
        }
    }

    pub(super) fn start_repeat(&mut self, place: Place, repeat: &RepeatCode) {
        self.set_running(place, Activity::Over);
        self.step_started(place, "");
        match self.evaluate(place.frame, &repeat.init, &[]) {
            Ok(state) => {
                if let Some(deadline) = repeat.deadline {
                    self.set_alarm(place, deadline.0);
                }
                self.repeat(place, repeat, 0, state);
            }
            Err(failure) => self.throw_at(place, failure),
        }
    }

    fn repeat(&mut self, place: Place, repeat: &RepeatCode, done: u32, state: Value) {
        let path = format!("{}[{done}]", self.step(place));
        let values = HashMap::from([(repeat.state, state)]);
        let child = self.open(repeat.body, Some(place), Role::Repetition, path.into(), values);
        self.set_activity(place, Activity::Repeat { frame: child, done });
    }

    /// An iteration of a `repeat` has its value, the new state.
    pub(super) fn repeated(&mut self, place: Place, state: Value) {
        let program = std::sync::Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&place.frame) else { return };
        let Code::Repeat(repeat) = &program.node(frame.block, place.node).code else { return };
        let Some(node) = self.running(place) else { return };
        let Activity::Repeat { done, .. } = node.activity else { return };
        let done = done + 1;
        let locals = [(repeat.state, state.clone())];
        match self.evaluate(place.frame, &repeat.until, &locals) {
            Ok(enough) if enough == Value::Bool(true) || done >= repeat.max => {
                self.finish(place, state);
            }
            Ok(_) => self.repeat(place, repeat, done, state),
            Err(failure) => self.throw_at(place, failure),
        }
    }
}

fn integer(index: usize) -> Value {
    Value::Int(i64::try_from(index).unwrap_or(i64::MAX))
}
