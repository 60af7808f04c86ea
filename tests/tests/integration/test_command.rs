//! `orchc test`: no test reaches network, clock or disk; reports are the same each time, and what
//! their schema says; every test that is shipped passes.

use orchestra_schema::Validator;
use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
    server::Server,
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// A project with an entry at a server that must not hear of anything.
fn project_at(server: &Server) -> Workplace {
    let entry = Subnet::at("numbers", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/n/{id}" }),
        object(json!({ "id": { "type": "integer" } })),
        json!({ "output": { "type": "integer", "minimum": 1, "maximum": 9 } }),
    );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]);
    workplace
}

#[track_caller]
fn status(ran: &Ran, title: &str) -> String {
    let report = ran.json();
    let tests = report["tests"].as_array().expect("a report has tests").clone();
    let test = tests.iter().find(|test| test["title"] == title);
    let status = test.and_then(|test| test["status"].as_str());
    status.unwrap_or_else(|| panic!("no test {title:?} in {ran:#?}")).to_owned()
}

const OUTWARD: &str = r#"use subnet numbers

test "nobody is asked" {
  let n = call numbers.get { id: 1 }
  call sys.log { message: "${n}" }
}

test "nobody waits" {
  let before = call sys.now {}
  call sys.sleep { for: 2d }
  let after = call sys.now {}
  call sys.log { message: "${before} ${after}" }
  ensure after == before.plus(2d)
}

test "nothing is written" {
  call sys.write_file { path: "out/n.txt", text: "1" }
  let text = call sys.read_file { path: "out/n.txt" }
  ensure text == "1"
}

test "what is there is read" {
  let text = call sys.read_file { path: "data.txt" }
  ensure text == "from the package\n"
}

test "nothing above is read" {
  let text = call sys.read_file { path: "../secret.txt" } else "none"
  ensure text == "none"
}
"#;

#[test]
fn no_test_reaches_the_network_the_clock_or_the_disk() {
    let server = Server::answering("1");
    let workplace = project_at(&server);
    workplace.write("main.orch", OUTWARD);
    workplace.write("data.txt", "from the package\n").write("../secret.txt", "hidden");
    let before = workplace.files();
    let first = workplace.run(["test", "--format", "json"]);
    let second = workplace.run(["test", "--format", "json"]);
    assert_eq!(first.code, Some(0), "{first:#?}");
    // The time and the sandbox's answers are logged: they are the same in both.
    assert_eq!((&first.stdout, &first.stderr), (&second.stdout, &second.stderr));
    let tests = first.json()["tests"].clone();
    assert_eq!(tests[0]["sandboxed_requests"], 1, "{tests:#}");
    let logged = tests[1]["logs"][0]["message"].as_str().map(str::to_owned);
    assert_eq!(logged.as_deref(), Some("2026-01-01T00:00:00Z 2026-01-03T00:00:00Z"));
    assert_eq!(tests[1]["virtual_ms"], 2 * 24 * 60 * 60 * 1000);
    assert_eq!(server.connections(), 0, "nothing is sent");
    assert_eq!(workplace.files(), before, "nothing is written");
}

#[test]
fn without_mocks_a_test_needs_no_key() {
    let workplace = Workplace::new();
    workplace.write(
        "main.orch",
        "use subnet desearch\n\ntest \"keyless\" {\n  let found = call desearch.web_search { query: \
         \"tea\" }\n  ensure found.data.len() >= 0\n}\n",
    );
    let ran = workplace.run(["test", "--format", "json"]);
    assert_eq!((ran.code, &*status(&ran, "keyless")), (Some(0), "passed"), "{ran:#?}");
}

/// Tests of which every third fails, and some log.
fn many() -> String {
    let test = |n: u32| {
        format!(
            "test \"number {n}\" {{\n  call sys.sleep {{ for: {}s }}\n  call sys.log {{ message: \
             \"{n}\" }}\n  ensure passes({n})\n}}\n\n",
            40 - n
        )
    };
    let tests: String = (1..=40).map(test).collect();
    format!("fn passes(n: int) -> bool = n % 3 != 0\n\n{tests}")
}

#[test]
fn however_many_run_at_once_the_report_is_the_same() {
    let workplace = Workplace::new();
    workplace.write("b.orch", &many()).write("a.orch", &many());
    for format in ["human", "json", "junit", "tap"] {
        let alone = workplace.run(["test", "--jobs", "1", "--format", format]);
        let crowded = workplace.run(["test", "--jobs", "8", "--format", format]);
        assert_eq!(alone.code, Some(1), "{alone:#?}");
        assert_eq!((alone.stdout, alone.stderr), (crowded.stdout, crowded.stderr));
    }
    let report = workplace.run(["test", "--format", "json"]).json();
    assert_eq!(
        report["summary"],
        json!({ "passed": 54, "failed": 26, "broken": 0, "left_out": 0 })
    );
    let names: Vec<_> = report["tests"]
        .as_array()
        .expect("a report has tests")
        .iter()
        .map(|test| format!("{} {}", test["file"], test["title"]))
        .collect();
    assert_eq!(names[0], "\"a.orch\" \"number 1\"");
    assert_eq!(names[79], "\"b.orch\" \"number 40\"");
}

#[test]
fn reports_are_what_their_schema_says() {
    let schema: Value = Workplace::new().run(["schema", "test-report"]).json();
    let schema = Validator::new(&schema).expect("a schema of ours is one");
    for case in ["cli/test", "cli/test-broken"] {
        let workplace = Workplace::new();
        for file in corpus::files(&corpus::folder(case), ".orch") {
            let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
            workplace.write(&name, &corpus::read(&file));
        }
        let report = workplace.run(["test", "--format", "json"]).json();
        assert_eq!(schema.validate(&report), Ok(()), "{report:#}");
        assert!(!report["tests"].as_array().expect("a report has tests").is_empty());
    }
}

#[test]
fn every_test_that_is_shipped_passes() {
    let workplace = Workplace::new();
    let stdlib = corpus::folder("../stdlib");
    let ran = workplace.command(["test", ".", "--format", "json"]).current_dir(&stdlib).output();
    let ran = orchestra_tests::orchc::finish(ran.expect("orchc can be started"));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let report = ran.json();
    let tests = report["tests"].as_array().expect("a report has tests");
    for template in corpus::files(&stdlib.join("templates"), ".orch") {
        let file = template.strip_prefix(&stdlib).expect("it lies there").to_string_lossy();
        assert!(tests.iter().any(|test| test["file"] == *file), "{file} has no test");
    }
    assert!(tests.len() >= 10, "only {} tests were found", tests.len());
}

#[test]
fn a_new_package_passes_its_tests_and_fails_them_once_it_is_broken() {
    let workplace = Workplace::new();
    assert_eq!(workplace.run(["new", "kit"]).code, Some(0));
    let passed = workplace.run(["test", "kit"]);
    assert_eq!((passed.code, &*passed.stdout), (Some(0), ""), "{passed:#?}");
    assert!(passed.stderr.ends_with("3 tests: 3 passed\n"), "{passed:#?}");
    let briefing = corpus::read(&workplace.project().join("kit/briefing.orch"));
    let broken = briefing.replace(".map(h => h.url).take(10)", ".map(h => h.url).take(0)");
    assert_ne!(briefing, broken);
    workplace.write("kit/briefing.orch", &broken);
    let failed = workplace.run(["test", "kit"]);
    assert_eq!(failed.code, Some(1), "{failed:#?}");
    for words in [".sources[0]", "+ \"https://example.com/cells\"", "briefing.orch:47:10"] {
        assert!(failed.stderr.contains(words), "no {words:?} in {failed:#?}");
    }
}

#[test]
fn a_run_that_would_test_nothing_or_something_else_is_refused() {
    let server = Server::answering("1");
    let workplace = project_at(&server);
    workplace.write("main.orch", OUTWARD).write("idle.orch", "const ONE: int = 1\n");
    workplace.write("notes.txt", "").write("empty/notes.txt", "");
    let cases: [(&[&str], &[&str]); 14] = [
        (&["nowhere.orch"], &["no file or folder `nowhere.orch`", "--filter 'nowhere.orch'"]),
        (&["no/where"], &["no file or folder `no/where`"]),
        (&["main.orch", "nowhere"], &["no test matches `nowhere`", "no file or folder"]),
        (&["--filter", "nowhere"], &["no test matches `nowhere`", "all 5 tests"]),
        (&["--filter", "asked", "--filter", "nowhere"], &["no test matches `nowhere`"]),
        (&["idle.orch"], &["there are no tests", "test \"TITLE\""]),
        (&["idle.orch", "--filter", "x"], &["there are no tests"]),
        (&["empty"], &["no `.orch` file in empty", "there are no tests"]),
        (&["notes.txt"], &["`notes.txt` is no source of ours"]),
        (&["--jobs", "0"], &["--jobs"]),
        (&["--jobs", "many"], &["--jobs"]),
        (&["--format", "json", "--format", "tap"], &["--format"]),
        (&["--format", "xml"], &["--format", "junit"]),
        (&["--update"], &["--update"]),
    ];
    let before = workplace.files();
    for (arguments, words) in cases {
        let ran = workplace.run(["test"].iter().chain(arguments));
        assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{arguments:?} {ran:#?}");
        for word in words {
            assert!(ran.stderr.contains(word), "no {word:?}: {arguments:?} {ran:#?}");
        }
    }
    assert_eq!((server.connections(), workplace.files()), (0, before));
}

#[cfg(unix)]
#[test]
fn what_cant_be_read_is_told_and_the_rest_is_tested() {
    let workplace = Workplace::new();
    workplace.write("right.orch", "test \"it adds up\" {\n  ensure 1 + 1 == 2\n}\n");
    workplace.write("../secret.orch", "test \"hidden\" {\n}\n");
    let link = workplace.project().join("link.orch");
    std::os::unix::fs::symlink("../secret.orch", link).expect("a folder takes links");
    let ran = workplace.run(["test", "link.orch", "right.orch"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{ran:#?}");
    for words in ["passed  right.orch: it adds up", "link.orch", "leads out of its project"] {
        assert!(ran.stderr.contains(words), "no {words:?} in {ran:#?}");
    }
    assert!(!ran.stderr.contains("hidden"), "{ran:#?}");
}
