//! An answer that sends the request elsewhere.

use orchestra_tests::{
    server::{Answer, Server},
    subnet::{Subnet, object},
};
use serde_json::json;

use super::victim::{KEY, Victim, asking_for, asks, reading};

fn to(location: String) -> impl Fn(usize, &orchestra_tests::server::Request) -> Answer {
    move |_, _| Answer::status(307, "").with_header("location", &location)
}

#[test]
fn a_request_with_a_body_follows_no_redirect() {
    for status in [301, 302, 303, 307, 308] {
        let server =
            Server::start(move |_, _| Answer::status(status, "").with_header("location", "/other"));
        let entry = Subnet::at("posts", &server.url()).operation(
            "get",
            json!({ "method": "POST", "path": "/n" }),
            object(json!({})),
            json!({}),
        );
        let victim = Victim::new(&[entry], &asks("posts"));
        let ran = victim.run(&["run", "main.orch"]);
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        assert!(ran.stderr.contains("`second` (rejected)"), "{ran:#?}");
        assert!(ran.stderr.contains(&status.to_string()), "{ran:#?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_read_follows_three_at_its_own_origin_and_takes_its_key_along() {
    for (hops, requests, code) in [(3, 4, 0), (9, 4, 3)] {
        let server = Server::start(move |number, _| match number {
            n if n < hops => Answer::status(302, "").with_header("location", &format!("/hop/{n}")),
            _ => Answer::json("1"),
        });
        let entry = asking_for("AWS_SECRET_ACCESS_KEY", "hops", &server.url());
        let victim = Victim::new(&[entry], &asks("hops"));
        let ran = victim.run(&["run", "main.orch"]);
        assert_eq!(ran.code, Some(code), "{ran:#?}");
        let sent = server.requests();
        assert_eq!(sent.len(), requests);
        let bearer = format!("Bearer {KEY}");
        assert!(sent.iter().all(|it| it.header("authorization") == Some(&*bearer)), "{sent:?}");
    }
}

#[test]
fn a_key_follows_no_redirect_to_another_origin() {
    let other = Server::answering("1");
    let leading = Server::start(to(format!("{}/n", other.url())));
    let victim = Victim::new(
        &[
            asking_for("AWS_SECRET_ACCESS_KEY", "leading", &leading.url()),
            reading("other", &other.url()),
        ],
        &asks("leading"),
    );
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert_eq!((leading.requests().len(), other.connections()), (1, 0));
}

#[test]
fn what_carries_no_key_may_be_led_on_and_leaves_its_own_headers_behind() {
    let other = Server::answering("1");
    let leading = Server::start(to(format!("{}/n", other.url())));
    let entry = reading("leading", &leading.url()).headers(json!({ "X-Client": "ours" }));
    let victim = Victim::new(&[entry, reading("other", &other.url())], &asks("leading"));
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(leading.requests()[0].header("x-client"), Some("ours"));
    assert_eq!(other.requests()[0].header("x-client"), None);
}

#[test]
fn nobody_is_led_to_a_private_address() {
    for location in [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "ftp://public.example/",
        "http://me:secret@public.example/",
    ] {
        let template = asks("leading");
        // The first origin is a public one: the proxy plays it.
        let leading = reading("leading", "http://leading.example");
        let victim = Victim::behind(&[leading], &template, to(location.to_owned()));
        let ran = victim.run(&["run", "main.orch"]);
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        let asked: Vec<_> = victim.proxy.requests().into_iter().map(|it| it.target).collect();
        assert_eq!(asked, ["http://leading.example/n"], "{location}");
    }
}
