//! `calls(…)`: what the steps above it sent.

use orchestra_plan::{
    Failure, Value,
    node::{CallNode, Called},
};

use super::{
    Machine,
    call::CallRun,
    frame::{FrameId, Place},
};
use crate::program::Code;

/// Arguments that were sent in a test.
#[derive(Debug)]
pub(super) struct SentCall {
    /// The nodes that it lies in, the outermost first, itself last.
    path: Vec<Place>,
    of: Called,
    arguments: Value,
}

impl Machine {
    /// An attempt at a provider starts.
    pub(super) fn note_attempt(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &CallRun,
        provider: usize,
    ) {
        if self.test.is_none() {
            return;
        }
        if call.capability {
            let of = Called::Capability { capability: call.target.clone() };
            self.note_sent(place, of, &run.arguments);
        }
        let asked = &call.providers[provider];
        // The mock of a capability asks no operation.
        if !call.capability || asked.request.is_some() {
            let binding = self.binding(&asked.binding);
            let operation = binding.map_or(&asked.binding, |it| &it.operation).clone();
            let arguments = self.operation_arguments(place, call, provider, &run.arguments);
            if let Ok(arguments) = arguments {
                self.note_sent(place, Called::Operation { operation }, &arguments);
            }
        }
    }

    /// Something starts with these arguments.
    pub(super) fn note_sent(&mut self, place: Place, of: Called, arguments: &Value) {
        if self.test.is_none() {
            return;
        }
        let path = self.places_around(place);
        if let Some(test) = &mut self.test {
            test.sent.push(SentCall { path, of, arguments: arguments.clone() });
        }
    }

    /// The value of `calls(…)` at `place`.
    pub(super) fn sent_above(&self, place: Place, of: &Called) -> Result<Value, Failure> {
        let here = self.places_around(place);
        let sent = self.test.iter().flat_map(|test| &test.sent);
        let sent = sent.filter(|it| it.of == *of && self.is_above(&it.path, &here));
        Ok(Value::list(sent.map(|it| it.arguments.clone()).collect()))
    }

    /// Whether a step comes before another in the text: in a block by their places there, of the
    /// rounds of a `repeat` in that of all earlier ones. Iterations of a `for` know nothing of each
    /// other.
    fn is_above(&self, step: &[Place], other: &[Place]) -> bool {
        let apart = step.iter().zip(other).position(|(one, other)| one != other);
        // A call is above what stands in its `else`.
        let Some(apart) = apart else { return step.len() < other.len() };
        if step[apart].frame == other[apart].frame {
            return step[apart].node < other[apart].node;
        }
        let around = apart.checked_sub(1).map(|around| other[around]);
        around.is_some_and(|around| !self.is_for(around))
    }

    fn is_for(&self, place: Place) -> bool {
        let frame = self.frames.get(&place.frame);
        frame.is_some_and(|it| matches!(self.program.node(it.block, place.node).code, Code::Map(_)))
    }

    /// A node with those that it lies in, the outermost first.
    fn places_around(&self, place: Place) -> Vec<Place> {
        let parent = |id: FrameId| self.frames.get(&id).and_then(|frame| frame.parent);
        let mut places: Vec<_> =
            std::iter::successors(Some(place), |place| parent(place.frame)).collect();
        places.reverse();
        places
    }
}
