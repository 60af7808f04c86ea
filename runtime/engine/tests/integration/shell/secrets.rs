//! The value of a secret is in the request that carries it, and nowhere else: neither in the store
//! nor in events nor in errors, whatever a provider answers.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use orchestra_net::SecretText;
use orchestra_plan::{
    Binding, Expr, FailureKind, Plan, Shape, Value,
    binding::{Auth, Body, ListStyle, Place},
    expr::ListEntry,
    node::SysOperation,
};
use orchestra_runtime_engine::{EngineError, JobEvent, NewJob, Stamped, Stop};
use serde_json::json;

use super::{
    bench::{Bench, Run, block_on, job, with_input},
    plans::*,
    server::{Received, Server, answer, json},
};

/// Its parts are spelled differently in a URL, in JSON and in base64.
const CANARY: &str = "cAn4ry+\"/9x8y7z";

/// Whatever the canary may look like.
fn canary_forms() -> Vec<Vec<u8>> {
    let mut forms = vec!["cAn4ry".to_owned(), "9x8y7z".to_owned()];
    for offset in 0..3 {
        let shifted = [&vec![0; offset][..], CANARY.as_bytes()].concat();
        let encoded = STANDARD_NO_PAD.encode(shifted);
        forms.push(encoded[(offset * 8_usize).div_ceil(6)..encoded.len() - 2].to_owned());
    }
    forms.into_iter().map(String::into_bytes).collect()
}

fn assert_unseen(what: &str, bytes: &[u8]) {
    for form in canary_forms() {
        let found = bytes.windows(form.len()).position(|window| window == form);
        if let Some(at) = found {
            let around = &bytes[at.saturating_sub(80)..(at + 80).min(bytes.len())];
            panic!("{what} holds the canary: {}", String::from_utf8_lossy(around));
        }
    }
}

/// Looks through all that came of a run, and through the store.
fn assert_nowhere(bench: &Bench, run: &Run) {
    assert_unseen("the end", format!("{:?}", run.ended).as_bytes());
    if let Err(error) = &run.ended {
        assert_unseen("the error", error.to_string().as_bytes());
    }
    for event in &run.events {
        assert_unseen("an event", serde_json::to_string(event).unwrap().as_bytes());
    }
    for (path, bytes) in bench.stored() {
        assert_unseen(&path.display().to_string(), &bytes);
    }
}

/// All that a request held, as a careless provider shows it.
fn echo(request: &Received) -> String {
    format!("{}\n{}\n{}", request.line, request.headers.join("\n"), request.body)
}

fn careless(request: &Received, number: usize) -> Vec<u8> {
    let echo = echo(request);
    match number {
        1 => json(&json!({ "echo": echo, "nested": [{ "key": CANARY }] })),
        2 => {
            // Every character of the value as an escape.
            let escaped: String = CANARY.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
            answer("200 OK", &[], format!("{{\"key\": \"{escaped}\"}}").as_bytes())
        }
        3 => answer("200 OK", &[&format!("X-Echo: {CANARY}")], b"no JSON"),
        4 => answer("500 Internal Server Error", &[], echo.as_bytes()),
        5 => {
            let pair = STANDARD_NO_PAD.encode(format!("someone:{CANARY}"));
            answer("401 Unauthorized", &[], format!("bad pair {pair}").as_bytes())
        }
        6 => answer("200 OK", &[], &[&b"\xff\xfe"[..], echo.as_bytes()].concat()),
        7 => {
            let location = format!("Location: /next?key={}", CANARY.replace('"', "%22"));
            answer("302 Found", &[&location], echo.as_bytes())
        }
        8 => json(&json!({ CANARY: { CANARY: 1 } })),
        9 => answer("404 Not Found", &[], CANARY.repeat(50).as_bytes()),
        _ => Vec::new(),
    }
}

#[test]
fn whatever_a_provider_answers_the_key_is_nowhere() {
    let secret = || "A_KEY".to_owned();
    let auths = [
        Auth::Header { name: "X-Key".into(), format: "Key {secret}".into(), secret: secret() },
        Auth::Bearer { secret: secret() },
        Auth::Query { name: "key".into(), secret: secret() },
        Auth::Basic {
            user: orchestra_plan::binding::BasicUser::Fixed { name: "me".into() },
            secret: secret(),
        },
    ];
    for auth in auths {
        let server = Server::start(careless);
        let bench = Bench::new(&[&server.origin]);
        bench.secret("A_KEY", Some(CANARY));
        for number in 1..=10 {
            let mut binding = binding("a.ask", &server.origin);
            binding.auth = Some(auth.clone());
            // The value is shown in events; a misfit shows it in an error.
            if number == 8 {
                binding.output = json!({ "type": "array" }).into();
            }
            let run = bench.run(job(&format!("j{number}"), single(binding)));
            assert!(run.ended.is_ok(), "{:?}", run.ended);
            assert_eq!(run.ended.as_ref().unwrap().result.is_ok(), number <= 2, "{number}");
            assert_nowhere(&bench, &run);
        }
        assert!(
            echo(&server.received()[0]).contains("9x8y7z") || matches!(auth, Auth::Basic { .. })
        );
    }
}

/// A call that takes a secret as its argument, and another one behind it.
fn with_secret_input(server: &Server) -> Plan {
    let mut binding = binding("a.ask", &server.origin);
    binding.headers =
        vec![Place { name: "X-Token".into(), list: ListStyle::Comma, ..Place::of("token") }];
    let ask = |slot_, id: &str| call(slot_, id, "a.ask").arguments(record(&[("token", slot(10))]));
    let nodes = vec![ask(1, "first"), ask(2, "second").reads(1)];
    plan(nodes, slot(2)).with(binding).param("token", 10, Shape::Secret)
}

#[test]
fn a_secret_in_a_body_is_in_the_body_and_nowhere_else() {
    let server = Server::start(|request, number| match number {
        1 => json(&json!({ "echo": request.body })),
        _ => answer("500 Internal Server Error", &[], request.body.as_bytes()),
    });
    let bench = Bench::new(&[&server.origin]);
    bench.secret("TOKEN", Some(CANARY));
    let keys = Expr::List { entries: vec![ListEntry::Item { value: slot(10) }] };
    let arguments = record(&[("say", text("hello")), ("keys", keys)]);
    let ask = |slot_, id: &str| call(slot_, id, "a.ask").arguments(arguments.clone());
    let nodes = vec![ask(1, "first"), ask(2, "second").reads(1)];
    let plan = plan(nodes, slot(2)).with(binding("a.ask", &server.origin)).param(
        "token",
        10,
        Shape::Secret,
    );
    let run = bench.run(secret_job(plan, "TOKEN"));
    assert_eq!(run.failure().kind, FailureKind::ServerError);
    assert_nowhere(&bench, &run);
    let received = server.received();
    assert_eq!(received[0].json(), json!({ "say": "hello", "keys": [CANARY] }));
    assert_eq!(received[0].body, received[1].body);
}

#[test]
fn a_secret_in_a_body_goes_where_it_is_trusted_alone() {
    let server = Server::answering(json!(1));
    let mut bench = Bench::new(&[&server.origin]);
    bench.secret("TOKEN", Some(CANARY));
    bench.base_urls.insert("a/rest".into(), "https://elsewhere.example".into());
    let ask = call(1, "ask", "a.ask").arguments(record(&[("token", slot(10))]));
    let plan = plan(vec![ask], slot(1)).with(binding("a.ask", &server.origin)).param(
        "token",
        10,
        Shape::Secret,
    );
    let run = bench.run(secret_job(plan, "TOKEN"));
    let failure = run.failure();
    assert!(failure.message.contains("TOKEN isn't trusted to go to"), "{failure:?}");
    assert_nowhere(&bench, &run);
}

fn secret_job(plan: Plan, handle: &str) -> NewJob {
    with_input(job("j", plan), "token", Value::Secret(handle.into()))
}

#[test]
fn a_secret_input_is_sent_and_kept_as_a_digest_alone() {
    let stop = Stop::new();
    let asked = stop.clone();
    let server = Server::start(move |request, _| {
        asked.gracefully();
        json(&json!(echo(request)))
    });
    let bench = Bench::new(&[&server.origin]);
    bench.secret("TOKEN", Some(CANARY));
    let run = bench.run_until(secret_job(with_secret_input(&server), "TOKEN"), &stop);
    assert!(matches!(run.error(), EngineError::Stopped(_)), "{:?}", run.ended);
    assert_nowhere(&bench, &run);
    assert_eq!(server.received()[0].header("x-token"), Some(CANARY));
    // Nor is it a digest that anybody can compute who guesses the value.
    let plain = orchestra_schema::Digest::of_bytes(CANARY.as_bytes()).to_string();
    let database = &bench.stored()[&bench.store.join("jobs.db")];
    assert!(!String::from_utf8_lossy(database).contains(&plain));

    bench.secret("TOKEN", Some("another value"));
    let other = bench.resume("j");
    assert!(other.error().to_string().contains("`TOKEN` isn't the one"), "{:?}", other.ended);
    bench.secret("TOKEN", None);
    let missing = bench.resume("j");
    assert!(
        matches!(missing.error(), EngineError::MissingSecrets(names) if names == &["TOKEN"]),
        "{:?}",
        missing.ended
    );
    assert_eq!(server.received().len(), 1, "neither was sent");
    bench.secret("TOKEN", Some(CANARY));
    let run = bench.resume("j");
    run.value();
    assert_nowhere(&bench, &run);
    assert_eq!(server.received()[1].header("x-token"), Some(CANARY));
}

#[test]
fn a_literal_secret_is_refused_and_not_shown() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let literal = with_input(job("j", with_secret_input(&server)), "token", Value::text(CANARY));
    let run = bench.run(literal);
    assert!(matches!(run.error(), EngineError::Inputs(_)), "{:?}", run.ended);
    assert_nowhere(&bench, &run);
    assert!(server.received().is_empty());
}

#[test]
fn a_secret_never_stands_in_an_address_or_a_form() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    bench.secret("TOKEN", Some(CANARY));
    let form = Body::Form { field: None, places: vec![] };
    for (path, body) in [("/call/{token}", Body::None), ("/call", form)] {
        let mut plan = with_secret_input(&server);
        let binding: &mut Binding = plan.bindings.get_mut("a.ask").unwrap();
        (binding.path, binding.body, binding.headers) = (path.into(), body, Vec::new());
        let job = NewJob { id: None, ..secret_job(plan, "TOKEN") };
        let run = bench.run(job);
        assert!(run.failure().message.contains("secret"), "{:?}", run.ended);
        assert_nowhere(&bench, &run);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_file_that_holds_a_key_shows_it_to_nobody() {
    let server = Server::answering(json!(1));
    let mut bench = Bench::new(&[&server.origin]);
    bench.secret("A_KEY", Some(CANARY));
    let project = bench.project();
    #[expect(clippy::disallowed_methods, reason = "the test sets up a project")]
    std::fs::write(project.join("notes.txt"), format!("my key is {CANARY}\n")).unwrap();
    let path = record(&[("path", text("notes.txt"))]);
    let read = system(1, "read", SysOperation::ReadFile, path);
    let message = record(&[("message", slot(1))]);
    let log = system(2, "log", SysOperation::Log, message).reads(1);
    let ask = call(3, "ask", "a.ask").reads(1).arguments(record(&[("text", slot(1))]));
    let mut binding = binding("a.ask", &server.origin);
    binding.auth = bearer("A_KEY");
    let plan = plan(vec![read, log, ask], slot(1)).with(binding).reaching_files();
    let run = bench.run(job("j", plan));
    assert_eq!(*run.value(), json!("my key is [redacted A_KEY]\n"));
    assert_nowhere(&bench, &run);
    assert!(!server.received()[0].body.contains("9x8y7z"));
}

#[test]
fn all_missing_secrets_are_named_before_anything_is_sent() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let keyed =
        |operation, secret| Binding { auth: bearer(secret), ..binding(operation, &server.origin) };
    let nodes = vec![
        call(1, "free", "d.ask"),
        call(2, "one", "a.ask").reads(1),
        call_of(3, "two", &["b.ask", "c.ask"]).reads(1),
    ];
    let plan = plan(nodes, slot(3))
        .with(keyed("a.ask", "A_KEY"))
        .with(keyed("b.ask", "B_KEY"))
        .with(keyed("c.ask", "C_KEY"))
        .with(binding("d.ask", &server.origin))
        .param("token", 10, Shape::Secret);
    let run = |id| bench.run(secret_job(plan.clone(), id));
    let first = run("TOKEN");
    let EngineError::MissingSecrets(names) = first.error() else { panic!("{:?}", first.ended) };
    assert_eq!(names, &["A_KEY", "B_KEY", "C_KEY", "TOKEN"]);
    // One provider with a key is enough for its call.
    bench.secret("C_KEY", Some("c"));
    bench.secret("TOKEN", Some("token"));
    let second = run("TOKEN");
    let EngineError::MissingSecrets(names) = second.error() else { panic!("{:?}", second.ended) };
    assert_eq!(names, &["A_KEY"]);
    assert!(server.received().is_empty());
    assert!(bench.engine().jobs().unwrap().is_empty());
    bench.secret("A_KEY", Some("a"));
    run("TOKEN").value();
    let keys: Vec<_> =
        server.received().iter().map(|it| it.header("authorization").map(str::to_owned)).collect();
    assert!(!keys.contains(&Some("Bearer b".to_owned())) && keys.len() == 3, "{keys:?}");
    assert!(keys.contains(&Some("Bearer c".to_owned())), "{keys:?}");
}

#[test]
fn a_mistake_while_sending_fails_the_attempt_and_not_the_job() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let broken = Arc::new(AtomicBool::new(false));
    let source = Arc::clone(&broken);
    let engine = bench
        .open_with(Arc::new(move |_| {
            assert!(!source.swap(false, Ordering::SeqCst), "a source of secrets that is broken");
            Some(SecretText::new("value"))
        }))
        .unwrap();
    let mut binding = binding("a.ask", &server.origin);
    binding.auth = bearer("A_KEY");
    let plan = plan(vec![call(1, "ask", "a.ask").attempts(2)], slot(1)).with(binding);
    let mut failed = Vec::new();
    let mut watch = |stamped: Stamped| match stamped.event {
        JobEvent::AttemptStarted { attempt: 1, .. } => broken.store(true, Ordering::SeqCst),
        JobEvent::AttemptFailed { message, .. } => failed.push(message),
        _ => {}
    };
    let outcome = block_on(engine.run(job("j", plan), &mut watch, &Stop::new())).unwrap();
    assert_eq!(outcome.result, Ok(json!(1)));
    assert_eq!(failed, ["we failed while sending it: please report this"]);
}
