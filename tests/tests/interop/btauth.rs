//! Requests that we sign, at bittensor 11's verifier.

use orchestra_keys::{
    Address, Hotkey,
    request::{Message, Moment, btauth},
};

use super::python::{Answered, Python};

const SECOND: i64 = 1_000_000_000;

/// What is sent and what is said of it.
struct Case {
    name: &'static str,
    change: fn(&mut Sent),
    answer: &'static str,
}

/// A request in the making.
struct Sent {
    target: &'static str,
    signed_target: &'static str,
    body: &'static [u8],
    signed_body: &'static [u8],
    receiver: Option<Address>,
    /// Nanoseconds from now.
    at: i64,
    headers: fn(&mut Vec<(String, String)>),
    times: usize,
}

fn other() -> Address {
    Hotkey::from_seed([9; 32]).address()
}

fn set(headers: &mut [(String, String)], name: &str, value: &str) {
    let header = headers.iter_mut().find(|(own, _)| own == name).unwrap();
    value.clone_into(&mut header.1);
}

const CASES: &[Case] = &[
    Case { name: "as signed", change: |_| {}, answer: "caller" },
    Case {
        name: "with a query",
        change: |it| (it.target, it.signed_target) = ("/x?a=1&b=%20", "/x?a=1&b=%20"),
        answer: "caller",
    },
    Case {
        name: "without a body",
        change: |it| (it.body, it.signed_body) = (b"", b""),
        answer: "caller",
    },
    Case { name: "five seconds old", change: |it| it.at = -5 * SECOND, answer: "caller" },
    Case {
        name: "without 0x",
        change: |it| {
            it.headers = |headers| {
                let signature =
                    headers.iter().find(|(name, _)| name == "X-Bittensor-Signature").unwrap();
                let bare = signature.1.trim_start_matches("0x").to_owned();
                set(headers, "X-Bittensor-Signature", &bare);
            }
        },
        answer: "caller",
    },
    Case { name: "sent twice", change: |it| it.times = 2, answer: "ReplayedRequest" },
    Case { name: "another body", change: |it| it.body = b"{}", answer: "BadSignature" },
    Case { name: "another path", change: |it| it.target = "/y", answer: "BadSignature" },
    Case { name: "another query", change: |it| it.target = "/x?a=2", answer: "BadSignature" },
    Case { name: "eleven seconds old", change: |it| it.at = -11 * SECOND, answer: "StaleRequest" },
    Case { name: "three seconds ahead", change: |it| it.at = 4 * SECOND, answer: "StaleRequest" },
    Case { name: "for nobody", change: |it| it.receiver = None, answer: "WrongReceiver" },
    Case {
        name: "for somebody else",
        change: |it| it.receiver = Some(other()),
        answer: "WrongReceiver",
    },
    Case {
        name: "by another key",
        change: |it| {
            it.headers = |headers| {
                set(headers, "X-Bittensor-Hotkey", &other().to_string());
            }
        },
        answer: "BadSignature",
    },
    Case {
        name: "garbage",
        change: |it| {
            it.headers = |headers| {
                set(headers, "X-Bittensor-Signature", &format!("0x{}", "5a".repeat(64)));
            }
        },
        answer: "BadSignature",
    },
    Case {
        name: "no signature at all",
        change: |it| it.headers = Vec::clear,
        answer: "MalformedAuth",
    },
];

pub(crate) fn run(python: &Python) -> usize {
    let home = tempfile::tempdir().unwrap();
    let server = python.listen("btauth.py", home.path());
    let (key, me) = (Hotkey::from_seed([7; 32]), server.hotkey.parse().unwrap());
    for case in CASES {
        let mut sent = Sent {
            target: "/x",
            signed_target: "/x",
            body: b"{\"prompt\":\"hello\"}",
            signed_body: b"{\"prompt\":\"hello\"}",
            receiver: Some(me),
            at: 0,
            headers: |_| {},
            times: 1,
        };
        (case.change)(&mut sent);
        let moment = Moment { nanoseconds: now(sent.at), uuid: String::new() };
        let message =
            Message { method: "POST", target: sent.signed_target, body: sent.signed_body };
        let headers = btauth::sign(&key, &message, sent.receiver.as_ref(), &moment);
        let mut headers: Vec<_> =
            headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        (sent.headers)(&mut headers);
        let answers = (0..sent.times).map(|_| server.post(sent.target, &headers, sent.body));
        let Answered { status, body, .. } = answers.last().unwrap();
        let expected = match case.answer {
            "caller" => (200, format!("{{\"caller\": \"{}\"}}", key.address())),
            error => (401, format!("{{\"error\": \"{error}\"}}")),
        };
        assert_eq!((status, body), expected, "{}", case.name);
    }
    CASES.len()
}

/// The time, moved.
#[expect(clippy::disallowed_methods, reason = "the verifier goes by the clock")]
pub(crate) fn now(moved: i64) -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    u64::try_from(since.as_nanos()).unwrap().saturating_add_signed(moved)
}
