//! Deadlines are instants of the wall clock: they are kept over a crash, and end what is in flight.

use std::{sync::Arc, time::Duration};

use orchestra_plan::{
    FailureKind,
    policy::{Backoff, Millis},
};
use orchestra_runtime_engine::{JobEvent, Resumption, Stamped, Stop};
use serde_json::json;
use tokio::sync::Notify;

use super::{
    bench::{Bench, block_on, job},
    plans::*,
    server::{Barrier, Server, answer, json},
};

#[test]
fn a_job_ends_at_its_deadline_whoever_is_still_asked() {
    let barrier = Barrier::default();
    let until = barrier.clone();
    let server = Server::start(move |_, _| {
        until.wait();
        json(&json!(1))
    });
    let bench = Bench::new(&[&server.origin]);
    let mut job = job("j", single(binding("a.ask", &server.origin)));
    job.deadline = Some(Duration::from_millis(20));
    let run = bench.run(job);
    assert_eq!(run.failure().kind, FailureKind::Deadline);
    assert!(run.ended.as_ref().unwrap().totals.elapsed_ms >= 20);
    barrier.open();
}

#[test]
fn a_deadline_that_passed_while_nobody_ran_the_job_sends_nothing_more() {
    let (reached, barrier) = (Arc::new(Notify::new()), Barrier::default());
    let (told, until) = (Arc::clone(&reached), barrier.clone());
    let server = Server::start(move |_, _| {
        told.notify_one();
        until.wait();
        json(&json!(1))
    });
    let bench = Bench::new(&[&server.origin]);
    let mut job = job("j", single(binding("a.ask", &server.origin)));
    job.deadline = Some(Duration::from_secs(60));
    bench.crash(job, &reached);
    barrier.open();
    let record = bench.engine().job("j").unwrap();
    // The time passes in the journal instead of on the clock.
    let passed = record.deadline_at.unwrap().0 - 120_000;
    let database = rusqlite::Connection::open(bench.store.join("jobs.db")).unwrap();
    let set = "UPDATE jobs SET settings = json_set(settings, '$.deadline_at', ?1)";
    database.execute(set, [passed]).unwrap();
    let run = bench.resume("j");
    assert_eq!(run.failure().kind, FailureKind::Deadline);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn whoever_resumes_a_job_may_set_another_deadline() {
    for (passed, template) in [(true, None), (false, None), (true, Some(Millis(60_000)))] {
        let (reached, barrier) = (Arc::new(Notify::new()), Barrier::default());
        let (told, until) = (Arc::clone(&reached), barrier.clone());
        let server = Server::start(move |_, number| {
            if number == 1 {
                told.notify_one();
            }
            until.wait();
            json(&json!(1))
        });
        let bench = Bench::new(&[&server.origin]);
        let mut plan = single(binding("a.ask", &server.origin));
        plan.templates.get_mut("t").unwrap().deadline = template;
        let mut job = job("j", plan);
        job.deadline = Some(Duration::from_secs(60));
        bench.crash(job, &reached);
        if passed {
            let database = rusqlite::Connection::open(bench.store.join("jobs.db")).unwrap();
            let set = "UPDATE jobs SET settings = json_set(settings, '$.deadline_at', 1000,
                       '$.started_at', 1000)";
            database.execute(set, []).unwrap();
        }
        let soon =
            Resumption { deadline: Some(Duration::from_millis(30)), ..Resumption::default() };
        if !passed {
            let run = bench.resume_with("j", &soon);
            assert_eq!(run.failure().kind, FailureKind::Deadline);
            barrier.open();
            continue;
        }
        barrier.open();
        let hour = Duration::from_secs(3600);
        let ample = Resumption { deadline: Some(hour), ..Resumption::default() };
        let before = bench.engine().job("j").unwrap().deadline_at.unwrap();
        let run = bench.resume_with("j", &ample);
        assert_eq!(*run.value(), json!(1), "{template:?}");
        // It is kept with the job, and tells nothing to one that has ended.
        let after = bench.engine().job("j").unwrap().deadline_at.unwrap();
        assert!(after.since(before) >= 3_600_000, "{before:?} {after:?}");
        assert_eq!(*bench.resume_with("j", &soon).value(), json!(1));
    }
}

#[test]
fn waits_between_attempts_are_waited_for_over_a_crash() {
    let told = Notify::new();
    let server = Server::start(|_, number| match number {
        1 => answer("503 Service Unavailable", &[], b""),
        _ => json(&json!("done")),
    });
    let bench = Bench::new(&[&server.origin]);
    let mut plan = single(binding("a.ask", &server.origin));
    let nodes = &mut plan.templates.get_mut("t").unwrap().body.nodes;
    *nodes = vec![call(1, "ask", "a.ask").change(|call| {
        call.policy.retry.attempts = 2;
        call.policy.retry.backoff = Backoff::Fixed;
        call.policy.retry.first = Millis(40);
    })];
    let engine = bench.engine();
    block_on(async {
        let mut watch = |event: Stamped| {
            if matches!(event.event, JobEvent::Retrying { .. }) {
                told.notify_one();
            }
        };
        let stop = Stop::new();
        tokio::select! {
            biased;
            () = told.notified() => {}
            ended = engine.run(job("j", plan), &mut watch, &stop) => panic!("{ended:?}"),
        }
    });
    drop(engine);
    let run = bench.resume("j");
    assert_eq!(*run.value(), json!("done"));
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].key(), received[1].key());
    assert!(run.ended.as_ref().unwrap().totals.elapsed_ms >= 40);
}
