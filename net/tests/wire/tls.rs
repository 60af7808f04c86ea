//! Certificates are verified, by the system's and the user's authorities.
//!
//! `certificates/` was made once for these tests: an authority, and a certificate for `localhost`
//! and `127.0.0.1` signed by it, with its key.

use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use orchestra_net::{Client, ClientOptions, FailureKind};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::server::{answer, read_request};
use crate::{get, options, send};

pub(crate) const AUTHORITY: &[u8] = include_bytes!("certificates/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("certificates/loopback.pem");
const KEY: &[u8] = include_bytes!("certificates/loopback.key.pem");

/// What a server at loopback shows who it is by.
pub(crate) fn config() -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        )
        .unwrap()
}

/// The origin of a TLS server that answers one request a connection.
fn serve() -> String {
    let config = Arc::new(config());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = StreamOwned::new(connection, stream.unwrap());
            if read_request(&mut tls).is_ok() {
                let _ = tls.write_all(&answer("200 OK", &[], b"safe"));
            }
        }
    });
    origin
}

#[test]
fn an_unknown_authority_is_not_talked_to() {
    let origin = serve();
    let client = Client::new(options(&[&origin])).unwrap();
    let error = send(&client, get(&origin)).unwrap_err();
    assert_eq!((error.kind(), error.surely_never_arrived()), (FailureKind::Network, true));
}

#[test]
fn an_authority_of_the_user_is_believed() {
    let origin = serve();
    let roots = ClientOptions { extra_roots_pem: AUTHORITY.to_vec(), ..options(&[&origin]) };
    let response = send(&Client::new(roots).unwrap(), get(&origin)).unwrap();
    assert_eq!(response.body, b"safe");
}

#[test]
fn unreadable_authorities_are_named_at_once() {
    let broken = b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n".to_vec();
    let error = Client::new(ClientOptions { extra_roots_pem: broken, ..options(&[]) }).unwrap_err();
    assert!(error.to_string().starts_with("the network can't be set up"), "{error}");
}
