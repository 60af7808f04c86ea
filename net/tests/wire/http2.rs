//! Services that speak HTTP/2 alone are reached over TLS, whose handshake says so (ALPN); those that
//! don't know it are spoken to in HTTP/1.1. Over plain http nothing says so, and HTTP/1.1 is spoken.

use std::sync::{Arc, Mutex};
use std::thread;

use http::{Response, StatusCode, Version};
use orchestra_net::{Client, ClientOptions, Method, Request};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::tls::{AUTHORITY, config};
use crate::{get, options, send, url};

/// The requests that came, each with the length of its body.
type Seen = Arc<Mutex<Vec<(Version, Method, usize)>>>;

/// A TLS server that offers HTTP/2 and nothing else, and answers with a header of that length.
fn serve(header: usize) -> (String, Seen) {
    let seen = Seen::default();
    let record = Arc::clone(&seen);
    let (told, hears) = std::sync::mpsc::channel();
    let mut config = config();
    config.alpn_protocols = vec![b"h2".to_vec()];
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            told.send(listener.local_addr().unwrap()).unwrap();
            let acceptor = TlsAcceptor::from(Arc::new(config));
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&record));
                tokio::spawn(async move {
                    let stream = acceptor.accept(stream).await.unwrap();
                    answer(stream, header, &seen).await;
                });
            }
        });
    });
    (format!("https://{}", hears.recv().unwrap()), seen)
}

/// Answers every request of a connection.
async fn answer(
    stream: tokio_rustls::server::TlsStream<tokio::net::TcpStream>,
    header: usize,
    seen: &Seen,
) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let (head, mut body) = request.into_parts();
        let mut length = 0;
        let response = Response::builder()
            .status(StatusCode::OK)
            .header("x-long", "x".repeat(header))
            .body(())
            .unwrap();
        // The body comes while the connection is driven.
        let seen = Arc::clone(seen);
        tokio::spawn(async move {
            while let Some(Ok(data)) = body.data().await {
                length += data.len();
                let _ = body.flow_control().release_capacity(data.len());
            }
            seen.lock().unwrap().push((head.version, head.method, length));
            let mut send = respond.send_response(response, false).unwrap();
            let _ = send.send_data(b"safe".as_slice().into(), true);
        });
    }
}

fn client(origin: &str) -> Client {
    let roots = ClientOptions { extra_roots_pem: AUTHORITY.to_vec(), ..options(&[origin]) };
    Client::new(roots).unwrap()
}

#[test]
fn a_service_that_speaks_http_2_alone_is_reached() {
    let (origin, seen) = serve(0);
    let client = client(&origin);
    let first = send(&client, get(&origin)).unwrap();
    assert_eq!((first.status, &*first.body), (200, &b"safe"[..]));
    let mut post = Request::new(Method::POST, url(&origin));
    post.body = Some(vec![b'x'; 100_000]);
    assert_eq!(send(&client, post).unwrap().body, b"safe");
    let both = [(Version::HTTP_2, Method::GET, 0), (Version::HTTP_2, Method::POST, 100_000)];
    assert_eq!(*seen.lock().unwrap(), both);
}

#[test]
fn headers_are_limited_in_http_2_too() {
    let (origin, _) = serve(60 * 1024);
    assert_eq!(send(&client(&origin), get(&origin)).unwrap().status, 200);
    let (origin, _) = serve(80 * 1024);
    assert!(send(&client(&origin), get(&origin)).is_err());
}
