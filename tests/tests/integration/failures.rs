//! Servers that fail, each in its own way: the step and the cause are named, the exit code is
//! right, and nobody is asked more often than was said.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use orchestra_tests::{
    orchc::{Ran, Workplace},
    server::{Answer, NOBODY, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

const RETRY: &str = "retry: { attempts: 3, backoff: fixed, first: 1ms, max: 2ms }, timeout: 5s";

/// A service whose only operation gives an integer.
fn service(slug: &str, base_url: &str, method: &str, more: Value) -> Subnet {
    let mut all = json!({ "output": { "type": "integer" } });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Subnet::at(slug, base_url).operation(
        "get",
        json!({ "method": method, "path": "/n" }),
        object(json!({})),
        all,
    )
}

fn read(base_url: &str) -> Subnet {
    service("numbers", base_url, "GET", json!({}))
}

fn project(subnets: &[Subnet], template: &str) -> Workplace {
    let workplace = Workplace::new();
    workplace.overlay(subnets).write("main.orch", template);
    workplace
}

/// A template that calls it with these policies.
fn calling(policies: &str) -> String {
    format!(
        "use subnet numbers\n\ntemplate main() -> int {{\n  \
         let number = call numbers.get {{}} with {{ {policies} }}\n  number\n}}\n"
    )
}

/// The same with a retry that a lint would refuse.
fn rash() -> String {
    let allowed = "// orch: allow(retry-may-repeat) what an engine makes of it is tested\ntemplate";
    calling(RETRY).replacen("\ntemplate", allowed, 1)
}

/// The job must have failed at that step, for that kind of reason; nothing is on stdout.
fn assert_failed(ran: &Ran, step: &str, kind: &str, words: &[&str]) {
    assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{ran:#?}");
    let error = ran.stderr.split("error: ").nth(1).unwrap_or_else(|| panic!("{ran:#?}"));
    let expected = format!("the job failed at `{step}` ({kind}): ");
    assert!(error.starts_with(&expected), "{expected}\n{ran:#?}");
    for word in words {
        assert!(error.contains(word), "no {word:?} in {error}");
    }
    assert!(error.contains("main.orch:4:"), "the place is told: {error}");
    assert!(error.contains("help: `orchc jobs show "), "{error}");
}

type Fault = fn() -> Answer;

/// Bytes that say they are longer than they are.
fn broken_off() -> Answer {
    Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n[1, 2".to_vec())
}

fn not_utf8() -> Answer {
    Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\"\xff\"".to_vec())
}

fn many_headers() -> Answer {
    let mut text = "HTTP/1.1 200 OK\r\n".to_owned();
    for number in 0..20_000 {
        text += &format!("x-{number}: {}\r\n", "y".repeat(50));
    }
    Answer::Raw((text + "content-length: 1\r\n\r\n1").into_bytes())
}

/// How a server fails; the kind of failure, how often it is asked, what is said of it.
const FAULTS: &[(&str, Fault, &str, usize, &[&str])] = &[
    (
        "500",
        || Answer::status(500, r#"{"error": "out of order"}"#),
        "server_error",
        3,
        &["500", "out of order"],
    ),
    ("503", || Answer::status(503, ""), "server_error", 3, &["503"]),
    ("429", || Answer::status(429, "\"slowly\""), "rate_limited", 3, &["429", "slowly"]),
    ("404", || Answer::status(404, "\"no such thing\""), "rejected", 1, &["404", "no such thing"]),
    ("401", || Answer::status(401, ""), "rejected", 1, &["401"]),
    ("304", || Answer::status(304, ""), "rejected", 1, &["304"]),
    (
        "html",
        || Answer::json("<html><body>Hello</body></html>"),
        "invalid_output",
        3,
        &["isn't JSON"],
    ),
    ("half of it", || Answer::json(r#"{"list": [1, 2"#), "invalid_output", 3, &["JSON"]),
    ("two values", || Answer::json("1 2"), "invalid_output", 3, &["JSON"]),
    ("nothing", || Answer::json(""), "invalid_output", 3, &["is null"]),
    ("not UTF-8", not_utf8, "invalid_output", 3, &["UTF-8"]),
    ("another type", || Answer::json("\"seven\""), "invalid_output", 3, &["integer", "seven"]),
    ("a deeper type", || Answer::json(r#"[{"a": [1]}]"#), "invalid_output", 3, &["integer"]),
    ("not in 64 bits", || Answer::json("1e300"), "invalid_output", 3, &["numbers.get"]),
    ("cut", || Answer::Cut, "network", 3, &["connection"]),
    ("broken off", broken_off, "network", 3, &["was cut"]),
    ("no HTTP", || Answer::Raw(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()), "network", 3, &["was cut"]),
    ("too many headers", many_headers, "network", 3, &["was cut"]),
];

#[test]
fn each_fault_has_its_kind_its_words_and_its_retries() {
    let mut wrong = Vec::new();
    for (name, fault, kind, requests, words) in FAULTS {
        let server = Server::start(|_, _| fault());
        let ran = project(&[read(&server.url())], &calling(RETRY)).run(["run", "main.orch"]);
        let checked = std::panic::catch_unwind(|| assert_failed(&ran, "number", kind, words));
        if checked.is_err() || server.requests().len() != *requests {
            wrong.push(format!("{name}: {} requests, {ran:#?}", server.requests().len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fault_that_passes_is_got_over() {
    for (name, fault, _, requests, _) in FAULTS.iter().filter(|it| it.3 == 3) {
        let server = Server::start(|number, _| match number {
            0 | 1 => fault(),
            _ => Answer::json("7"),
        });
        let ran = project(&[read(&server.url())], &calling(RETRY)).run(["run", "main.orch"]);
        assert_eq!((ran.code, &*ran.stdout), (Some(0), "7\n"), "{name}: {ran:#?}");
        assert_eq!(server.requests().len(), *requests, "{name}");
        assert!(ran.stderr.contains("number: attempt 2 at numbers.get failed"), "{ran:#?}");
    }
}

#[test]
fn without_a_policy_nothing_is_asked_twice() {
    let server = Server::start(|_, _| Answer::status(500, ""));
    let ran = project(&[read(&server.url())], &calling("timeout: 5s")).run(["run", "main.orch"]);
    assert_failed(&ran, "number", "server_error", &["500"]);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn retry_takes_the_kinds_it_names() {
    for (on, status, requests) in [
        ("[rejected]", 404, 3),
        ("[timeout]", 500, 1),
        ("[rate_limited]", 429, 3),
        ("[network]", 429, 1),
    ] {
        let server = Server::start(move |_, _| Answer::status(status, ""));
        let retry = format!(
            "retry: {{ attempts: 3, backoff: exponential, first: 1ms, max: 2ms, on: {on} }}"
        );
        let ran = project(&[read(&server.url())], &calling(&retry)).run(["run", "main.orch"]);
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        assert_eq!(server.requests().len(), requests, "{on} {status}");
    }
}

#[test]
fn a_server_that_keeps_silent_is_given_its_time_and_no_more() {
    let server = Server::start(|_, _| Answer::Silence);
    let policies = "timeout: 50ms, retry: { attempts: 3, backoff: fixed, first: 1ms, max: 2ms }";
    let ran = project(&[read(&server.url())], &calling(policies)).run(["run", "main.orch"]);
    assert_failed(&ran, "number", "timeout", &["within 50 ms"]);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn where_no_policy_says_how_long_the_entry_does() {
    let server = Server::start(|_, _| Answer::Silence);
    let slow = service("numbers", &server.url(), "GET", json!({ "limits": { "timeout": "20ms" } }));
    let ran = project(&[slow], &calling("retry: 0")).run(["run", "main.orch"]);
    assert_failed(&ran, "number", "timeout", &["within 20 ms"]);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let url = format!("http://{NOBODY}");
    let ran = project(&[read(&url)], &calling(RETRY)).run(["run", "main.orch"]);
    assert_failed(&ran, "number", "network", &[NOBODY, "refused"]);
    assert!(ran.stderr.contains("attempt 3"), "{ran:#?}");
    assert!(!ran.stderr.contains("attempt 4"), "{ran:#?}");
}

#[test]
fn a_write_that_may_have_arrived_is_not_sent_again() {
    let cases: [(Fault, &str); 4] = [
        (|| Answer::status(500, ""), "server_error"),
        (|| Answer::Cut, "network"),
        (|| Answer::json("no JSON"), "invalid_output"),
        (|| Answer::status(429, ""), "rate_limited"),
    ];
    for (fault, kind) in cases {
        let server = Server::start(move |_, _| fault());
        let write = json!({ "effect": "write", "idempotency": "none" });
        let write = service("numbers", &server.url(), "POST", write);
        let ran = project(&[write], &rash()).run(["run", "main.orch"]);
        assert_failed(&ran, "number", kind, &[]);
        assert_eq!(server.requests().len(), 1, "{kind}");
    }
    // One that surely never arrived may.
    let write = json!({ "effect": "write", "idempotency": "none" });
    let write = service("numbers", &format!("http://{NOBODY}"), "POST", write);
    let ran = project(&[write], &rash()).run(["run", "main.orch"]);
    assert!(ran.code == Some(3) && ran.stderr.contains("attempt 3"), "{ran:#?}");
}

#[test]
fn a_deadline_ends_the_job_with_its_own_exit_code() {
    let server = Server::start(|_, _| Answer::Silence);
    let read = || [read(&server.url())];
    // A list of any length has no bound that could be refused before.
    let endless = "use subnet numbers\n\ntemplate main(times: int[]) -> int {\n  \
                   let all = for time in times { call numbers.get {} with { timeout: 1m } }\n  \
                   all.len()\n}\n";
    let arguments = ["run", "main.orch", "--input", "times=[1]", "--deadline", "150ms"];
    let ran = project(&read(), endless).run(arguments);
    assert_eq!((ran.code, &*ran.stdout), (Some(4), ""), "{ran:#?}");
    assert!(ran.stderr.contains("(deadline)"), "{ran:#?}");
    // That of a call is a failure like any other, and can be caught.
    let call = calling("deadline: 100ms } else if 1 < 2 { 3 } else { 4");
    let ran = project(&read(), &call).run(["run", "main.orch"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "3\n"), "{ran:#?}");
}

#[test]
fn a_worst_case_beyond_what_is_set_aside_is_refused_before_anything_is_sent() {
    let server = Server::answering("1");
    let price = json!({ "pricing": { "unit": "request", "amount": "0.01", "currency": "USD" } });
    let subnet = service("numbers", &server.url(), "GET", price);
    let project = project(&[subnet], &calling("timeout: 1m, retry: 2"));
    for (option, worst) in
        [("--deadline=1m", "takes 3m 20s"), ("--budget=0.02usd", "costs 0.03usd")]
    {
        let ran = project.run(["run", "main.orch", option]);
        assert_eq!((ran.code, &*ran.stdout), (Some(4), ""), "{ran:#?}");
        assert!(ran.stderr.contains(worst) && ran.stderr.contains("nothing was run"), "{ran:#?}");
    }
    assert_eq!(server.requests().len(), 0);
    let ran = project.run(["run", "main.orch", "--deadline=4m", "--budget=0.03usd"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "1\n"), "{ran:#?}");
}

#[test]
fn else_takes_over_whatever_the_failure() {
    for (name, fault, ..) in FAULTS {
        let server = Server::start(|_, _| fault());
        let template = calling("timeout: 5s } else if 1 < 2 { -7 } else { 0");
        let ran = project(&[read(&server.url())], &template).run(["run", "main.orch"]);
        assert_eq!((ran.code, &*ran.stdout), (Some(0), "-7\n"), "{name}: {ran:#?}");
        assert!(ran.stderr.contains("↷ number: "), "{ran:#?}");
    }
}

#[test]
fn else_may_call_in_turn() {
    let (bad, good) = (Server::start(|_, _| Answer::status(500, "")), Server::answering("5"));
    let subnets = [read(&bad.url()), service("spare", &good.url(), "GET", json!({}))];
    let template = "use subnet numbers, spare\n\ntemplate main() -> int {\n  \
                    let a = call numbers.get {} else call numbers.get {} else call spare.get {}\n  \
                    let b = call spare.get {} else call numbers.get {}\n  a + b\n}\n";
    let ran = project(&subnets, template).run(["run", "main.orch"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "10\n"), "{ran:#?}");
    assert_eq!((bad.requests().len(), good.requests().len()), (2, 2));
}

#[test]
fn an_iteration_that_fails_can_be_left_out() {
    let server = Server::start(|_, request| match request.target.as_str() {
        "/n?n=2" => Answer::status(404, ""),
        _ => Answer::json("1"),
    });
    let read = Subnet::at("numbers", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/n", "query": ["n"] }),
        object(json!({ "n": { "type": "integer" } })),
        json!({ "output": { "type": "integer" } }),
    );
    let looping = |policies: &str| {
        format!(
            "use subnet numbers\n\ntemplate main() -> int {{\n  let all = for n in [1, 2, 3] with \
             {{ {policies} }} {{ call numbers.get {{ n }} }}\n  all.sum()\n}}\n"
        )
    };
    let skipping =
        project(std::slice::from_ref(&read), &looping("on_error: skip")).run(["run", "main.orch"]);
    assert_eq!((skipping.code, &*skipping.stdout), (Some(0), "2\n"), "{skipping:#?}");
    assert!(skipping.stderr.contains("for[1] is left out"), "{skipping:#?}");
    let before = server.requests().len();
    let failing = project(&[read], &looping("parallel: 1")).run(["run", "main.orch"]);
    assert_eq!(failing.code, Some(3), "{failing:#?}");
    assert_eq!(server.requests().len(), before + 2, "what stands behind isn't sent");
}

/// Two providers of web search, at these addresses.
fn providers(first: Subnet, second: Subnet, route: &str) -> Workplace {
    let find = |subnet: Subnet| {
        subnet.operation(
            "find",
            json!({ "method": "GET", "path": "/find", "query": ["q"] }),
            object(json!({ "q": { "type": "string" } })),
            json!({ "output": { "type": "array", "items": { "type": "string", "format": "uri" } } }),
        )
    };
    let provide = |slug: &str| {
        format!(
            "provide search.web by {slug}.find {{\n  request: q => {{ q: q.query }},\n  response: \
             (r, q) => {{ hits: r.take(q.limit ?? 10).map(u => {{ title: \"T\", url: u, snippet: \
             \"\" }}) }},\n}}\n"
        )
    };
    let workplace = Workplace::new();
    workplace.overlay(&[find(first), find(second)]).write(
        "main.orch",
        &format!(
            "use subnet first, second\nuse capability search\n\n{}\n{}\ntemplate main() -> url[] \
             {{\n  let found = call search.web {{ query: \"tea\" }} with {{ {route} }}\n  \
             found.hits.map(h => h.url)\n}}\n",
            provide("first"),
            provide("second"),
        ),
    );
    workplace
}

const URLS: &str = r#"["https://a.example/"]"#;

#[test]
fn the_next_provider_is_asked_when_one_has_failed_for_good() {
    let route = format!("route: [first, second], {RETRY}");
    for (name, fault, _, requests, _) in FAULTS {
        let (bad, good) = (Server::start(|_, _| fault()), Server::answering(URLS));
        let (first, second) = (Subnet::at("first", &bad.url()), Subnet::at("second", &good.url()));
        let ran = providers(first, second, &route).run(["run", "main.orch"]);
        assert_eq!(ran.code, Some(0), "{name}: {ran:#?}");
        assert_eq!(ran.json(), json!(["https://a.example/"]));
        assert_eq!((bad.requests().len(), good.requests().len()), (*requests, 1), "{name}");
        assert!(ran.stderr.contains("found: asks second.find instead of first.find"), "{ran:#?}");
    }
}

#[test]
fn a_provider_whose_mapping_fails_is_passed_over() {
    // Its answer fits its schema, and yields no address.
    let (bad, good) = (Server::answering(r#"["no address"]"#), Server::answering(URLS));
    let (first, second) = (Subnet::at("first", &bad.url()), Subnet::at("second", &good.url()));
    let workplace = providers(first, second, "route: [first, second]");
    let ran = workplace.run(["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!((bad.requests().len(), good.requests().len()), (1, 1));
}

#[test]
fn when_all_providers_fail_the_last_reason_is_told() {
    let (bad, worse) = (
        Server::start(|_, _| Answer::status(500, "")),
        Server::start(|_, _| Answer::status(404, "\"gone\"")),
    );
    let (first, second) = (Subnet::at("first", &bad.url()), Subnet::at("second", &worse.url()));
    let ran = providers(first, second, "route: [first, second]").run(["run", "main.orch"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("the job failed at `found` (rejected)"), "{ran:#?}");
    assert!(ran.stderr.contains("first.find failed") && ran.stderr.contains("gone"), "{ran:#?}");
}

#[test]
fn a_provider_without_its_key_is_left_out_with_a_note() {
    let (locked, open) = (Server::answering(URLS), Server::answering(URLS));
    let first =
        Subnet::at("first", &locked.url()).auth(json!({ "kind": "bearer", "env": "FIRST_KEY" }));
    let second = Subnet::at("second", &open.url());
    let workplace = providers(first, second, "route: [first, second]");
    let ran = workplace.run(["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(
        ran.stderr.contains("first.find isn't asked: the variable FIRST_KEY isn't set"),
        "{ran:#?}"
    );
    assert_eq!((locked.requests().len(), open.requests().len()), (0, 1));
    let ran = workplace.run_with(&[("FIRST_KEY", "key-of-first")], ["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!((locked.requests().len(), open.requests().len()), (1, 1));
}

#[test]
fn a_provider_whose_key_cannot_be_looked_for_is_left_out_with_what_failed() {
    let (locked, open) = (Server::answering(URLS), Server::answering(URLS));
    let first =
        Subnet::at("first", &locked.url()).auth(json!({ "kind": "bearer", "env": "FIRST_KEY" }));
    let second = Subnet::at("second", &open.url());
    let workplace = providers(first, second, "route: [first, second]");
    workplace
        .write("../keeper/helper", "#!/bin/sh\nexit 3\n")
        .permit("../keeper/helper", 0o700)
        .write(
            "../home/.config/orchestra/config.toml",
            "credential_helper = \"../../../keeper/helper\"\n",
        );
    let ran = workplace.run(["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let (said, why) = ("first.find isn't asked: the program ", "failed at `get` for FIRST_KEY");
    assert!(ran.stderr.contains(said) && ran.stderr.contains(why), "{ran:#?}");
    assert!(!ran.stderr.contains("isn't set"), "{ran:#?}");
    assert_eq!((locked.connections(), open.requests().len()), (0, 1));
}

#[test]
fn what_stands_in_flight_beside_a_failure_is_dropped_and_the_first_failure_told() {
    let server = Server::start(|_, request| match request.path() {
        "/bad" => Answer::status(404, "\"the first failure\""),
        _ => Answer::Silence,
    });
    let get = |path: &str| json!({ "method": "GET", "path": path });
    let nothing = || object(json!({}));
    let numbers = Subnet::at("numbers", &server.url())
        .operation("hang", get("/hang"), nothing(), json!({}))
        .operation("bad", get("/bad"), nothing(), json!({}));
    let template = "use subnet numbers\n\ntemplate main() -> json {\n  \
                    let a = call numbers.hang {}\n  let b = call numbers.bad {}\n  \
                    let c = call numbers.hang {}\n  [a, b, c].to_json()\n}\n";
    let ran = project(&[numbers], template).run(["run", "main.orch"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("failed at `b` (rejected)"), "{ran:#?}");
    assert!(ran.stderr.contains("the first failure"), "{ran:#?}");
}

#[test]
fn a_failed_job_stays_failed_and_says_so_again() {
    let server = Server::start(|_, _| Answer::status(404, "\"no\""));
    let workplace = project(&[read(&server.url())], &calling("retry: 0"));
    let run = || workplace.run(["run", "main.orch", "--job", "j"]);
    let first = run();
    assert_failed(&first, "number", "rejected", &["404"]);
    let again = run();
    assert_failed(&again, "number", "rejected", &["404"]);
    assert_eq!(server.requests().len(), 1, "it is told, not tried");
    let shown = workplace.run(["jobs", "show", "j"]);
    assert_eq!(shown.code, Some(0), "{shown:#?}");
    assert!(shown.stdout.contains("Failed at `number` (rejected)"), "{shown:#?}");
    let listed = workplace.run(["jobs", "list", "--format", "json"]);
    assert_eq!(listed.json()["jobs"][0]["state"], "failed");
}
