//! What a failed attempt says about whether the request arrived.

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use orchestra_net::{Error, FailureKind};

use crate::server::{Server, read_request};
use crate::{client, get, send, send_within};

/// Long enough to connect on loopback, short enough to wait for.
const SHORT: Duration = Duration::from_millis(200);

#[track_caller]
fn assert_failure(error: &Error, kind: FailureKind, never_arrived: bool) {
    assert_eq!((error.kind(), error.surely_never_arrived()), (kind, never_arrived), "{error:?}");
}

#[test]
fn a_refused_connection_never_arrived() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = send(&client(&[&origin]), get(&origin)).unwrap_err();
    assert_failure(&error, FailureKind::Network, true);
    assert!(matches!(error, Error::Unreachable { .. }) && error.to_string().contains(&origin));
}

#[test]
fn a_connection_cut_before_the_answer_may_have_arrived() {
    let server = Server::serve(|_, _| Ok(()));
    let error = send(&client(&[&server.origin]), get(&server.origin)).unwrap_err();
    assert_failure(&error, FailureKind::Network, false);
}

#[test]
fn a_connection_cut_in_the_answer_is_a_network_failure() {
    for cut in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 2",
    ] {
        let server = Server::serve(move |stream, _| stream.write_all(cut.as_bytes()));
        let error = send(&client(&[&server.origin]), get(&server.origin)).unwrap_err();
        assert_failure(&error, FailureKind::Network, false);
    }
}

#[test]
fn what_is_no_http_is_a_network_failure() {
    let server = Server::serve(|stream, _| stream.write_all(b"220 mail.example ESMTP\r\n\r\n"));
    let error = send(&client(&[&server.origin]), get(&server.origin)).unwrap_err();
    assert_failure(&error, FailureKind::Network, false);
}

#[test]
fn a_connection_cut_in_an_error_page_leaves_the_status() {
    let page = "HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\nhalf";
    let server = Server::serve(move |stream, _| stream.write_all(page.as_bytes()));
    let response = send(&client(&[&server.origin]), get(&server.origin)).unwrap();
    assert_eq!((response.status, response.complete), (500, false));
    assert_eq!(response.body, b"half");
}

#[test]
fn a_server_that_keeps_still_may_have_got_it() {
    let (release, held) = mpsc::channel::<()>();
    let server = Server::serve(move |_, _| {
        let _ = held.recv();
        Ok(())
    });
    let error = send_within(&client(&[&server.origin]), get(&server.origin), SHORT).unwrap_err();
    assert_failure(&error, FailureKind::Timeout, false);
    assert!(error.to_string().contains("200 ms"), "{error}");
    drop(release);
}

#[test]
fn a_handshake_that_never_ends_sent_nothing() {
    // The listener's queue takes the connection, nobody answers the TLS hello.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    let error = send_within(&client(&[&origin]), get(&origin), SHORT).unwrap_err();
    assert_failure(&error, FailureKind::Timeout, true);
}

#[test]
fn a_request_into_a_kept_connection_may_have_arrived() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(crate::AMPLE)).unwrap();
        read_request(&mut stream).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        // The second request is read on the same connection, and never answered.
        read_request(&mut stream).unwrap().line
    });
    let client = client(&[&origin]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async {
        client.send(get(&format!("{origin}/1")), crate::AMPLE).await.unwrap();
        // The connection goes back to the pool in a task of its own.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        client.send(get(&format!("{origin}/2")), SHORT).await.unwrap_err()
    });
    assert_eq!(served.join().unwrap(), "GET /2 HTTP/1.1");
    assert!(!error.surely_never_arrived(), "{error:?}");
}
