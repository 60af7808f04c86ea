//! Requests that a hotkey signs: for origins that the user trusts with it, each attempt anew, and
//! the key itself is nowhere.

use orchestra_keys::{
    Address, Hotkey,
    request::{Message, axon, btauth, epistula},
};
use orchestra_net::HOTKEY;
use orchestra_plan::{
    Binding, Plan,
    binding::{Auth, Idempotency, Transport},
};
use orchestra_runtime_engine::EngineError;
use serde_json::{Value, json};

use super::{
    bench::{Bench, job},
    plans::*,
    server::{Received, Server, answer, json},
};

fn hotkey() -> Hotkey {
    Hotkey::from_seed([7; 32])
}

fn service() -> Address {
    Hotkey::from_seed([8; 32]).address()
}

/// A bench whose user named a hotkey.
fn bench(origins: &[&str]) -> Bench {
    let bench = Bench::new(origins);
    bench.secret(HOTKEY, Some(&hotkey().to_text()));
    bench
}

fn signed(auth: Auth, origin: &str) -> Binding {
    let idempotency = Idempotency::Safe;
    Binding { auth: Some(auth), idempotency, ..binding("a.ask", origin) }
}

/// A call of it with one argument, tried twice.
fn twice(binding: Binding) -> Plan {
    let arguments = record(&[("prompt", text("it's"))]);
    let node = call(1, "ask", &binding.operation).attempts(2).arguments(arguments);
    plan(vec![node], slot(1)).with(binding)
}

/// Fails first, then answers.
fn unsteady() -> Server {
    Server::start(|_, number| match number {
        1 => answer("503 Service Unavailable", &[], b""),
        _ => json(&json!({ "prompt": "it's", "answer": 1 })),
    })
}

/// Who signed, by each protocol's own check.
fn signer(request: &Received, auth: &Auth) -> Address {
    let body = request.body.as_bytes();
    let message = Message { method: "POST", target: request.target(), body };
    let header = |name: &str| request.header(name).map(str::to_owned);
    let checked = match auth {
        Auth::Btauth { receiver } => {
            btauth::check(&message, &header, receiver.as_ref().map(|_| service()).as_ref())
        }
        Auth::Epistula { .. } => epistula::check(&message, &header, Some(&service())),
        Auth::Axon { .. } => axon::check(&header, &service()),
        other => panic!("{other:?} signs nothing"),
    };
    checked.unwrap()
}

#[test]
fn every_attempt_is_signed_anew() {
    let receiver = || service().to_string();
    for (auth, nonce) in [
        (Auth::Btauth { receiver: Some(receiver()) }, "x-bittensor-nonce"),
        (Auth::Btauth { receiver: None }, "x-bittensor-nonce"),
        (Auth::Epistula { receiver: Some(receiver()) }, "epistula-uuid"),
        (Auth::Axon { receiver: receiver() }, "bt_header_dendrite_nonce"),
    ] {
        let server = unsteady();
        let mut binding = signed(auth.clone(), &server.origin);
        if let Auth::Axon { .. } = auth {
            (binding.transport, binding.path) = (Transport::Axon, "/Toy".into());
            binding.hash_fields = vec!["prompt".into()];
        }
        let bench = bench(&[&server.origin]);
        let run = bench.run(job("j", twice(binding)));
        assert!(run.ended.is_ok(), "{:?}", run.ended);
        let [first, second] = &server.received()[..] else { panic!("{:?}", server.received()) };
        for request in [first, second] {
            assert_eq!(signer(request, &auth), hotkey().address());
        }
        assert_ne!(first.header(nonce).unwrap(), second.header(nonce).unwrap());
        if !matches!(auth, Auth::Axon { .. }) {
            assert_eq!(first.body, second.body);
        }
    }
}

#[test]
fn an_axon_is_told_what_it_asks_for() {
    let server = unsteady();
    let auth = Auth::Axon { receiver: service().to_string() };
    let binding = Binding {
        transport: Transport::Axon,
        path: "/Toy".into(),
        hash_fields: vec!["prompt".into()],
        input: json!({
            "type": "object",
            "required": ["prompt"],
            "properties": { "prompt": { "type": "string" } },
        })
        .into(),
        ..signed(auth, &server.origin)
    };
    let run = bench(&[&server.origin]).run(job("j", twice(binding)));
    assert!(run.ended.is_ok(), "{:?}", run.ended);
    let request = &server.received()[0];
    assert_eq!(request.line, "POST /Toy HTTP/1.1");
    let header = |name: &str| request.header(name).unwrap();
    let nonce: u64 = header("bt_header_dendrite_nonce").parse().unwrap();
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        body,
        json!({
            "prompt": "it's", "name": "Toy", "timeout": 60.0,
            "dendrite": {
                "version": 10_005_000, "nonce": nonce, "hotkey": hotkey().address().to_string(),
                "uuid": header("bt_header_dendrite_uuid"),
                "signature": header("bt_header_dendrite_signature"),
            },
            "axon": { "hotkey": service().to_string() },
        })
    );
    for (name, value) in [
        ("name", "Toy"),
        ("timeout", "60.0"),
        ("content-type", "application/json"),
        ("bt_header_input_obj_prompt", "IiI="),
        ("bt_header_dendrite_version", "10005000"),
        ("computed_body_hash", &axon::body_hash([&json!("it's")])),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
}

#[test]
fn a_hotkey_signs_for_nobody_whom_the_user_does_not_trust() {
    let server = Server::answering(json!(1));
    let auth = Auth::Btauth { receiver: None };
    for origin in ["https://a.example", "http://1.1.1.1:8091"] {
        let mut bench = bench(&[&server.origin]);
        let run = bench.run(job("j", single(signed(auth.clone(), origin))));
        let EngineError::Refused(refusals) = run.error() else { panic!("{:?}", run.ended) };
        let hint = refusals[0].hint().unwrap();
        assert!(hint.contains(&format!("orchc trust @hotkey {origin}")), "{hint}");
        // Trusted, it would leave.
        bench.trust.grant_all(&format!("@hotkey={origin}")).unwrap();
        assert!(bench.engine().check(&job("j", single(signed(auth.clone(), origin)))).is_ok());
    }
    assert!(server.received().is_empty());
}

#[test]
fn without_a_hotkey_nothing_runs() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let run = bench.run(job("j", single(signed(Auth::Btauth { receiver: None }, &server.origin))));
    let EngineError::MissingSecrets(names) = run.error() else { panic!("{:?}", run.ended) };
    assert_eq!(names, &[HOTKEY]);
    assert!(server.received().is_empty());
}

#[test]
fn the_key_itself_is_sent_to_nobody_and_kept_nowhere() {
    let key = hotkey().to_text();
    let digits = key.trim_start_matches("0x");
    // A plan that asks for it by name, as if it were a variable.
    let server = Server::answering(json!(1));
    let bench = bench(&[&server.origin]);
    let asked = [
        Auth::Bearer { secret: HOTKEY.into() },
        Auth::Query { name: "k".into(), secret: HOTKEY.into() },
        Auth::S3 { key_id: HOTKEY.into(), secret: HOTKEY.into(), region: "r".into() },
    ];
    for (number, auth) in asked.into_iter().enumerate() {
        let run = bench.run(job(&format!("j{number}"), single(signed(auth, &server.origin))));
        let told = format!("{:?}", run.ended);
        assert!(told.contains("never sent") && !told.contains(digits), "{told}");
    }
    assert!(server.received().is_empty());
    // A service that knows it all the same and says it.
    let told = key.to_string();
    let server = Server::start(move |_, _| json(&json!({ "echo": told })));
    let bench = self::bench(&[&server.origin]);
    let run = bench.run(job("j", single(signed(Auth::Btauth { receiver: None }, &server.origin))));
    assert!(run.ended.is_ok(), "{:?}", run.ended);
    let events = serde_json::to_string(&run.events.iter().collect::<Vec<_>>()).unwrap();
    assert!(!events.contains(digits) && !format!("{:?}", run.ended).contains(digits));
    for (path, bytes) in bench.stored() {
        let found = bytes.windows(digits.len()).any(|window| window == digits.as_bytes());
        assert!(!found, "{}", path.display());
    }
}
