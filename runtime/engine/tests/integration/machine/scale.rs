//! Large jobs cost little per step.

use orchestra_runtime_engine::simulate::Scripted;
use serde_json::json;

use super::plans::*;

#[test]
fn a_chain_of_a_thousand_steps() {
    let nodes = (1..=1000)
        .map(|number| {
            let node = call(number, &format!("s{number}"), "a.read");
            if number == 1 { node } else { node.reads(&[number - 1]) }
        })
        .collect();
    let run = run(plan(block(nodes, slot(1000))), reading(vec![Scripted::json(json!(1)).after(1)]));
    assert_eq!((run.sent.len(), run.outcome().totals.elapsed_ms), (1000, 1000));
}

#[test]
fn a_thousand_at_once() {
    let node = map(1, 1000, 5, 1000, block(vec![call(3000, "page", "a.read")], slot(3000)));
    let run = run(plan(block(vec![node], slot(1))), reading(vec![Scripted::json(json!(1))]));
    assert_eq!((run.sent.len(), run.outcome().totals.elapsed_ms), (1000, 100));
}
