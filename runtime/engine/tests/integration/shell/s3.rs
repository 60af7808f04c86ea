//! Objects in buckets, at a server that verifies each signature.

use std::{path::Path, thread};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use orchestra_plan::{
    Binding, FailureKind, Plan,
    binding::{Auth, Body, Idempotency, Place, Response, Transport},
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use serde_json::{Value, json};

use super::{
    bench::{Bench, block_on, job},
    plans::*,
};

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Serves a folder, for one key, until the test's process ends.
fn serve(folder: &Path) -> String {
    let files = FileSystem::new(folder).unwrap();
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
    let service = builder.build();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let server = Builder::new(TokioExecutor::new());
                let connection = server.serve_connection(TokioIo::new(socket), service.clone());
                let connection = connection.into_owned();
                tokio::spawn(async move { drop(connection.await) });
            }
        });
    });
    origin
}

/// An operation on an object.
fn object(origin: &str, method: &str, body: Body, response: Response) -> Binding {
    let auth =
        Auth::S3 { key_id: "ID".into(), secret: "KEY".into(), region: "decentralized".into() };
    let place = |field: &str, name: &str| Place { name: name.into(), ..Place::of(field) };
    Binding {
        transport: Transport::S3,
        method: method.into(),
        path: "/{bucket}/{key}".into(),
        headers: vec![place("kind", "Content-Type"), place("range", "Range")],
        query: vec![place("id", "x-id")],
        body,
        response,
        auth: Some(auth),
        idempotency: Idempotency::Safe,
        ..binding("a.object", origin)
    }
}

fn asking(binding: Binding, arguments: &[(&str, &str)]) -> Plan {
    let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, text(value))).collect();
    let node = call(1, "ask", "a.object").arguments(record(&arguments));
    plan(vec![node], slot(1)).with(binding)
}

/// What a call gives, or how it failed.
fn run(bench: &Bench, id: &str, plan: Plan) -> Result<Value, FailureKind> {
    bench.run(job(id, plan)).ended.unwrap().result.map_err(|failure| failure.kind)
}

#[test]
fn objects_are_stored_read_and_removed_under_a_signature() {
    let folder = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "the bucket that the server serves")]
    std::fs::create_dir_all(folder.path().join("reports")).unwrap();
    let origin = serve(folder.path());
    let bench = Bench::new(&[&origin]);
    bench.secret("ID", Some(KEY_ID));
    bench.secret("KEY", Some(SECRET));
    let put = || object(&origin, "PUT", Body::Binary { field: "content".into() }, Response::None);
    let get = || object(&origin, "GET", Body::None, Response::Binary);
    let delete = || object(&origin, "DELETE", Body::None, Response::None);
    for (number, key) in ["november.txt", "2026/no v+é~(1).txt"].into_iter().enumerate() {
        let named = [("bucket", "reports"), ("key", key)];
        let content = STANDARD.encode(format!("of {key}"));
        let stored = [&named[..], &[("content", &content), ("kind", "text/plain")]].concat();
        let id = |what: &str| format!("{what}{number}");
        assert_eq!(run(&bench, &id("put"), asking(put(), &stored)), Ok(json!(null)));
        assert_eq!(run(&bench, &id("get"), asking(get(), &named)), Ok(json!(content)));
        let part = [&named[..], &[("range", "bytes=0-1"), ("id", "a b+c")]].concat();
        assert_eq!(
            run(&bench, &id("part"), asking(get(), &part)),
            Ok(json!(STANDARD.encode("of")))
        );
        assert_eq!(run(&bench, &id("delete"), asking(delete(), &named)), Ok(json!(null)));
        assert_eq!(run(&bench, &id("gone"), asking(get(), &named)), Err(FailureKind::Rejected));
    }
    // Who has another key is refused, also where the object is there.
    let stored = [("bucket", "reports"), ("key", "x"), ("content", "eA==")];
    assert_eq!(run(&bench, "mine", asking(put(), &stored)), Ok(json!(null)));
    bench.secret("KEY", Some("another secret key"));
    let refused = run(&bench, "other", asking(get(), &stored[..2]));
    assert_eq!(refused, Err(FailureKind::Rejected));
}
