//! A service of our own invention, with each kind of place, key and answer.

use orchestra_ledger_model::Ledger;
use orchestra_runtime_sandbox::{Sandbox, SandboxOptions};
use serde_json::{Value, json};

pub(crate) fn ledger() -> Ledger {
    let file = ("subnets/weather.json".into(), entry().to_string());
    Ledger::from_files(&[file]).expect("the entry is in order")
}

pub(crate) async fn sandbox(seed: u64, faults: f64) -> Sandbox {
    let options = SandboxOptions { seed, faults, latency_scale: 0.0, ..SandboxOptions::default() };
    Sandbox::start(ledger(), options).await.expect("a free port")
}

fn entry() -> Value {
    json!({
        "slug": "weather", "name": "Weather", "status": "active", "revision": 1,
        "sources": [{ "url": "https://weather.example/", "checked_on": "2026-11-24" }],
        "auth": {
            "key": { "kind": "header", "name": "X-Key", "format": "Key {secret}", "env": "WEATHER_KEY" },
            "login": { "kind": "basic", "user": "u", "env": "WEATHER_PASSWORD" },
            "parameter": { "kind": "query", "name": "api_key", "env": "WEATHER_KEY" },
        },
        "endpoints": {
            "rest": { "transport": "http", "base_url": "https://weather.example/v1", "auth": "key" },
            "llm": { "transport": "openai", "base_url": "https://weather.example/llm" },
        },
        "operations": {
            "forecast": operation(json!({
                "binding": {
                    "endpoint": "rest", "method": "GET", "path": "/places/{city}/forecast",
                    "query": ["days", { "field": "models", "as": "model" }, { "field": "units", "list": "comma" }],
                    "headers": [{ "field": "language", "as": "Accept-Language" }],
                    "set": { "query": { "v": 2 } },
                    "response": { "at": "/data/0/forecast" },
                },
                "input": {
                    "type": "object",
                    "properties": {
                        "city": { "type": "string" },
                        "days": { "type": "integer", "minimum": 1, "maximum": 14 },
                        "models": { "type": "array", "items": { "type": "string" } },
                        "units": { "type": "array", "items": { "type": "integer" } },
                        "language": { "type": "string" },
                    },
                    "required": ["city", "days"],
                    "additionalProperties": false,
                },
                "output": {
                    "type": "object",
                    "properties": { "city": { "type": "string" }, "days": { "type": "integer" }, "degrees": { "type": "number" } },
                    "required": ["city", "days", "degrees"],
                },
            })),
            "search": operation(json!({
                "binding": { "endpoint": "rest", "method": "POST", "path": "/search", "auth": "login" },
                "input": {
                    "type": "object",
                    "properties": { "query": { "type": "string", "maxLength": 100 }, "count": { "type": "integer" } },
                    "required": ["query"],
                    "additionalProperties": false,
                },
                "output": { "type": "object", "required": ["hits"], "properties": { "hits": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": { "title": { "type": "string" }, "url": { "type": "string", "format": "uri" } },
                        "required": ["title", "url"],
                    },
                } } },
                "pricing": {
                    "unit": "item", "amount": "0.0025", "currency": "USD", "counts": "output:/hits",
                    "limited_by": "/count",
                },
                "charged": { "at": "header:x-cost", "currency": "USD" },
            })),
            "alert_text": operation(json!({
                "binding": {
                    "endpoint": "rest", "method": "POST", "path": "/alerts", "auth": "parameter",
                    "body": { "kind": "text", "field": "text" }, "response": { "kind": "text" },
                },
                "input": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] },
                "output": { "type": "string" },
            })),
            "chat": operation(json!({
                "generates_text": "/choices/0/message/content", "latency": { "p50": "90s", "basis": "declared" },
                "binding": { "endpoint": "llm", "structured": "json_schema" },
                "input": {
                    "type": "object",
                    "properties": { "model": { "type": "string" }, "messages": { "type": "array" } },
                    "required": ["model", "messages"],
                    "additionalProperties": false,
                },
                "output": {
                    "type": "object",
                    "properties": {
                        "model": { "type": "string" },
                        "choices": { "type": "array", "minItems": 1, "items": {
                            "type": "object",
                            "properties": {
                                "message": {
                                    "type": "object",
                                    "properties": { "role": { "type": "string" }, "content": { "type": "string" } },
                                    "required": ["role", "content"],
                                },
                                "finish_reason": { "type": "string" },
                            },
                            "required": ["message", "finish_reason"],
                        } },
                        "usage": { "type": "object", "properties": {
                            "prompt_tokens": { "type": "integer" }, "completion_tokens": { "type": "integer" },
                            "total_tokens": { "type": "integer" },
                        } },
                    },
                    "required": ["model", "choices", "usage"],
                },
            })),
            "get_survey_state": operation(json!({
                "binding": { "endpoint": "rest", "method": "GET", "path": "/state", "query": ["id", "full"] },
                "input": {
                    "type": "object",
                    "properties": { "id": { "type": "string" }, "full": { "type": "string" } },
                    "required": ["id"],
                },
                "output": { "type": "object", "properties": { "open": { "const": true } }, "required": ["open"] },
            })),
            "survey": operation(json!({
                "binding": {
                    "endpoint": "rest", "method": "POST", "path": "/survey",
                    "async": {
                        "job_id": "/id",
                        "poll": { "method": "GET", "path": "/state?id={job_id}&full=yes" },
                        "state": "/status", "done": ["ready"],
                        "fetch": { "method": "GET", "path": "/result?id={job_id}" },
                    },
                },
                "input": { "type": "object", "properties": { "region": { "type": "string" } }, "required": ["region"] },
                "output": { "type": "object", "properties": { "region": { "type": "string" } }, "required": ["region"] },
            })),
            "poster": operation(json!({
                "binding": {
                    "endpoint": "rest", "method": "POST", "path": "/poster", "response": { "kind": "binary" },
                    "async": {
                        "job_id": "/id",
                        "poll": { "method": "GET", "path": "/posters/{job_id}" },
                        "state": "/status", "done": ["ready"],
                        "fetch": { "method": "GET", "path": "/posters/{job_id}/file" },
                    },
                },
                "input": { "type": "object", "properties": { "region": { "type": "string" } }, "required": ["region"] },
                "output": { "type": "string", "contentEncoding": "base64", "x-large": true },
            })),
            "climate": operation(json!({
                "binding": {
                    "endpoint": "rest", "method": "POST", "path": "/climate",
                    "async": {
                        "job_id": "/job/id",
                        "poll": { "method": "GET", "path": "/jobs/{job_id}", "interval": "2s" },
                        "state": "/status", "done": ["ready"], "failed": ["error"], "result": "/output",
                        "cancel": { "method": "DELETE", "path": "/jobs/{job_id}" },
                    },
                },
                "input": { "type": "object", "properties": { "region": { "type": "string" } }, "required": ["region"] },
                "output": { "type": "object", "properties": { "region": { "type": "string" } }, "required": ["region"] },
            })),
        },
    })
}

/// An operation with what all of them have.
fn operation(special: Value) -> Value {
    let mut operation = json!({
        "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
    });
    if let (Value::Object(fields), Value::Object(special)) = (&mut operation, special) {
        fields.extend(special);
    }
    operation
}
