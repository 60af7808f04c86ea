//! What is found without sending anything: a dry run.

use orchestra_plan::{FailureKind, Shape, Value};
use orchestra_runtime_engine::EngineError;
use serde_json::json;

use super::{
    bench::{Bench, job, with_input},
    plans::*,
    server::Server,
};

#[test]
fn a_check_sends_and_stores_nothing() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let mut keyed = binding("b.ask", &server.origin);
    keyed.auth = bearer("B_KEY");
    let mut plan = plan(vec![call_of(1, "ask", &["b.ask", "a.ask"])], slot(1))
        .with(keyed)
        .with(binding("a.ask", &server.origin))
        .param("n", 10, Shape::Int { min: None, max: None });
    plan.params[0].default = Some(Value::Int(7));
    let checked = bench.engine().check(&job("j", plan)).unwrap();
    assert_eq!(checked.inputs["n"], Value::Int(7));
    assert!(checked.missing_secrets.contains("B_KEY"), "its provider is left out");
    assert_eq!(checked.failure, None);
    assert!(server.received().is_empty());
    assert!(bench.engine().jobs().unwrap().is_empty());
}

#[test]
fn guards_that_the_inputs_break_are_found() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let mut binding = binding("a.ask", &server.origin);
    binding.input = json!({ "type": "object", "properties": { "n": { "maximum": 5 } } }).into();
    let ask = call(1, "ask", "a.ask").arguments(record(&[("n", slot(10))]));
    let plan =
        plan(vec![ask], slot(1)).with(binding).param("n", 10, Shape::Int { min: None, max: None });
    let with = |n| with_input(job("j", plan.clone()), "n", Value::Int(n));
    assert_eq!(bench.engine().check(&with(5)).unwrap().failure, None);
    let failure = bench.engine().check(&with(6)).unwrap().failure.unwrap();
    assert_eq!((failure.kind, failure.step.as_str()), (FailureKind::Guard, "t.ask"));
    // Running it says the same, and sends nothing either.
    assert_eq!(*bench.run(with(6)).failure(), failure);
    assert!(server.received().is_empty());
}

#[test]
fn all_that_is_wrong_with_the_inputs_is_said_at_once() {
    let bench = Bench::new(&[]);
    let int = || Shape::Int { min: None, max: None };
    let plan = plan(vec![], slot(10)).param("n", 10, int()).param("m", 11, int());
    let wrong = with_input(job("j", plan), "n", Value::text("x"));
    let wrong = with_input(wrong, "other", Value::Null);
    for error in [bench.engine().check(&wrong).unwrap_err(), bench.run(wrong).ended.unwrap_err()] {
        let EngineError::Inputs(problems) = error else { panic!("{error:?}") };
        let names: Vec<_> = problems.iter().map(|problem| problem.name.as_str()).collect();
        assert_eq!(names, ["other", "n", "m"]);
    }
}
