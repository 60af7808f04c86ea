//! Without a socket the answers are the server's.

use std::time::Duration;

use orchestra_ledger_model::Ledger;
use orchestra_runtime_sandbox::{LocalRequest, LocalSandbox, Sandbox, SandboxOptions};
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::client::{self, Reply, Request};
use crate::every_operation::{inputs, request};
use crate::weather;

/// The same request, in process.
fn ask(sandbox: &LocalSandbox, request: &Request) -> Reply {
    let answer = sandbox.answer(local(request));
    let (body, octets) = (String::from_utf8_lossy(&answer.body).into_owned(), answer.body);
    Reply { status: answer.status, headers: answer.headers, body, octets, whole: true }
}

pub(crate) fn local(request: &Request) -> LocalRequest {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    // `/SLUG/ENDPOINT/…`
    let below = path.match_indices('/').nth(2).map_or(path.len(), |(at, _)| at);
    LocalRequest {
        method: request.method.clone(),
        endpoint: path[1..below].to_owned(),
        path: path[below..].to_owned(),
        query: pairs.map(|(name, value)| (decoded(name), decoded(value))).collect(),
        headers: request.headers.clone(),
        body: request.body.clone().unwrap_or_default().into_bytes(),
    }
}

/// An answer without what the connection adds to it.
async fn over_the_wire(sandbox: &Sandbox, request: &Request) -> Reply {
    let mut reply = client::ask(sandbox.address(), request.clone()).await;
    reply.headers.retain(|(name, _)| !["content-length", "connection"].contains(&name.as_str()));
    reply
}

#[tokio::test]
async fn a_local_sandbox_answers_as_the_server_does() {
    let (server, local) =
        (weather::sandbox(3, 0.0).await, LocalSandbox::new(&weather::ledger(), 3));
    let keyed =
        |method: &str, target: &str| Request::new(method, target).header("X-Key", "Key secret");
    let forecast = "/weather/rest/places/S%C3%A3o%20Paulo/forecast";
    let requests = [
        keyed("GET", &format!("{forecast}?days=3&model=a&model=b&units=1,2&v=2")),
        keyed("GET", &format!("{forecast}?days=15&v=2")),
        keyed("GET", &format!("{forecast}?days=3&v=2&colour=red")),
        Request::new("GET", &format!("{forecast}?days=3&v=2")),
        keyed("DELETE", forecast),
        keyed("GET", "/weather/rest"),
        keyed("GET", "/nowhere/rest/x"),
        Request::new("POST", "/weather/llm/chat/completions").json(&json!("no object")),
        keyed("POST", "/weather/rest/climate").json(&json!({ "region": "Alps" })),
    ];
    let mut statuses = Vec::new();
    for request in &requests {
        let reply = over_the_wire(&server, request).await;
        assert_eq!(ask(&local, request), reply, "{request:?}");
        statuses.push(reply.status);
    }
    assert_eq!(statuses, [200, 400, 400, 401, 405, 404, 404, 400, 200]);

    let id = ask(&local, &requests[8]).json()["job"]["id"].as_str().unwrap().to_owned();
    let poll = keyed("GET", &format!("/weather/rest/jobs/{id}"));
    assert_eq!(ask(&local, &poll), over_the_wire(&server, &poll).await);
    assert_eq!(ask(&local, &poll).json()["status"], "ready");
    assert_eq!(ask(&local.afresh(), &poll).status, 404);
}

#[tokio::test]
async fn every_operation_of_the_embedded_ledger_has_the_same_answer() {
    let ledger = Ledger::embedded();
    let options = SandboxOptions { seed: 7, latency_scale: 0.0, ..SandboxOptions::default() };
    let server = Sandbox::start(&ledger, options).await.unwrap();
    let local = LocalSandbox::new(&ledger, 7);
    let mut asked = 0;
    for subnet in ledger.subnets() {
        for (name, operation) in &subnet.operations {
            let binding = subnet.binding(name).unwrap();
            let base = format!("/{}/{}", subnet.slug, binding.endpoint_name);
            for input in inputs(&format!("{}.{name}", subnet.slug), operation) {
                let request = request(&base, &binding, &input);
                assert_eq!(ask(&local, &request), over_the_wire(&server, &request).await);
                asked += 1;
            }
        }
    }
    assert!(asked >= 20, "{asked}");
}

#[test]
fn a_latency_is_told_and_nobody_waits_for_it() {
    let sandbox = LocalSandbox::new(&weather::ledger(), 1);
    let chat = json!({ "model": "m", "messages": [{ "role": "user", "content": "Rain?" }] });
    let chat = Request::new("POST", "/weather/llm/chat/completions").json(&chat);
    let answer = sandbox.answer(local(&chat));
    assert_eq!((answer.status, answer.latency), (200, Duration::from_secs(90)));
    let refused = sandbox.answer(local(&Request::new("GET", "/weather/llm/chat/completions")));
    assert_eq!((refused.status, refused.latency), (405, Duration::ZERO));
}
