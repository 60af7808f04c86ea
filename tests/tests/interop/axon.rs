//! Requests that we sign, at an axon of bittensor 10.5.0: what it takes, and every way in which it
//! refuses.

use orchestra_keys::{
    Address, Hotkey,
    request::{Moment, axon},
};
use orchestra_tests::orchc::Workplace;
use serde_json::{Value, json};

use super::{
    btauth::now,
    python::{Answered, Listening, Python},
};

const SECOND: i64 = 1_000_000_000;

/// A request in the making.
#[derive(Clone)]
struct Sent {
    target: &'static str,
    headers: Vec<(String, String)>,
    body: Value,
}

impl Sent {
    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(own, _)| own != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn drop(&mut self, name: &str) {
        let count = self.headers.len();
        self.headers.retain(|(own, _)| own != name);
        assert_ne!(self.headers.len(), count, "there is no `{name}` to be left out");
    }

    fn to(&self, axon: &Listening) -> Answered {
        axon.post(self.target, &self.headers, self.body.to_string().as_bytes())
    }
}

fn key() -> Hotkey {
    Hotkey::from_seed([7; 32])
}

fn body() -> Value {
    json!({
        "prompt": "it's \"x\"\n\u{e9}\u{1f600}\u{200b}", "temperature": 1.0, "tags": ["a", "b'c"],
        "limits": { "k": 1e22, "j": 1e-7 }
    })
}

/// A request of these fields, signed `at` nanoseconds from now.
fn signed(miner: &Address, at: i64, fields: Value) -> Sent {
    signed_by(&key(), miner, at, fields)
}

fn signed_by(key: &Hotkey, miner: &Address, at: i64, fields: Value) -> Sent {
    let hashed = ["prompt", "temperature", "tags", "limits"].map(|name| &fields[name]);
    let hash = axon::body_hash(hashed);
    let nanoseconds = now(at);
    let uuid = format!("5ecbd69c-1cec-11ee-b0dc-{:012x}", nanoseconds & 0xffff_ffff_ffff);
    let signature = axon::sign(key, &hash, miner, &Moment { nanoseconds, uuid });
    let mut sent = Sent { target: "/Toy", headers: Vec::new(), body: fields };
    for (name, value) in [
        ("Content-Type", "application/json"),
        ("name", "Toy"),
        ("timeout", "12.0"),
        (axon::BODY_HASH, &hash),
        ("bt_header_input_obj_prompt", "IiI="),
        ("bt_header_input_obj_temperature", "MC4w"),
        ("bt_header_input_obj_tags", "W10="),
    ] {
        sent.set(name, value);
    }
    for (name, value) in signature {
        sent.set(name, &value);
    }
    sent
}

/// Whom the miner's own rule refuses.
fn unwanted() -> Hotkey {
    Hotkey::from_seed([3; 32])
}

/// What is sent otherwise, and how it is answered: status, and words in the answer.
type Row = (&'static str, fn(&Address) -> Sent, u16, &'static str);

fn fresh(miner: &Address) -> Sent {
    signed(miner, 0, body())
}

fn with(miner: &Address, change: impl FnOnce(&mut Sent)) -> Sent {
    let mut sent = fresh(miner);
    change(&mut sent);
    sent
}

fn old(miner: &Address, seconds: i64, change: impl FnOnce(&mut Sent)) -> Sent {
    let mut sent = signed(miner, -seconds * SECOND, body());
    change(&mut sent);
    sent
}

const SIGNATURE: &str = "bt_header_dendrite_signature";

const ROWS: &[Row] = &[
    ("as signed", fresh, 200, "\"answer\":\""),
    (
        "with the fewest headers",
        |miner| {
            with(miner, |it| {
                for name in ["name", "timeout", "bt_header_axon_hotkey"] {
                    it.drop(name);
                }
            })
        },
        200,
        "\"answer\":\"",
    ),
    (
        "garbage",
        |miner| with(miner, |it| it.set(SIGNATURE, &format!("0x{}", "5a".repeat(64)))),
        401,
        "Signature mismatch",
    ),
    (
        "signed by another key",
        |miner| {
            with(miner, |it| {
                it.set(
                    "bt_header_dendrite_hotkey",
                    &Hotkey::from_seed([1; 32]).address().to_string(),
                );
            })
        },
        401,
        "Signature mismatch",
    ),
    (
        "for another miner",
        |_| {
            let mut sent = fresh(&Hotkey::from_seed([2; 32]).address());
            sent.drop("bt_header_axon_hotkey");
            sent
        },
        401,
        "Signature mismatch",
    ),
    (
        "another uuid",
        |miner| {
            with(miner, |it| {
                it.set("bt_header_dendrite_uuid", "5ecbd69c-1cec-11ee-b0dc-e29ce36fec1a")
            })
        },
        401,
        "Signature mismatch",
    ),
    (
        "no 0x",
        |miner| {
            with(miner, |it| {
                let header = it.headers.iter().find(|(name, _)| name == SIGNATURE).unwrap();
                let bare = header.1.trim_start_matches("0x").to_owned();
                it.set(SIGNATURE, &bare);
            })
        },
        401,
        "",
    ),
    (
        "a malformed address",
        |miner| with(miner, |it| it.set("bt_header_dendrite_hotkey", "5Grwva")),
        401,
        "",
    ),
    ("no nonce", |miner| with(miner, |it| it.drop("bt_header_dendrite_nonce")), 401, ""),
    ("no signature", |miner| with(miner, |it| it.drop(SIGNATURE)), 401, ""),
    ("60 s old", |miner| old(miner, 60, |_| {}), 401, "acceptable delta is 16.00 seconds"),
    ("15 s old", |miner| old(miner, 14, |_| {}), 200, "\"answer\":\""),
    (
        "60 s old, with a longer timeout",
        |miner| old(miner, 60, |it| it.set("timeout", "3600")),
        200,
        "",
    ),
    (
        "60 s old, without a version",
        |miner| old(miner, 60, |it| it.drop("bt_header_dendrite_version")),
        200,
        "",
    ),
    ("an hour ahead", |miner| signed(miner, 3600 * SECOND, body()), 200, ""),
    (
        "a hashed field altered",
        |miner| with(miner, |it| it.body["prompt"] = json!("other")),
        500,
        "Internal Server Error",
    ),
    (
        "no empty value of a needed field",
        |miner| with(miner, |it| it.drop("bt_header_input_obj_prompt")),
        500,
        "",
    ),
    ("another type", |miner| with(miner, |it| it.body["tags"] = json!(7)), 500, ""),
    ("no headers", |miner| with(miner, |it| it.headers.clear()), 500, ""),
    ("another synapse", |miner| with(miner, |it| it.target = "/Nobody"), 404, "Toy"),
    (
        "unwanted by the miner",
        |miner| signed_by(&unwanted(), miner, 0, body()),
        403,
        "this miner wants nothing from it",
    ),
    (
        "said to be of one that is unwanted, which nobody proves",
        |miner| {
            let address = unwanted().address().to_string();
            with(miner, |it| it.set("bt_header_dendrite_hotkey", &address))
        },
        403,
        "this miner wants nothing from it",
    ),
    (
        "8 MB",
        |miner| {
            let mut fields = body();
            fields["prompt"] = json!("x".repeat(8 << 20));
            signed(miner, 0, fields)
        },
        200,
        "",
    ),
];

pub(crate) fn run(python: &Python) -> usize {
    let home = tempfile::tempdir().unwrap();
    let axon = python.listen("axon.py", home.path());
    let miner: Address = axon.hotkey.parse().unwrap();
    for (name, sent, status, words) in ROWS {
        let answered = sent(&miner).to(&axon);
        assert_eq!(answered.status, *status, "{name}: {}", cut(&answered.body));
        assert!(answered.body.contains(words), "{name}: {}", cut(&answered.body));
    }
    let others = by_another_scheme(python, &axon, &miner) + by_its_body(&axon, &miner);
    // The same bytes again.
    let sent = fresh(&miner);
    assert_eq!(sent.to(&axon).status, 200);
    let again = sent.to(&axon);
    assert_eq!(again.status, 401, "{}", again.body);
    assert!(again.body.contains("Nonce is too old"), "{}", again.body);
    // A miner that was started again remembers nothing.
    drop(axon);
    let axon = python.listen("axon.py", home.path());
    assert_eq!(sent.to(&axon).status, 200);
    by_a_job(&axon);
    ROWS.len() + others + 4
}

/// A key of another scheme signs the same text, and says so by its address.
fn by_another_scheme(python: &Python, axon: &Listening, miner: &Address) -> usize {
    let mut sent = fresh(miner);
    let said = |name: &str| {
        let header = sent.headers.iter().find(|(own, _)| own == name);
        header.map(|(_, value)| value.clone()).unwrap()
    };
    let ask = |text: &str| {
        let home = tempfile::tempdir().unwrap();
        let answer = python.ask("wallet.py", home.path(), &["ed25519", &"05".repeat(32), text]);
        let (address, signature) = answer.split_once(' ').unwrap();
        (address.to_owned(), signature.to_owned())
    };
    let (address, _) = ask("");
    let (nonce, uuid) = (said("bt_header_dendrite_nonce"), said("bt_header_dendrite_uuid"));
    let text = format!("{nonce}.{address}.{miner}.{uuid}.{}", said(axon::BODY_HASH));
    let (_, signature) = ask(&text);
    sent.set("bt_header_dendrite_hotkey", &address);
    sent.set(SIGNATURE, &signature);
    let answered = sent.to(axon);
    assert_eq!(answered.status, 401, "{}", answered.body);
    assert!(answered.body.contains("Signature mismatch"), "{}", answered.body);
    1
}

/// Bodies that are no object, and one that pretends: an axon takes the status from it, and says its
/// caller's name back.
fn by_its_body(axon: &Listening, miner: &Address) -> usize {
    let sent = fresh(miner);
    let answered = axon.post(sent.target, &sent.headers, b"{");
    assert_eq!(answered.status, 422, "{}", answered.body);
    let forged = unwanted().address().to_string();
    let sent = with(miner, |it| {
        it.body["axon"] = json!({ "status_code": 418 });
        it.body["dendrite"] = json!({ "hotkey": forged });
    });
    let answered = sent.to(axon);
    assert_eq!(answered.status, 418, "{}", answered.body);
    assert!(answered.head.contains(&forged), "{}", answered.head);
    2
}

fn cut(text: &str) -> String {
    text.chars().take(500).collect()
}

/// `orchc run` asks it, by an entry of a project's own and a wallet's hotkey.
fn by_a_job(axon: &Listening) {
    let place = Workplace::new();
    place.write("orchestra.toml", "[ledger]\noverlay = \"ledger/\"\n");
    let entry = json!({
        "slug": "toy", "name": "Toy", "status": "active", "revision": 1, "sources": [],
        "auth": { "mine": { "kind": "axon", "receiver": axon.hotkey } },
        "endpoints": { "miner": {
            "transport": "axon", "base_url": format!("http://127.0.0.1:{}", axon.port), "auth": "mine"
        } },
        "operations": { "ask": {
            "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
            "binding": {
                "endpoint": "miner", "path": "/Toy",
                "hash_fields": ["prompt", "temperature", "tags", "limits"],
                "response": { "kind": "json", "at": "/answer" }
            },
            "input": {
                "type": "object",
                "properties": {
                    "prompt": { "type": "string" },
                    "temperature": { "type": "number" },
                    "tags": { "type": "array", "items": { "type": "string" } },
                    "limits": {
                        "type": "object", "additionalProperties": { "type": "number" }
                    }
                },
                "required": ["prompt", "temperature", "tags"]
            },
            "output": { "type": "string" }
        } }
    });
    place.write("ledger/subnets/toy.json", &entry.to_string());
    place.write(
        "ask.orch",
        "use subnet toy\n\n/// Asks.\ntemplate ask(prompt: string) -> string {\n  call toy.ask { \
         prompt, temperature: 1, tags: [\"a\", prompt] }\n}\n",
    );
    let folder = place.project().join("wallets/w/hotkeys");
    super::wallet::lay(&folder, "mine", &orchestra_keys::write_key_file(&key(), None));
    let wallets = place.project().join("wallets");
    let variables = [
        ("BT_WALLET_PATH", wallets.to_str().unwrap()),
        ("BT_WALLET_NAME", "w"),
        ("BT_WALLET_HOTKEY", "mine"),
    ];
    let arguments = ["run", "ask.orch", "--yes", "--input", "prompt=it's"];
    let ran = place.run_with(&variables, arguments);
    let address = key().address().to_string();
    let expected = format!("\"4 characters for {address}\"\n");
    assert_eq!((ran.code, ran.stdout), (Some(0), expected), "{}", ran.stderr);
    // What the SDK's own dendrite says of who asks, we say too.
    let asking = ["run", "ask.orch", "--yes", "--input", "prompt=who asks?"];
    let ran = place.run_with(&variables, asking);
    let told: String = serde_json::from_str(&ran.stdout).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let expected = json!(["Toy", 60.0, 10_005_000, address, axon.hotkey, true, true, "0x"]);
    assert_eq!(told, expected, "{}", ran.stderr);
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("BT_WALLET_HOTKEY"), "{}", ran.stderr);
}
