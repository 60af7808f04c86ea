//! A request as it arrives, and an answer as it is read.

use orchestra_net::{Credential, Method, Request, Secret};

use crate::server::{Server, answer};
use crate::{client, get, send, url};

#[test]
fn a_request_arrives_as_it_was_written() {
    let server = Server::start(|_| answer("200 OK", &["X-Cost: 0.1"], b"{}"));
    let request = Request::new(Method::POST, url(&format!("{}/v1/a%2Fb?q=x%20y", server.origin)))
        .header("Content-Type", "application/json")
        .header("X-Two", "1")
        .header("X-Two", "2")
        .body(r#"{"a":1}"#)
        .credential(Credential::bearer(Secret::new("KEY", "s3cret")))
        .credential(Credential::Query {
            parameter: "token".to_owned(),
            secret: Secret::new("TOKEN", "a&b"),
        });
    let response = send(&client(&[&server.origin]), request).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (200, &b"{}"[..]));
    assert_eq!(response.header("X-COST"), Some("0.1"));
    assert!(response.is_success() && response.complete);
    assert!(!response.url.as_str().contains("token"), "credentials stay out of the URL shown");

    let [received] = &server.received()[..] else { panic!("one request") };
    assert_eq!(received.line, "POST /v1/a%2Fb?q=x%20y&token=a%26b HTTP/1.1");
    assert_eq!(received.body, br#"{"a":1}"#);
    assert_eq!(received.header("authorization"), Some("Bearer s3cret"));
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("user-agent"), Some("orchestra-test"));
    assert_eq!(received.header("accept-encoding"), Some("gzip"));
    let twos = received.headers.iter().filter(|line| line.starts_with("x-two")).count();
    assert_eq!(twos, 2);
    assert_eq!(received.header("referer"), None);
}

#[test]
fn every_status_is_an_answer() {
    for status in ["204 No Content", "304 Not Modified", "404 Not Found", "429 Slow", "503 Down"] {
        let server = Server::start(move |_| answer(status, &["Retry-After: 7"], b""));
        let response = send(&client(&[&server.origin]), get(&server.origin)).unwrap();
        assert_eq!(response.status.to_string(), status[..3]);
        assert_eq!(response.header("retry-after"), Some("7"));
    }
}

#[test]
fn localhost_is_reached_by_name_where_it_was_named() {
    let server = Server::start(|_| answer("200 OK", &[], b"here"));
    let origin = server.origin.replace("127.0.0.1", "localhost");
    let response = send(&client(&[&origin]), get(&origin)).unwrap();
    assert_eq!(response.body, b"here");
}
