//! Functions of the standard library beside what Rust has of the kind, over generated inputs.
//!
//! A function is applied by a template of its own, which is compiled once and run as a job for each
//! input.

mod json;
mod list;
mod math;
mod prompt;
mod text;
mod time;
mod url;

use std::sync::Arc;

use indexmap::IndexMap;
use orchestra_plan::{Plan, plan::Param};
use orchestra_runtime_engine::simulate::{Simulation, World, simulate};
use orchestra_tests::checked::Checked;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value as Json;

/// Inputs that each function is given.
const CASES: u32 = 100;

/// An expression over inputs.
struct Applied(Arc<Plan>);

impl Applied {
    /// `expression`, of type `result`, over `parameters`, with names of `module` in scope.
    fn new(module: &str, names: &str, parameters: &str, result: &str, expression: &str) -> Self {
        let text = format!(
            "use std.{module} {{ {names} }}\n\ntemplate applied({parameters}) -> {result} {{\n  \
             {expression}\n}}\n"
        );
        let checked = Checked::with_mini_ledger(&[("main.orch", &text)]);
        let found = checked.all_diagnostics();
        assert!(found.is_empty(), "{text}{found:#?}");
        let plan = checked.plans("main.orch").remove(0).1;
        Self(plan.expect("what has no errors has a plan"))
    }

    /// Its value, where the parameters are `inputs`, by name.
    fn of(&self, inputs: Json) -> Json {
        let Json::Object(mut given) = inputs else { panic!("inputs have names") };
        let decode = |param: &Param| {
            let json = given.remove(&param.name).expect("each parameter is given");
            let value = param.shape.decode(&json, &self.0.shapes);
            (param.name.clone(), value.unwrap_or_else(|misfit| panic!("{}: {misfit}", param.name)))
        };
        let inputs: IndexMap<_, _> = self.0.params.iter().map(decode).collect();
        let simulation = Simulation { inputs, ..Simulation::default() };
        let run = simulate(Arc::clone(&self.0), World::default(), simulation);
        let outcome = run.expect("its plan can be run").outcome.expect("no job crashes");
        let value = outcome.result.unwrap_or_else(|failure| panic!("{failure:?}"));
        serde_json::to_value(value).expect("a result is JSON")
    }
}

/// Generates the same inputs each time.
fn runner() -> TestRunner {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}
