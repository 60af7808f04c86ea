//! Which redirects are followed on the wire.

use orchestra_net::{Credential, Method, Request, Secret};

use crate::server::{Server, Silent, answer, redirect};
use crate::{client, get, send, url};

fn key() -> Credential {
    Credential::bearer(Secret::new("A_KEY", "canary-value"))
}

/// Redirects `/0` to `/1` and so on for ever.
fn endless() -> Server {
    Server::start(|received| {
        let path = received.line.split(' ').nth(1).unwrap();
        let number: u32 = path[1..].parse().unwrap();
        redirect("302 Found", &format!("/{}", number + 1))
    })
}

#[test]
fn three_are_followed_and_the_fourth_is_the_answer() {
    let server = endless();
    let request = get(&format!("{}/0", server.origin)).credential(key());
    let response = send(&client(&[&server.origin]), request).unwrap();
    assert_eq!((response.status, response.url.path()), (302, "/3"));
    assert_eq!(response.header("location"), Some("/4"));
    let received = server.received();
    assert_eq!(received.len(), 4);
    let keys = received.iter().filter(|one| one.header("authorization").is_some()).count();
    assert_eq!(keys, 4, "the same origin gets the credentials at each hop");
}

#[test]
fn a_request_with_a_body_is_not_sent_on() {
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        let elsewhere = Silent::listen();
        let location = elsewhere.origin.clone();
        let server = Server::start(move |_| redirect(status, &location));
        let request = Request::new(Method::POST, url(&server.origin)).body("{}");
        let response = send(&client(&[&server.origin, &elsewhere.origin]), request).unwrap();
        assert_eq!(response.status.to_string(), status[..3]);
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
fn credentials_are_not_taken_to_another_origin() {
    let elsewhere = Silent::listen();
    let location = elsewhere.origin.clone();
    let server = Server::start(move |_| redirect("307 Temporary", &location));
    let request = get(&server.origin).credential(key());
    let response = send(&client(&[&server.origin, &elsewhere.origin]), request).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (307, &b"moved"[..]));
}

#[test]
fn without_credentials_another_origin_is_asked_and_told_little() {
    let elsewhere = Server::start(|_| answer("200 OK", &[], b"there"));
    let location = format!("{}/x", elsewhere.origin);
    let server = Server::start(move |_| redirect("302 Found", &location));
    let request = get(&server.origin).header("Idempotency-Key", "k").header("Accept", "a/b");
    let response = send(&client(&[&server.origin, &elsewhere.origin]), request).unwrap();
    assert_eq!(response.body, b"there");
    assert_eq!(response.url.as_str(), format!("{}/x", elsewhere.origin));
    let received = &elsewhere.received()[0];
    assert_eq!(received.header("idempotency-key"), None);
    assert_eq!(received.header("accept"), Some("a/b"));
}

#[test]
fn a_redirect_to_an_address_out_of_reach_is_an_ordinary_answer() {
    let secret_service = Silent::listen();
    for location in
        [secret_service.origin.clone(), "http://169.254.169.254/".to_owned(), "ftp://a/".to_owned()]
    {
        let server = Server::start(move |_| redirect("302 Found", &location));
        let response = send(&client(&[&server.origin]), get(&server.origin)).unwrap();
        assert_eq!(response.status, 302);
    }
}

#[test]
fn a_failure_after_a_redirect_has_arrived_once() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let location = origin.clone();
    let server = Server::start(move |_| redirect("302 Found", &location));
    let error = send(&client(&[&server.origin, &origin]), get(&server.origin)).unwrap_err();
    assert!(!error.surely_never_arrived(), "{error:?}");
    assert!(error.to_string().contains("after a redirect"), "{error}");
}
