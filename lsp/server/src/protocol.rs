//! What this server says beyond the protocol of all language servers: the requests `orchestra/…`, the
//! arguments of the commands that its lenses name, and what a client may put in `initializationOptions`.
//!
//! Types of plans and of the Ledger are those that the command line prints. The extension for VS Code has
//! all of this in TypeScript, generated from [`schema`]: `UPDATE=1 cargo test -p orchestra-lsp-server
//! generated`. To add a request: its types in a file here, a line in [`Requests`], a file in
//! `requests`, and `docs/decisions/0011-editor-protocol.md`.

mod call_snippet;
mod commands;
mod document;
mod ledger_tree;
mod place;
mod plan_graph;
mod run_form;
mod settings;
mod tests;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

pub(crate) use call_snippet::{CallSnippet, CallSnippetParams, TextEdit};
pub(crate) use commands::{LAST_JOB, PLAN, RUN, RUN_TEST, TemplateArgument, TestArgument};
pub(crate) use document::DocumentParams;
pub(crate) use ledger_tree::{LedgerTree, LedgerTreeParams};
pub(crate) use place::Location;
pub(crate) use plan_graph::{
    PlanBlock, PlanGap, PlanGraph, PlanGraphAnswer, PlanGraphParams, PlanProblem, PlanStep,
    StepKind,
};
pub(crate) use run_form::{RunForm, RunFormParams, RunParam};
pub(crate) use settings::{SECTION, Settings, WrongSetting};
pub(crate) use tests::{FileTests, ListedTest, TestsParams};

/// A request: what it is asked with, and what it is answered with.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "it is read as a schema alone")]
struct Exchange<Params, Answer> {
    params: Params,
    answer: Answer,
}

/// The requests, by their methods.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is read as a schema alone")]
struct Requests {
    #[schemars(rename = "orchestra/document")]
    document: Exchange<DocumentParams, Option<String>>,
    #[schemars(rename = "orchestra/planGraph")]
    plan_graph: Exchange<PlanGraphParams, Option<PlanGraphAnswer>>,
    #[schemars(rename = "orchestra/ledgerTree")]
    ledger_tree: Exchange<LedgerTreeParams, LedgerTree>,
    #[schemars(rename = "orchestra/callSnippet")]
    call_snippet: Exchange<CallSnippetParams, Option<CallSnippet>>,
    #[schemars(rename = "orchestra/runForm")]
    run_form: Exchange<RunFormParams, Option<RunForm>>,
    #[schemars(rename = "orchestra/tests")]
    tests: Exchange<TestsParams, Vec<FileTests>>,
}

/// The one argument of each command that lenses name.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is read as a schema alone")]
struct Commands {
    #[schemars(rename = "orchestra.run")]
    run: TemplateArgument,
    #[schemars(rename = "orchestra.plan")]
    plan: TemplateArgument,
    #[schemars(rename = "orchestra.runTest")]
    run_test: TestArgument,
    #[schemars(rename = "orchestra.lastJob")]
    last_job: TemplateArgument,
}

/// What a client may put in `initializationOptions`.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is read as a schema alone, and option by option")]
struct Options {
    /// Commands that the client knows: a lens whose command isn't among them isn't told.
    commands: Vec<String>,
    /// Whether the workspace is trusted: where it isn't, nothing outside its folders is read. It is where
    /// nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    trusted: Option<bool>,
    /// What is set, where the client can't be asked for its configuration, and until it has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
}

/// All of it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is read as a schema alone")]
struct Protocol {
    requests: Requests,
    commands: Commands,
    options: Options,
}

/// The JSON Schema of all of it: of what is sent, as it is sent.
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Protocol>().to_value()
}
