//! Questions to people: answered, denied, never answered, and over a crash.

use orchestra_plan::{
    FailureKind, Node, NodeKind, Plan, Value,
    node::{SysNode, SysOperation},
};
use orchestra_runtime_engine::simulate::{Scripted, ScriptedApproval, Simulation, World};
use serde_json::json;

use super::plans::*;

/// Asks whether to go on; `expires` in milliseconds.
fn ask(slot: u32, expires: Option<i64>, otherwise: Option<&str>) -> Node {
    let mut arguments = vec![("prompt", text("Shall we?"))];
    if let Some(expires) = expires {
        let value = Value::Duration(expires);
        arguments.push(("expires", orchestra_plan::Expr::Const { value }));
    }
    let (operation, arguments) = (SysOperation::Approve, record(&arguments));
    let otherwise = otherwise.map(|value| block(vec![], text(value)));
    node(slot, "ask", NodeKind::Sys(Box::new(SysNode { operation, arguments, otherwise })))
}

/// A question, and a read behind it.
fn gated(expires: Option<i64>, otherwise: Option<&str>) -> Plan {
    let nodes = vec![ask(1, expires, otherwise), call(2, "read", "a.read").after(&[1])];
    plan(block(nodes, list(vec![slot(1), slot(2)])))
}

fn world(approval: ScriptedApproval) -> World {
    let mut world = reading(vec![Scripted::json(json!("read"))]);
    world.approvals.insert("t.ask".to_owned(), approval);
    world
}

fn never() -> ScriptedApproval {
    ScriptedApproval { after: None, ..ScriptedApproval::default() }
}

#[test]
fn what_comes_behind_waits_for_the_answer() {
    let answer = ScriptedApproval { after: Some(90_000), ..ScriptedApproval::default() };
    let run = run(gated(None, None), world(answer));
    let yes = json!({ "approved": true, "by": null, "note": null });
    assert_eq!(*run.value(), json!([yes, "read"]));
    assert_eq!(run.sent_at(), [(90_000, "read")]);
    let asked = run.told(&["approval_asked"]);
    assert_eq!((&asked[0]["prompt"], &asked[0]["expires_at"]), (&json!("Shall we?"), &json!(null)));
}

#[test]
fn a_no_is_an_answer_and_no_failure() {
    let note = Some("too dear".to_owned());
    let answer = ScriptedApproval { after: Some(5), approved: false, note };
    let run = run(gated(None, None), world(answer));
    assert_eq!(run.value()[0], json!({ "approved": false, "by": null, "note": "too dear" }));
}

#[test]
fn who_does_not_answer_in_time_fails_the_step_at_that_instant() {
    let caught = run(gated(Some(60_000), Some("nobody")), world(never()));
    assert_eq!(*caught.value(), json!(["nobody", "read"]));
    assert_eq!(caught.sent_at(), [(60_000, "read")]);
    assert_eq!(caught.told(&["approval_asked"])[0]["expires_at"], 60_000);
    let failed = run(gated(Some(60_000), None), world(never()));
    assert_eq!((failed.failure().kind, failed.sent.len()), (FailureKind::Timeout, 0));
    // What ends before it begins is never answered.
    let over = run(gated(Some(-5), Some("nobody")), world(never()));
    assert_eq!(over.sent_at(), [(0, "read")]);
}

#[test]
fn an_answer_in_time_ends_the_clock() {
    let answer = ScriptedApproval { after: Some(59_999), ..ScriptedApproval::default() };
    let run = run(gated(Some(60_000), None), world(answer));
    assert_eq!(run.sent_at(), [(59_999, "read")]);
}

#[test]
fn the_deadline_of_the_job_does_not_wait_for_people() {
    let simulation = Simulation { deadline: Some(1000), ..Simulation::default() };
    let run = run_with(gated(None, Some("nobody")), world(never()), simulation);
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Deadline, 0));
}

#[test]
fn a_crash_at_any_event_neither_asks_twice_nor_forgets_the_answer() {
    let plan = gated(Some(60_000), None);
    let answer = ScriptedApproval { after: Some(30_000), ..ScriptedApproval::default() };
    let whole = run(plan.clone(), world(answer.clone()));
    for crash in 0..whole.journal.len() {
        let simulation = Simulation { crash_after: Some(crash), ..Simulation::default() };
        let first = run_with(plan.clone(), world(answer.clone()), simulation);
        let (journal, in_flight) = (first.journal.clone(), first.in_flight.keys().copied());
        let rest = Simulation { journal, in_flight: in_flight.collect(), ..Simulation::default() };
        let again = run_with(plan.clone(), world(answer.clone()), rest);
        assert_eq!(again.value(), whole.value(), "crashed after {crash} events");
        let asked = again.told(&["approval_asked"]).len();
        assert_eq!(asked, usize::from(crash == 0), "crashed after {crash} events");
    }
}
