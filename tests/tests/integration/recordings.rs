//! `orchc run --record` and `--replay`, `orchc test --replay`: what a recording holds and doesn't hold,
//! and that it takes the world's place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{collections::BTreeSet, os::unix::fs::PermissionsExt as _, path::Path};

use orchestra_runtime_engine::Replay;
use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
    server::{Answer, Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// Numbers, by a service that says the square of each, but fails the first time it is asked for 2.
struct Squares {
    workplace: Workplace,
    server: Server,
}

const SQUARES: &str = r#"use subnet numbers

template squares(of: int = 5) -> int[] {
  for n in of.clamp(0, 9).range() {
    call numbers.square { n } with { retry: { attempts: 3, first: 30s, max: 10m } }
  }
}
"#;

fn squares() -> Squares {
    let seen = std::sync::Mutex::new(BTreeSet::new());
    let server = Server::start(move |_, request: &Request| {
        let n: i64 = request.target.rsplit('=').next().unwrap().parse().unwrap();
        match seen.lock().unwrap().insert(n) {
            true if n == 2 => Answer::status(503, "{}").with_header("retry-after", "0"),
            true if n == 3 => Answer::Cut,
            _ => Answer::json(&(n * n).to_string()),
        }
    });
    let entry = Subnet::at("numbers", &server.url()).operation(
        "square",
        json!({ "method": "GET", "path": "/square", "query": ["n"] }),
        object(json!({ "n": { "type": "integer" } })),
        json!({ "output": { "type": "integer" } }),
    );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write("main.orch", &SQUARES.replace("first: 30s", "first: 1ms"));
    Squares { workplace, server }
}

/// A recording of it, after which the service is no longer asked.
fn recorded() -> (Squares, usize) {
    let squares = squares();
    let ran = succeeded(squares.workplace.run(["run", "main.orch", "--record", "out/rec.jsonl"]));
    assert_eq!(ran.json(), json!([0, 1, 4, 9, 16]));
    assert!(ran.stderr.contains("the recording is in out/rec.jsonl: 7 requests"), "{ran:#?}");
    let asked = squares.server.connections();
    (squares, asked)
}

#[track_caller]
fn succeeded(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

#[track_caller]
fn refused(ran: &Ran, words: &[&str]) {
    assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{ran:#?}");
    for word in words {
        assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
    }
}

fn lines(workplace: &Workplace, path: &str) -> Vec<Value> {
    let text = corpus::read(&workplace.project().join(path));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_replay_brings_the_same_result_and_reaches_nobody() {
    let (Squares { workplace, server }, asked) = recorded();
    let replayed = succeeded(workplace.run([
        "run",
        "main.orch",
        "--replay",
        "out/rec.jsonl",
        "--job",
        "again",
    ]));
    assert_eq!(replayed.json(), json!([0, 1, 4, 9, 16]));
    for word in ["every answer comes from out/rec.jsonl", "5 calls, 7 requests", "nothing paid"] {
        assert!(replayed.stderr.contains(word), "no {word:?} in {replayed:#?}");
    }
    // Failures come again too, in their places.
    assert_eq!(replayed.stderr.matches("attempt 1 at numbers.square failed").count(), 2);
    assert_eq!(server.connections(), asked, "somebody was asked");
    let listed = workplace.run(["jobs", "list"]);
    assert!(listed.stdout.contains("squares (replay)"), "{listed:#?}");
    let shown = workplace.run(["jobs", "show", "again"]);
    assert!(shown.stdout.contains("succeeded (squares from a recording)"), "{shown:#?}");
    let again = workplace.run(["jobs", "show", "again", "--format", "json"]).json();
    assert_eq!((&again["replay"], &again["sandbox"]), (&json!(true), &json!(false)));
}

#[test]
fn a_recording_is_text_in_the_order_of_steps_for_its_owner_alone() {
    let (Squares { workplace, server }, _) = recorded();
    let path = workplace.project().join("out/rec.jsonl");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let lines = lines(&workplace, "out/rec.jsonl");
    let about = &lines[0]["recording"];
    assert_eq!(about["version"], 1);
    assert_eq!((&about["template"], &about["inputs"]), (&json!("squares"), &json!({ "of": 5 })));
    assert_eq!(about.get("sandbox"), None);
    let exchanges: Vec<&Value> = lines.iter().filter_map(|line| line.get("exchange")).collect();
    let asked: Vec<_> =
        exchanges.iter().map(|it| it["request"]["query"][0][1].as_str().unwrap()).collect();
    assert_eq!(asked, ["0", "1", "2", "2", "3", "3", "4"]);
    let refused = &exchanges[2]["reply"]["answer"];
    assert_eq!((&refused["status"], &refused["retry_after"]), (&json!(503), &json!(0)));
    assert_eq!(exchanges[4]["reply"]["fault"]["kind"], "network");
    assert_eq!(lines.last().unwrap(), &json!({ "outcome": { "result": [0, 1, 4, 9, 16] } }));
    // Neither where the service lies nor what its headers say.
    let text = corpus::read(&path);
    let address = server.url().replace("http://", "");
    let port = address.rsplit(':').next().unwrap();
    assert!(!text.contains("content-type") && !text.contains(&format!(":{port}/")), "{text}");
    let schema = succeeded(workplace.run(["schema", "recording"])).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in &lines {
        assert!(validator.is_valid(line), "{line:#}");
    }
}

#[test]
fn lines_may_stand_in_any_order_and_a_call_takes_its_own() {
    let (Squares { workplace, .. }, _) = recorded();
    let text = corpus::read(&workplace.project().join("out/rec.jsonl"));
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.len() - 1;
    // Attempts of one step keep their order; steps are turned round.
    lines[1..last].sort_by_key(|line| {
        let step = line.split("\"step\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        std::cmp::Reverse(step)
    });
    workplace.write("turned.jsonl", &(lines.join("\n") + "\n"));
    let ran = succeeded(workplace.run(["run", "main.orch", "--replay", "turned.jsonl"]));
    assert_eq!(ran.json(), json!([0, 1, 4, 9, 16]));
}

#[test]
fn what_a_recording_lacks_ends_the_job_by_name_whatever_would_fall_back() {
    let (Squares { workplace, server }, asked) = recorded();
    let replay = ["run", "main.orch", "--replay", "out/rec.jsonl", "--input", "of=6"];
    let caught = SQUARES.replace("max: 10m } }", "max: 10m } } else 7");
    for text in [SQUARES, &caught] {
        workplace.write("main.orch", text);
        let ran = workplace.run(replay);
        refused(
            &ran,
            &[
                "`of` isn't as recorded",
                "the recording lacks what `squares.",
                "`numbers.square` is asked `GET /square?n=5`",
                "nothing was sent; record it anew",
                "--record FILE",
            ],
        );
    }
    // Fewer are no harm, but the result is another one.
    let fewer = workplace.run(["run", "main.orch", "--replay", "out/rec.jsonl", "--input", "of=2"]);
    assert_eq!(succeeded(fewer.clone()).json(), json!([0, 1]));
    assert!(fewer.stderr.contains("the result isn't the recorded one"), "{fewer:#?}");
    assert!(fewer.stderr.contains("its plan isn't the recorded one"), "{fewer:#?}");
    // Once recorded, once answered.
    workplace.write(
        "main.orch",
        "use subnet numbers\n\ntemplate squares(of: int = 5) -> int {\n  let a = call numbers.square { \
         n: 4 }\n  let b = call numbers.square { n: 4 }\n  a + b + of\n}\n",
    );
    let twice = workplace.run(["run", "main.orch", "--replay", "out/rec.jsonl"]);
    refused(&twice, &["was asked `GET /square?n=4` once, and is asked again"]);
    assert_eq!(server.connections(), asked, "somebody was asked");
}

#[test]
fn a_recording_of_another_template_is_refused() {
    let (Squares { workplace, .. }, _) = recorded();
    workplace.write("main.orch", "template other() -> int { 1 }\n");
    let ran = workplace.run(["run", "main.orch", "--replay", "out/rec.jsonl"]);
    refused(&ran, &["is a recording of `squares`, and this is `other`", "record this one"]);
}

#[test]
fn nothing_is_waited_for_and_the_clock_says_what_it_said() {
    let workplace = Workplace::new();
    workplace.write("orchestra.toml", "[package]\nname = \"slow\"\n").write(
        "main.orch",
        "template main(pause: duration) -> string[] {\n  let before = call sys.now {}\n  let id = call \
         sys.uuid {}\n  let number = call sys.random {}\n  call sys.sleep { for: pause }\n  \
         [before.to_text(), id, number.to_text()]\n}\n",
    );
    let record = ["run", "main.orch", "--input", "pause=1ms", "--record", "rec.jsonl"];
    let first = succeeded(workplace.run(record)).json();
    let replay = ["run", "main.orch", "--input", "pause=30d", "--replay", "rec.jsonl"];
    let second = succeeded(workplace.run(replay));
    assert_eq!(second.json(), first);
    // The thirty days count for the job, and for nobody else.
    assert!(second.stderr.contains("done after 43200m"), "{second:#?}");
}

#[test]
fn a_recording_of_the_sandbox_is_the_same_text_each_time_and_says_so_when_it_answers() {
    let workplace = Workplace::new();
    let run = |file: &str| {
        let statement = "statement=The Great Wall is visible from the Moon.";
        let run = ["run", "std:fact_check", "--input", statement, "--sandbox", "--faults", "0.3"];
        workplace.run(run.into_iter().chain(["--sandbox-seed", "4", "--record", file]))
    };
    let (one, other) = (run("one.jsonl"), run("other.jsonl"));
    assert_eq!(one.stdout, other.stdout);
    let text = |file: &str| corpus::read(&workplace.project().join(file));
    assert_eq!(text("one.jsonl"), text("other.jsonl"));
    let about = &lines(&workplace, "one.jsonl")[0]["recording"];
    assert_eq!(about["sandbox"], json!({ "seed": 4, "faults": 0.3 }));
    let statement = "statement=The Great Wall is visible from the Moon.";
    let replayed =
        workplace.run(["run", "std:fact_check", "--input", statement, "--replay", "one.jsonl"]);
    assert_eq!((replayed.code, &replayed.stdout), (one.code, &one.stdout), "{replayed:#?}");
    let said = "one.jsonl, a recording of the sandbox (seed 4, faults 0.3): made-up answers";
    assert!(replayed.stderr.contains(said), "{replayed:#?}");
}

#[test]
fn neither_keys_nor_secret_inputs_are_recorded() {
    let key = "k3y-0f-s0mebody";
    let server =
        Server::start(|_, request| Answer::json(&json!(format!("{request:?}")).to_string()));
    let auth = json!({ "kind": "header", "name": "X-Key", "format": "{secret}", "env": "OUR_KEY" });
    let entry = Subnet::at("vault", &server.url()).auth(auth).operation(
        "open",
        json!({ "method": "POST", "path": "/open", "idempotency_header": "Idempotency-Key" }),
        object(json!({
            "code": { "type": "string", "x-secret": true },
            "word": { "type": "string" },
        })),
        json!({ "output": { "type": "string" }, "idempotency": "keyed" }),
    );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write(
        "main.orch",
        "use subnet vault\n\ntemplate main(code: secret, word: string) -> string {\n  call vault.open { \
         code, word }\n}\n",
    );
    let run = ["run", "main.orch", "--input", "code=@env:CODE", "--input", "word=hello"];
    let secrets = [("OUR_KEY", key), ("CODE", "0pen-sesame-9")];
    let ran = succeeded(workplace.run_with(&secrets, run.iter().chain(&["--record", "rec.jsonl"])));
    assert!(server.requests()[0].body.contains("0pen-sesame-9"));
    let text = corpus::read(&workplace.project().join("rec.jsonl"));
    for secret in [key, "0pen-sesame-9"] {
        assert!(!text.contains(secret), "{secret} {text}");
    }
    assert_eq!(
        lines(&workplace, "rec.jsonl")[0]["recording"]["inputs"],
        json!({ "word": "hello" })
    );
    let headers = &lines(&workplace, "rec.jsonl")[1]["exchange"]["request"]["headers"];
    assert_eq!(headers, &json!([["content-type", "application/json"]]));
    // Replaying needs none of them.
    let replayed = workplace.run(run.iter().chain(&["--replay", "rec.jsonl"]));
    assert_eq!(succeeded(replayed).stdout, ran.stdout);
    assert_eq!(server.requests().len(), 1);
}

/// One provider that needs a key, and one that doesn't.
const PROVIDERS: &str = r#"use subnet locked, open
use capability search

provide search.web by locked.find {
  request: q => { query: q.query },
  response: r => {
    hits: r.map(title => { title, url: "https://example.com/", snippet: title }),
  },
}

provide search.web by open.find {
  request: q => { query: q.query },
  response: r => {
    hits: r.map(title => { title, url: "https://example.com/", snippet: title }),
  },
}

template main() -> int {
  let found = call search.web { query: "tea" } with { route: [locked.find, open.find] }
  found.hits.len()
}
"#;

#[test]
fn who_wasnt_asked_for_want_of_a_key_isnt_asked_in_the_replay() {
    let server = Server::answering("[\"One\"]");
    let find = |slug: &str| {
        Subnet::at(slug, &server.url()).operation(
            "find",
            json!({ "method": "GET", "path": "/find", "query": ["query"] }),
            object(json!({ "query": { "type": "string" } })),
            json!({ "output": { "type": "array", "items": { "type": "string" }, "maxItems": 5 } }),
        )
    };
    let locked = find("locked").auth(json!({ "kind": "bearer", "env": "OUR_KEY" }));
    let workplace = Workplace::new();
    workplace.overlay(&[locked, find("open")]).write("main.orch", PROVIDERS);
    let ran = succeeded(workplace.run(["run", "main.orch", "--record", "rec.jsonl"]));
    assert_eq!(ran.json(), json!(1));
    let lines = lines(&workplace, "rec.jsonl");
    assert_eq!(lines[0]["recording"]["missing_secrets"], json!(["OUR_KEY"]));
    assert_eq!(lines[1]["exchange"]["operation"], "open.find");
    for variables in [&[][..], &[("OUR_KEY", "0123456789")]] {
        let replayed = workplace.run_with(variables, ["run", "main.orch", "--replay", "rec.jsonl"]);
        assert_eq!(succeeded(replayed).stdout, ran.stdout);
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn people_are_asked_again() {
    let workplace = Workplace::new();
    workplace.write("orchestra.toml", "[package]\nname = \"asking\"\n").write(
        "main.orch",
        "template main() -> string {\n  let now = call sys.now {}\n  let asked = call sys.approve { prompt: \
         \"Go on?\" }\n  ensure asked.approved\n  now.to_text()\n}\n",
    );
    let run = workplace.run(["run", "main.orch", "--job", "one", "--record", "rec.jsonl"]);
    assert_eq!(run.code, Some(6), "{run:#?}");
    // What stopped is recorded as far as it got, and then to its end.
    assert_eq!(lines(&workplace, "rec.jsonl").len(), 2);
    succeeded(workplace.run(["jobs", "approve", "one", "main.asked"]));
    let result = succeeded(workplace.run(["jobs", "resume", "one"])).stdout;
    assert_eq!(lines(&workplace, "rec.jsonl").len(), 3);

    let replay = ["run", "main.orch", "--job", "two", "--replay", "rec.jsonl"];
    let replayed = workplace.run(replay);
    assert_eq!(replayed.code, Some(6), "{replayed:#?}");
    succeeded(workplace.run(["jobs", "approve", "two", "main.asked"]));
    let end = succeeded(workplace.run(["jobs", "resume", "two"]));
    assert_eq!(end.stdout, result);
    // It stays a replay, of this recording.
    let real = workplace.run(["run", "main.orch", "--job", "two"]);
    refused(&real, &["job `two` is a replay", "add `--replay FILE`"]);
    let other = workplace.run(["run", "main.orch", "--job", "one", "--replay", "rec.jsonl"]);
    refused(&other, &["job `one` isn't a replay"]);
    let text = corpus::read(&workplace.project().join("rec.jsonl"));
    workplace.write("rec.jsonl", &format!("{text}\n"));
    refused(
        &workplace.run(["jobs", "resume", "two"]),
        &["isn't the recording that the job was begun with"],
    );
}

#[test]
fn tests_are_answered_from_a_recording_and_fail_by_name_where_it_lacks_something() {
    let (Squares { workplace, server }, asked) = recorded();
    let text = SQUARES.to_owned()
        + r#"
test "recorded" {
  let all = call squares { of: 5 }

  ensure all == [0, 1, 4, 9, 16]
}

test "recorded too, and each test for itself" {
  let fewer = call squares { of: 3 }

  ensure fewer == [0, 1, 4]
}

test "not recorded" {
  let all = call squares { of: 7 } else []

  ensure all.len() >= 0
}
"#;
    workplace.write("main.orch", &text);
    let ran = workplace.run(["test", "--replay", "out/rec.jsonl"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    for word in [
        "what isn't mocked is answered from out/rec.jsonl",
        "passed  main.orch: recorded",
        "passed  main.orch: recorded too, and each test for itself",
        "FAILED  main.orch: not recorded",
        "the recording lacks what is asked",
        "3 tests: 2 passed, 1 failed",
    ] {
        assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
    }
    // Without it the sandbox answers, and squares nothing.
    assert_eq!(workplace.run(["test", "--filter", "too"]).code, Some(1));
    assert_eq!(server.connections(), asked, "somebody was asked");
}

#[test]
fn nothing_else_is_overwritten_by_a_recording() {
    let Squares { workplace, server } = squares();
    let before = corpus::read(&workplace.project().join("main.orch"));
    let ran = workplace.run(["run", "main.orch", "--record", "main.orch"]);
    refused(&ran, &["`main.orch` is something else than a recording"]);
    refused(&workplace.run(["run", "main.orch", "--record", "ledger"]), &["it is a folder"]);
    assert_eq!(corpus::read(&workplace.project().join("main.orch")), before);
    assert_eq!(server.connections(), 0);
    // A recording is.
    for _ in 0..2 {
        succeeded(workplace.run(["run", "main.orch", "--record", "rec.jsonl"]));
    }
}

#[test]
fn a_failed_job_is_recorded_and_fails_again() {
    let (Squares { workplace, .. }, _) = recorded();
    let text =
        SQUARES.replace("30s", "1ms").replace("  for n", "  ensure of < 5, \"too many\"\n  for n");
    workplace.write("main.orch", &text);
    let failed = workplace.run(["run", "main.orch", "--record", "failed.jsonl"]);
    assert_eq!(failed.code, Some(3), "{failed:#?}");
    let lines = lines(&workplace, "failed.jsonl");
    let failure = &lines.last().unwrap()["outcome"]["failure"];
    assert!(failure["message"].as_str().unwrap().contains("too many"), "{failure}");
    let replayed = workplace.run(["run", "main.orch", "--replay", "failed.jsonl"]);
    assert_eq!(replayed.code, Some(3), "{replayed:#?}");
    assert!(!replayed.stderr.contains("recorded job"), "{replayed:#?}");
}

/// Recordings that nobody of ours wrote, by what is wrong with each.
fn hostile(good: &str) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let (head, rest) = good.split_once('\n').unwrap();
    let exchange = rest.lines().next().unwrap();
    let after = |line: &str| format!("{head}\n{line}\n").into_bytes();
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let body = |body: &str| {
        let line = json!({ "exchange": {
            "step": "s", "operation": "numbers.square",
            "request": { "method": "GET", "path": "/square" },
            "reply": { "answer": { "status": 200, "body": "BODY" } },
        } });
        after(&line.to_string().replace("\"BODY\"", body))
    };
    vec![
        ("nothing", Vec::new(), "it isn't a recording"),
        ("no JSON", b"PK\x03\x04".to_vec(), "it isn't a recording"),
        ("no text", b"\xff\xfe\x00".to_vec(), "it isn't a recording"),
        ("another document", b"{\"version\":1}\n".to_vec(), "has no `recording`"),
        ("no version", b"{\"recording\":{}}\n".to_vec(), "has no `recording`"),
        ("a source", SQUARES.as_bytes().to_vec(), "it isn't a recording"),
        (
            "a newer version",
            b"{\"recording\":{\"version\":2,\"what\":true}}\n".to_vec(),
            "of version 2, and this program knows 1",
        ),
        (
            "an unknown field of the head",
            b"{\"recording\":{\"version\":1,\"template\":\"a\",\"plan\":\"b\",\"trust\":[\"X\"]}}\n".to_vec(),
            "unknown field `trust`",
        ),
        ("half a line", after(&exchange[..exchange.len() / 2]), "line 2 of it"),
        ("an unknown line", after("{\"grant\":{}}"), "unknown variant `grant`"),
        ("a second head", after(head), "a recording begins in it"),
        (
            "an unknown field",
            after(&exchange.replacen("\"step\"", "\"origin\":\"http://evil.example\",\"step\"", 1)),
            "unknown field `origin`",
        ),
        (
            "something behind the end",
            after(&format!("{{\"outcome\":{{\"result\":1}}}}\n{exchange}")),
            "the job has ended before it",
        ),
        ("a status that is none", after(&exchange.replace("\"status\":200", "\"status\":7")), "7 is no status"),
        ("an answer by its digest", body("{\"digest\":\"0000000000000000000000000000000000000000000000000000000000000000\"}"), "more than a digest"),
        ("endless depth", body(&format!("{{\"json\":{}}}", deep(100_000))), "recursion limit"),
        ("more values than are held", body(&format!("{{\"json\":[{}0]}}", "0,".repeat(2_000_001))), "more than 2000000 values"),
        ("more lines than are read", format!("{head}\n{}", "\n".repeat(200_001)).into_bytes(), "more than 200000 lines"),
        ("a terminal's language", after("{\"\\u001b[2J\\u202e\":1}"), "line 2 of it"),
    ]
}

#[test]
fn a_recording_that_nobody_of_ours_wrote_is_refused_by_name() {
    let (Squares { workplace, server }, asked) = recorded();
    let good = corpus::read(&workplace.project().join("out/rec.jsonl"));
    let path = workplace.project().join("hostile.jsonl");
    for (name, bytes, said) in hostile(&good) {
        write_bytes(&path, &bytes);
        for command in [&["run", "main.orch"][..], &["test"]] {
            let ran = workplace.run(command.iter().chain(&["--replay", "hostile.jsonl"]));
            assert_eq!(ran.code, Some(2), "{name}: {ran:#?}");
            let words = ["`hostile.jsonl` can't be replayed", said];
            assert!(words.iter().all(|it| ran.stderr.contains(it)), "{name}: {ran:#?}");
            assert!(ran.stderr.len() < 2_000, "{name}: {} bytes", ran.stderr.len());
            assert!(!ran.stderr.contains(['\u{1b}', '\u{202e}']), "{name}: {ran:#?}");
        }
    }
    for (path, said) in [("nowhere.jsonl", "can't read"), ("ledger", "isn't a file")] {
        refused(&workplace.run(["run", "main.orch", "--replay", path]), &[said]);
    }
    assert_eq!(server.connections(), asked, "somebody was asked");
}

#[test]
fn no_change_of_a_recording_makes_its_reader_panic() {
    // What is drawn is the same each time.
    let mut state = 7_u64;
    let mut draw = move |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let signs = b"{}[]\",:\\0-e.ntf\n\xff";
    let mut read = 0;
    for file in corpus::files(&corpus::folder("recordings"), ".jsonl") {
        let good = corpus::read(&file).into_bytes();
        assert!(Replay::read(&good).is_ok(), "{}", file.display());
        for _ in 0..40 {
            let mut changed = good.clone();
            for _ in 0..=draw(3) {
                let at = draw(changed.len());
                match draw(3) {
                    0 => changed[at] = signs[draw(signs.len())],
                    1 => changed.insert(at, signs[draw(signs.len())]),
                    _ => drop(changed.drain(at..(at + draw(40)).min(changed.len()))),
                }
            }
            read += usize::from(Replay::read(&changed).is_ok());
        }
    }
    // Changes within a text do no harm, and most others are seen.
    assert!((20..400).contains(&read), "{read} of 480 were read");
}

#[test]
fn answers_of_a_recording_are_checked_as_those_of_services_are() {
    let (Squares { workplace, .. }, _) = recorded();
    let good = corpus::read(&workplace.project().join("out/rec.jsonl"));
    assert!(good.contains("{\"text\":\"16\"}"), "{good}");
    for (wrong, said) in [
        (r#"{"text":"\"x\\u001b[2J\""}"#, "schema"),
        (r#"{"text":"\u001b[2J"}"#, "isn't JSON"),
        (r#"{"base64":"!"}"#, "isn't UTF-8"),
    ] {
        workplace.write("wrong.jsonl", &good.replace("{\"text\":\"16\"}", wrong));
        let ran = workplace.run(["run", "main.orch", "--replay", "wrong.jsonl"]);
        // A retry is asked for, which isn't recorded; or the step fails.
        assert!(matches!(ran.code, Some(2 | 3)), "{ran:#?}");
        assert!(ran.stderr.contains(said) && !ran.stderr.contains('\u{1b}'), "{said} {ran:#?}");
    }
}

#[expect(clippy::disallowed_methods, reason = "tests write what they test with")]
fn write_bytes(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}
