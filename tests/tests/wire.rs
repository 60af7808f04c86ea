//! What really goes over the wire, when a subnet of our own invention is called from a folder that
//! holds nothing but a manifest, an entry and a template.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use orchestra_tests::{
    orchc::{Ran, Workplace},
    server::{Answer, Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// A project with these entries and this template.
fn project(subnets: &[Subnet], template: &str) -> Workplace {
    let workplace = Workplace::new();
    workplace.overlay(subnets).write("main.orch", template);
    workplace
}

/// Runs its template; it must succeed.
fn run(workplace: &Workplace, inputs: &[&str]) -> Ran {
    let ran = run_anyhow(workplace, inputs);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

fn run_anyhow(workplace: &Workplace, inputs: &[&str]) -> Ran {
    let inputs = inputs.iter().flat_map(|input| ["--input", input]);
    workplace.run(["run", "main.orch"].into_iter().chain(inputs))
}

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap_or_else(|error| panic!("{error}: {request:?}"))
}

/// A service that adds a word to a list.
fn words(server: &Server) -> Subnet {
    Subnet::at("words", &format!("{}/v1", server.url())).operation(
        "add",
        json!({ "method": "POST", "path": "/words" }),
        object(json!({ "word": { "type": "string", "maxLength": 20 } })),
        json!({ "output": { "type": "object", "properties": { "count": { "type": "integer" } },
            "required": ["count"] } }),
    )
}

#[test]
fn a_subnet_of_ones_own_works_from_an_empty_folder() {
    let server = Server::answering(r#"{"count": 7, "more": "dropped"}"#);
    let workplace = project(
        &[words(&server)],
        "use subnet words\n\ntemplate main(word: string(..=20)) -> int {\n  \
         let added = call words.add { word }\n  added.count\n}\n",
    );
    let checked = workplace.run(["check"]);
    assert_eq!(checked.code, Some(0), "{checked:#?}");
    let planned = workplace.run(["plan", "main.orch", "--format", "json"]);
    assert_eq!(planned.code, Some(0), "{planned:#?}");
    let operation = &planned.json()["effects"]["operations"][0]["operation"];
    assert_eq!(operation, "words.add");
    let listed = workplace.run(["ledger", "show", "words"]);
    assert!(listed.code == Some(0) && listed.stdout.contains("add"), "{listed:#?}");
    assert_eq!(server.connections(), 0, "only a run sends");

    let ran = run(&workplace, &["word=tea"]);
    assert_eq!(ran.stdout, "7\n");
    let [request] = &server.requests()[..] else { panic!("{:?}", server.requests()) };
    assert_eq!((&*request.method, &*request.target), ("POST", "/v1/words"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("host"), server.url().strip_prefix("http://"));
    assert!(request.header("user-agent").is_some_and(|it| it.starts_with("orchc/")));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.body, r#"{"word":"tea"}"#);
    // Nothing of it lies in the project but what was put there.
    let inside = workplace.files().into_keys().filter(|path| path.starts_with("project"));
    assert_eq!(inside.count(), 3);
}

#[test]
fn fields_of_a_path_are_encoded_as_one_segment() {
    let server = Server::answering("null");
    let echo = Subnet::at("echo", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/items/{id}/parts/{part}" }),
        object(json!({ "id": { "type": "string" }, "part": { "type": "integer" } })),
        json!({}),
    );
    let template = "use subnet echo\n\ntemplate main(id: string) -> json {\n  \
                    call echo.get { id, part: -3 }\n}\n";
    let workplace = project(&[echo], template);
    for id in ["a/b?c#d", "%2e%2e", "...", "é ü", "a\\b", ";x=1&y"] {
        run(&workplace, &[&format!("id={id}")]);
    }
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        [
            "/items/a%2Fb%3Fc%23d/parts/-3",
            "/items/%252e%252e/parts/-3",
            "/items/.../parts/-3",
            "/items/%C3%A9%20%C3%BC/parts/-3",
            "/items/a%5Cb/parts/-3",
            "/items/%3Bx%3D1%26y/parts/-3",
        ]
    );
    for id in ["", ".", ".."] {
        let ran = run_anyhow(&workplace, &[&format!("id={id}")]);
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        assert!(ran.stderr.contains("(guard)") && ran.stderr.contains("`id` is"), "{ran:#?}");
    }
    assert_eq!(server.requests().len(), 6, "what a guard refuses isn't sent");
}

/// An operation with every kind of place.
fn places(server: &Server) -> Subnet {
    let input = json!({
        "type": "object",
        "properties": {
            "q": { "type": "string" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "ids": { "type": "array", "items": { "type": "integer" } },
            "lang": { "type": ["string", "null"] },
            "score": { "type": "number" },
            "fresh": { "type": "boolean" },
            "trace": { "type": "string" },
            "rest": { "type": "integer" },
        },
        "required": ["q"],
        "additionalProperties": false,
    });
    let binding = json!({
        "method": "POST",
        "path": "/places?static=1",
        "query": [
            "q",
            { "field": "tags", "as": "tag" },
            { "field": "ids", "list": "comma" },
            "score",
            "fresh",
        ],
        "headers": [{ "field": "lang", "as": "Accept-Language" }, { "field": "trace", "as": "X-Trace" }],
        "set": {
            "query": { "api": "v2" },
            "headers": { "X-Fixed": "yes" },
            "body": { "streaming": false, "depth": { "of": [1, 2] } },
        },
    });
    Subnet::at("places", &server.url()).headers(json!({ "X-Client": "tests" })).operation(
        "ask",
        binding,
        input,
        json!({}),
    )
}

#[test]
fn every_field_goes_where_the_entry_says() {
    let server = Server::answering("null");
    let template = r#"use subnet places

template main(lang: string?) -> json {
  let all = call places.ask {
    q: "a b&c=d+é",
    tags: ["x", "y/z"],
    ids: [1, -2],
    lang: "de",
    score: 0.5,
    fresh: true,
    trace: "t 1",
    rest: 9,
  }
  ensure all == null
  call places.ask { q: "1", lang, tags: [], ids: [], score: 1 }
}
"#;
    run(&project(&[places(&server)], template), &[]);
    let requests = server.requests();
    let pairs = |request: &Request| -> Vec<(String, String)> {
        let (_, query) = request.target.split_once('?').unwrap();
        let mut pairs: Vec<_> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.replace('+', "%20")))
            .collect();
        pairs.sort();
        pairs
    };
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    };
    assert_eq!(requests[0].path(), "/places");
    assert_eq!(
        pairs(&requests[0]),
        own(&[
            ("api", "v2"),
            ("fresh", "true"),
            ("ids", "1%2C-2"),
            ("q", "a%20b%26c%3Dd%2B%C3%A9"),
            ("score", "0.5"),
            ("static", "1"),
            ("tag", "x"),
            ("tag", "y%2Fz"),
        ])
    );
    let headers = ["accept-language", "x-trace", "x-fixed", "x-client"];
    let found = |request: &Request| headers.map(|it| request.header(it).map(str::to_owned));
    assert_eq!(
        found(&requests[0]),
        [Some("de"), Some("t 1"), Some("yes"), Some("tests")].map(|it| it.map(str::to_owned))
    );
    let fixed = json!({ "streaming": false, "depth": { "of": [1, 2] } });
    assert_eq!(
        body(&requests[0]),
        json!({ "rest": 9, "streaming": false, "depth": fixed["depth"] })
    );
    // What is absent, null or an empty list is left out. A float prints as one.
    assert_eq!(
        pairs(&requests[1]),
        own(&[("api", "v2"), ("q", "1"), ("score", "1.0"), ("static", "1")])
    );
    assert_eq!(found(&requests[1])[..2], [None, None]);
    assert_eq!(body(&requests[1]), fixed);
}

#[test]
fn bodies_are_what_is_left_of_the_input() {
    let server = Server::answering("null");
    let text = |name: &str| object(json!({ name: { "type": "string" } }));
    let nothing = object(json!({}));
    let echo = Subnet::at("echo", &server.url())
        .operation("empty", json!({ "method": "PUT", "path": "/empty" }), nothing.clone(), json!({}))
        .operation("none", json!({ "method": "DELETE", "path": "/none" }), nothing.clone(), json!({}))
        .operation(
            "bare",
            json!({ "method": "POST", "path": "/bare", "body": null }),
            nothing,
            json!({}),
        )
        .operation(
            "text",
            json!({ "method": "POST", "path": "/text", "body": { "kind": "text", "field": "words" } }),
            text("words"),
            json!({}),
        )
        .operation(
            "only",
            json!({ "method": "PATCH", "path": "/only", "body": { "kind": "json", "field": "list" } }),
            object(json!({ "list": { "type": "array", "items": { "type": "number" } } })),
            json!({}),
        );
    let template = r#"use subnet echo

template main() -> null {
  for x in [1] with { parallel: 1 } {
    call echo.empty {}
    call echo.none {}
    call echo.bare {}
    call echo.text { words: "two\nlines \"é\"" }
    call echo.only { list: [1, 2.5] }
  }
  null
}
"#;
    run(&project(&[echo], template), &[]);
    let found: BTreeSet<_> = server
        .requests()
        .into_iter()
        .map(|it| {
            let kind = it.header("content-type").unwrap_or_default().to_owned();
            (it.method, it.target, kind, it.body)
        })
        .collect();
    let own = |(method, path, kind, body): (&str, &str, &str, &str)| {
        (method.to_owned(), path.to_owned(), kind.to_owned(), body.to_owned())
    };
    let expected = [
        ("PUT", "/empty", "application/json", "{}"),
        ("DELETE", "/none", "", ""),
        ("POST", "/bare", "", ""),
        ("POST", "/text", "text/plain; charset=utf-8", "two\nlines \"é\""),
        ("PATCH", "/only", "application/json", "[1.0,2.5]"),
    ];
    let body_of_only = found.iter().find(|it| it.1 == "/only").map(|it| it.3.clone()).unwrap();
    let numbers: Value = serde_json::from_str(&body_of_only).unwrap();
    assert_eq!(numbers.as_array().map(Vec::len), Some(2));
    let expected: BTreeSet<_> = expected.into_iter().map(own).collect();
    let but_only = |set: &BTreeSet<(String, String, String, String)>| {
        set.iter().filter(|it| it.1 != "/only").cloned().collect::<Vec<_>>()
    };
    assert_eq!(but_only(&found), but_only(&expected));
}

#[test]
fn answers_are_read_as_the_entry_says() {
    let server = Server::start(|_, request| match request.path() {
        "/text" => Answer::json("plain \"words\""),
        "/none" => Answer::status(204, ""),
        _ => Answer::status(201, r#"{"data": {"list": [1, 2]}}"#),
    });
    let get = |path: &str, response: Value| json!({ "method": "GET", "path": path, "response": response });
    let nothing = || object(json!({}));
    let echo = Subnet::at("echo", &server.url())
        .operation(
            "text",
            get("/text", json!({ "kind": "text" })),
            nothing(),
            json!({ "output": { "type": "string" } }),
        )
        .operation(
            "none",
            get("/none", json!({ "kind": "none" })),
            nothing(),
            json!({ "output": { "type": "null" } }),
        )
        .operation(
            "part",
            get("/part", json!({ "at": "/data/list" })),
            nothing(),
            json!({ "output": { "type": "array", "items": { "type": "integer" } } }),
        );
    let template = "use subnet echo\n\n\
        template main() -> { text: string, none: null, sum: int } {\n  \
        let text = call echo.text {}\n  let none = call echo.none {}\n  \
        let part = call echo.part {}\n  { text, none, sum: part.sum() }\n}\n";
    let ran = run(&project(&[echo], template), &[]);
    assert_eq!(ran.json(), json!({ "text": "plain \"words\"", "none": null, "sum": 3 }));
}

#[test]
fn each_kind_of_auth_sends_the_key_its_own_way() {
    let key = "k3y with /+?&\"";
    let cases = [
        (
            json!({ "kind": "header", "name": "X-Api-Key", "format": "Apikey {secret}", "env": "OUR_KEY" }),
            "x-api-key",
            Some(format!("Apikey {key}")),
        ),
        (
            json!({ "kind": "bearer", "env": "OUR_KEY" }),
            "authorization",
            Some(format!("Bearer {key}")),
        ),
        (
            json!({ "kind": "basic", "user": "me", "env": "OUR_KEY" }),
            "authorization",
            Some("Basic bWU6azN5IHdpdGggLys/JiI=".to_owned()),
        ),
        (
            json!({ "kind": "basic", "user_env": "OUR_USER", "env": "OUR_KEY" }),
            "authorization",
            Some("Basic eW91OmszeSB3aXRoIC8rPyYi".to_owned()),
        ),
        (json!({ "kind": "query", "name": "key", "env": "OUR_KEY" }), "authorization", None),
    ];
    for (auth, header, expected) in cases {
        let server = Server::answering("null");
        let echo = Subnet::at("echo", &server.url())
            .auth(auth.clone())
            .operation(
                "locked",
                json!({ "method": "GET", "path": "/locked" }),
                object(json!({})),
                json!({}),
            )
            .operation(
                "free",
                json!({ "method": "GET", "path": "/free", "auth": null }),
                object(json!({})),
                json!({}),
            );
        let template = "use subnet echo\n\ntemplate main() -> json {\n  \
                        call echo.locked {}\n  call echo.free {}\n}\n";
        let workplace = project(&[echo], template);
        let ran =
            workplace.run_with(&[("OUR_KEY", key), ("OUR_USER", "you")], ["run", "main.orch"]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        for request in requests {
            let is_locked = request.path() == "/locked";
            assert_eq!(
                request.header(header),
                expected.as_deref().filter(|_| is_locked),
                "{auth} {request:?}"
            );
            let in_query = request.target.replace('+', "%20");
            let in_query = in_query.split_once('?').map(|(_, query)| query.to_owned());
            let encoded = "key=k3y%20with%20%2F%2B%3F%26%22".to_owned();
            assert_eq!(in_query, (is_locked && expected.is_none()).then_some(encoded), "{auth}");
        }
    }
}

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

/// Chat completions that take an answer's schema in this way.
fn chat(server: &Server, structured: &Value) -> Subnet {
    let message = object(json!({ "role": { "type": "string" }, "content": { "type": "string" } }));
    let input = json!({
        "type": "object",
        "properties": {
            "model": { "type": "string" },
            "messages": { "type": "array", "items": message },
            "max_tokens": { "type": "integer" },
        },
        "required": ["model", "messages"],
    });
    Subnet::at("chat", &format!("{}/v1", server.url())).openai().operation(
        "complete",
        json!({ "structured": structured }),
        input,
        json!({ "generates_text": "/choices/0/message/content" }),
    )
}

/// What a model says, in the service's form.
fn said(text: &str) -> Answer {
    Answer::json(&json!({ "choices": [{ "message": { "content": text } }] }).to_string())
}

const RATE: &str = r#"use subnet chat

template main() -> { stars: int(1..=5), why: string } {
  call chat.complete {
    model: "small",
    messages: [{ role: "user", content: "Rate tea." }],
    max_tokens: 50,
  } into { stars: int(1..=5), why: string } with { retry: { attempts: 3, first: 1ms, max: 2ms } }
}
"#;

#[test]
fn a_schema_is_sent_along_and_what_was_wrong_is_fed_back() {
    for structured in [json!("json_schema"), json!("json_object"), Value::Null] {
        let server = Server::start(|number, _| match number {
            0 => said(r#"{ "stars": 11, "why": "so good" }"#),
            // Fences, prose around, trailing commas.
            _ => said(
                "Sure, here it is:\n```json\n{ \"stars\": 5, \"why\": \"warm\", }\n```\nEnjoy!",
            ),
        });
        let ran = run(&project(&[chat(&server, &structured)], RATE), &[]);
        assert_eq!(ran.json(), json!({ "stars": 5, "why": "warm" }));
        let requests = server.requests();
        let [first, second] = &requests[..] else { panic!("{requests:?}") };
        assert_eq!((&*first.method, &*first.target), ("POST", "/v1/chat/completions"));
        let (first, second) = (body(first), body(second));
        assert_eq!((&first["model"], &first["max_tokens"]), (&json!("small"), &json!(50)));
        assert_eq!(first.get("stream"), None);
        assert_eq!(first["messages"][0], json!({ "role": "user", "content": "Rate tea." }));
        let format = &first["response_format"];
        let in_prompt = first["messages"].to_string().contains("JSON Schema");
        match structured.as_str() {
            Some("json_schema") => {
                let schema = &format["json_schema"]["schema"];
                assert_eq!(format["type"], "json_schema");
                assert_eq!(schema["properties"]["stars"]["maximum"], 5);
                assert_eq!(schema["required"], json!(["stars", "why"]));
                assert!(!in_prompt);
            }
            Some(_) => {
                assert_eq!(*format, json!({ "type": "json_object" }));
                assert!(in_prompt);
            }
            None => assert!(format.is_null() && in_prompt, "{first}"),
        }
        // The refused answer and the reason follow what was said before.
        let before = first["messages"].as_array().unwrap();
        let after = second["messages"].as_array().unwrap();
        assert_eq!(after[..before.len()], before[..]);
        let [answer, correction] = &after[before.len()..] else { panic!("{second}") };
        assert_eq!(answer["role"], "assistant");
        assert!(answer["content"].as_str().unwrap().contains("\"stars\": 11"), "{answer}");
        assert_eq!(correction["role"], "user");
        let correction = correction["content"].as_str().unwrap();
        assert!(correction.contains("/stars") && correction.contains("1 to 5"), "{correction}");
        assert_eq!(second["response_format"], *format);
    }
}

#[test]
fn a_model_that_never_answers_to_the_point_is_asked_as_often_as_retry_says() {
    let server = Server::start(|_, _| said("I'd rather talk about coffee."));
    let ran = run_anyhow(&project(&[chat(&server, &Value::Null)], RATE), &[]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("(invalid_output)"), "{ran:#?}");
    assert!(ran.stderr.contains("rather talk about coffee"), "{ran:#?}");
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    // Only the last refusal is fed back: a conversation doesn't grow without end.
    let messages = |number: usize| body(&requests[number])["messages"].as_array().unwrap().len();
    assert_eq!((messages(1), messages(2)), (messages(0) + 2, messages(0) + 2));
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
