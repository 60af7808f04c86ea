//! What a request looks like, and what is found before it is sent.

use orchestra_plan::{
    Binding, FailureKind, Lambda, Shape, Slot, Value,
    binding::{Body, Fixed, Place, Structured, Transport},
    expr::BinaryOperator,
    node::{CallNode, IntoType},
};
use orchestra_runtime_engine::{
    SecretPlace,
    simulate::{Run, Scripted, World},
};
use serde_json::json;

use super::plans::*;

fn one_call(binding: Binding, arguments: orchestra_plan::Expr) -> Run {
    let world = World::answering("a.read", vec![Scripted::json(json!("x"))]);
    let node = call(1, "web", "a.read").arguments(arguments);
    run(plan(block(vec![node], slot(1))).binding(binding), world)
}

fn place(field: &str, name: &str) -> Place {
    Place { name: name.into(), ..Place::of(field) }
}

#[test]
fn every_field_goes_to_its_place() {
    let binding = Binding {
        path: "/items/{id}/pages".into(),
        query: vec![place("lang", "l"), place("tags", "tag"), place("absent", "absent")],
        headers: vec![place("trace", "X-Trace")],
        fixed: Fixed {
            query: [("v".into(), "2".into())].into(),
            headers: [("Accept".into(), "application/json".into())].into(),
            body: json!({ "mode": "fast" }).as_object().unwrap().clone(),
        },
        ..binding("a.read")
    };
    let arguments = record(&[
        ("id", text("a b/c")),
        ("lang", text("de")),
        ("tags", list(vec![int(1), int(2)])),
        ("trace", text("t1")),
        ("rest", int(7)),
    ]);
    let run = one_call(binding, arguments);
    let request = &run.sent[0].send.request;
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/items/a%20b%2Fc/pages")
    );
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        request.query,
        [pair("v", "2"), pair("l", "de"), pair("tag", "1"), pair("tag", "2")]
    );
    assert!(request.headers.contains(&pair("X-Trace", "t1")));
    assert!(request.headers.contains(&pair("Content-Type", "application/json")));
    assert_eq!(
        request.body.as_ref().and_then(|body| body.text()),
        Some(r#"{"rest":7,"mode":"fast"}"#)
    );
}

#[test]
fn a_text_body_and_no_body() {
    let binding_ = Binding { body: Body::Text { field: "t".into() }, ..binding("a.read") };
    let run = one_call(binding_, record(&[("t", text("plain"))]));
    assert_eq!(run.sent[0].send.request.body.as_ref().and_then(|body| body.text()), Some("plain"));
    let binding_ = Binding { body: Body::None, method: "GET".into(), ..binding("a.read") };
    assert_eq!(one_call(binding_, record(&[])).sent[0].send.request.body, None);
}

#[test]
fn secrets_go_apart_or_nowhere() {
    let key = || orchestra_plan::Expr::Const { value: Value::Secret("MY_KEY".into()) };
    let handle = || "MY_KEY".to_owned();
    let binding_ = Binding { headers: vec![place("key", "X-Key")], ..binding("a.read") };
    let run = one_call(binding_.clone(), record(&[("key", key())]));
    let expected = SecretPlace::Header { name: "X-Key".into(), handle: handle() };
    assert_eq!(run.sent[0].send.request.secrets, [expected]);
    let deep = || record(&[("a/b", list(vec![text("x"), key()]))]);
    let run = one_call(binding("a.read"), deep());
    let request = &run.sent[0].send.request;
    let expected = SecretPlace::Body { pointer: "/a~1b/1".into(), handle: handle() };
    assert_eq!(request.secrets, [expected]);
    assert_eq!(
        request.body.as_ref().and_then(|it| it.text()),
        Some(r#"{"a/b":["x","[redacted]"]}"#)
    );
    // Neither in an address, nor in a part of a header, nor in a body that isn't JSON.
    let in_path = Binding { path: "/{key}".into(), ..binding("a.read") };
    let form = Binding { body: Body::Form { field: None, places: vec![] }, ..binding("a.read") };
    for (binding, arguments) in [
        (in_path, record(&[("key", key())])),
        (binding_, record(&[("key", list(vec![key()]))])),
        (form, record(&[("key", key())])),
    ] {
        let run = one_call(binding, arguments);
        assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Guard, 0));
        assert!(!run.failure().message.contains("MY_KEY"), "{}", run.failure().message);
    }
}

#[test]
fn a_secret_is_held_to_no_pattern_that_only_its_service_can_check() {
    let key = orchestra_plan::Expr::Const { value: Value::Secret("MY_KEY".into()) };
    let schema = json!({ "properties": { "key": { "minLength": 40, "x-secret": true } } });
    let strict = Binding { input: schema.into(), ..binding("a.read") };
    let run = one_call(strict, record(&[("key", key)]));
    assert_eq!(run.sent.len(), 1);
}

#[test]
fn arguments_that_misfit_are_never_sent() {
    let schema = json!({ "type": "object", "properties": { "n": { "maximum": 5 } } });
    let strict = Binding { input: schema.into(), ..binding("a.read") };
    let run = one_call(strict, record(&[("n", int(6))]));
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Guard, 0));
    let message = &run.failure().message;
    assert!(message.contains("`a.read`") && message.contains("/n"), "{message}");
    let dots = Binding { path: "/x/{id}".into(), ..binding("a.read") };
    let run = one_call(dots, record(&[("id", text(".."))]));
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Guard, 0));
}

#[test]
fn providers_map_requests_and_responses() {
    let (q, r) = (Slot(100), Slot(101));
    let node =
        call(1, "web", "a.read").arguments(record(&[("query", text("cats"))])).with(|call| {
            let request = record(&[("q", field(slot(100), "query"))]);
            call.providers[0].request = Some(Lambda { params: vec![q], body: Box::new(request) });
            let response =
                record(&[("hits", field(slot(101), "data")), ("for", field(slot(100), "query"))]);
            call.providers[0].response =
                Some(Lambda { params: vec![r, q], body: Box::new(response) });
        });
    let world = reading(vec![Scripted::json(json!({ "data": [1, 2] }))]);
    let run = run(plan(block(vec![node], slot(1))), world);
    assert_eq!(
        run.sent[0].send.request.body.as_ref().and_then(|body| body.text()),
        Some(r#"{"q":"cats"}"#)
    );
    assert_eq!(*run.value(), json!({ "hits": [1, 2], "for": "cats" }));
}

#[test]
fn verify_refuses_answers() {
    let v = Slot(100);
    let verdict = field(slot(100), "good");
    let node = call(1, "web", "a.read").retries(retry(2)).with(|call| {
        call.policy.verify = Some(Lambda { params: vec![v], body: Box::new(verdict) });
    });
    let world = reading(vec![
        Scripted::json(json!({ "good": false })),
        Scripted::json(json!({ "good": true })),
    ]);
    let run = run(plan(block(vec![node], slot(1))), world);
    assert_eq!(*run.value(), json!({ "good": true }));
    let keys = run.keys();
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn an_answer_that_we_refuse_is_billed_as_a_success() {
    let on_success = orchestra_plan::binding::Price { on_success_only: true, ..price("0.1") };
    let priced = || Binding { pricing: Some(vec![on_success.clone()]), ..binding("a.read") };
    let costs = |binding: Binding, answer: Scripted, change: fn(&mut CallNode)| {
        let node = call(1, "web", "a.read").retries(retry(2)).with(change).or(text("else"));
        let world = reading(vec![answer, Scripted::json(json!("good"))]);
        let run = run(plan(block(vec![node], slot(1))).binding(binding), world);
        run.outcome().totals.cost.values().map(ToString::to_string).collect::<String>()
    };
    let anything = |_: &mut CallNode| {};
    let no_json = Scripted { body: json!("<html>"), ..Scripted::default() };
    assert_eq!(costs(priced(), no_json, anything), "0.2");
    let texts = || Binding { output: json!({ "type": "string" }).into(), ..priced() };
    assert_eq!(costs(texts(), Scripted::json(json!(1)), anything), "0.2");
    let verified = |call: &mut CallNode| {
        let good = binary(BinaryOperator::Equal, slot(100), text("good"));
        call.policy.verify = Some(Lambda { params: vec![Slot(100)], body: Box::new(good) });
    };
    assert_eq!(costs(priced(), Scripted::json(json!("bad")), verified), "0.2");
    let mapped = |call: &mut CallNode| {
        let body = Box::new(fails("no"));
        call.providers[0].response = Some(Lambda { params: vec![Slot(100)], body });
    };
    assert_eq!(costs(priced(), Scripted::json(json!("x")), mapped), "0.2");
    // What says itself that it failed isn't.
    assert_eq!(costs(priced(), Scripted::status(500), anything), "0.1");
}

#[test]
fn people_read_operations_and_not_keys_of_bindings() {
    let key = "a.read at 0.002usd";
    let mut plan_ = plan(block(vec![call(1, "web", key).retries(retry(2))], slot(1)));
    plan_.bindings.insert(key.into(), binding("a.read"));
    let world = reading(vec![Scripted::status(500)]);
    let failed = run(plan_.clone(), world);
    assert_eq!(failed.failure().message, "`a.read` answered 500");
    for event in failed.told(&["attempt_started", "attempt_failed", "retrying"]) {
        assert_eq!(event["operation"], "a.read", "{event}");
    }
    let done = run(plan_, reading(vec![Scripted::json(json!("x"))]));
    assert_eq!(done.told(&["step_finished"])[0]["operation"], "a.read");
    assert_eq!(done.outcome().totals.unpriced, ["a.read"]);
}

#[test]
fn an_answer_that_is_no_json_is_shown_cut() {
    let page = "<html>".repeat(100);
    let answer = Scripted { body: json!(page), ..Scripted::default() };
    let node = call(1, "web", "a.read");
    let run = run(plan(block(vec![node], slot(1))), reading(vec![answer]));
    let message = &run.failure().message;
    assert!(message.contains("isn't JSON") && message.contains("<html><html>"), "{message}");
    assert!(message.len() < 400 && message.ends_with('…'), "{message}");
}

#[test]
fn an_answer_never_shows_what_should_be_a_secret() {
    let token = orchestra_plan::shape::FieldShape {
        name: "token".into(),
        shape: Shape::Secret,
        optional: false,
    };
    let schema = json!({ "properties": { "token": { "maxLength": 3, "x-secret": true } } });
    let shaped = Shape::Record { fields: vec![token], rest: None };
    for binding in [
        Binding { output_shape: shaped, ..binding("a.read") },
        Binding { output: schema.into(), ..binding("a.read") },
    ] {
        let world = reading(vec![Scripted::json(json!({ "token": "s3cr3t" }))]);
        let run = run(plan(block(vec![call(1, "web", "a.read")], slot(1))).binding(binding), world);
        let told = serde_json::to_string(&run.events).unwrap();
        assert!(told.contains("[redacted]") && !told.contains("s3cr3t"), "{told}");
    }
}

fn chat(structured: Option<Structured>) -> Binding {
    let pointer = "/choices/0/message/content".to_owned();
    Binding {
        transport: Transport::Openai,
        structured,
        response: orchestra_plan::binding::Response::Json { at: pointer },
        output: json!({ "type": "string" }).into(),
        output_shape: Shape::String { min: 0, max: None, patterns: vec![], format: None },
        ..binding("a.read")
    }
}

fn chat_call() -> orchestra_plan::Node {
    let message = record(&[("role", text("user")), ("content", text("How many?"))]);
    let arguments = record(&[("model", text("m")), ("messages", list(vec![message]))]);
    call(1, "web", "a.read").arguments(arguments).retries(retry(3)).with(|call| {
        call.providers[0].text_at = Some(String::new());
        call.into = Some(IntoType {
            schema: json!({ "type": "integer", "maximum": 9 }),
            shape: Shape::Int { min: None, max: Some(9) },
        });
    })
}

fn says(text: &str) -> Scripted {
    Scripted::json(json!({ "choices": [{ "message": { "content": text } }] }))
}

fn body(run: &Run, at: usize) -> serde_json::Value {
    serde_json::from_str(
        run.sent[at].send.request.body.as_ref().and_then(|body| body.text()).unwrap(),
    )
    .unwrap()
}

#[test]
fn generated_text_is_read_and_its_misfit_sent_back() {
    let world = reading(vec![says("It is 12."), says("```json\n7\n```")]);
    let structured = Some(Structured::JsonSchema);
    let run = run(plan(block(vec![chat_call()], slot(1))).binding(chat(structured)), world);
    assert_eq!(*run.value(), json!(7));
    assert_eq!(body(&run, 0)["response_format"]["json_schema"]["schema"]["maximum"], 9);
    assert_eq!(body(&run, 0)["messages"].as_array().unwrap().len(), 1);
    let messages = body(&run, 1)["messages"].clone();
    assert_eq!(messages[1], json!({ "role": "assistant", "content": "It is 12." }));
    assert_eq!(messages[2]["role"], "user");
    assert_ne!(run.keys()[0], run.keys()[1]);
}

#[test]
fn without_structured_output_the_prompt_carries_the_schema() {
    for structured in [None, Some(Structured::JsonObject)] {
        let world = reading(vec![says("3")]);
        let plan = plan(block(vec![chat_call()], slot(1))).binding(chat(structured));
        let run = run(plan, world);
        let body = body(&run, 0);
        let asked = body["messages"][1]["content"].as_str().unwrap();
        assert!(asked.contains(r#""maximum":9"#), "{asked}");
        assert_eq!(body.get("response_format").is_some(), structured.is_some());
    }
}

#[test]
fn a_service_that_reports_an_error_with_status_200_is_invalid() {
    let world = reading(vec![Scripted::json(json!({ "error": { "message": "overloaded" } }))]);
    let node = chat_call().retries(retry(1));
    let run = run(plan(block(vec![node], slot(1))).binding(chat(None)), world);
    assert!(run.failure().message.contains("overloaded"), "{}", run.failure().message);
}
