//! What an answer means: a value, or a failure of a kind.

use orchestra_plan::{
    Charge, Failure, FailureKind, Value,
    node::{CallNode, IntoType},
};
use serde_json::Value as Json;

use super::{Answer, Body, Fault, Machine, charge::Ended, frame::Place, lane::Lane, money::Cost};
use crate::{
    summary,
    transport::{self, prompt::Refused, retry_after::retry_after},
};

/// A failed attempt.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AttemptFailure {
    pub(super) failure: Failure,
    pub(super) status: Option<u16>,
    pub(super) never_arrived: bool,
    /// In milliseconds.
    pub(super) retry_after: Option<u64>,
    /// Whether it was an answer that we can't use, or the end of a provider's job: the next attempt
    /// buys anew.
    pub(super) ends_purchase: bool,
    /// What is sent back with the next attempt.
    pub(super) refused: Option<Refused>,
}

/// An answer, read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) value: Result<Value, AttemptFailure>,
    /// What the attempt cost.
    pub(super) cost: Cost,
    /// The answer itself, where it is good.
    pub(super) answer: Option<Answer>,
}

impl Reading {
    /// The end of a purchase without a value.
    pub(super) fn failed(kind: FailureKind, message: String, cost: Cost) -> Self {
        let failure = Failure { kind, message, mark: None };
        let (status, retry_after, refused) = (None, None, None);
        let (never_arrived, ends_purchase) = (false, true);
        let failure =
            AttemptFailure { failure, status, never_arrived, retry_after, ends_purchase, refused };
        Self { value: Err(failure), cost, answer: None }
    }
}

/// A 2xx answer that can't be used.
pub(super) struct Misfit {
    message: String,
    refused: Option<Refused>,
}

impl Misfit {
    /// The failure of an attempt at `operation`.
    pub(super) fn of_answer(self, operation: &str) -> AttemptFailure {
        AttemptFailure {
            failure: Failure {
                kind: FailureKind::InvalidOutput,
                message: format!("the answer of `{operation}` {}", self.message),
                mark: None,
            },
            status: None,
            never_arrived: false,
            retry_after: None,
            ends_purchase: true,
            refused: self.refused,
        }
    }
}

impl From<String> for Misfit {
    fn from(message: String) -> Self {
        Self { message, refused: None }
    }
}

impl Machine {
    /// Reads how an attempt ended.
    pub(super) fn read(
        &self,
        place: Place,
        call: &CallNode,
        arguments: &Value,
        lane: &Lane,
        answer: Result<Answer, Fault>,
    ) -> Reading {
        if let Some(mock) = self.mock(&lane.binding) {
            let value = self.mocked(place, call, arguments, lane, mock);
            let cost = Cost::Of(Charge::default());
            return Reading { value, cost, answer: None };
        }
        let timeout = call.providers[lane.provider].timeout;
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => {
                let cost = self.charge(lane, timeout, Ended::Unanswered(&fault));
                let value = Err(AttemptFailure::of_fault(fault));
                return Reading { value, cost, answer: None };
            }
        };
        if !(200..300).contains(&answer.status) {
            let cost = self.charge(lane, timeout, Ended::Failed(&answer));
            let failure = AttemptFailure::of_status(&lane.operation, &answer);
            return Reading { value: Err(failure), cost, answer: None };
        }
        let output = self.output(lane, &answer);
        let value = output.as_ref().map_err(|misfit| Misfit::from(misfit.clone()));
        let value = value.and_then(|output| self.value(place, call, arguments, lane, output));
        let cost =
            self.charge(lane, timeout, Ended::Answered { answer: &answer, output: output.ok() });
        let value = value.map_err(|misfit| AttemptFailure {
            status: Some(answer.status),
            retry_after: retry_after(&answer),
            ..misfit.of_answer(&lane.operation)
        });
        let answer = value.is_ok().then_some(answer);
        Reading { value, cost, answer }
    }

    /// The output of the operation, checked against its schema.
    fn output(&self, lane: &Lane, answer: &Answer) -> Result<Json, String> {
        let binding = self.binding(&lane.binding).ok_or("has no binding")?;
        let output = transport::output(binding, answer)?;
        match self.checks.output(&lane.binding, &output) {
            Ok(()) => Ok(output),
            Err(violation) => Err(format!("doesn't fit its schema: {violation}")),
        }
    }

    /// The value of the call.
    pub(super) fn value(
        &self,
        place: Place,
        call: &CallNode,
        arguments: &Value,
        lane: &Lane,
        output: &Json,
    ) -> Result<Value, Misfit> {
        let (plan, provider) = (&self.program.plan, &call.providers[lane.provider]);
        let binding = self.binding(&lane.binding).ok_or("has no binding".to_owned())?;
        let mut value = super::evaluation::decode(plan, &binding.output_shape, output)
            .map_err(|misfit| format!("doesn't fit its type: {misfit}"))?;
        if let Some(response) = &provider.response {
            let mut given = vec![value];
            if response.params.len() > 1 {
                given.push(arguments.clone());
            }
            value = self
                .apply(place.frame, response, given)
                .map_err(|failure| format!("can't be mapped: {}", failure.message))?;
        }
        if let Some(into) = &call.into {
            let text_at = provider.text_at.as_deref().unwrap_or("");
            let json = value.to_json();
            let text = json.pointer(text_at).and_then(Json::as_str);
            let text = text.ok_or_else(|| format!("has no text at `{text_at}`"))?;
            value = self.read_into(into, text)?;
        }
        self.verified(place, call, value)
    }

    /// The value, provided that it passes the call's `verify`.
    pub(super) fn verified(
        &self,
        place: Place,
        call: &CallNode,
        value: Value,
    ) -> Result<Value, Misfit> {
        let Some(verify) = &call.policy.verify else { return Ok(value) };
        let verdict = self
            .apply(place.frame, verify, vec![value.clone()])
            .map_err(|failure| format!("can't be verified: {}", failure.message))?;
        if verdict == Value::Bool(true) {
            return Ok(value);
        }
        let answer = value.to_json().to_string();
        let error = "it doesn't pass the check that was asked for".to_owned();
        let refused = call.into.as_ref().map(|_| Refused { answer, error });
        let message = format!("doesn't pass `verify`: {}", summary::of(&value));
        Err(Misfit { message, refused })
    }

    /// The generated text, read as a type.
    pub(super) fn read_into(&self, into: &IntoType, text: &str) -> Result<Value, Misfit> {
        let plan = &self.program.plan;
        super::evaluation::read_into(plan, &into.shape, text).map_err(|error| Misfit {
            message: format!("isn't what was asked for: {error}"),
            refused: Some(Refused { answer: text.to_owned(), error }),
        })
    }
}

impl AttemptFailure {
    fn of_fault(fault: Fault) -> Self {
        let failure = Failure { kind: fault.kind.into(), message: fault.message, mark: None };
        let ends_purchase = failure.kind == FailureKind::InvalidOutput;
        let never_arrived = fault.never_arrived;
        let (status, retry_after, refused) = (None, None, None);
        Self { failure, status, never_arrived, retry_after, ends_purchase, refused }
    }

    pub(super) fn of_status(operation: &str, answer: &Answer) -> Self {
        let kind = match answer.status {
            429 => FailureKind::RateLimited,
            500..=599 => FailureKind::ServerError,
            _ => FailureKind::Rejected,
        };
        let mut message = format!("`{operation}` answered {}", answer.status);
        if let Body::Text(body) = &answer.body
            && !body.trim().is_empty()
        {
            message = format!("{message}: {}", summary::cut(body.trim(), 200));
        }
        Self {
            failure: Failure { kind, message, mark: None },
            status: Some(answer.status),
            never_arrived: false,
            retry_after: retry_after(answer),
            ends_purchase: false,
            refused: None,
        }
    }
}
