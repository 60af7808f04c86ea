//! Answers that are too large, on the wire, unpacked, or in their headers.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use orchestra_net::{Error, FailureKind, Limits, Request, Response};

use crate::server::{Server, answer};
use crate::{client, get, send};

fn small(origin: &str) -> Request {
    Request { limits: Some(Limits { body: 1000, headers: 500 }), ..get(origin) }
}

/// What becomes of an answer under small limits.
fn read(answer: Vec<u8>) -> Result<Response, Error> {
    let server = Server::start(move |_| answer.clone());
    send(&client(&[&server.origin]), small(&server.origin))
}

#[track_caller]
fn assert_unreadable(result: Result<Response, Error>, words: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), FailureKind::InvalidOutput, "{error:?}");
    assert!(error.to_string().contains(words) && !error.surely_never_arrived(), "{error}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_body_up_to_the_limit_is_read() {
    assert_eq!(read(answer("200 OK", &[], &[b'x'; 1000])).unwrap().body.len(), 1000);
    assert_unreadable(read(answer("200 OK", &[], &[b'x'; 1001])), "is larger than 1000 bytes");
}

#[test]
fn a_chunked_body_is_counted_as_it_comes() {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("1f4\r\n{}\r\n", "x".repeat(500));
    let chunked = |count| format!("{head}{}0\r\n\r\n", chunk.repeat(count)).into_bytes();
    assert_eq!(read(chunked(2)).unwrap().body.len(), 1000);
    assert_unreadable(read(chunked(3)), "is larger");
}

#[test]
fn a_bomb_does_not_unfold() {
    let packed = ["Content-Encoding: gzip"];
    assert_eq!(read(answer("200 OK", &packed, &gzip(b"hello"))).unwrap().body, b"hello");
    let bomb = gzip(&vec![0; 500_000]);
    assert!(bomb.len() < 1000);
    assert_unreadable(read(answer("200 OK", &packed, &bomb)), "is larger than 1000 bytes");
    assert_unreadable(read(answer("200 OK", &packed, b"nonsense")), "isn't valid gzip");
    assert_unreadable(read(answer("200 OK", &["Content-Encoding: br"], b"x")), "`br`");
}

#[test]
fn headers_have_a_limit_too() {
    let long = format!("X-Long: {}", "x".repeat(600));
    assert_unreadable(read(answer("200 OK", &[&long], b"")), "headers");
}

#[test]
fn an_unreadable_answer_still_states_its_charge() {
    let Err(Error::Unreadable { status, headers, .. }) =
        read(answer("200 OK", &["X-Cost: 0.5"], &[0; 2000]))
    else {
        panic!("it is too large")
    };
    assert_eq!(status, 200);
    assert!(headers.contains(&("x-cost".to_owned(), "0.5".to_owned())));
}

#[test]
fn of_a_refusal_the_status_counts_not_the_size() {
    let response = read(answer("503 Down", &["Retry-After: 3"], &[b'x'; 5000])).unwrap();
    assert_eq!((response.status, response.complete), (503, false));
    assert_eq!(response.header("retry-after"), Some("3"));
}
