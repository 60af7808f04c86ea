//! The value of a secret is in the request that carries it, and in no byte that we write.

use std::{io::Write as _, process::Stdio};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use orchestra_tests::{
    orchc::{Ran, Workplace, finish},
    server::{Answer, Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// Its parts are spelled differently in a URL, in JSON and in base64.
const CANARY: &str = "cAn4ry+\"/9x8y7z";

/// Whatever the canary may look like.
fn forms() -> Vec<String> {
    let mut forms = vec!["cAn4ry".to_owned(), "9x8y7z".to_owned(), "\\u0063\\u0041".to_owned()];
    for offset in 0..3 {
        let shifted = [&vec![0; offset][..], CANARY.as_bytes()].concat();
        let encoded = STANDARD_NO_PAD.encode(shifted);
        forms.push(encoded[(offset * 8_usize).div_ceil(6)..encoded.len() - 2].to_owned());
    }
    forms
}

#[track_caller]
fn assert_unseen(what: &str, bytes: &[u8]) {
    for form in forms() {
        let found = bytes.windows(form.len()).position(|window| window == form.as_bytes());
        if let Some(at) = found {
            let around = &bytes[at.saturating_sub(80)..(at + 80).min(bytes.len())];
            panic!("{what} holds the canary: {}", String::from_utf8_lossy(around));
        }
    }
}

/// Looks through both streams and every file of project and home.
#[track_caller]
fn assert_nowhere(workplace: &Workplace, ran: &Ran, but: &str) {
    assert_unseen("stdout", ran.stdout.as_bytes());
    assert_unseen("stderr", ran.stderr.as_bytes());
    for (path, bytes) in workplace.files() {
        if !path.ends_with(but) {
            assert_unseen(&path.display().to_string(), &bytes);
        }
    }
}

/// All that a request held, as a careless provider shows it.
fn echo(request: &Request) -> String {
    format!("{} {}\n{:?}\n{}", request.method, request.target, request.headers, request.body)
}

/// How a careless provider answers, by its number.
fn careless(number: usize, request: &Request) -> Answer {
    let echo = echo(request);
    let percent = "cAn4ry%2B%22%2f9x8y7z";
    match number {
        0 => Answer::json(&json!({ "echo": echo, "nested": [{ "key": CANARY }] }).to_string()),
        1 => {
            // Every character of the value as an escape.
            let escaped: String = CANARY.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
            Answer::json(&format!("{{\"key\": \"{escaped}\", \"url\": \"?k={percent}\"}}"))
        }
        2 => Answer::json(
            &json!({ "b": STANDARD_NO_PAD.encode(format!("me:{CANARY}")) }).to_string(),
        ),
        3 => Answer::json("no JSON").with_header("x-echo", CANARY),
        4 => Answer::status(500, &echo),
        5 => Answer::status(
            401,
            &format!("bad pair {}", STANDARD_NO_PAD.encode(format!("x{CANARY}"))),
        ),
        6 => Answer::status(404, &CANARY.repeat(50)),
        7 => Answer::status(302, &echo).with_header("location", &format!("ftp://x/?key={percent}")),
        8 => Answer::json(&format!("[\"{percent}\"]")),
        9 => Answer::Raw([b"HTTP/1.1 200 OK\r\n\r\n\xff\xfe", echo.as_bytes()].concat()),
        10 => Answer::Raw(format!("{CANARY} {echo}").into_bytes()),
        11 => Answer::Cut,
        _ => Answer::Silence,
    }
}

/// So many ways to answer there are, of which the first three are successes.
const WAYS: usize = 13;

fn auths() -> [Value; 4] {
    [
        json!({ "kind": "header", "name": "X-Key", "format": "Key {secret}", "env": "OUR_KEY" }),
        json!({ "kind": "bearer", "env": "OUR_KEY" }),
        json!({ "kind": "query", "name": "key", "env": "OUR_KEY" }),
        json!({ "kind": "basic", "user": "me", "env": "OUR_KEY" }),
    ]
}

/// A careless service that wants `OUR_KEY`, and a template with these parameters that calls it, and logs
/// and yields what it says.
fn vault(auth: &Value, parameters: &str) -> (Server, Workplace) {
    let server = Server::start(careless);
    // An answer that is a list misfits, and is shown in an error.
    let entry = Subnet::at("vault", &server.url()).auth(auth.clone()).operation(
        "get",
        json!({ "method": "GET", "path": "/n" }),
        object(json!({})),
        json!({ "output": { "type": "object" }, "limits": { "timeout": "300ms" } }),
    );
    let workplace = Workplace::new();
    let text = format!(
        "use subnet vault\n\ntemplate main({parameters}) -> json {{\n  let got = call vault.get {{}}\n  \
         call sys.log {{ message: got.to_json() }}\n  got\n}}\n"
    );
    workplace.overlay(&[entry]).write("main.orch", &text);
    (server, workplace)
}

#[test]
fn a_key_is_in_no_byte_that_is_written_whatever_is_answered() {
    for auth in auths() {
        let (server, workplace) = vault(&auth, "");
        let secret = [("OUR_KEY", CANARY)];
        for number in 0..WAYS {
            let job = format!("j{number}");
            let run = ["run", "main.orch", "--verbose", "--job", &job, "--events", "events.ndjson"];
            let run = run.into_iter().chain(["--record", "recording.jsonl"]);
            let ran = workplace.run_with(&secret, run);
            let code = if number < 3 { 0 } else { 3 };
            assert_eq!(ran.code, Some(code), "{number} {auth} {ran:#?}");
            assert_nowhere(&workplace, &ran, "config.toml");
            let shown = workplace.run_with(&secret, ["jobs", "show", &job]);
            assert_nowhere(&workplace, &shown, "config.toml");
            // Told again without the key in the environment: nobody knows what to strike out.
            let shown = workplace.run(["jobs", "show", &job, "--format", "json"]);
            assert_eq!(shown.code, Some(0), "{shown:#?}");
            assert_nowhere(&workplace, &shown, "config.toml");
        }
        assert_eq!(server.requests().len(), WAYS);
        let held = server.requests().iter().all(|request| {
            let seen = echo(request);
            forms().iter().any(|form| seen.contains(form.as_str()))
        });
        assert!(held, "the key itself was sent: {auth}");
    }
}

#[test]
fn a_key_that_is_logged_in_is_in_no_byte_but_where_it_is_kept() {
    let (server, workplace) = vault(&auths()[0], "token: secret");
    let but = "orchestra/logins.json";
    for name in ["OUR_KEY", "TOKEN"] {
        let mut child =
            workplace.command(["login", name, "--verbose"]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(CANARY.as_bytes()).unwrap();
        let ran = finish(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        assert_nowhere(&workplace, &ran, but);
    }
    for number in 0..WAYS {
        let job = format!("j{number}");
        let run = ["run", "main.orch", "--verbose", "--job", &job, "--events", "events.ndjson"];
        let run =
            run.into_iter().chain(["--record", "recording.jsonl", "--input=token=@env:TOKEN"]);
        let ran = workplace.run(run);
        assert!(matches!(ran.code, Some(0 | 3)), "{number} {ran:#?}");
        assert_nowhere(&workplace, &ran, but);
    }
    assert_eq!(server.requests().len(), WAYS);
    assert!(echo(&server.requests()[0]).contains("cAn4ry"), "the key itself was sent");
    // As somebody who looks for it, who takes it for something else, and who is done with it.
    for arguments in [
        &["login"][..],
        &["--version", "--verbose"],
        &["login", "OUR_KEY", CANARY],
        &["login", CANARY],
        &["jobs", "show", "j0", "--format", "json"],
        &["logout", "TOKEN"],
        &["logout", "OUR_KEY"],
    ] {
        let ran = workplace.run(arguments);
        assert_nowhere(&workplace, &ran, but);
    }
    let kept = workplace.files().into_iter().find(|(path, _)| path.ends_with(but));
    assert_unseen("what is kept after the last one", &kept.expect("it stays").1);
}

#[test]
fn a_secret_input_is_in_no_byte_that_is_written() {
    let (in_a_header, in_the_body) = (json!([{ "field": "token", "as": "X-Token" }]), json!([]));
    for (given, but, headers) in [
        ("@env:TOKEN", "nothing", &in_a_header),
        ("@file:../outside/token", "outside/token", &in_a_header),
        ("@env:TOKEN", "nothing", &in_the_body),
    ] {
        let server = Server::start(|number, request| careless(number % 12, request));
        let entry = Subnet::at("vault", &server.url()).operation(
            "get",
            json!({ "method": "POST", "path": "/n", "headers": headers }),
            object(json!({ "token": { "type": "string", "x-secret": true } })),
            json!({ "output": { "type": "object" } }),
        );
        let workplace = Workplace::new();
        if given.starts_with("@file:") {
            workplace.write_private("../outside/token", &format!("{CANARY}\n"));
        }
        workplace.overlay(&[entry]).write(
            "main.orch",
            "use subnet vault\n\ntemplate main(token: secret) -> json {\n  call vault.get { token \
             }\n}\n",
        );
        let input = format!("--input=token={given}");
        for number in 0..12 {
            let run = ["run", "main.orch", &input, "--verbose", "--events", "events.ndjson"];
            let ran = workplace.run_with(&[("TOKEN", CANARY)], run);
            assert!(matches!(ran.code, Some(0 | 3)), "{number} {ran:#?}");
            assert_nowhere(&workplace, &ran, but);
        }
        let first = &server.requests()[0];
        match headers == &in_a_header {
            true => assert_eq!(first.header("x-token"), Some(CANARY)),
            false => assert_eq!(first.body, json!({ "token": CANARY }).to_string()),
        }
    }
}

#[test]
fn a_secret_given_literally_is_refused_and_not_shown() {
    let server = Server::answering("{}");
    let entry = Subnet::at("vault", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/n", "query": ["token"] }),
        object(json!({ "token": { "type": "string", "x-secret": true } })),
        json!({}),
    );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write("in.json", &json!({ "token": CANARY }).to_string()).write(
        "main.orch",
        "use subnet vault\n\ntemplate main(token: secret) -> json {\n  call vault.get { token }\n}\n",
    );
    let literally = format!("--input=token={CANARY}");
    let as_variable = format!("--input=token=@env:{CANARY}");
    for arguments in [
        &["run", "main.orch", &literally][..],
        &["run", "main.orch", &literally, "--sandbox"],
        &["run", "main.orch", "--inputs", "in.json"],
        &["run", "main.orch", &as_variable],
        &["run", "main.orch", "--input", CANARY],
    ] {
        let ran = workplace.run(arguments);
        assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{ran:#?}");
        assert_nowhere(&workplace, &ran, "in.json");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn the_language_lets_no_secret_out() {
    let workplace = Workplace::new();
    for (body, code) in [
        ("\"${key}\"", "E0504"),
        ("key", "E0504"),
        ("key.len()", "E0504"),
        ("{ inner: [key] }", "E0504"),
        ("key == \"a\"", "E0504"),
        ("fail \"it is ${key}\"", "E0504"),
    ] {
        workplace
            .write("main.orch", &format!("template main(key: secret) -> json {{\n  {body}\n}}\n"));
        let ran = workplace.run(["check", "--format", "short"]);
        assert_eq!(ran.code, Some(1), "{body} {ran:#?}");
        assert!(ran.stdout.contains(&format!("error[{code}]")), "{body} {ran:#?}");
    }
    let sends = "template main(key: secret) -> json {\n  call sys.log { message: key }\n}\n";
    let ran = workplace.write("main.orch", sends).run(["check", "--format", "short"]);
    assert!(ran.stdout.contains("error[E0504]"), "{ran:#?}");
}
