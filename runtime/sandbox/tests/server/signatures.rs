//! Requests that a hotkey signs: the signature must hold, whosever it is.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use orchestra_keys::Hotkey;
use orchestra_keys::request::{Headers, Message, Moment, axon, btauth, epistula};
use orchestra_ledger_model::Ledger;
use orchestra_runtime_sandbox::{Sandbox, SandboxOptions};
use serde_json::json;

use crate::client::{Request, ask};

const RECEIVER: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const BODY: &str = r#"{"prompt":"tea"}"#;

/// A service that takes requests of one operation, signed in this way.
async fn sandbox(kind: &str) -> Sandbox {
    let transport = if kind == "axon" { "axon" } else { "http" };
    let mut binding = json!({ "endpoint": "rest", "method": "POST", "path": "/Toy" });
    if kind == "axon" {
        binding["hash_fields"] = json!(["prompt"]);
    }
    let entry = json!({
        "slug": "toy", "name": "Toy", "status": "active", "revision": 1, "sources": [],
        "auth": { "mine": { "kind": kind, "receiver": RECEIVER } },
        "endpoints": { "rest": {
            "transport": transport, "base_url": "https://toy.example", "auth": "mine"
        } },
        "operations": { "ask": {
            "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
            "binding": binding,
            "input": {
                "type": "object", "properties": { "prompt": { "type": "string" } },
                "additionalProperties": false
            },
            "output": { "type": "object", "properties": { "answer": { "type": "string" } } }
        } }
    });
    let file = ("ledger/subnets/toy.json".into(), entry.to_string());
    let ledger = Ledger::from_files(&[file]).unwrap();
    Sandbox::start(&ledger, SandboxOptions::default()).await.unwrap()
}

/// The headers of a signed request.
fn signed(kind: &str) -> Headers {
    let key = Hotkey::from_seed([7; 32]);
    let message = Message { method: "POST", target: "/toy/rest/Toy", body: BODY.as_bytes() };
    let moment = Moment { nanoseconds: 1_700_000_000_000_000_000, uuid: "u".to_owned() };
    let receiver = RECEIVER.parse().unwrap();
    match kind {
        "btauth" => btauth::sign(&key, &message, Some(&receiver), &moment),
        "epistula" => epistula::sign(&key, &message, Some(&receiver), &moment),
        _ => {
            let hash = axon::body_hash([&json!("tea")]);
            let mut headers = axon::sign(&key, &hash, &receiver, &moment);
            headers.push((axon::BODY_HASH, hash));
            headers
        }
    }
}

#[tokio::test]
async fn a_signature_must_hold() {
    for kind in ["btauth", "epistula", "axon"] {
        let sandbox = sandbox(kind).await;
        let at = sandbox.address();
        let post = |body: &str| {
            let mut request = Request::new("POST", "/toy/rest/Toy");
            let headers = signed(kind);
            request.body = Some(if kind == "axon" {
                let header = |name: &str| {
                    let found = headers.iter().find(|(other, _)| *other == name);
                    found.map(|(_, value)| value.clone())
                };
                String::from_utf8(axon::whole_body(body.as_bytes(), &header).unwrap()).unwrap()
            } else {
                body.to_owned()
            });
            let request = request.header("Content-Type", "application/json");
            headers.iter().fold(request, |request, (name, value)| request.header(name, value))
        };
        let reply = ask(at, post(BODY)).await;
        assert_eq!(reply.status, 200, "{kind}: {reply:?}");
        let reply = ask(at, post(r#"{"prompt":"coffee"}"#)).await;
        assert_eq!(reply.status, 401, "{kind}: {reply:?}");
        let bare = Request::new("POST", "/toy/rest/Toy").json(&json!({ "prompt": "tea" }));
        let reply = ask(at, bare).await;
        assert_eq!(reply.status, 401, "{kind}: {reply:?}");
        let detail = reply.json()["detail"].to_string();
        assert!(detail.contains("a signature that holds: "), "{detail}");
        sandbox.stop().await;
    }
}
