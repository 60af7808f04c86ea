//! Every operation of the embedded Ledger answers with a value that its schema accepts, and with
//! the same one twice.

use std::net::SocketAddr;

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use orchestra_ledger_model::{
    Auth, BodyKind, EffectiveBinding, Ledger, ListStyle, Operation, ResponseKind,
};
use orchestra_runtime_sandbox::{Sandbox, SandboxOptions};
use orchestra_schema::{Draw, SampleHints, Validator, at};
use serde_json::{Map, Value};

use crate::client::{Reply, Request, ask};

#[tokio::test]
async fn every_operation_answers_with_a_value_that_its_schema_accepts() {
    let ledger = Ledger::embedded();
    let options = SandboxOptions { seed: 7, latency_scale: 0.0, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(&ledger, options).await.unwrap();
    let mut asked = 0;
    for subnet in ledger.subnets() {
        for (name, operation) in &subnet.operations {
            let full = format!("{}.{name}", subnet.slug);
            let binding = subnet.binding(name).unwrap();
            let validator = Validator::new(&operation.output).unwrap();
            for input in inputs(&full, operation) {
                let base = format!("/{}/{}", subnet.slug, binding.endpoint_name);
                let first = output(sandbox.address(), &base, &binding, &input, &full).await;
                assert_eq!(validator.validate(&first), Ok(()), "{full} {first}");
                let second = output(sandbox.address(), &base, &binding, &input, &full).await;
                assert_eq!(first, second, "{full}");
                asked += 1;
            }
        }
    }
    assert!(asked >= 20, "{asked}");
}

/// The inputs of an operation's examples, and one that is drawn.
pub(crate) fn inputs(name: &str, operation: &Operation) -> Vec<Map<String, Value>> {
    let validator = Validator::new(&operation.input).expect("a schema");
    let drawn = validator.sample(&mut Draw::new(1, &[name]), SampleHints::default());
    let examples = operation.examples.iter().map(|example| example.input.clone());
    let inputs: Vec<_> = examples.chain(drawn).collect();
    assert!(!inputs.is_empty(), "{name} takes something");
    inputs.into_iter().map(|input| input.as_object().cloned().unwrap_or_default()).collect()
}

/// The output of an operation, over the wire; of one that submits a job, what the job ends with.
async fn output(
    address: SocketAddr,
    base: &str,
    binding: &EffectiveBinding<'_>,
    input: &Map<String, Value>,
    name: &str,
) -> Value {
    let answer = ask(address, request(base, binding, input)).await;
    let part = |reply: &Reply, pointer: &str| {
        at(&reply.json(), pointer).cloned().unwrap_or_else(|| panic!("{name}: {reply:?}"))
    };
    let whole = |reply: Reply, pointer: &str| match binding.response.kind {
        ResponseKind::Json => part(&reply, pointer),
        ResponseKind::None => Value::Null,
        ResponseKind::Text => Value::String(reply.body),
        ResponseKind::Binary => Value::String(STANDARD.encode(reply.octets)),
    };
    assert!((200..300).contains(&answer.status), "{name} {input:?}: {answer:?}");
    let Some(job) = binding.job else {
        return whole(answer, &binding.response.at);
    };
    let id = part(&answer, &job.job_id);
    let ask_job = async |asked: &orchestra_ledger_model::JobRequest| {
        let path = asked.path.replace("{job_id}", id.as_str().expect("ids are texts"));
        let request = Request::new(asked.method.name(), &format!("{base}{path}"));
        ask(address, with_key(request, binding)).await
    };
    let polled = ask_job(&job.poll).await;
    assert!(job.done.contains(&part(&polled, &job.state)), "{name}: {polled:?}");
    match &job.fetch {
        Some(fetch) => whole(ask_job(fetch).await, &job.result),
        None => part(&polled, &job.result),
    }
}

/// The request that a client would send.
pub(crate) fn request(
    base: &str,
    binding: &EffectiveBinding<'_>,
    input: &Map<String, Value>,
) -> Request {
    let mut left = input.clone();
    let mut path = binding.path.to_owned();
    for field in &binding.path_fields {
        let value = left.shift_remove(*field).unwrap_or_default();
        path = path.replace(&format!("{{{field}}}"), &encoded(&written(&value)));
    }
    let mut query = Vec::new();
    let mut headers = Vec::new();
    for (places, pairs) in [(binding.query, &mut query), (binding.headers, &mut headers)] {
        for place in places {
            match left.shift_remove(&place.field) {
                None | Some(Value::Null) => {}
                Some(Value::Array(items)) if place.list == ListStyle::Comma => {
                    let items: Vec<_> = items.iter().map(written).collect();
                    pairs.push((place.name.clone(), items.join(",")));
                }
                Some(Value::Array(items)) => {
                    pairs.extend(items.iter().map(|item| (place.name.clone(), written(item))));
                }
                Some(value) => pairs.push((place.name.clone(), written(&value))),
            }
        }
    }
    query.extend(binding.set.query.iter().map(|(name, value)| (name.clone(), written(value))));
    headers.extend(binding.set.headers.iter().map(|(name, value)| (name.clone(), written(value))));
    if let Some((_, Auth::Query { name, .. })) = binding.auth {
        query.push((name.clone(), "key".to_owned()));
    }
    let pairs: Vec<_> =
        query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    let target = format!("{base}{path}{mark}{}", pairs.join("&"));
    let request = with_key(Request::new(binding.method.name(), &target), binding);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    with_body(request, binding, left)
}

fn with_body(
    mut request: Request,
    binding: &EffectiveBinding<'_>,
    mut left: Map<String, Value>,
) -> Request {
    let Some(body) = &binding.body else { return request };
    let alone = body.field.as_ref().map(|field| left.shift_remove(field).unwrap_or_default());
    match (body.kind, alone) {
        (BodyKind::Json, Some(value)) => request.json(&value),
        (BodyKind::Json, None) => {
            left.extend(binding.set.body.clone());
            request.json(&Value::Object(left))
        }
        (BodyKind::Text, value) => {
            request.body = Some(written(&value.unwrap_or_default()));
            request
        }
        (BodyKind::Form, _) => {
            let pairs = left
                .iter()
                .map(|(name, value)| format!("{}={}", encoded(name), encoded(&written(value))));
            request.body = Some(pairs.collect::<Vec<_>>().join("&"));
            request
        }
        (BodyKind::Multipart | BodyKind::Binary, _) => {
            request.body = Some("bytes".to_owned());
            request
        }
    }
}

fn with_key(request: Request, binding: &EffectiveBinding<'_>) -> Request {
    match binding.auth {
        Some((_, Auth::Header { name, format, .. })) => {
            request.header(name, &format.replace("{secret}", "key"))
        }
        Some((_, Auth::Bearer { .. })) => request.header("Authorization", "Bearer key"),
        Some((_, Auth::Basic { .. })) => request.header("Authorization", "Basic dTpw"),
        Some((_, Auth::S3 { .. })) => {
            request.header("Authorization", "AWS4-HMAC-SHA256 Credential=key, Signature=0")
        }
        _ => request,
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
