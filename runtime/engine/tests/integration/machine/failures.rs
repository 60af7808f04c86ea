//! How failures travel, what they cancel, and who handles them.

use orchestra_plan::{Binding, FailureKind, NodeKind, plan::TemplateBody, policy::Millis};
use orchestra_runtime_engine::simulate::{Scripted, Simulation, World};
use serde_json::json;

use super::plans::*;

fn failing_after(milliseconds: u64) -> Vec<Scripted> {
    vec![Scripted::status(404).after(milliseconds)]
}

fn answering_after(milliseconds: u64) -> Vec<Scripted> {
    vec![Scripted::json(json!(milliseconds)).after(milliseconds)]
}

#[test]
fn the_first_failure_is_reported_and_reads_in_flight_are_dropped() {
    let nodes =
        vec![call(1, "slow", "b.read"), call(2, "bad", "a.read"), call(3, "late", "c.read")];
    let world = World::answering("a.read", failing_after(100))
        .and("b.read", answering_after(9000))
        .and("c.read", failing_after(101));
    let plan = plan(block(nodes, slot(1))).binding(binding("b.read")).binding(binding("c.read"));
    let run = run(plan, world);
    assert_eq!(run.failure().step, "t.bad");
    assert_eq!(run.outcome().totals.elapsed_ms, 100);
    assert!(run.sent[0].dropped && run.sent[2].dropped && !run.sent[1].dropped);
    let cancelled = run.told(&["step_cancelled"]);
    assert_eq!(cancelled.iter().map(|it| &it["step"]).collect::<Vec<_>>(), ["t.slow", "t.late"]);
}

#[test]
fn writes_in_flight_are_awaited_and_not_repeated() {
    let save = call(1, "save", "b.write").writing().retries(retry(5));
    let nodes = vec![save, call(2, "bad", "a.read")];
    let world = World::answering("a.read", failing_after(100))
        .and("b.write", vec![Scripted::status(500).after(700)]);
    let run = run(plan(block(nodes, slot(1))).binding(write("b.write")), world);
    assert_eq!(run.failure().step, "t.bad");
    assert_eq!(run.outcome().totals.elapsed_ms, 700);
    assert_eq!(run.sent.len(), 2);
    assert!(run.sent.iter().all(|sent| !sent.dropped));
}

#[test]
fn a_write_in_flight_that_ends_well_is_finished_and_not_cancelled() {
    let save = call(1, "save", "b.write").writing();
    let nodes = vec![save, call(2, "bad", "a.read")];
    let world = World::answering("a.read", failing_after(100))
        .and("b.write", vec![Scripted::json(json!("sent")).after(700)]);
    let priced = Binding { pricing: Some(vec![price("0.5")]), ..write("b.write") };
    let run_ = run(plan(block(nodes, slot(1))).binding(priced), world);
    assert_eq!(run_.failure().step, "t.bad");
    let finished = run_.told(&["step_finished"]);
    assert_eq!(
        (&finished[0]["value"], &finished[0]["cost"]),
        (&json!("\"sent\""), &json!(["0.5usd"]))
    );
    assert!(run_.told(&["step_cancelled"]).is_empty());
    assert_eq!(run_.outcome().totals.calls, 1);

    let nodes = vec![call(1, "save", "b.write").writing(), call(2, "bad", "a.read")];
    let world = World::answering("a.read", failing_after(100))
        .and("b.write", vec![Scripted::status(500).after(700)]);
    let run = run(plan(block(nodes, slot(1))).binding(write("b.write")), world);
    assert_eq!(run.told(&["attempt_failed"])[1]["step"], "t.save");
    assert_eq!(run.told(&["step_cancelled"])[0]["step"], "t.save");
}

#[test]
fn nothing_starts_after_a_failure() {
    let nodes = vec![call(1, "bad", "a.read"), call(2, "next", "b.read").after(&[1])];
    let world = World::answering("a.read", failing_after(100));
    let run = run(plan(block(nodes, slot(2))).binding(binding("b.read")), world);
    assert_eq!(run.sent.len(), 1);
}

#[test]
fn an_else_catches_what_arises_in_its_call() {
    let attempts = call(1, "web", "a.read").or(text("else"));
    let arguments = call(1, "web", "a.read").arguments(fails("no argument")).or(text("else"));
    for node in [attempts, arguments] {
        let run = run(plan(block(vec![node], slot(1))), reading(failing_after(100)));
        assert_eq!(run.value(), "else");
        assert_eq!(run.told(&["step_failed"])[0]["caught"], true);
        assert_eq!(run.told(&["step_finished"]).len(), 1);
    }
}

#[test]
fn an_else_that_fails_isnt_caught_by_itself() {
    let inner = call(2, "other", "b.read");
    let node =
        call(1, "web", "a.read").with(|call| call.otherwise = Some(block(vec![inner], slot(2))));
    let world = World::answering("a.read", failing_after(100)).and("b.read", failing_after(50));
    let run = run(plan(block(vec![node], slot(1))).binding(binding("b.read")), world);
    assert_eq!((run.failure().step.as_str(), run.sent.len()), ("t.web.else.other", 2));
}

#[test]
fn a_template_passes_its_failure_to_its_call() {
    let body = block(vec![call(10, "bad", "a.read"), call(11, "slow", "b.read")], slot(11));
    let mut plan_ = plan(block(vec![template(1, "sub", "s")], slot(1))).binding(binding("b.read"));
    plan_
        .templates
        .insert("s".into(), TemplateBody { params: vec![], body, deadline: None, budget: None });
    let world = World::answering("a.read", failing_after(100)).and("b.read", answering_after(9000));
    let failed = run(plan_.clone(), world.clone());
    assert_eq!(failed.failure().step, "t.sub.bad");

    let NodeKind::Template(call) = &mut plan_.templates.get_mut("t").unwrap().body.nodes[0].kind
    else {
        panic!("it was made above")
    };
    call.otherwise = Some(block(vec![], text("caught")));
    let caught = run(plan_.clone(), world);
    assert_eq!(caught.value(), "caught");
    assert!(caught.sent[1].dropped);

    let NodeKind::Template(call) = &mut plan_.templates.get_mut("t").unwrap().body.nodes[0].kind
    else {
        panic!("it was made above")
    };
    call.deadline = Some(Millis(400));
    let world = World::answering("a.read", answering_after(0)).and("b.read", answering_after(9000));
    let late = run(plan_, world);
    assert_eq!((late.value(), late.outcome().totals.elapsed_ms), (&json!("caught"), 400));
}

#[test]
fn an_else_waits_for_writes_in_flight() {
    let save = call(10, "save", "b.write").writing();
    let body = block(vec![save, call(11, "bad", "a.read")], slot(11));
    let mut sub = template(1, "sub", "s");
    let NodeKind::Template(call) = &mut sub.kind else { panic!("it was made above") };
    call.otherwise = Some(block(vec![], text("caught")));
    let mut plan = plan(block(vec![sub], slot(1))).binding(write("b.write"));
    plan.templates
        .insert("s".into(), TemplateBody { params: vec![], body, deadline: None, budget: None });
    let world = World::answering("a.read", failing_after(100)).and("b.write", answering_after(800));
    let run = run(plan, world);
    assert_eq!((run.value(), run.outcome().totals.elapsed_ms), (&json!("caught"), 800));
}

#[test]
fn nothing_catches_the_jobs_deadline() {
    let node = call(1, "web", "a.read").or(text("else"));
    let simulation = Simulation { deadline: Some(300), ..Simulation::default() };
    let run =
        run_with(plan(block(vec![node], slot(1))), reading(answering_after(9000)), simulation);
    assert_eq!(run.failure().kind, FailureKind::Deadline);
    assert_eq!(run.outcome().totals.elapsed_ms, 300);
}

#[test]
fn ensure_and_fail_end_their_block() {
    let ensure = orchestra_plan::node::EnsureNode {
        condition: binary(orchestra_plan::expr::BinaryOperator::Equal, slot(1), int(3)),
        message: Some(text("it isn't three")),
        shown: vec![orchestra_plan::expr::Shown { text: "n".into(), value: slot(1) }],
    };
    let nodes = vec![
        node(1, "n", NodeKind::Eval { expr: int(2) }),
        node(2, "ensure", NodeKind::Ensure(Box::new(ensure))).reads(&[1]),
        call(3, "web", "a.read").after(&[2]),
    ];
    let run_ = run(plan(block(nodes, slot(3))), reading(answering_after(1)));
    assert_eq!(run_.failure().kind, FailureKind::Failed);
    assert_eq!(run_.failure().message, "it isn't three: `n` is 2");
    assert!(run_.sent.is_empty());

    let fail = node(1, "fail", NodeKind::Fail { message: text("no") });
    assert_eq!(run(plan(block(vec![fail], int(1))), World::default()).failure().message, "no");
}

#[test]
fn a_failure_inside_a_branch_is_one_of_its_block() {
    let arm = block(vec![call(10, "bad", "a.read")], slot(10));
    let test = orchestra_plan::Expr::Const { value: orchestra_plan::Value::Bool(true) };
    let nodes = vec![branch(1, test, arm, block(vec![], int(0))), call(2, "slow", "b.read")];
    let world = World::answering("a.read", failing_after(5)).and("b.read", answering_after(100));
    let run = run(plan(block(nodes, slot(1))).binding(binding("b.read")), world);
    assert_eq!(run.failure().step, "t.if.bad");
    assert!(run.sent.iter().all(|sent| sent.dropped == (sent.send.step == "t.slow")));
}
