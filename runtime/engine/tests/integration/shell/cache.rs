//! Answers that outlive their job: in the store, for whoever asks with the same key.

use orchestra_plan::{Binding, Plan, policy::Millis};
use orchestra_runtime_engine::{JobEvent, Stamped};
use serde_json::json;

use super::{
    bench::{Bench, job},
    plans::*,
    server::{Server, json},
};

/// A server that numbers its answers.
fn counting() -> Server {
    Server::start(|_, number| json(&json!({ "n": number, "pad": "" })))
}

fn cached(binding: Binding) -> Plan {
    let ask = call(1, "ask", &binding.operation);
    let ask = ask.change(|it| it.policy.cache = Some(Millis(3_600_000)));
    plan(vec![ask], slot(1)).with(binding)
}

fn hits(events: &[Stamped]) -> usize {
    events.iter().filter(|it| matches!(it.event, JobEvent::CacheHit { .. })).count()
}

#[test]
fn another_job_takes_the_answer_of_the_first() {
    let server = counting();
    let bench = Bench::new(&[&server.origin]);
    let plan = || cached(binding("a.ask", &server.origin));
    let runs: Vec<_> = (1..=3).map(|at| bench.run(job(&format!("j{at}"), plan()))).collect();
    for (at, run) in runs.iter().enumerate() {
        assert_eq!((run.value()["n"].clone(), hits(&run.events)), (json!(1), at.min(1)), "{at}");
    }
    assert_eq!(server.received().len(), 1);
    // A job that ended tells the same again.
    assert_eq!((hits(&bench.resume("j2").events), server.received().len()), (1, 1));
}

#[test]
fn whoever_has_another_key_gets_an_answer_of_their_own() {
    let server = counting();
    let mut bench = Bench::new(&[&server.origin]);
    bench.trust.grant("A_KEY", server.origin.parse().unwrap());
    let run = |id: &str, key: &str| {
        bench.secret("A_KEY", Some(key));
        let bound = Binding { auth: bearer("A_KEY"), ..binding("a.ask", &server.origin) };
        bench.run(job(id, cached(bound))).value()["n"].clone()
    };
    assert_eq!((run("j1", "k-one-canary"), run("j2", "k-two-canary")), (json!(1), json!(2)));
    assert_eq!((run("j3", "k-one-canary"), run("j4", "k-two-canary")), (json!(1), json!(2)));
    for (path, bytes) in bench.stored() {
        assert!(!String::from_utf8_lossy(&bytes).contains("-canary"), "{}", path.display());
    }
}

#[test]
fn a_sandboxs_answers_are_neither_kept_nor_given() {
    let (real, sandbox) = (counting(), counting());
    let mut bench = Bench::new(&[&real.origin, &sandbox.origin]);
    let plan = || cached(binding("a.ask", &real.origin));
    bench.base_urls.insert("a/rest".into(), sandbox.origin.clone());
    for id in ["j1", "j2"] {
        assert_eq!(hits(&bench.run(job(id, plan())).events), 0);
    }
    assert_eq!(sandbox.received().len(), 2);
    bench.base_urls.clear();
    assert_eq!((hits(&bench.run(job("j3", plan())).events), real.received().len()), (0, 1));
    bench.base_urls.insert("a/rest".into(), sandbox.origin.clone());
    assert_eq!((hits(&bench.run(job("j4", plan())).events), sandbox.received().len()), (0, 3));
}

#[test]
fn an_answer_that_is_too_large_is_not_kept() {
    let server = Server::start(|_, number| {
        json(&json!({ "n": number, "pad": "x".repeat(2 * 1024 * 1024) }))
    });
    let bench = Bench::new(&[&server.origin]);
    for id in ["j1", "j2"] {
        let run = bench.run(job(id, cached(binding("a.ask", &server.origin))));
        assert_eq!(hits(&run.events), 0);
    }
    assert_eq!(server.received().len(), 2);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "tests break the store's files")]
fn a_cache_that_cant_be_read_is_none() {
    let server = counting();
    let bench = Bench::new(&[&server.origin]);
    let plan = || cached(binding("a.ask", &server.origin));
    bench.run(job("j1", plan()));
    for path in bench.stored().into_keys() {
        if path.file_name().unwrap().to_string_lossy().starts_with("answers.db") {
            std::fs::write(&path, "no database at all, but a text of some length").unwrap();
        }
    }
    let run = bench.run(job("j2", plan()));
    assert_eq!((run.value()["n"].clone(), server.received().len()), (json!(2), 2));
}
