//! Jobs that wait for a person, or for a time, longer than their process lives.

use std::time::SystemTime;

use orchestra_plan::{Binding, Expr, FailureKind, Plan, Value, binding::Auth, node::SysOperation};
use orchestra_runtime_engine::{Decided, EngineError, Instant, JobEvent, JobState, Stamped, Stop};
use serde_json::json;

use super::{
    bench::{Bench, block_on, job},
    plans::*,
    server::{Server, json},
};

/// A read, a question behind it, and a read behind that one's answer.
fn gated(server: &Server, expires: Option<i64>) -> Plan {
    let mut question = vec![("prompt", text("Shall we?"))];
    if let Some(expires) = expires {
        question.push(("expires", constant(Value::Duration(expires))));
    }
    let nodes = vec![
        call(1, "first", "a.ask"),
        system(2, "gate", SysOperation::Approve, record(&question)).reads(1),
        call(3, "second", "a.ask").reads(2),
    ];
    asking(plan(nodes, slots(&[2, 3]))).with(binding("a.ask", &server.origin))
}

fn asking(mut plan: Plan) -> Plan {
    plan.effects.asks_people.push(String::new());
    plan
}

fn server() -> Server {
    Server::start(|_, number| json(&json!(number)))
}

fn decided(approved: bool) -> Decided {
    Decided { approved, by: Some("ada".into()), note: Some("as agreed".into()) }
}

#[test]
fn the_process_ends_and_the_answer_is_found_by_the_next() {
    let server = server();
    let bench = Bench::new(&[&server.origin]);
    for again in [false, true] {
        let run = match again {
            false => bench.run(job("j", gated(&server, None))),
            true => bench.resume("j"),
        };
        let EngineError::NeedsApproval { job, approvals } = run.error() else {
            panic!("{:?}", run.ended)
        };
        let asked = (&*approvals[0].step, &*approvals[0].prompt, approvals[0].expires_at);
        assert_eq!((job.as_str(), asked), ("j", ("t.gate", "Shall we?", None)));
    }
    let waiting = bench.engine().job("j").unwrap();
    assert_eq!(waiting.summary.state, JobState::NeedsDecision);
    assert_eq!((waiting.approvals.len(), server.received().len()), (1, 1));

    bench.engine().approve("j", "t.gate", &decided(true)).unwrap();
    let answered = bench.engine().job("j").unwrap();
    assert_eq!((answered.summary.state, answered.approvals), (JobState::Running, vec![]));
    let run = bench.resume("j");
    let answer = json!({ "approved": true, "by": "ada", "note": "as agreed" });
    assert_eq!(*run.value(), json!([answer, 2]));
    assert_eq!(server.received().len(), 2);
}

#[test]
fn an_answer_that_nothing_waits_for_ends_the_job() {
    let bench = Bench::new(&[]);
    for (id, approved) in [("yes", true), ("no", false)] {
        let question = record(&[("prompt", text("Shall we?"))]);
        let gate = system(1, "gate", SysOperation::Approve, question);
        let plan = asking(plan(vec![gate], slot(1)));
        bench.run(job(id, plan)).error();
        bench.engine().approve(id, "t.gate", &decided(approved)).unwrap();
        assert_eq!(bench.engine().job(id).unwrap().summary.state, JobState::Succeeded);
        assert_eq!(bench.resume(id).value()["approved"], approved);
    }
}

#[test]
fn only_who_is_asked_is_answered_and_only_once() {
    let server = server();
    let bench = Bench::new(&[&server.origin]);
    bench.run(job("j", gated(&server, None))).error();
    let answer = |step: &str| bench.engine().approve("j", step, &decided(false));
    let is_not_asked = |ended| matches!(ended, Err(EngineError::NotAsked { expired: false, .. }));
    assert!(is_not_asked(answer("t.first")) && is_not_asked(answer("t.door")));
    answer("t.gate").unwrap();
    assert!(is_not_asked(answer("t.gate")));
    let unknown = bench.engine().approve("k", "t.gate", &decided(true));
    assert!(matches!(unknown, Err(EngineError::UnknownJob(_))));
    assert_eq!(bench.resume("j").value()[0]["approved"], false);
    assert!(is_not_asked(answer("t.gate")));
}

#[test]
fn nobody_answers_for_a_job_that_a_process_runs() {
    let server = server();
    let bench = Bench::new(&[&server.origin]);
    let (engine, mut refused) = (bench.engine(), None);
    let mut watch = |stamped: Stamped| {
        if let JobEvent::ApprovalAsked { step, .. } = stamped.event {
            refused = Some(bench.engine().approve("j", &step, &decided(true)));
        }
    };
    let _ = block_on(engine.run(job("j", gated(&server, None)), &mut watch, &Stop::new()));
    assert!(matches!(refused, Some(Err(EngineError::Owned { .. }))), "{refused:?}");
}

#[test]
fn the_time_to_answer_goes_on_while_nobody_runs_the_job() {
    let server = server();
    let bench = Bench::new(&[&server.origin]);
    let run = bench.run(job("j", gated(&server, Some(30))));
    // On a slow machine the time has ended within the first process.
    if let Err(error) = &run.ended {
        assert!(matches!(error, EngineError::NeedsApproval { .. }), "{error}");
        wait_past(bench.engine().job("j").unwrap().approvals[0].expires_at.unwrap());
        let late = bench.engine().approve("j", "t.gate", &decided(true));
        assert!(matches!(late, Err(EngineError::NotAsked { expired: true, .. })), "{late:?}");
    }
    assert_eq!(bench.resume("j").failure().kind, FailureKind::Timeout);
    assert_eq!(server.received().len(), 1);
}

/// Until the clock that jobs go by is there.
#[expect(clippy::disallowed_methods, reason = "the test waits for the clock of the wall")]
fn wait_past(end: Instant) {
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    while now() <= u128::try_from(end.0).unwrap() {
        std::thread::yield_now();
    }
}

#[test]
fn what_a_person_says_is_struck_clean_of_secrets() {
    let server = server();
    let bench = Bench::new(&[&server.origin]);
    bench.secret("A_KEY", Some("s3cr3t-value-9x8y7z"));
    let mut plan = gated(&server, None);
    let secret = "A_KEY".to_owned();
    let auth = Some(Auth::Bearer { secret });
    let bound = plan.bindings.remove("a.ask").unwrap();
    let plan = plan.with(Binding { auth, ..bound });
    bench.run(job("j", plan)).error();
    let note = Some("the key is s3cr3t-value-9x8y7z".to_owned());
    let answer = Decided { note, ..decided(true) };
    bench.engine().approve("j", "t.gate", &answer).unwrap();
    let run = bench.resume("j");
    assert!(!run.value().to_string().contains("9x8y7z"), "{}", run.value());
    for (path, bytes) in bench.stored() {
        let found = bytes.windows(6).any(|window| window == b"9x8y7z");
        assert!(!found, "{} holds it", path.display());
    }
}

/// Sleeps, and reads then.
fn sleeping(server: &Server, milliseconds: i64) -> Plan {
    let pause = |value| -> Expr { record(&[("for", constant(Value::Duration(value)))]) };
    let nodes = vec![
        call(1, "first", "a.ask"),
        system(2, "nap", SysOperation::Sleep, pause(milliseconds)).reads(1),
        call(3, "second", "a.ask").reads(2),
    ];
    plan(nodes, slot(3)).with(binding("a.ask", &server.origin))
}

#[test]
fn a_sleep_ends_at_its_instant_whoever_slept_through_it() {
    let server = server();
    let bench = Bench::new(&[&server.origin]);
    let stop = Stop::new();
    let asked = stop.clone();
    let mut watch = move |stamped: Stamped| {
        if let JobEvent::StepStarted { step, .. } = stamped.event
            && step == "t.nap"
        {
            asked.now();
        }
    };
    let engine = bench.engine();
    let ended = block_on(engine.run(job("j", sleeping(&server, 1)), &mut watch, &stop));
    assert!(matches!(ended, Err(EngineError::Stopped(_))), "{ended:?}");
    drop(engine);
    assert_eq!(*bench.resume("j").value(), json!(2));
    assert_eq!(server.received().len(), 2);
}
