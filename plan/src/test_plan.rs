//! A compiled `test`: a plan that only a test run runs, and who answers in it.
//!
//! Whatever is mocked has a binding of [`Transport::Mock`], also behind providers and in the
//! templates that the test calls; [`TestPlan::mocks`] says by that binding's key what it answers.
//! Engines refuse such plans.

#![expect(missing_docs, reason = "a variant's comment says what its fields are")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Binding, Expr, FailureKind, Lambda, Mark, Plan, Shape, binding::Transport};

/// A compiled `test`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestPlan {
    /// As written.
    pub title: String,
    /// Where the title stands.
    pub mark: Mark,
    /// What it does. It has no parameters; [`Plan::template`] is the test itself. Its bounds are
    /// not computed.
    pub plan: Plan,
    /// What is mocked, by the key of its binding in [`Plan::bindings`].
    pub mocks: BTreeMap<String, Mock>,
}

/// Who answers in the place of an operation or a capability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mock {
    /// What is mocked, as it is written: `search.web`.
    pub target: String,
    /// Where that stands.
    pub mark: Mark,
    /// What an attempt gets.
    pub answer: MockAnswer,
}

/// What an attempt at a mock gets. Expressions read no slots but their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MockAnswer {
    /// The output; where the call has an `into`, what the model said: a string, or what stands for
    /// its JSON.
    Value { value: Expr },
    /// The same, of the arguments.
    Lambda { lambda: Lambda },
    /// A failure of an attempt.
    Fail { failure: FailureKind },
}

impl Binding {
    /// The mock of this operation: whether it writes and what a repeated request does stay; it
    /// answers at once, needs no key, costs nothing and has no limits.
    #[must_use]
    pub fn mock(self) -> Self {
        let (pricing, auth, job) = (Some(Vec::new()), None, None);
        let (operation_limits, endpoint_limits) = Default::default();
        let transport = Transport::Mock;
        Self { transport, auth, job, pricing, operation_limits, endpoint_limits, ..self }
    }

    /// The mock of a capability that this operation could have answered.
    #[must_use]
    pub fn mock_of_capability(
        self,
        capability: &str,
        input: serde_json::Value,
        output: serde_json::Value,
        output_shape: Shape,
    ) -> Self {
        let operation = capability.to_owned();
        let endpoint = operation.clone();
        let (input, output) = (input.into(), output.into());
        Self { operation, endpoint, input, output, output_shape, ..self.mock() }
    }
}
