//! A job's inputs: defaults filled in, each checked against its parameter.

use indexmap::IndexMap;
use orchestra_plan::{Plan, Value};

use super::{EngineError, InputProblem};

/// The values of all parameters, in the plan's order; all that is wrong, where something is.
pub(super) fn complete(
    plan: &Plan,
    given: &IndexMap<String, Value>,
) -> Result<IndexMap<String, Value>, EngineError> {
    let mut problems = Vec::new();
    let mut inputs = IndexMap::new();
    for name in given.keys().filter(|name| !plan.params.iter().any(|it| it.name == **name)) {
        problems.push(InputProblem::new(name, "the template has no such parameter"));
    }
    for param in &plan.params {
        match (given.get(&param.name), &param.default) {
            (Some(value), _) if param.secret && !matches!(value, Value::Secret(_)) => {
                // Whatever was given isn't shown: it may be the secret itself.
                let message = "it is a secret, and is given by reference";
                problems.push(InputProblem::new(&param.name, message));
            }
            (Some(value), _) => match param.shape.convert(value, &plan.shapes) {
                Ok(value) => {
                    inputs.insert(param.name.clone(), value);
                }
                Err(misfit) => problems.push(InputProblem::new(&param.name, misfit.to_string())),
            },
            (None, Some(default)) => {
                inputs.insert(param.name.clone(), default.clone());
            }
            (None, None) => problems.push(InputProblem::new(&param.name, "it must be given")),
        }
    }
    if problems.is_empty() { Ok(inputs) } else { Err(EngineError::Inputs(problems)) }
}
