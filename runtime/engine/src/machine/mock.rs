//! Attempts that a test's mocks answer. Nothing is sent: the machine waits as long as the answer
//! takes and then asks the mock itself.

use orchestra_plan::{
    Failure, FailureKind, Mock, MockAnswer, Value, node::CallNode, policy::Millis,
};

use super::{
    Command, Machine,
    answer::{AttemptFailure, Misfit},
    frame::Place,
    lane::Lane,
};

impl Machine {
    /// The mock that answers for a binding.
    pub(super) fn mock(&self, binding: &str) -> Option<&Mock> {
        self.test.as_ref()?.mocks.get(binding)
    }

    /// What an attempt at a mock waits for: a mock answers at once, but that a time-out has to pass
    /// first.
    pub(super) fn wait_for_mock(&self, mock: &Mock, timeout: Option<Millis>) -> Command {
        let is_timeout = matches!(mock.answer, MockAnswer::Fail { failure: FailureKind::Timeout });
        let at = self.now.after(timeout.filter(|_| is_timeout).map_or(0, |timeout| timeout.0));
        Command::Wake { at }
    }

    /// What an attempt gets of a mock.
    pub(super) fn mocked(
        &self,
        place: Place,
        call: &CallNode,
        arguments: &Value,
        lane: &Lane,
        mock: &Mock,
    ) -> Result<Value, AttemptFailure> {
        let said = match &mock.answer {
            MockAnswer::Fail { failure } => {
                return Err(failed(*failure, format!("the mock of `{}` fails", mock.target)));
            }
            MockAnswer::Value { value } => self.evaluate(place.frame, value, &[]),
            MockAnswer::Lambda { lambda } => self
                .operation_arguments(place, call, lane.provider, arguments)
                .and_then(|arguments| self.apply(place.frame, lambda, vec![arguments])),
        };
        let said = said.map_err(|failure| unsaid(mock, failure))?;
        let value = match &call.into {
            Some(into) => {
                let text = match &said {
                    Value::String(text) => text.to_string(),
                    said => said.to_json().to_string(),
                };
                let read = self.read_into(into, &text);
                read.and_then(|value| self.verified(place, call, value))
            }
            None => {
                let output = said.to_json();
                let fits = self.checks.output(&lane.binding, &output);
                let fits = fits.map_err(|it| format!("doesn't fit its schema: {it}").into());
                fits.and_then(|()| self.value(place, call, arguments, lane, &output))
            }
        };
        value.map_err(|misfit: Misfit| misfit.of_answer(&lane.operation))
    }
}

/// A mock that says nothing: what it says doesn't fit, or it fails itself.
fn unsaid(mock: &Mock, failure: Failure) -> AttemptFailure {
    let kind = match failure.kind {
        FailureKind::Guard => FailureKind::InvalidOutput,
        _ => FailureKind::ServerError,
    };
    failed(kind, format!("the mock of `{}` fails: {}", mock.target, failure.message))
}

fn failed(kind: FailureKind, message: String) -> AttemptFailure {
    AttemptFailure {
        failure: Failure { kind, message, mark: None },
        status: None,
        never_arrived: kind == FailureKind::Network,
        retry_after: None,
        ends_purchase: kind == FailureKind::InvalidOutput,
        refused: None,
    }
}
