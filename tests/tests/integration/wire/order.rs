//! What is sent when, and how often.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use orchestra_tests::{
    server::{Answer, Server},
    subnet::{Subnet, object},
};
use serde_json::json;

use super::{body, project, run};

#[test]
fn an_idempotency_key_belongs_to_a_step_and_a_purchase() {
    // The first request of each word fails; `b`'s second answer can't be used.
    let server = Server::start(|number, request| match (number, body(request)["word"].as_str()) {
        (0, _) => Answer::status(500, ""),
        (_, Some("b")) if number == 2 => Answer::json("\"no number\""),
        _ => Answer::json("1"),
    });
    let buy = Subnet::at("shop", &server.url()).operation(
        "buy",
        json!({ "method": "POST", "path": "/buy", "idempotency_header": "Idempotency-Key" }),
        object(json!({ "word": { "type": "string" } })),
        json!({ "effect": "write", "idempotency": "keyed", "output": { "type": "integer" } }),
    );
    let template = r#"use subnet shop

template main() -> int[] {
  for word in ["a", "b"] with { parallel: 1 } {
    call shop.buy { word } with { retry: { attempts: 3, first: 1ms, max: 2ms } }
  }
}
"#;
    let workplace = project(&[buy], template);
    run(&workplace, &[]);
    let keys = || -> Vec<String> {
        let requests = server.requests().into_iter();
        requests.map(|it| it.header("idempotency-key").unwrap().to_owned()).collect()
    };
    let first = keys();
    let [a, a_again, b, b_anew] = &first[..] else { panic!("{first:?}") };
    assert_eq!(a, a_again, "an answer that never came may have been bought");
    assert_ne!(b, b_anew, "what was refused is bought anew");
    assert!(a != b && a != b_anew, "each step buys for itself");
    run(&workplace, &[]);
    assert!(keys()[4..].iter().all(|key| !first.contains(key)), "each job buys for itself");
}

#[test]
fn writes_start_in_order_each_after_the_last_has_ended() {
    let open = Arc::new(AtomicUsize::new(0));
    let overlapping = Arc::new(AtomicUsize::new(0));
    let (counted, seen) = (open.clone(), overlapping.clone());
    let server = Server::start(move |_, _| {
        if counted.fetch_add(1, Ordering::SeqCst) > 0 {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        thread::sleep(Duration::from_millis(10));
        counted.fetch_sub(1, Ordering::SeqCst);
        Answer::json("null")
    });
    let mail = Subnet::at("mail", &server.url()).operation(
        "send",
        json!({ "method": "POST", "path": "/send" }),
        object(json!({ "to": { "type": "string" } })),
        json!({ "effect": "write", "idempotency": "none" }),
    );
    let template = r#"use subnet mail

template main() -> null {
  call mail.send { to: "a" }
  call mail.send { to: "b" }
  if 1 < 2 { call mail.send { to: "c" } }
  call mail.send { to: "d" }
}
"#;
    // Its value isn't null; only the order matters here.
    let template = template.replace("-> null", "-> json");
    run(&project(&[mail], &template), &[]);
    let sent: Vec<_> = server.requests().iter().map(|it| body(it)["to"].clone()).collect();
    assert_eq!(sent, ["a", "b", "c", "d"]);
    assert_eq!(overlapping.load(Ordering::SeqCst), 0);
}

#[test]
fn reads_that_do_not_need_each_other_are_sent_at_once() {
    // Nobody is answered before all have asked.
    let all = Barrier::new(5);
    let server = Server::start(move |_, _| {
        all.wait();
        Answer::json("1")
    });
    let get = json!({ "method": "GET", "path": "/n", "query": ["n"] });
    let read = Subnet::at("reads", &server.url()).operation(
        "get",
        get,
        object(json!({ "n": { "type": "integer" } })),
        json!({ "output": { "type": "integer" } }),
    );
    let template = r#"use subnet reads

template main() -> int {
  let a = call reads.get { n: 1 }
  let b = call reads.get { n: 2 }
  let rest = for n in [3, 4, 5] { call reads.get { n } }
  a + b + rest.sum()
}
"#;
    let ran = run(&project(&[read], template), &[]);
    assert_eq!(ran.stdout, "5\n");
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn parallel_and_the_limits_of_the_entry_bound_what_is_in_flight() {
    let limited = json!({ "concurrency": 3 });
    for (policies, limits, most) in [
        ("with { parallel: 1 }", None, 1),
        ("with { parallel: 2 }", None, 2),
        ("", Some(limited), 3),
    ] {
        let (open, peak) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
        let seen = peak.clone();
        let server = Server::start(move |_, _| {
            let now = open.fetch_add(1, Ordering::SeqCst) + 1;
            seen.fetch_max(now, Ordering::SeqCst);
            // Whoever may be sent beside us has come by then.
            for _ in 0..20 {
                if open.load(Ordering::SeqCst) > most {
                    break;
                }
                thread::sleep(Duration::from_millis(1));
            }
            open.fetch_sub(1, Ordering::SeqCst);
            Answer::json("1")
        });
        let mut reads = Subnet::at("reads", &server.url()).operation(
            "get",
            json!({ "method": "GET", "path": "/n", "query": ["n"] }),
            object(json!({ "n": { "type": "integer" } })),
            json!({ "output": { "type": "integer" } }),
        );
        if let Some(limits) = limits {
            reads = reads.limits(limits);
        }
        let template = format!(
            "use subnet reads\n\ntemplate main() -> int[] {{\n  for n in 6.range() {policies} {{ \
             call reads.get {{ n }} }}\n}}\n"
        );
        run(&project(&[reads], &template), &[]);
        assert_eq!(peak.load(Ordering::SeqCst), most, "{policies}");
        let sent: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
        if most == 1 {
            let expected: Vec<_> = (0..6).map(|n| format!("/n?n={n}")).collect();
            assert_eq!(sent, expected);
        }
        assert_eq!(sent.len(), 6);
    }
}

#[test]
fn retry_after_is_waited_for_unless_it_is_too_long() {
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const HEADERS: [&[(&str, &str)]; 3] = [
        &[("retry-after", "0")],
        &[("retry-after", DATE), ("date", DATE)],
        &[("retry-after", "3600")],
    ];
    for (headers, requests) in HEADERS.into_iter().zip([2, 2, 1]) {
        let server = Server::start(move |number, _| {
            let refused = Answer::status(429, "\"slow down\"");
            match number {
                0 => headers.iter().fold(refused, |it, (name, value)| it.with_header(name, value)),
                _ => Answer::json("1"),
            }
        });
        let reads = Subnet::at("reads", &server.url()).operation(
            "get",
            json!({ "method": "GET", "path": "/n" }),
            object(json!({})),
            json!({ "output": { "type": "integer" } }),
        );
        // Without `Retry-After`, the first wait could take minutes.
        let template = "use subnet reads\n\ntemplate main() -> int {\n  call reads.get {} with { \
                        retry: { attempts: 2, backoff: fixed, first: 10m, max: 20m } } else -1\n}\n";
        let ran = run(&project(&[reads], template), &[]);
        assert_eq!(ran.stdout, if requests == 2 { "1\n" } else { "-1\n" });
        assert_eq!(server.requests().len(), requests, "{headers:?}");
    }
}
