//! Several providers at once: `hedge` and `quorum`.

use orchestra_plan::{
    Binding, FailureKind, Lambda, Node, NodeKind, Plan, Quorum, Slot,
    binding::{Auth, Idempotency},
    policy::Millis,
};
use orchestra_runtime_engine::simulate::{Run, Scripted, ScriptedFault, Simulation, World};
use serde_json::{Value as Json, json};

use super::plans::*;

const THREE: [&str; 3] = ["a.read", "b.read", "c.read"];

fn says(value: Json) -> Vec<Scripted> {
    vec![Scripted::json(value)]
}

fn says_after(value: Json, after: u64) -> Vec<Scripted> {
    vec![Scripted::json(value).after(after)]
}

/// A call of all three, each of which costs 0.1usd.
fn three(change: impl FnOnce(&mut orchestra_plan::node::CallNode)) -> Plan {
    let node = node(1, "web", NodeKind::Call(Box::new(call_of(&THREE)))).with(change);
    of(node)
}

fn of(node: Node) -> Plan {
    THREE.into_iter().fold(plan(block(vec![node], slot(1))), |plan, operation| {
        plan.binding(priced(operation, price("0.1")))
    })
}

fn world(answers: [Vec<Scripted>; 3]) -> World {
    let named = THREE.into_iter().zip(answers);
    named.fold(World::default(), |world, (operation, answers)| world.and(operation, answers))
}

fn asked(run: &Run) -> Vec<(i64, &str)> {
    run.sent.iter().map(|sent| (sent.at.0, sent.send.operation.as_str())).collect()
}

fn dropped(run: &Run) -> Vec<&str> {
    let dropped = run.sent.iter().filter(|sent| sent.dropped);
    dropped.map(|sent| sent.send.operation.as_str()).collect()
}

fn cost(run: &Run) -> String {
    run.outcome().totals.cost.get("usd").map_or(String::new(), |it| it.normalize().to_string())
}

fn hedged() -> Plan {
    three(|call| call.policy.hedge = Some(Millis(300)))
}

#[test]
fn after_each_time_the_next_is_asked_too_and_the_first_good_answer_wins() {
    let answers =
        [says_after(json!("a"), 5000), says_after(json!("b"), 5000), says_after(json!("c"), 50)];
    let run = run(hedged(), world(answers));
    assert_eq!(run.value(), "c");
    assert_eq!(asked(&run), [(0, "a.read"), (300, "b.read"), (600, "c.read")]);
    assert_eq!(dropped(&run), ["a.read", "b.read"]);
    // Who was given up may have been billed.
    assert_eq!(cost(&run), "0.3");
    let finished = &run.told(&["step_finished"])[0];
    assert_eq!((&finished["operation"], &finished["cost"]), (&json!("c.read"), &json!(["0.3usd"])));
    assert_eq!(run.outcome().totals.elapsed_ms, 650);
}

#[test]
fn an_answer_in_time_needs_no_hedge() {
    let run =
        run(hedged(), world([says_after(json!("a"), 299), says(json!("b")), says(json!("c"))]));
    assert_eq!((run.value(), asked(&run).len(), cost(&run)), (&json!("a"), 1, "0.1".into()));
}

#[test]
fn a_hedge_asks_nobody_twice() {
    // The first fails at once and falls back to the second; the third is the hedge.
    let answers =
        [vec![Scripted::status(404)], says_after(json!("b"), 2000), says_after(json!("c"), 3000)];
    let run_ = run(hedged(), world(answers));
    assert_eq!(run_.value(), "b");
    assert_eq!(asked(&run_), [(0, "a.read"), (100, "b.read"), (300, "c.read")]);
    let all_fail = [404, 410, 500].map(|status| vec![Scripted::status(status).after(400)]);
    let failed = run(hedged(), world(all_fail));
    assert_eq!(failed.failure().kind, FailureKind::ServerError);
    let message = &failed.failure().message;
    assert!(message.contains("`a.read` answered 404; then `b.read` answered 410"), "{message}");
}

#[test]
fn hedges_that_the_budget_does_not_cover_are_not_made() {
    let plan = three(|call| {
        call.policy.hedge = Some(Millis(300));
        call.policy.budget = Some(money("0.25usd"));
    });
    let answers = [5000, 5000, 5000].map(|after| says_after(json!(after), after));
    let run = run(plan, world(answers));
    assert_eq!(asked(&run), [(0, "a.read"), (300, "b.read")]);
    assert_eq!((run.value(), cost(&run)), (&json!(5000), "0.2".into()));
}

#[test]
fn each_provider_of_a_hedge_has_its_own_attempts() {
    let plan = three(|call| {
        call.policy.hedge = Some(Millis(300));
        call.policy.retry = retry(2);
    });
    let answers = [
        vec![Scripted::status(500), Scripted::json(json!("late")).after(5000)],
        vec![Scripted::status(500), Scripted::json(json!("b"))],
        says_after(json!("c"), 9000),
    ];
    let run = run(plan, world(answers));
    assert_eq!(run.value(), "b");
    let expected =
        [(0, "a.read"), (300, "b.read"), (600, "c.read"), (1100, "a.read"), (1400, "b.read")];
    assert_eq!(asked(&run), expected);
}

#[test]
fn a_deadline_gives_up_all_that_are_asked() {
    let plan = three(|call| {
        call.policy.hedge = Some(Millis(300));
        call.policy.deadline = Some(Millis(450));
    });
    let run = run(plan, world([0, 1, 2].map(|it| says_after(json!(it), 9000))));
    assert_eq!(run.failure().kind, FailureKind::Deadline);
    assert_eq!(dropped(&run), ["a.read", "b.read"]);
    assert_eq!((cost(&run), run.outcome().totals.elapsed_ms), ("0.2".into(), 450));
}

fn quorum(agree: u32, on: orchestra_plan::Expr) -> Quorum {
    Quorum { of: 3, agree, on: Lambda { params: vec![Slot(100)], body: Box::new(on) } }
}

fn majority() -> Plan {
    three(|call| {
        call.policy.quorum = Some(quorum(2, slot(100)));
        call.policy.retry = retry(2);
    })
}

#[test]
fn what_enough_agree_on_wins_and_the_others_are_dropped() {
    let answers =
        [says_after(json!("slow"), 9000), says_after(json!("x"), 200), says_after(json!("x"), 100)];
    let run = run(majority(), world(answers));
    assert_eq!(run.value(), "x");
    assert_eq!(asked(&run), [(0, "a.read"), (0, "b.read"), (0, "c.read")]);
    assert_eq!(dropped(&run), ["a.read"]);
    assert_eq!(cost(&run), "0.3");
    // Of those that agree the first in order counts, not in time.
    assert_eq!(run.told(&["step_finished"])[0]["operation"], "b.read");
    assert_eq!(run.outcome().totals.calls, 1);
}

#[test]
fn values_agree_if_what_is_asked_of_them_is_equal() {
    let label = field(slot(100), "label");
    let plan = three(|call| call.policy.quorum = Some(quorum(2, label)));
    let said = |label: &str, score: u32| says(json!({ "label": label, "score": score }));
    let run = run(plan, world([said("cat", 1), said("dog", 2), said("dog", 3)]));
    assert_eq!(*run.value(), json!({ "label": "dog", "score": 2 }));
}

#[test]
fn without_agreement_all_are_asked_again_as_new_purchases() {
    let answers = ["a", "b", "c"].map(|it| {
        vec![Scripted::json(json!(it)), Scripted::json(json!(if it == "c" { "c" } else { "same" }))]
    });
    let run = run(majority(), world(answers));
    assert_eq!(run.value(), "same");
    assert_eq!(run.sent.len(), 6);
    assert_eq!(run.sent[3].at.0, 1100);
    let keys: std::collections::BTreeSet<_> = run.keys().into_iter().collect();
    assert_eq!((keys.len(), run.told(&["retrying"]).len()), (6, 3));
    assert_eq!(cost(&run), "0.6");
}

#[test]
fn a_quorum_without_agreement_is_invalid_output() {
    let run = run(majority(), world(["a", "b", "c"].map(|it| says(json!(it)))));
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::InvalidOutput, 6));
    let message = &run.failure().message;
    for part in ["2 answers of `a.read` must agree", "`b.read` says \"b\"", "`c.read` says"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn attempts_are_counted_over_all_rounds_together() {
    let plan = |attempts| {
        three(|call| {
            call.policy.quorum = Some(quorum(2, slot(100)));
            call.policy.retry = retry(attempts);
        })
    };
    // The first needs two in the first round, which leaves one for the second.
    let answers = || {
        world([
            vec![Scripted::status(500), Scripted::json(json!("a")), Scripted::json(json!("x"))],
            vec![Scripted::json(json!("b")), Scripted::json(json!("x"))],
            vec![Scripted::json(json!("c")), Scripted::json(json!("x"))],
        ])
    };
    let run_ = run(plan(3), answers());
    assert_eq!(run_.value(), "x");
    let of =
        |run: &Run, operation: &str| asked(run).iter().filter(|(_, it)| *it == operation).count();
    assert_eq!(THREE.map(|operation| of(&run_, operation)), [3, 2, 2]);
    let run_ = run(plan(2), answers());
    assert_eq!(run_.failure().kind, FailureKind::InvalidOutput);
    assert_eq!(THREE.map(|operation| of(&run_, operation)), [2, 1, 1]);
}

#[test]
fn one_that_fails_is_borne_and_two_are_not() {
    let bad = || vec![Scripted::fault(ScriptedFault::Cut)];
    let once = |agree| three(|call| call.policy.quorum = Some(quorum(agree, slot(100))));
    let borne = run(once(2), world([bad(), says(json!("x")), says(json!("x"))]));
    assert_eq!(borne.value(), "x");
    let failed = run(once(2), world([bad(), says(json!("x")), bad()]));
    assert_eq!(failed.failure().kind, FailureKind::InvalidOutput);
    let message = &failed.failure().message;
    assert!(
        message.contains("the connection was cut") && message.contains("`b.read` says"),
        "{message}"
    );
}

#[test]
fn too_few_that_can_be_asked_are_no_quorum() {
    let keyed = |operation: &str| Binding {
        auth: Some(Auth::Bearer { secret: format!("{operation}_KEY") }),
        ..priced(operation, price("0.1"))
    };
    let plan = THREE.into_iter().fold(majority(), |plan, it| plan.binding(keyed(it)));
    let missing = |names: &[&str]| {
        let missing_secrets = names.iter().map(|name| format!("{name}_KEY")).collect();
        let simulation = Simulation { missing_secrets, ..Simulation::default() };
        run_with(plan.clone(), world([0, 1, 2].map(|_| says(json!("x")))), simulation)
    };
    assert_eq!(asked(&missing(&["a.read"])), [(0, "b.read"), (0, "c.read")]);
    let run = missing(&["a.read", "b.read"]);
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Guard, 0));
    assert!(run.failure().message.contains("only 1 can be asked"), "{}", run.failure().message);
}

#[test]
fn a_budget_that_covers_too_few_is_what_a_quorum_fails_for() {
    let plan = three(|call| {
        call.policy.quorum = Some(quorum(3, slot(100)));
        call.policy.budget = Some(money("0.25usd"));
    });
    let run_ = run(plan, world([0, 1, 2].map(|_| says(json!("x")))));
    assert_eq!((run_.failure().kind, run_.sent.len()), (FailureKind::Budget, 2));
    // Two are enough for two.
    let plan = three(|call| {
        call.policy.quorum = Some(quorum(2, slot(100)));
        call.policy.budget = Some(money("0.25usd"));
    });
    assert_eq!(run(plan, world([0, 1, 2].map(|_| says(json!("x"))))).value(), "x");
}

#[test]
fn what_may_buy_twice_has_one_round() {
    let careful = |operation: &str| Binding {
        idempotency: Idempotency::None,
        ..priced(operation, price("0.1"))
    };
    let plan = THREE.into_iter().fold(majority(), |plan, it| plan.binding(careful(it)));
    let run = run(plan, world(["a", "b", "c"].map(|it| says(json!(it)))));
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::InvalidOutput, 3));
}

#[test]
fn a_comparison_that_fails_is_a_refused_answer() {
    let plan = three(|call| call.policy.quorum = Some(quorum(2, fails("no such field"))));
    let run = run(plan, world([0, 1, 2].map(|it| says(json!(it)))));
    assert_eq!(run.failure().kind, FailureKind::InvalidOutput);
    assert!(run.failure().message.contains("can't be compared: no such field"));
}

#[test]
fn crashes_change_nothing() {
    for (plan, answers) in [
        (hedged(), [says_after(json!("a"), 900), says_after(json!("b"), 500), vec![]]),
        (
            majority(),
            [
                vec![Scripted::json(json!("a")), Scripted::json(json!("x"))],
                vec![Scripted::json(json!("b")).after(70), Scripted::json(json!("x"))],
                vec![Scripted::json(json!("c")).after(800), Scripted::json(json!("y"))],
            ],
        ),
    ] {
        let whole = run(plan.clone(), world(answers.clone()));
        for crash in 0..whole.journal.len() {
            let simulation = Simulation { crash_after: Some(crash), ..Simulation::default() };
            let first = run_with(plan.clone(), world(answers.clone()), simulation);
            // Nobody crashes when the first process' requests are answered after all.
            let journal = whole.journal.clone();
            assert_eq!(first.journal, journal[..crash]);
            let replayed = Simulation { journal, ..Simulation::default() };
            let again = run_with(plan.clone(), World::default(), replayed);
            assert_eq!(again.outcome, whole.outcome);
            assert!(again.sent.is_empty());
            // Those that were lost are asked again, by the same keys.
            let journal = first.journal.clone();
            let in_flight = first.in_flight.keys().copied().collect();
            let simulation = Simulation { journal, in_flight, ..Simulation::default() };
            let second = run_with(plan.clone(), world(answers.clone()), simulation);
            assert!(second.outcome.is_some(), "{crash}");
            for sent in first.in_flight.values() {
                assert!(second.keys().contains(&first.keys()[*sent]), "{crash}");
            }
        }
    }
}
