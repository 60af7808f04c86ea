//! What a request must be like, and what a good one is answered.

use std::sync::{Arc, Mutex};

use orchestra_runtime_sandbox::{RequestLog, Sandbox, SandboxOptions};
use serde_json::{Value, json};

use crate::client::{Reply, Request, ask};
use crate::weather;

fn forecast(target: &str) -> Request {
    Request::new("GET", target).header("X-Key", "Key secret")
}

fn search(body: &Value) -> Request {
    Request::new("POST", "/weather/rest/search").header("Authorization", "Basic dTpw").json(body)
}

fn chat(body: &Value) -> Request {
    Request::new("POST", "/weather/llm/chat/completions").json(body)
}

fn detail(reply: &Reply) -> String {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply:?}");
    reply.json()["detail"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn arguments_are_read_from_their_places_and_echoed() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let target =
        "/weather/rest/places/S%C3%A3o%20Paulo/forecast?days=3&model=a&model=b&units=1,2&v=2";
    let reply = ask(sandbox.address(), forecast(target).header("Accept-Language", "pt")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let output = &reply.json()["data"][0]["forecast"];
    assert_eq!((&output["city"], &output["days"]), (&json!("São Paulo"), &json!(3)));
    assert!(sandbox.base_url("weather", "rest").ends_with("/weather/rest"));
    sandbox.stop().await;
}

#[tokio::test]
async fn an_input_that_misfits_is_named_with_its_pointer() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let reply =
        ask(sandbox.address(), forecast("/weather/rest/places/x/forecast?days=15&v=2")).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["pointer"], "/days");
    assert_eq!(reply.json()["constraint"], "must be at most 14");
    let reply = ask(sandbox.address(), forecast("/weather/rest/places/x/forecast?v=2")).await;
    assert_eq!(reply.json()["constraint"], "must have the field \"days\"");
    let reply = ask(sandbox.address(), search(&json!({ "query": "x", "colour": "red" }))).await;
    assert_eq!((reply.status, &reply.json()["pointer"]), (400, &json!("")));
}

#[tokio::test]
async fn what_stands_in_the_wrong_place_is_refused() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let at = sandbox.address();
    for (request, status, words) in [
        (
            forecast("/weather/rest/places/x/forecast?days=3&v=2&city=y"),
            400,
            "no query parameter `city`",
        ),
        (forecast("/weather/rest/places/x/forecast?days=3"), 400, "fixed values"),
        (forecast("/weather/rest/nothing"), 404, "no operation at `/weather/rest/nothing`"),
        (forecast("/weather/rest/search"), 405, "takes POST"),
        (Request { body: Some("{".to_owned()), ..search(&json!({})) }, 400, "not JSON"),
        (search(&json!([])), 400, "not a JSON object"),
        (chat(&json!({ "model": "m", "messages": [], "stream": true })), 400, "doesn't stream"),
    ] {
        let reply = ask(at, request.clone()).await;
        assert_eq!(reply.status, status, "{request:?} {reply:?}");
        assert!(detail(&reply).contains(words), "{request:?} {reply:?}");
    }
    let mut form = search(&json!({ "query": "x" }));
    form.headers.retain(|(name, _)| name != "Content-Type");
    assert_eq!(ask(at, form).await.status, 415);
}

#[tokio::test]
async fn a_key_is_demanded_where_the_ledger_says() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let at = sandbox.address();
    let target = "/weather/rest/places/x/forecast?days=3&v=2";
    let bare = ask(at, Request::new("GET", target)).await;
    assert_eq!(bare.status, 401);
    assert!(detail(&bare).contains("`X-Key: Key …`"), "{bare:?}");
    let bearer = Request::new("GET", target).header("X-Key", "secret");
    assert_eq!(ask(at, bearer).await.status, 401);
    let text = |target| {
        let mut request = Request::new("POST", target);
        request.body = Some("Storm".to_owned());
        request
    };
    assert_eq!(ask(at, text("/weather/rest/alerts")).await.status, 401);
    let reply = ask(at, text("/weather/rest/alerts?api_key=k")).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("text/plain; charset=utf-8"))
    );
    // The chat endpoint has no key.
    let messages = json!([{ "role": "user", "content": "Hello?" }]);
    assert_eq!(ask(at, chat(&json!({ "model": "m", "messages": messages }))).await.status, 200);
}

#[tokio::test]
async fn other_sites_are_not_heard() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let target = "/weather/rest/places/x/forecast?days=3&v=2";
    for (name, value) in [("Host", "evil.example"), ("Origin", "https://evil.example")] {
        let reply = ask(sandbox.address(), forecast(target).header(name, value)).await;
        assert_eq!(reply.status, 403, "{name}");
    }
}

#[tokio::test]
async fn lists_are_as_long_as_asked_for_and_about_the_query() {
    let sandbox = weather::sandbox(1, 0.0).await;
    for count in [1, 7] {
        let reply =
            ask(sandbox.address(), search(&json!({ "query": "heat pumps", "count": count }))).await;
        let hits = reply.json()["hits"].as_array().cloned().unwrap_or_default();
        assert_eq!(hits.len(), count);
        for hit in hits {
            assert!(hit["title"].as_str().unwrap().to_lowercase().contains("heat pumps"), "{hit}");
            assert!(hit["url"].as_str().unwrap().contains(".example."), "{hit}");
        }
        // The price of an item, as often as there are items.
        assert_eq!(reply.header("x-cost"), Some(if count == 1 { "0.0025" } else { "0.0175" }));
    }
}

#[tokio::test]
async fn answers_depend_on_seed_and_request_alone() {
    let (one, same, other) = (
        weather::sandbox(1, 0.0).await,
        weather::sandbox(1, 0.0).await,
        weather::sandbox(2, 0.0).await,
    );
    let request = search(&json!({ "query": "x", "count": 3 }));
    let first = ask(one.address(), request.clone()).await;
    ask(one.address(), search(&json!({ "query": "y" }))).await;
    // The order of fields isn't part of what is asked.
    let again = search(&json!({ "count": 3, "query": "x" }));
    assert_eq!(ask(one.address(), again).await, first);
    assert_eq!(ask(same.address(), request.clone()).await, first);
    assert_ne!(ask(other.address(), request).await, first);
}

#[tokio::test]
async fn a_chat_answers_in_the_form_asked_for() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let content = "List the claims about heat pumps.";
    let schema = json!({
        "type": "object",
        "properties": { "claims": { "type": "array", "items": { "type": "string" }, "minItems": 2 } },
        "required": ["claims"],
        "additionalProperties": false,
    });
    let told = format!("{content}\n\nAnswer with JSON that fits this JSON Schema:\n{schema}");
    for (content, format) in [
        (
            content,
            json!({ "type": "json_schema", "json_schema": { "name": "answer", "schema": schema } }),
        ),
        (told.as_str(), json!({ "type": "json_object" })),
    ] {
        let messages = json!([{ "role": "user", "content": content }]);
        let body = json!({ "model": "m", "messages": messages, "response_format": format });
        let reply = ask(sandbox.address(), chat(&body)).await.json();
        assert_eq!(
            (&reply["model"], &reply["choices"][0]["message"]["role"]),
            (&json!("m"), &json!("assistant"))
        );
        assert!(reply["usage"]["completion_tokens"].as_u64().is_some_and(|tokens| tokens > 0));
        let text = reply["choices"][0]["message"]["content"].as_str().unwrap();
        let answer: Value = serde_json::from_str(text).unwrap();
        let claims = answer["claims"].as_array().unwrap();
        assert!(claims.len() >= 2 && answer.as_object().unwrap().len() == 1, "{answer}");
        assert!(claims[0].as_str().unwrap().to_lowercase().contains("heat pumps"), "{answer}");
    }
}

#[tokio::test]
async fn requests_are_logged_when_somebody_listens() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let log = RequestLog::new(move |request, status| {
        sink.lock().unwrap().push(format!("{request} {status}"))
    });
    let options =
        SandboxOptions { latency_scale: 0.0, log: Some(log), ..SandboxOptions::default() };
    let sandbox = Sandbox::start(&weather::ledger(), options).await.unwrap();
    ask(sandbox.address(), forecast("/weather/rest/places/x/forecast?days=3&v=2")).await;
    ask(sandbox.address(), Request::new("GET", "/nothing")).await;
    sandbox.stop().await;
    assert_eq!(
        *lines.lock().unwrap(),
        ["GET /weather/rest/places/x/forecast 200", "GET /nothing 404"]
    );
}

#[tokio::test]
async fn options_out_of_range_are_refused() {
    let wrong = [
        SandboxOptions { faults: 1.5, ..SandboxOptions::default() },
        SandboxOptions { faults: f64::NAN, ..SandboxOptions::default() },
        SandboxOptions { latency_scale: -1.0, ..SandboxOptions::default() },
    ];
    for options in wrong {
        let error = Sandbox::start(weather::ledger(), options).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
    let first = weather::sandbox(1, 0.0).await;
    let taken = SandboxOptions { port: Some(first.address().port()), ..SandboxOptions::default() };
    let error = Sandbox::start(weather::ledger(), taken).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
