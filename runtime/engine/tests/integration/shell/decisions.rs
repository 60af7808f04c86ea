//! Requests that may buy or write twice, and whose fate isn't known: a person decides.

use std::{ops::RangeInclusive, sync::Arc};

use orchestra_plan::{Plan, binding::Idempotency};
use orchestra_runtime_engine::{
    Decision, EngineError, JobEvent, JobState, Resumption, Stop, Verdict,
};
use serde_json::json;
use tokio::sync::Notify;

use super::{
    bench::{Bench, block_on, job},
    plans::*,
    server::{Barrier, Server, json},
};

/// A read, a write that can't be told from a second one, and a step that needs its output.
fn plan_of(server: &Server) -> Plan {
    let mut write = binding("b.write", &server.origin);
    (write.writes, write.idempotency) = (true, Idempotency::None);
    write.output = json!({ "type": "object", "required": ["id"] }).into();
    let nodes = vec![
        call(1, "read", "a.ask"),
        call(2, "write", "b.write").reads(1),
        call(3, "after", "a.ask").reads(2).arguments(record(&[("id", field(slot(2), "id"))])),
    ];
    plan(nodes, slot(3)).with(binding("a.ask", &server.origin)).with(write)
}

/// A job that crashed while its write was in flight.
fn crashed() -> (Server, Bench) {
    let (server, bench, reached, barrier) = holding(2..=2);
    bench.crash(job("j", plan_of(&server)), &reached);
    barrier.open();
    (server, bench)
}

/// A server that says so and waits upon requests of these numbers.
fn holding(held: RangeInclusive<usize>) -> (Server, Bench, Arc<Notify>, Barrier) {
    let (reached, barrier) = (Arc::new(Notify::new()), Barrier::default());
    let (told, until) = (Arc::clone(&reached), barrier.clone());
    let server = Server::start(move |request, number| {
        if held.contains(&number) {
            told.notify_one();
            until.wait();
        }
        match request.body.as_str() {
            "{}" => json(&json!({ "id": 7 })),
            body => json(&json!(body)),
        }
    });
    let bench = Bench::new(&[&server.origin]);
    (server, bench, reached, barrier)
}

fn decide(step: &str, verdict: Verdict) -> Decision {
    Decision { step: step.into(), verdict }
}

#[test]
fn the_job_stops_and_asks_and_sends_nothing() {
    let (server, bench) = crashed();
    for _ in 0..2 {
        let run = bench.resume("j");
        let EngineError::NeedsDecision { job, steps } = run.error() else {
            panic!("{:?}", run.ended)
        };
        assert_eq!((job.as_str(), &steps[..]), ("j", &["t.write".to_owned()][..]));
        assert!(run.error().to_string().contains("`t.write`"), "{}", run.error());
        let last = &run.events.last().unwrap().event;
        assert!(matches!(last, JobEvent::JobStopped { .. }), "{last:?}");
    }
    assert_eq!(server.received().len(), 2);
    let record = bench.engine().job("j").unwrap();
    assert_eq!(record.summary.state, JobState::NeedsDecision);
    assert_eq!(record.uncertain, ["t.write"]);
    // The same as `run` with the id.
    let run = bench.run(job("j", plan_of(&server)));
    assert!(matches!(run.error(), EngineError::NeedsDecision { .. }), "{:?}", run.ended);
}

#[test]
fn a_retried_step_is_sent_again_with_its_key() {
    let (server, bench) = crashed();
    let run = bench.resume_deciding("j", &[decide("t.write", Verdict::Retry)]);
    assert_eq!(*run.value(), json!("{\"id\":7}"));
    let received = server.received();
    assert_eq!(received.len(), 4);
    assert_eq!(received[1].key(), received[2].key());
    assert_eq!(bench.engine().jobs().unwrap()[0].state, JobState::Succeeded);
}

#[test]
fn an_accepted_step_has_the_output_that_was_named_and_is_not_sent_again() {
    let (server, bench) = crashed();
    let run = bench.resume_deciding("j", &[decide("t.write", Verdict::Accept(json!({ "id": 9 })))]);
    assert_eq!(*run.value(), json!("{\"id\":9}"));
    assert_eq!(server.received().len(), 3);
    // It stands in the journal: nobody is asked again.
    assert_eq!(*bench.resume("j").value(), json!("{\"id\":9}"));
}

#[test]
fn what_cannot_be_followed_changes_nothing() {
    let (server, bench) = crashed();
    let unknown = bench.resume_deciding("j", &[decide("t.read", Verdict::Retry)]);
    assert!(matches!(unknown.error(), EngineError::NotUncertain { .. }), "{:?}", unknown.ended);
    let misfit = bench.resume_deciding("j", &[decide("t.write", Verdict::Accept(json!(null)))]);
    assert!(matches!(misfit.error(), EngineError::Verdict { .. }), "{:?}", misfit.ended);
    assert_eq!(server.received().len(), 2);
    assert_eq!(bench.engine().job("j").unwrap().uncertain, ["t.write"]);
}

#[test]
fn a_decision_holds_for_one_request() {
    let (server, bench, reached, barrier) = holding(2..=3);
    bench.crash(job("j", plan_of(&server)), &reached);
    bench.resume("j").error();
    assert_eq!(bench.engine().jobs().unwrap()[0].state, JobState::NeedsDecision);
    let (engine, stop) = (bench.engine(), Stop::new());
    let retry = [decide("t.write", Verdict::Retry)];
    let resumption = Resumption { decisions: retry.to_vec(), deadline: None };
    block_on(async {
        let mut watch = |_| {};
        tokio::select! {
            () = reached.notified() => {}
            ended = engine.resume_with("j", &resumption, &mut watch, &stop) => panic!("{ended:?}"),
        }
    });
    drop(engine);
    assert_eq!(bench.engine().jobs().unwrap()[0].state, JobState::Running);
    let run = bench.resume("j");
    assert!(matches!(run.error(), EngineError::NeedsDecision { .. }), "{:?}", run.ended);
    barrier.open();
    bench.resume_deciding("j", &retry).value();
}

#[test]
fn a_key_that_has_no_place_in_the_request_protects_nobody() {
    let (server, bench, reached, barrier) = holding(1..=1);
    let mut keyed = binding("a.ask", &server.origin);
    keyed.idempotency_header = None;
    bench.crash(job("j", single(keyed)), &reached);
    barrier.open();
    let run = bench.resume("j");
    assert!(matches!(run.error(), EngineError::NeedsDecision { .. }), "{:?}", run.ended);
}
