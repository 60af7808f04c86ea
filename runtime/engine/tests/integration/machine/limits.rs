//! Limits of endpoints and operations.

use orchestra_plan::{Binding, binding::Limits, policy::Millis};
use orchestra_runtime_engine::simulate::{Scripted, World};
use serde_json::json;

use super::plans::*;

fn wide(binding: Binding) -> Vec<i64> {
    let node = map(1, 5, 5, 9, block(vec![call(10, "page", "a.read")], slot(10)));
    let world = reading(vec![Scripted::json(json!(1))]);
    let run = run(plan(block(vec![node], slot(1))).binding(binding), world);
    run.sent_at().iter().map(|(at, _)| *at).collect()
}

#[test]
fn concurrency_is_kept() {
    let limits = Limits { concurrency: Some(2), ..Limits::default() };
    let expected = [0, 0, 100, 100, 200];
    assert_eq!(wide(Binding { endpoint_limits: limits.clone(), ..binding("a.read") }), expected);
    assert_eq!(wide(Binding { operation_limits: limits, ..binding("a.read") }), expected);
}

#[test]
fn requests_per_window_are_kept_in_any_window() {
    let limits = Limits { requests: Some(2), per: Some(Millis(1000)), concurrency: None };
    let expected = [0, 0, 1000, 1000, 2000];
    assert_eq!(wide(Binding { endpoint_limits: limits, ..binding("a.read") }), expected);
}

#[test]
fn operations_of_one_endpoint_share_its_limits_and_others_pass_by() {
    let limits = Limits { concurrency: Some(1), ..Limits::default() };
    let nodes = vec![call(1, "a", "a.read"), call(2, "b", "a.other"), call(3, "c", "b.read")];
    let one = vec![Scripted::json(json!(1))];
    let world =
        World::answering("a.read", one.clone()).and("a.other", one.clone()).and("b.read", one);
    let plan = plan(block(nodes, slot(1)))
        .binding(Binding { endpoint_limits: limits.clone(), ..binding("a.read") })
        .binding(Binding { endpoint_limits: limits, ..binding("a.other") })
        .binding(binding("b.read"));
    let mut at = run(plan, world).sent_at().iter().map(|(at, _)| *at).collect::<Vec<_>>();
    at.sort_unstable();
    assert_eq!(at, [0, 0, 100]);
}
