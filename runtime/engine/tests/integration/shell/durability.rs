//! What outlives a crash. A crash drops the engine where it stands; one test copies the store as a
//! killed process leaves it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use orchestra_plan::{Binding, FailureKind, Money, Plan};
use orchestra_runtime_engine::{JobEvent, JobState, NewJob};
use serde_json::json;
use tokio::sync::Notify;

use super::{
    bench::{Bench, finished, job},
    plans::*,
    server::{Barrier, Received, Server, json},
};

/// A server that answers but for its request `held`, upon which it says so and waits.
fn holding(held: usize) -> (Server, Arc<Notify>, Barrier) {
    let (reached, barrier) = (Arc::new(Notify::new()), Barrier::default());
    let (told, until) = (Arc::clone(&reached), barrier.clone());
    let server = Server::start(move |request, number| {
        if number == held {
            told.notify_one();
            until.wait();
        }
        json(&json!(request.header("idempotency-key")))
    });
    (server, reached, barrier)
}

/// Two searches at once, then a chain of four.
fn wide_and_long(origin: &str) -> Plan {
    let nodes = vec![
        call(1, "left", "a.ask"),
        call(2, "right", "a.ask"),
        call(3, "both", "a.ask").reads(1).reads(2),
        call(4, "more", "a.ask").reads(3),
        call(5, "last", "a.ask").reads(4),
    ];
    plan(nodes, slots(&[1, 2, 3, 4, 5])).with(binding("a.ask", origin))
}

#[test]
fn a_crash_at_any_request_repeats_no_finished_step() {
    for held in 1..=5 {
        let (server, reached, barrier) = holding(held);
        let bench = Bench::new(&[&server.origin]);
        let new = || job("j", wide_and_long(&server.origin));
        let before = bench.crash(new(), &reached);
        barrier.open();
        let run = bench.run(new());
        assert_eq!(run.finished().len(), 5, "{held}");
        let mut sent: BTreeMap<String, usize> = BTreeMap::new();
        for request in server.received() {
            *sent.entry(request.key()).or_default() += 1;
        }
        // Each step is one purchase, however often its request was sent.
        let keys: Vec<_> = sent.keys().map(String::as_str).collect();
        let values = run.value().as_array().unwrap();
        let mut values: Vec<_> = values.iter().map(|value| value.as_str().unwrap()).collect();
        values.sort_unstable();
        assert_eq!(keys, values, "{held}");
        for event in &before {
            if let JobEvent::StepFinished { value, step, .. } = &event.event {
                assert_eq!(sent[value.trim_matches('"')], 1, "{held}: {step} was sent again");
            }
        }
        assert!(sent.values().filter(|times| **times > 1).count() <= 2, "{held}: {sent:?}");
    }
}

#[test]
fn what_is_in_flight_is_sent_again_with_the_same_key() {
    let (server, reached, barrier) = holding(2);
    let bench = Bench::new(&[&server.origin]);
    let chain = || chain(3, binding("a.ask", &server.origin));
    let before = bench.crash(job("j", chain()), &reached);
    assert_eq!(finished(&before), ["t.s1"]);
    barrier.open();
    let run = bench.resume("j");
    run.value();
    let keys: Vec<_> = server.received().iter().map(Received::key).collect();
    assert_eq!(keys.len(), 4);
    assert_eq!(keys[1], keys[2], "the second step");
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 3);
    let first = &run.events[0];
    assert!(matches!(&first.event, JobEvent::JobResumed { job, .. } if job == "j"), "{first:?}");
    let replayed: Vec<_> = run.events.iter().filter(|event| event.replayed).collect();
    assert_eq!(replayed.len(), before.len(), "what was told before is told again, as such");
}

#[test]
fn what_is_sent_again_is_paid_from_the_budget_again() {
    let priced = |origin: &str| {
        let price = json!({
            "unit": "request", "amount": "0.3", "currency": "usd", "on_success_only": false,
        });
        let price = serde_json::from_value(price).unwrap();
        Binding { pricing: Some(vec![price]), ..binding("a.ask", origin) }
    };
    for (budget, sent) in [("0.6usd", 2), ("0.5usd", 1)] {
        let (server, reached, barrier) = holding(1);
        let bench = Bench::new(&[&server.origin]);
        let new = || {
            let budget = Money::parse(budget);
            NewJob { budget, ..job("j", single(priced(&server.origin))) }
        };
        bench.crash(new(), &reached);
        barrier.open();
        let run = bench.resume("j");
        assert_eq!(server.received().len(), sent, "{budget}");
        if sent == 2 {
            run.value();
        } else {
            assert_eq!(run.failure().kind, FailureKind::Budget);
        }
        // Told again, the money is the same.
        let again = bench.run(new());
        assert_eq!(again.ended.unwrap().totals, run.ended.unwrap().totals);
    }
}

#[test]
fn a_store_copied_while_a_request_is_in_flight_is_enough() {
    let (server, reached, barrier) = holding(2);
    let mut bench = Bench::new(&[&server.origin]);
    let plan = || chain(3, binding("a.ask", &server.origin));
    let copy = bench.beside("copy");
    let engine = bench.engine();
    super::bench::block_on(async {
        let (mut watch, stop) = (|_| {}, orchestra_runtime_engine::Stop::new());
        tokio::select! {
            // The request is there: what had to be durable before it left is.
            () = reached.notified() => bench.copy_store(&copy),
            ended = engine.run(job("j", plan()), &mut watch, &stop) => panic!("{ended:?}"),
        }
    });
    drop(engine);
    barrier.open();
    bench.store = copy;
    let run = bench.resume("j");
    assert_eq!(run.finished(), ["t.s1", "t.s2", "t.s3"]);
    assert_eq!(server.received().len(), 4);
}

#[test]
fn the_journal_knows_of_a_request_before_it_leaves() {
    let known = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut bench = Bench::new(&[]);
    let (database, seen) = (bench.store.join("jobs.db"), Arc::clone(&known));
    let server = Server::start(move |_, _| {
        let connection = rusqlite::Connection::open(&database).unwrap();
        let sent = "SELECT count(*) FROM records WHERE kind = 'sent'";
        let sent: i64 = connection.query_row(sent, [], |row| row.get(0)).unwrap();
        seen.lock().unwrap().push(sent);
        json(&json!(1))
    });
    bench.allow(&server.origin);
    bench.run(job("j", chain(4, binding("a.ask", &server.origin)))).value();
    assert_eq!(*known.lock().unwrap(), [1, 2, 3, 4]);
}

#[test]
fn a_finished_job_is_told_again_and_sends_nothing() {
    let server = Server::answering(json!({ "a": 1.5 }));
    let bench = Bench::new(&[&server.origin]);
    let new = || job("j", single(binding("a.ask", &server.origin)));
    let first = bench.run(new());
    let changed = bench.engine().jobs().unwrap()[0].changed;
    let second = bench.run(new());
    assert_eq!(first.value(), second.value());
    assert_eq!(first.ended.unwrap().totals, second.ended.unwrap().totals);
    assert_eq!(server.received().len(), 1);
    let jobs = bench.engine().jobs().unwrap();
    assert_eq!((jobs[0].state, jobs[0].changed), (JobState::Succeeded, changed));
}

#[test]
fn a_failed_job_stays_failed() {
    let server = Server::start(|_, _| super::server::answer("404 Not Found", &[], b"nothing"));
    let bench = Bench::new(&[&server.origin]);
    let new = || job("j", single(binding("a.ask", &server.origin)));
    let first = bench.run(new());
    let second = bench.run(new());
    assert_eq!(first.failure(), second.failure());
    assert_eq!(server.received().len(), 1);
    assert_eq!(bench.engine().jobs().unwrap()[0].state, JobState::Failed);
}
