//! The schemas of a plan, ready to check arguments and answers with: built once a job.

use std::collections::HashMap;

use orchestra_plan::{Binding, Plan};
use orchestra_schema::Validator;
use serde_json::Value as Json;

use crate::machine::PlanError;

/// Validators by binding.
#[derive(Debug)]
pub(crate) struct Checks {
    bindings: HashMap<String, BindingChecks>,
}

#[derive(Debug)]
struct BindingChecks {
    input: Validator,
    output: Validator,
}

impl Checks {
    pub(crate) fn new(plan: &Plan) -> Result<Self, PlanError> {
        let bindings = plan.bindings.iter().map(|(name, binding)| {
            let checks = BindingChecks::new(binding).map_err(|problem| {
                PlanError(format!("the schema of `{name}` can't be used: {problem}"))
            })?;
            Ok((name.clone(), checks))
        });
        Ok(Self { bindings: bindings.collect::<Result<_, PlanError>>()? })
    }

    /// What is wrong with an operation's arguments, by its binding.
    pub(crate) fn input(&self, binding: &str, input: &Json) -> Result<(), String> {
        self.check(binding, input, |checks| &checks.input)
    }

    /// What is wrong with an operation's answer, by its binding.
    pub(crate) fn output(&self, binding: &str, output: &Json) -> Result<(), String> {
        self.check(binding, output, |checks| &checks.output)
    }

    fn check(
        &self,
        binding: &str,
        value: &Json,
        side: impl Fn(&BindingChecks) -> &Validator,
    ) -> Result<(), String> {
        match self.bindings.get(binding) {
            Some(checks) => side(checks).validate(value).map_err(|violation| violation.to_string()),
            None => Err(format!("the plan has no binding `{binding}`")),
        }
    }
}

impl BindingChecks {
    fn new(binding: &Binding) -> Result<Self, String> {
        let validator = |schema: &Json| Validator::new(schema).map_err(|error| error.to_string());
        let input = without_secrets(&binding.input);
        Ok(Self { input: validator(&input)?, output: validator(&binding.output)? })
    }
}

/// The schema that asks nothing of secrets: what stands in their place fits no pattern.
fn without_secrets(schema: &Json) -> Json {
    match schema {
        Json::Object(fields) if fields.get("x-secret") == Some(&Json::Bool(true)) => {
            Json::Bool(true)
        }
        Json::Object(fields) => Json::Object(
            fields.iter().map(|(name, inner)| (name.clone(), without_secrets(inner))).collect(),
        ),
        Json::Array(items) => items.iter().map(without_secrets).collect(),
        other => other.clone(),
    }
}
