//! `orchestra/runForm`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{PlanProblem, place::TextDocument};

/// Which template a job is to be given its inputs for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunFormParams {
    pub(crate) text_document: TextDocument,
    /// The template's name.
    pub(crate) template: String,
}

/// What a job of a template is given, or why it has no plan.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunForm {
    /// In order; null where something in what the template needs is wrong.
    pub(crate) params: Option<Vec<RunParam>>,
    /// What is wrong, where there is no plan.
    pub(crate) problems: Vec<PlanProblem>,
}

/// One input of a job, as `orchc plan --format json` has it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunParam {
    /// Its name.
    pub(crate) name: String,
    /// JSON Schema of what it takes.
    pub(crate) schema: Value,
    /// Whether it is a secret, given by reference.
    pub(crate) secret: bool,
    /// What it is where left out, null included; missing where it must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<Value>,
}
