//! All operations of a Ledger, and which of them a request means.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use orchestra_ledger_model::Ledger;

use crate::arguments::{self, Input, Received};
use crate::operation::{BodyForm, Operation};
use crate::path_template::Parameter;
use crate::problem::Problem;

/// What a sandbox serves.
#[derive(Debug)]
pub(crate) struct Catalogue {
    operations: Vec<Operation>,
}

/// Why a request leads to no operation.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Nothing is there.
    Path,
    /// Another method is taken there, one of these.
    Method(String),
    /// There is no key in this place.
    Key(String),
    /// The request as such isn't taken, or the operation takes something else.
    Problem(Problem),
}

impl Catalogue {
    pub(crate) fn new(ledger: &Ledger) -> Self {
        let operations = ledger.subnets().flat_map(|subnet| {
            subnet.operations.keys().filter_map(|name| Operation::new(subnet, name))
        });
        Self { operations: operations.collect() }
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter()
    }

    /// The operation that a request means, and its input. Where several stand at one path, they
    /// differ in fixed values, else the first counts that takes the input.
    pub(crate) fn find(
        &self,
        method: &str,
        path: &str,
        received: &Received,
    ) -> Result<(&Operation, Input), Refusal> {
        let here = self.operations.iter();
        let here = here.filter_map(|operation| Some((operation, operation.path.matches(path)?)));
        let here: Vec<_> = here.collect();
        if here.is_empty() {
            return Err(Refusal::Path);
        }
        let mut meant: Vec<_> =
            here.iter().filter(|(operation, _)| operation.method == method).collect();
        if meant.is_empty() {
            let methods: BTreeSet<_> = here.iter().map(|(operation, _)| operation.method).collect();
            return Err(Refusal::Method(methods.into_iter().collect::<Vec<_>>().join(", ")));
        }
        meant.sort_by_key(|(operation, _)| {
            let misses = !operation.fixed.is_in(received);
            (misses, operation.path.parameters(), Reverse(operation.fixed.len()))
        });
        let mut first = None;
        for (operation, parameters) in meant {
            let read = operation.admit(received, parameters.clone());
            match read {
                Ok(input) => return Ok((operation, input)),
                Err(refusal) => first = first.or(Some(refusal)),
            }
        }
        Err(first.unwrap_or(Refusal::Path))
    }
}

impl Operation {
    /// Whether a request is one for this operation: with its fixed values, a key, and an input
    /// that its schema accepts.
    fn admit(
        &self,
        received: &Received,
        parameters: BTreeMap<String, Parameter>,
    ) -> Result<Input, Refusal> {
        if let Some(place) = self.missing_key(received) {
            return Err(Refusal::Key(place));
        }
        if !self.fixed.is_in(received) {
            let detail = format!("{} is called with fixed values, which are missing", self.name);
            return Err(Refusal::Problem(Problem::bad_request(detail)));
        }
        let input = arguments::read(self, parameters, received).map_err(Refusal::Problem)?;
        let validator = self.input.validator().map_err(|error| {
            let detail = format!("the input schema of {} can't be used: {error}", self.name);
            Refusal::Problem(Problem::new(StatusCode::NOT_IMPLEMENTED, detail))
        })?;
        if !self.takes_anything() {
            let checked = validator.validate(&input.value);
            checked
                .map_err(|violation| Refusal::Problem(Problem::misfit(&self.name, violation)))?;
        }
        Ok(input)
    }

    /// Where a key is missing, in words.
    pub(crate) fn missing_key(&self, received: &Received) -> Option<String> {
        let place = self.credential.as_ref()?;
        (!place.is_given(received)).then(|| place.describe(received))
    }

    /// Whether the body hides the input from us.
    fn takes_anything(&self) -> bool {
        self.body == BodyForm::Opaque
    }
}
