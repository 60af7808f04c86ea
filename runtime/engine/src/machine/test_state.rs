//! What a machine knows in a test beside the job: who is mocked, what was sent, which `ensure`s
//! didn't hold. A job has none of it.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{Expr, Mock, Value, expr::BinaryOperator, node::EnsureNode};
use serde_json::Value as Json;

use super::{
    Machine,
    calls::SentCall,
    frame::{FrameId, Place},
};

/// What a machine knows in a test beside the job.
#[derive(Debug, Default)]
pub(super) struct TestState {
    /// By the key of their bindings.
    pub(super) mocks: BTreeMap<String, Mock>,
    /// In order of start.
    pub(super) sent: Vec<SentCall>,
    unmet: Vec<(Arc<str>, Unmet)>,
}

impl TestState {
    pub(super) fn new(mocks: BTreeMap<String, Mock>) -> Self {
        Self { mocks, ..Self::default() }
    }
}

/// What an `ensure` saw that didn't hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Unmet {
    /// Both sides of the `==` that didn't hold.
    pub(crate) compared: Option<(Json, Json)>,
    /// The operands that it shows, by their texts.
    pub(crate) shown: Vec<(String, Json)>,
}

impl Machine {
    /// What the `ensure` at `step` saw, where it didn't hold.
    pub(crate) fn unmet(&self, step: &str) -> Option<&Unmet> {
        let unmet = &self.test.as_ref()?.unmet;
        unmet.iter().rev().find(|(at, _)| **at == *step).map(|(_, unmet)| unmet)
    }

    /// Remembers what an `ensure` saw that doesn't hold.
    pub(super) fn note_unmet(&mut self, place: Place, ensure: &EnsureNode) {
        if self.test.is_none() {
            return;
        }
        let value = |expr: &Expr| self.evaluate(place.frame, expr, &[]).map(|it| it.to_json());
        let shown = ensure.shown.iter();
        let shown = shown.filter_map(|it| Some((it.text.clone(), value(&it.value).ok()?)));
        let unmet = Unmet {
            compared: self.compared(place.frame, &ensure.condition),
            shown: shown.collect(),
        };
        let step = self.step(place);
        if let Some(test) = &mut self.test {
            test.unmet.push((step, unmet));
        }
    }

    /// Both sides of the `==` for which a condition doesn't hold.
    fn compared(&self, frame: FrameId, condition: &Expr) -> Option<(Json, Json)> {
        let value = |expr: &Expr| self.evaluate(frame, expr, &[]).ok();
        match condition {
            Expr::Binary { operator: BinaryOperator::Equal, left, right, .. } => {
                Some((value(left)?.to_json(), value(right)?.to_json()))
            }
            Expr::And { left, right } => match value(left)? {
                Value::Bool(true) => self.compared(frame, right),
                _ => self.compared(frame, left),
            },
            _ => None,
        }
    }
}
