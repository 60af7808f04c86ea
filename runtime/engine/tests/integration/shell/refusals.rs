//! What is refused before anything is sent: other origins, other addresses, other effects. The
//! first step of each plan would be allowed; its server must hear nothing.

use orchestra_net::Refusal;
use orchestra_plan::{Binding, FailureKind, Plan, node::SysOperation};
use orchestra_runtime_engine::{EngineError, Stop};
use serde_json::json;

use super::{
    bench::{Bench, Run, job},
    plans::*,
    server::{Server, Silent, answer, json},
};

/// A harmless step, and one of this binding behind it.
fn behind_a_harmless_step(server: &Server, second: Binding) -> Plan {
    let nodes = vec![call(1, "first", "a.ask"), call(2, "second", &second.operation).reads(1)];
    plan(nodes, slot(2)).with(binding("a.ask", &server.origin)).with(second)
}

fn refused(run: &Run) -> &[Refusal] {
    match run.error() {
        EngineError::Refused(refusals) => refusals,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_secret_goes_to_no_origin_that_nobody_trusts() {
    let server = Server::answering(json!(1));
    let mut bench = Bench::new(&[&server.origin]);
    bench.secret("AWS_SECRET_ACCESS_KEY", Some("somebody else's"));
    bench.trust.grant("AWS_SECRET_ACCESS_KEY", "https://aws.example".parse().unwrap());
    let asking =
        |base: &str| Binding { auth: bearer("AWS_SECRET_ACCESS_KEY"), ..binding("evil.ask", base) };
    let run = bench.run(job("j", behind_a_harmless_step(&server, asking("https://evil.example"))));
    let [refusal] = refused(&run) else { panic!("{:?}", run.ended) };
    assert!(matches!(refusal, Refusal::UntrustedOrigin { .. }));
    let hint = "orchc trust AWS_SECRET_ACCESS_KEY https://evil.example";
    assert!(run.error().to_string().contains(hint), "{}", run.error());
    let plain = bench.run(job("j", behind_a_harmless_step(&server, asking("http://aws.example"))));
    assert!(matches!(refused(&plain), [Refusal::PlainHttp { .. }]));
    // A listed endpoint that is sent elsewhere is another origin.
    let listed = behind_a_harmless_step(&server, asking("https://aws.example"));
    assert!(bench.engine().check(&job("j", listed.clone())).is_ok());
    bench.base_urls.insert("evil/rest".into(), "https://elsewhere.example".into());
    assert_eq!(refused(&bench.run(job("j", listed))).len(), 1);
    assert!(server.received().is_empty());
    assert!(bench.engine().jobs().unwrap().is_empty());
}

#[test]
fn private_and_unnamed_loopback_addresses_are_not_reached() {
    let (server, silent) = (Server::answering(json!(1)), Silent::listen());
    let bench = Bench::new(&[&server.origin]);
    let port = silent.origin.rsplit(':').next().unwrap();
    for address in [
        "http://10.0.0.1",
        "http://169.254.169.254",
        "http://[::ffff:10.0.0.1]",
        "http://2130706433",
        &silent.origin,
        &format!("http://localhost:{port}"),
        &format!("http://[::ffff:127.0.0.1]:{port}"),
    ] {
        let plan = behind_a_harmless_step(&server, binding("b.ask", address));
        let run = bench.run(job("j", plan));
        assert!(matches!(refused(&run), [Refusal::Address { .. }]), "{address}: {:?}", run.ended);
    }
    assert!(server.received().is_empty());
}

#[test]
fn an_address_stays_below_its_endpoint() {
    let (server, silent) = (Server::answering(json!(1)), Silent::listen());
    let bench = Bench::new(&[&server.origin]);
    let host = silent.origin.strip_prefix("http://").unwrap();
    for path in [format!("@{host}/call"), ".evil.example/call".to_owned(), "0/call".to_owned()] {
        let mut second = binding("b.ask", &server.origin);
        second.path = path.clone();
        let run = bench.run(job("j", behind_a_harmless_step(&server, second)));
        assert!(matches!(run.error(), EngineError::Effects(_)), "{path}: {:?}", run.ended);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_request_with_a_body_follows_no_redirect() {
    let silent = Silent::listen();
    let location = format!("Location: {}/", silent.origin);
    let server = Server::start(move |_, _| answer("307 Temporary Redirect", &[&location], b""));
    let bench = Bench::new(&[&server.origin, &silent.origin]);
    let run = bench.run(job("j", single(binding("a.ask", &server.origin))));
    assert_eq!(run.failure().kind, FailureKind::Rejected);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_plan_does_nothing_that_its_effects_do_not_say() {
    let server = Server::answering(json!(1));
    let mut bench = Bench::new(&[&server.origin]);
    bench.project();
    bench.secret("B_KEY", Some("value"));
    let plan = || {
        let mut second = binding("b.ask", &server.origin);
        (second.writes, second.auth) = (true, bearer("B_KEY"));
        behind_a_harmless_step(&server, second)
    };
    bench.engine().check(&job("j", plan())).unwrap();
    type Change = fn(&mut Plan);
    let changes: [(&str, Change); 9] = [
        ("isn't among its effects", |plan| {
            plan.effects.operations.remove(1);
        }),
        ("writes", |plan| plan.effects.operations[1].writes = false),
        ("another revision", |plan| plan.effects.operations[1].revision = 2),
        ("which isn't among the plan's effects", |plan| plan.effects.origins.clear()),
        ("sends B_KEY", |plan| plan.effects.secrets.clear()),
        ("sends B_KEY", |plan| {
            plan.effects.secrets[0].origin = "https://elsewhere.example".into();
        }),
        ("reads a file", |plan| {
            let path = record(&[("path", text("a.txt"))]);
            let read = system(3, "read", SysOperation::ReadFile, path);
            plan.templates.get_mut("t").unwrap().body.nodes.push(read);
        }),
        ("writes a file", |plan| {
            let arguments = record(&[("path", text("a.txt")), ("text", text("x"))]);
            let write = system(3, "write", SysOperation::WriteFile, arguments);
            plan.templates.get_mut("t").unwrap().body.nodes.push(write);
        }),
        ("asks a person", |plan| {
            let question = record(&[("prompt", text("Shall we?"))]);
            let ask = system(3, "ask", SysOperation::Approve, question);
            plan.templates.get_mut("t").unwrap().body.nodes.push(ask);
        }),
    ];
    for (message, change) in changes {
        let mut plan = plan();
        change(&mut plan);
        let run = bench.run(job("j", plan));
        assert!(matches!(run.error(), EngineError::Effects(_)), "{message}: {:?}", run.ended);
        assert!(run.error().to_string().contains(message), "{message}: {}", run.error());
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_job_that_goes_on_is_held_to_the_rules_of_that_day() {
    let stop = Stop::new();
    let asked = stop.clone();
    let server = Server::start(move |_, _| {
        asked.gracefully();
        json(&json!(1))
    });
    let bench = Bench::new(&[&server.origin]);
    let run = bench.run_until(job("j", chain(2, binding("a.ask", &server.origin))), &stop);
    assert!(matches!(run.error(), EngineError::Stopped(_)), "{:?}", run.ended);
    let mut stricter = Bench::new(&[]);
    stricter.store.clone_from(&bench.store);
    assert!(matches!(refused(&stricter.resume("j")), [Refusal::Address { .. }]));
    assert_eq!(server.received().len(), 1);
    bench.resume("j").value();
}
