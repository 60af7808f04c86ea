//! Expressions in the scope of a frame. The language's meaning is `orchestra_plan`'s; this is only
//! where its names are looked up.

use std::collections::HashMap;

use orchestra_plan::{
    Evaluator, Expr, Failure, Lambda, Mark, Plan, Shape, Slot, Slots, Value, node::EnsureNode,
};
use serde_json::Value as Json;

use super::{
    Machine,
    frame::{Frame, FrameId},
};

/// The names that an expression sees: its own, then those of its frame and the frames around.
struct Scope<'job> {
    plan: &'job Plan,
    frames: &'job HashMap<FrameId, Frame>,
    frame: FrameId,
    locals: &'job [(Slot, Value)],
}

impl<'job> Scope<'job> {
    fn evaluate(&self, expr: &Expr) -> Result<Value, Failure> {
        self.evaluator().evaluate(expr, self)
    }

    fn apply(&self, lambda: &Lambda, arguments: &[Value]) -> Result<Value, Failure> {
        self.evaluator().call_lambda(lambda, arguments, self)
    }

    fn ensure(&self, ensure: &EnsureNode, mark: Mark) -> Result<(), Failure> {
        self.evaluator().ensure(ensure, mark, self)
    }

    fn evaluator(&self) -> Evaluator<'job> {
        Evaluator::new(&self.plan.functions, &self.plan.shapes)
    }
}

impl Slots for Scope<'_> {
    fn get(&self, slot: Slot) -> Option<&Value> {
        if let Some((_, value)) = self.locals.iter().find(|(local, _)| *local == slot) {
            return Some(value);
        }
        let mut around = Some(self.frame);
        while let Some(frame) = around.and_then(|id| self.frames.get(&id)) {
            if let Some(value) = frame.values.get(&slot) {
                return Some(value);
            }
            around = frame.parent.map(|place| place.frame);
        }
        None
    }
}
pub(super) fn decode(plan: &Plan, shape: &Shape, json: &Json) -> Result<Value, String> {
    shape.decode(json, &plan.shapes).map_err(|misfit| misfit.to_string())
}

pub(super) fn read_into(plan: &Plan, shape: &Shape, text: &str) -> Result<Value, String> {
    shape.read_into(&Value::text(text), &plan.shapes).map_err(|misfit| misfit.to_string())
}

impl Machine {
    /// The names that expressions of a frame see, with more.
    fn scope<'job>(&'job self, frame: FrameId, locals: &'job [(Slot, Value)]) -> Scope<'job> {
        Scope { plan: &self.program.plan, frames: &self.frames, frame, locals }
    }

    /// A value in the scope of a frame, with more names.
    pub(super) fn evaluate(
        &self,
        frame: FrameId,
        expr: &Expr,
        locals: &[(Slot, Value)],
    ) -> Result<Value, Failure> {
        self.scope(frame, locals).evaluate(expr)
    }

    /// Null if the condition holds.
    pub(super) fn ensure(
        &self,
        frame: FrameId,
        ensure: &EnsureNode,
        mark: Mark,
    ) -> Result<Value, Failure> {
        self.scope(frame, &[]).ensure(ensure, mark).map(|()| Value::Null)
    }

    /// What a function makes of arguments.
    pub(super) fn apply(
        &self,
        frame: FrameId,
        lambda: &Lambda,
        arguments: Vec<Value>,
    ) -> Result<Value, Failure> {
        self.scope(frame, &[]).apply(lambda, &arguments)
    }
}
