//! A job that crashes at any event and goes on from its journal ends as if it never had.

use orchestra_plan::{Plan, expr::BinaryOperator};
use orchestra_runtime_engine::simulate::{Scripted, Simulation, World};
use serde_json::json;

use super::plans::*;

/// A loop with retries, a write behind it, a repeat, an `else`: everything that keeps state.
fn rich() -> (Plan, World) {
    let page = call(10, "page", "a.read").arguments(record(&[("n", slot(5))])).retries(retry(3));
    let pages = skipping(map(1, 6, 5, 2, block(vec![page], slot(10))));
    let save =
        call(2, "save", "b.write").writing().reads(&[1]).arguments(record(&[("all", slot(1))]));
    let until = binary(BinaryOperator::GreaterEqual, slot(6), int(3));
    let next =
        block(vec![call(12, "next", "c.read")], binary(BinaryOperator::Add, slot(6), int(1)));
    let rounds = repeat(3, 6, int(0), until, 5, next);
    let backup = call(4, "backup", "d.read").or(text("none"));
    let nodes = vec![pages, save, rounds, backup];
    let plan = plan(block(nodes, list([1, 2, 3, 4].map(slot).into())))
        .binding(write("b.write"))
        .binding(binding("c.read"))
        .binding(binding("d.read"));
    let world = reading(vec![
        Scripted::json(json!(1)),
        Scripted::status(500),
        Scripted::json(json!(2)).after(350),
        Scripted::status(404),
        Scripted::json(json!(9)),
    ])
    .and("b.write", vec![Scripted::json(json!("saved"))])
    .and("c.read", vec![Scripted::json(json!(0)).after(40)])
    .and("d.read", vec![Scripted::status(404)]);
    (plan, world)
}

#[test]
fn a_crash_at_any_event_changes_neither_result_nor_repeats_a_finished_step() {
    let (plan, world) = rich();
    let whole = run(plan.clone(), world.clone());
    assert!(whole.outcome().result.is_ok(), "{:?}", whole.outcome());
    for crash in 1..whole.journal.len() {
        let simulation = Simulation { crash_after: Some(crash), ..Simulation::default() };
        let first = run_with(plan.clone(), world.clone(), simulation);
        assert!(first.outcome.is_none());
        let finished: Vec<_> = first
            .told(&["step_finished", "step_failed"])
            .iter()
            .map(|event| event["step"].as_str().unwrap().to_owned())
            .collect();
        // The world goes on from where it was: what was in flight is answered anew.
        let mut rest = world.clone();
        for (operation, answers) in &mut rest.answers {
            let answered = first
                .sent
                .iter()
                .zip(answered_of(&first))
                .filter(|(sent, answered)| sent.send.operation == *operation && *answered)
                .count();
            let gone = answered.min(answers.len() - 1);
            answers.drain(..gone);
        }
        let simulation = Simulation { journal: first.journal.clone(), ..Simulation::default() };
        let second = run_with(plan.clone(), rest, simulation);
        for sent in &second.sent {
            assert!(!finished.contains(&sent.send.step), "{crash}: {} again", sent.send.step);
        }
        let result = second.outcome().result.as_ref();
        assert!(result.is_ok(), "{crash}: {result:?}");
        let keys =
            |run: &orchestra_runtime_engine::simulate::Run| -> std::collections::BTreeSet<String> {
                run.keys().into_iter().map(str::to_owned).collect()
            };
        let both: std::collections::BTreeSet<_> =
            keys(&first).union(&keys(&second)).cloned().collect();
        assert_eq!(both, keys(&whole), "{crash}: the same purchases altogether");
    }
}

/// Of each request, whether its answer came before the crash.
fn answered_of(run: &orchestra_runtime_engine::simulate::Run) -> Vec<bool> {
    let mut answers = run
        .journal
        .iter()
        .filter(|event| {
            use orchestra_runtime_engine::News::{Answered, Unanswered};
            matches!(event.news, Answered { .. } | Unanswered { .. })
        })
        .count();
    // Whoever left first isn't always answered first; only how many of an operation were counts.
    run.sent
        .iter()
        .map(|_| {
            let answered = answers > 0;
            answers = answers.saturating_sub(1);
            answered
        })
        .collect()
}

#[test]
fn the_same_events_lead_to_the_same_commands() {
    let (plan, world) = rich();
    let (one, two) = (run(plan.clone(), world.clone()), run(plan, world));
    assert_eq!(one.journal, two.journal);
    assert_eq!(one.events, two.events);
}
