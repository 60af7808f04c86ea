//! The store: whose it is, who has a job, and what is refused.

use std::sync::Arc;

use orchestra_plan::{Shape, Value};
use orchestra_runtime_engine::{EngineError, JobState, Stop, StoreError};
use serde_json::json;
use tokio::sync::Notify;

use super::{
    bench::{Bench, block_on, job, with_input},
    plans::*,
    server::{Barrier, Server, json},
};

#[test]
fn one_process_has_a_job_and_others_are_told_which() {
    let (reached, barrier) = (Arc::new(Notify::new()), Barrier::default());
    let (told, until) = (Arc::clone(&reached), barrier.clone());
    let server = Server::start(move |_, _| {
        told.notify_one();
        until.wait();
        json(&json!(1))
    });
    let bench = Bench::new(&[&server.origin]);
    let new = || job("j", single(binding("a.ask", &server.origin)));
    let (first, second, stop) = (bench.engine(), bench.engine(), Stop::new());
    let mut nothing = |_| {};
    let (ended, refused) = block_on(async {
        tokio::join!(first.run(new(), &mut nothing, &stop), async {
            reached.notified().await;
            assert!(second.jobs().unwrap()[0].running);
            assert_eq!(second.job("j").unwrap().owner, Some(std::process::id()));
            let refused = second.resume("j", &mut |_| {}, &stop).await.unwrap_err();
            let again = second.run(new(), &mut |_| {}, &stop).await.unwrap_err();
            assert_eq!(refused.to_string(), again.to_string());
            barrier.open();
            refused
        })
    });
    ended.unwrap().result.unwrap();
    let pid = Some(std::process::id());
    assert!(
        matches!(&refused, EngineError::Owned { job, owner } if job == "j" && *owner == pid),
        "{refused:?}"
    );
    assert_eq!(server.received().len(), 1);
    let jobs = second.jobs().unwrap();
    assert_eq!((jobs[0].state, jobs[0].running), (JobState::Succeeded, false));
}

#[test]
fn another_plan_or_other_inputs_under_the_same_id_are_refused_with_the_difference() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let plan = |binding| single(binding).param("topic", 10, string());
    let first = || plan(binding("a.ask", &server.origin));
    let with_topic = |plan, topic: &str| with_input(job("j", plan), "topic", Value::text(topic));
    bench.run(with_topic(first(), "a")).value();
    bench.run(with_topic(first(), "a")).value();
    let inputs = bench.run(with_topic(first(), "b"));
    assert_eq!(
        inputs.error().to_string(),
        r#"job `j` is another one: its `topic` is "a", not "b""#
    );
    let other = plan(orchestra_plan::Binding { revision: 2, ..binding("a.ask", &server.origin) });
    let other = bench.run(with_topic(other, "a"));
    let EngineError::OtherJob { difference, .. } = other.error() else {
        panic!("{:?}", other.ended)
    };
    assert!(difference.starts_with("its plan is "), "{difference}");
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_job_id_is_a_name_that_a_file_can_have() {
    let bench = Bench::new(&[]);
    let run = |id: &str| bench.run(job(id, plan(vec![], text("x"))));
    for id in ["a", "2026-01-31_x.y", &"x".repeat(128)] {
        run(id).value();
    }
    for id in ["", ".", "..", "a/b", "a b", "é", "a\0", &"x".repeat(129)] {
        assert!(matches!(run(id).error(), EngineError::JobId(_)), "{id}");
    }
    let run = |id| {
        bench.run(orchestra_runtime_engine::NewJob { id, ..job("x", plan(vec![], text("x"))) })
    };
    let made_up = run(None).ended.unwrap().job;
    assert_eq!(bench.engine().job(&made_up).unwrap().result, Some(Ok(json!("x"))));
    assert!(matches!(bench.resume("gone").error(), EngineError::UnknownJob(_)));
}

#[test]
fn a_newer_store_is_refused_and_left_as_it_is() {
    let bench = Bench::new(&[]);
    bench.run(job("j", plan(vec![], text("x")))).value();
    let database = rusqlite::Connection::open(bench.store.join("jobs.db")).unwrap();
    // As its journal mode would be changed by whoever opens it.
    database.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).unwrap();
    database.pragma_update(None, "user_version", 2).unwrap();
    database.close().unwrap();
    let before = bench.stored();
    let error = bench.open().unwrap_err();
    assert!(matches!(error, EngineError::Store(StoreError::Newer(2))), "{error:?}");
    assert!(error.to_string().contains("version 2"), "{error}");
    assert_eq!(bench.stored(), before);
}

#[test]
fn a_newer_record_or_a_broken_one_is_named() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    bench.run(job("j", single(binding("a.ask", &server.origin)))).value();
    let database = rusqlite::Connection::open(bench.store.join("jobs.db")).unwrap();
    database.execute("UPDATE records SET version = 9 WHERE number = 1", []).unwrap();
    let error = bench.engine().job("j").unwrap_err();
    assert!(matches!(error, EngineError::Store(StoreError::Newer(9))), "{error:?}");
    database.execute("UPDATE records SET version = 1, body = '{'", []).unwrap();
    let error = bench.engine().job("j").unwrap_err();
    assert!(error.to_string().contains("of job j can't be read"), "{error}");
}

#[test]
fn large_answers_lie_beside_the_database_by_digest() {
    let large = "é".repeat(100_000);
    let answer = json!(large);
    let server = Server::start(move |_, _| json(&answer));
    let bench = Bench::new(&[&server.origin]);
    let new = || job("j", chain(2, binding("a.ask", &server.origin)));
    let run = bench.run(new());
    assert_eq!(*run.value(), json!(large));
    let database = rusqlite::Connection::open(bench.store.join("jobs.db")).unwrap();
    let longest = "SELECT max(length(body)) FROM records";
    let longest: i64 = database.query_row(longest, [], |row| row.get(0)).unwrap();
    assert!(longest < 1000, "{longest}");
    assert_eq!(*bench.run(new()).value(), json!(large), "it is found again");
    let values = bench.store.join("values");
    let beside: Vec<_> =
        bench.stored().into_keys().filter(|path| path.starts_with(&values)).collect();
    assert!(!beside.is_empty());
    #[expect(clippy::disallowed_methods, reason = "somebody spoils the store")]
    std::fs::write(&beside[0], "spoilt").unwrap();
    let error = bench.engine().job("j").unwrap_err();
    assert!(error.to_string().contains("isn't what was written"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_store_is_its_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let large = json!("x".repeat(100_000));
    let server = Server::start(move |_, _| json(&large));
    let bench = Bench::new(&[&server.origin]);
    bench.run(job("j", single(binding("a.ask", &server.origin)))).value();
    // The database is kept open, so that its side files are there.
    let _engine = bench.engine();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let files = bench.stored();
    let names: Vec<_> = files.keys().map(|path| path.strip_prefix(&bench.store).unwrap()).collect();
    assert!(names.len() >= 4, "{names:?}");
    for file in files.keys() {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    for folder in ["", "locks", "values"] {
        assert_eq!(mode(&bench.store.join(folder)), 0o700, "{folder}");
    }
}

#[test]
fn a_job_is_read_as_it_stands() {
    let server = Server::answering(json!({ "n": 1 }));
    let bench = Bench::new(&[&server.origin]);
    let plan = single(binding("a.ask", &server.origin)).param(
        "n",
        10,
        Shape::Int { min: None, max: None },
    );
    let id = plan.id();
    let run = bench.run(with_input(job("j", plan), "n", Value::Int(7)));
    let record = bench.engine().job("j").unwrap();
    assert_eq!(record.plan.id(), id);
    assert_eq!(record.inputs["n"], Value::Int(7));
    assert_eq!(record.result, Some(Ok(json!({ "n": 1 }))));
    assert_eq!(record.totals, run.ended.as_ref().unwrap().totals);
    assert_eq!((record.owner, record.uncertain.len()), (None, 0));
    let told: Vec<_> = run.events.iter().map(|event| &event.event).collect();
    let kept: Vec<_> = record.events.iter().map(|event| &event.event).collect();
    assert_eq!(kept, told);
    assert!(record.events.iter().all(|event| event.replayed));
}

#[test]
fn events_are_flat_objects_in_the_order_of_what_happened() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let run = bench.run(job("j", chain(2, binding("a.ask", &server.origin))));
    let events: Vec<_> = run.events.iter().map(|it| serde_json::to_value(it).unwrap()).collect();
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    let step = ["step_started", "attempt_started", "step_finished"];
    let expected = [&["job_started"][..], &step, &step, &["job_succeeded"]].concat();
    assert_eq!(names, expected);
    assert!(events.iter().all(|event| event["at"].is_i64() && event.get("replayed").is_none()));
    assert!(events.is_sorted_by_key(|event| event["at"].as_i64()));
    assert_eq!(events[3]["step"], "t.s1");
    assert_eq!(events[3]["operation"], "a.ask");
    assert_eq!(events[7]["result"], json!(1));
}
