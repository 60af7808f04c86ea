//! What people and programs read from `orchc`: transcripts in `cli/`, one a folder, and what is
//! better said in code.
//!
//! A folder holds a project and `commands`, one a line; `transcript` is what they print. What
//! differs from run to run (times, folders) is masked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::Stdio,
};

use orchestra_ledger_model::Ledger;
use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace, finish},
    server::Server,
    subnet::{Subnet, object},
    terminal::Terminal,
};
use regex::Regex;
use serde_json::{Value, json};

#[test]
fn every_transcript_reads_as_it_did() {
    let mut wrong = Vec::new();
    let cases = corpus::folders(&corpus::folder("cli"));
    for case in &cases {
        let transcript = case.join("transcript");
        if let Err(difference) = corpus::compare(&transcript, &transcribe(case)) {
            wrong.push(difference);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 6, "only {} cases were found", cases.len());
}

/// What the commands of a case print.
fn transcribe(case: &Path) -> String {
    let workplace = Workplace::new();
    for file in corpus::files(case, "") {
        let name = file.strip_prefix(case).unwrap().to_str().unwrap().to_owned();
        if name != "commands" && name != "transcript" {
            workplace.write(&name, &corpus::read(&file));
        }
    }
    let mut text = String::new();
    for line in corpus::read(&case.join("commands")).lines() {
        let ran = workplace.run(line.split(' '));
        text += &format!("$ orchc {line}\n{}", ran.stdout);
        if !ran.stderr.is_empty() {
            text += &format!("--- stderr\n{}", ran.stderr);
        }
        text += &format!("--- exit {}\n\n", ran.code.expect("no signal ends it"));
    }
    masked(&workplace, &text)
}

fn masked(workplace: &Workplace, text: &str) -> String {
    let mut text = text.replace(&workplace.root().display().to_string(), "ROOT");
    for (pattern, mask) in [
        (r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b", "0000-00-00 00:00:00"),
        (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
        (r"\b\d+(\.\d+)?m?s\b", "0ms"),
    ] {
        text = Regex::new(pattern).unwrap().replace_all(&text, mask).into_owned();
    }
    text
}

#[track_caller]
fn succeeded(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

/// A project with a step of each kind of end.
fn project() -> (Workplace, Server) {
    let server = Server::answering("4");
    let entry = Subnet::at("numbers", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/n", "query": ["n"] }),
        object(json!({ "n": { "type": "integer" } })),
        json!({ "output": { "type": "integer" } }),
    );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write(
        "main.orch",
        "use subnet numbers\n\ntemplate main(of: int = 3) -> int {\n  \
         let all = for n in of.clamp(0, 9).range() { call numbers.get { n } }\n  all.sum()\n}\n",
    );
    (workplace, server)
}

#[test]
fn events_are_a_json_object_a_line_and_the_last_one_has_the_result() {
    let (workplace, _server) = project();
    let ran = succeeded(workplace.run(["run", "main.orch", "--events", "-"]));
    let events: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().all(|it| it["at"].is_string() || it["at"].is_number()), "{events:?}");
    assert_eq!(events[0]["event"], "job_started");
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["result"]), (&json!("job_succeeded"), &json!(12)));
    let count = |name: &str| events.iter().filter(|it| it["event"] == name).count();
    assert_eq!((count("attempt_started"), count("step_finished")), (3, 4));

    let ran = workplace.run(["run", "main.orch", "--events", "log/events.ndjson"]);
    assert_eq!(succeeded(ran).stdout, "12\n");
    let text = corpus::read(&workplace.project().join("log/events.ndjson"));
    assert_eq!(text.lines().count(), events.len());
}

#[test]
fn a_result_goes_where_it_was_asked_for() {
    let (workplace, server) = project();
    let ran = succeeded(workplace.run(["run", "main.orch", "--output", "out/result.json"]));
    assert_eq!(ran.stdout, "");
    assert_eq!(corpus::read(&workplace.project().join("out/result.json")), "12\n");
    let quiet = succeeded(workplace.run(["run", "main.orch", "--quiet"]));
    assert_eq!((&*quiet.stdout, &*quiet.stderr), ("12\n", ""));
    let before = server.requests().len();
    let dry = succeeded(workplace.run(["run", "main.orch", "--dry-run"]));
    assert_eq!(dry.stdout, "");
    assert!(dry.stderr.contains("nothing was sent"), "{dry:#?}");
    assert_eq!(server.requests().len(), before);
}

#[test]
fn a_dry_run_tells_what_the_inputs_make_fail() {
    let (workplace, server) = project();
    workplace.write(
        "main.orch",
        "use subnet numbers\n\ntemplate main(of: int) -> int {\n  ensure of > 3, \"too few\"\n  \
         call numbers.get { n: of }\n}\n",
    );
    let dry = |of: &str| workplace.run(["run", "main.orch", "--dry-run", "--input", of]);
    assert_eq!(dry("of=4").code, Some(0));
    let failing = dry("of=3");
    assert_eq!((failing.code, &*failing.stdout), (Some(3), ""), "{failing:#?}");
    assert!(failing.stderr.contains("too few"), "{failing:#?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_person_is_asked_before_a_run_whose_cost_has_no_bound() {
    let (workplace, server) = project();
    let run = || workplace.command(["run", "main.orch"]);
    for no in ["n\n", "\n", "what?\n", "\u{4}"] {
        let (code, shown) = Terminal::run_typing(run(), no);
        assert_eq!(code, Some(2), "{shown}");
        assert!(shown.contains("costs isn't known") && shown.contains("[y/N]"), "{shown}");
        assert!(shown.contains("nothing was run"), "{shown}");
    }
    assert_eq!(server.connections(), 0);
    let (code, shown) = Terminal::run_typing(run(), "y\n");
    assert!(code == Some(0) && shown.contains("done after"), "{shown}");
    // Where nobody can be asked, it is said, and the job runs.
    let ran = workplace.run(["run", "main.orch"]);
    assert!(ran.code == Some(0) && ran.stderr.contains("costs isn't known"), "{ran:#?}");
}

#[test]
fn a_person_is_asked_before_a_package_is_granted_what_it_does() {
    const QUESTION: &str = "grant that? [y/N] ";
    let (workplace, server) = project();
    let manifest = "[package]\nname = \"app\"\n\n[ledger]\noverlay = \"ledger/\"\n";
    workplace
        .write("orchestra.toml", manifest)
        .write("kit/orchestra.toml", "[package]\nname = \"kit\"\nversion = \"1.0.0\"\n")
        .write(
            "kit/words.orch",
            "use subnet desearch\n\ntemplate find(topic: string(1..=80)) -> int {\n  \
             let found = call desearch.web_search { query: topic }\n  found.data.len()\n}\n",
        );
    let before = workplace.files();
    for no in ["n\n", "\n", "no\n", "Yes please\n", "\u{4}"] {
        let add = workplace.command(["add", "kit", "--path", "kit"]);
        let (code, shown) = Terminal::run_answering(add, &[(QUESTION, no)]);
        assert_eq!(code, Some(2), "{no:?} {shown}");
        for word in ["calls `desearch.web_search`", QUESTION, "wasn't granted that"] {
            assert!(shown.contains(word), "{word} {shown}");
        }
        // The error has a line of its own, whoever ended the question's.
        assert!(shown.contains("\nerror:") || shown.contains("\n\u{1b}[1;31merror:"), "{shown:?}");
        assert_eq!(workplace.files(), before, "nothing is written");
    }
    for yes in ["y\n", "YES\n"] {
        workplace.write("orchestra.toml", manifest).write("orchestra.lock", "{ \"version\": 1 }\n");
        let add = workplace.command(["add", "kit", "--path", "kit"]);
        let (code, shown) = Terminal::run_answering(add, &[(QUESTION, yes)]);
        assert!(code == Some(0) && shown.contains("added `kit`"), "{yes:?} {shown}");
        let lock = corpus::read(&workplace.project().join("orchestra.lock"));
        assert!(lock.contains("desearch.web_search"), "{lock}");
    }
    // Nothing is left to be granted, and so nobody is asked.
    let again = workplace.command(["add", "kit", "--path", "kit"]);
    let (code, shown) = Terminal::run_answering(again, &[(QUESTION, "n\n")]);
    assert!(code == Some(0) && !shown.contains("[y/N]"), "{shown}");
    assert_eq!(server.connections(), 0);
}

/// A package whose one template calls another package's, and an operation itself; both are locked.
fn with_a_locked_package() -> Workplace {
    let workplace = Workplace::new();
    workplace
        .write("orchestra.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n")
        .write("kit/orchestra.toml", "[package]\nname = \"kit\"\nversion = \"1.0.0\"\n")
        .write(
            "kit/words.orch",
            "use subnet desearch\n\ntemplate find(topic: string(1..=80)) -> int {\n  \
             let found = call desearch.web_search { query: topic }\n  found.data.len()\n}\n",
        )
        .write("main.orch", &calling("use kit.words { find }\n", "call find { topic }"));
    succeeded(workplace.run(["add", "kit", "--path", "kit", "--yes"]));
    let lock = corpus::read(&workplace.project().join("orchestra.lock"));
    assert!(lock.contains("web_search") && lock.contains("x_search"), "{lock}");
    workplace
}

/// A template that calls `desearch.x_search`, and is worth what stands last.
fn calling(uses: &str, last: &str) -> String {
    format!(
        "use subnet desearch\n{uses}\ntemplate main(topic: string(1..=80)) -> int {{\n  \
         let posts = call desearch.x_search {{ query: topic }}\n  \
         ensure posts.len() >= 0\n  {last}\n}}\n"
    )
}

#[test]
fn a_package_takes_what_is_locked_for_it_alone_along() {
    let locked = |workplace: &Workplace| {
        let lock = corpus::read(&workplace.project().join("orchestra.lock"));
        (lock.contains("web_search"), lock.contains("x_search"), lock.contains("kit"))
    };
    // Its call still stands there, and is the one mistake.
    let workplace = with_a_locked_package();
    let ran = succeeded(workplace.run(["remove", "kit"]));
    assert!(ran.stderr.contains("nothing calls `desearch.web_search` any more"), "{ran:#?}");
    assert_eq!(locked(&workplace), (false, true, false));
    // It was taken out before.
    let workplace = with_a_locked_package();
    workplace.write("main.orch", &calling("", "1"));
    succeeded(workplace.run(["remove", "kit", "--dry-run"]));
    assert_eq!(locked(&workplace), (true, true, true));
    succeeded(workplace.run(["remove", "kit"]));
    assert_eq!(locked(&workplace), (false, true, false));
    assert_eq!(workplace.run(["check", "--locked"]).code, Some(0));
    // What a mistake hides may be called still.
    let workplace = with_a_locked_package();
    workplace.write("main.orch", &calling("", "1").replace("call desearch", "cal desearch"));
    succeeded(workplace.run(["remove", "kit"]));
    assert!(locked(&workplace).1);
}

#[test]
fn a_terminal_shows_the_tree_and_its_end() {
    let (workplace, _server) = project();
    let (code, shown) = Terminal::run(workplace.command(["run", "main.orch", "--yes"]));
    assert_eq!(code, Some(0), "{shown}");
    for word in ["numbers.get", "✓", "done after", "12"] {
        assert!(shown.contains(word), "{word} {shown}");
    }
    let mut plain = workplace.command(["check"]);
    plain.env("NO_COLOR", "1");
    workplace.write("wrong.orch", "const A: int = \"a\"\n");
    let (code, shown) = Terminal::run(plain);
    assert!(code == Some(1) && !shown.contains('\u{1b}'), "{shown:?}");
    let (_, coloured) = Terminal::run(workplace.command(["check"]));
    assert!(coloured.contains("\u{1b}["), "{coloured:?}");
    let (_, never) = Terminal::run(workplace.command(["check", "--color", "never"]));
    assert!(!never.contains('\u{1b}'), "{never:?}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let (workplace, _server) = project();
    let long: &[&[&str]] = &[
        &["ledger", "list"],
        &["ledger", "show", "desearch"],
        &["ledger", "search", "web"],
        &["explain"],
        &["schema", "plan"],
        &["plan", "std:market_research", "--format", "json"],
        &["check", "--format", "json"],
        &["completions", "bash"],
        &["run", "main.orch", "--events", "-"],
        &["run", "main.orch"],
        &["jobs", "list"],
        &["--version"],
    ];
    for arguments in long {
        let mut child = workplace.start(arguments.iter());
        drop(child.stdout.take());
        let ran = finish(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{arguments:?} {ran:#?}");
        assert!(!ran.stderr.contains("panicked") && !ran.stderr.contains("error"), "{ran:#?}");
    }
    // One that closes after the first line.
    let mut command = workplace.command(["plan", "std:market_research", "--format", "json"]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut String::new()).unwrap();
    drop(output);
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), &*errors), (Some(0), ""));
}

#[test]
fn a_made_package_checks_and_runs_at_once() {
    let workplace = Workplace::new();
    succeeded(workplace.run(["new", "market-kit"]));
    let inside = |arguments: &[&str]| {
        let mut command = workplace.command(arguments);
        command.current_dir(workplace.project().join("market-kit"));
        finish(command.output().unwrap())
    };
    succeeded(inside(&["check", "--deny", "warnings"]));
    let ran = inside(&["run", "briefing.orch", "--input", "topic=tea", "--sandbox"]);
    assert!(succeeded(ran).json().is_object());
    let again = workplace.run(["new", "market-kit"]);
    assert_eq!(again.code, Some(2), "{again:#?}");
    for name in ["Market", "std", "a--b", "../x/1", "a_b"] {
        let refused = workplace.run(["new", name]);
        assert_eq!(refused.code, Some(2), "{refused:#?}");
        assert!(refused.stderr.contains("can't name a package"), "{refused:#?}");
    }
}

#[test]
fn what_a_shipped_template_calls_is_locked_where_it_is_called() {
    let workplace = Workplace::new();
    let manifest = "[package]\nname = \"research\"\nversion = \"0.1.0\"\n";
    workplace.write("orchestra.toml", manifest);
    let source = "use std.templates.market_research { market_research }\n\ntemplate look(topic: \
                  string(1..=200)) -> string {\n  let report = call market_research { topic }\n  \
                  report.summary\n}\n";
    workplace.write("main.orch", source);
    succeeded(workplace.run(["update"]));
    succeeded(workplace.run(["check", "--locked"]));
    let lock = corpus::read(&workplace.project().join("orchestra.lock"));
    let lock: Value = serde_json::from_str(&lock).unwrap();
    assert!(lock["capabilities"]["search.web"].is_object(), "{lock}");
    assert!(lock["operations"]["desearch.web_search"].is_object(), "{lock}");
    // Another desearch, which is dearer.
    let mut dearer = Ledger::embedded().entry_json("desearch").unwrap();
    dearer["revision"] = json!(99);
    dearer["operations"]["web_search"]["pricing"]["amount"] = json!("0.0026");
    workplace.write("orchestra.toml", &format!("{manifest}\n[ledger]\noverlay = \"ledger/\"\n"));
    workplace.write("ledger/subnets/desearch.json", &dearer.to_string());
    let ran = workplace.run(["check", "--format", "short"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let told = "main.orch:4:21: error[E0406]: in `market_research`: `desearch.web_search` changed";
    assert!(ran.stdout.starts_with(told) && ran.stdout.lines().count() == 1, "{ran:#?}");
    succeeded(workplace.run(["update"]));
    succeeded(workplace.run(["check", "--locked"]));
}

#[test]
fn the_ledger_is_listed_shown_and_checked_with_its_overlay() {
    let (workplace, _server) = project();
    let listed = succeeded(workplace.run(["ledger", "list"]));
    for word in ["desearch", "search.web", "numbers (overlay)"] {
        assert!(listed.stdout.contains(word), "{word} {listed:#?}");
    }
    let listed = succeeded(workplace.run(["ledger", "list", "--format", "json"])).json();
    let subnets = listed["subnets"].as_array().unwrap_or_else(|| panic!("{listed}"));
    assert!(subnets.len() > 10 && subnets.iter().any(|it| it["slug"] == "numbers"));
    let shown = succeeded(workplace.run(["ledger", "show", "root"]));
    assert!(shown.stdout.contains("no public interface"), "{shown:?}");
    let shown = succeeded(workplace.run(["ledger", "show", "search.web", "--format", "json"]));
    let served = shown.json()["served_by"].clone();
    assert!(served.to_string().contains("desearch") && !served.to_string().contains("rec4ll"));
    let shown = succeeded(workplace.run(["ledger", "show", "desearch"]));
    assert!(shown.stdout.contains("web_search") && shown.stdout.contains("DESEARCH_API_KEY"));
    let shown = succeeded(workplace.run(["ledger", "show", "numbers", "--format", "json"])).json();
    assert!(shown.to_string().contains("\"slug\":\"numbers\""), "{shown}");
    succeeded(workplace.run(["ledger", "check"]));
}

#[test]
fn tables_fit_the_terminal_and_keep_their_names() {
    let workplace = Workplace::new();
    let show = |columns| {
        let list = ["ledger", "list", "operations", "--capability", "search.web"];
        let (code, shown) = Terminal::run_wide(workplace.command(list), columns);
        assert_eq!(code, Some(0), "{shown}");
        shown
    };
    for columns in [200, 100, 80] {
        let shown = show(columns);
        let plain = shown.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        assert_ne!(shown, plain, "the heading is bold");
        let lines: Vec<&str> = plain.lines().collect();
        assert_eq!(lines.len(), 4, "{plain}");
        assert!(lines.iter().all(|it| it.chars().count() <= usize::from(columns)), "{plain}");
        assert!(plain.contains("desearch.ai_web_links "), "{plain}");
    }
    let narrow = show(40);
    assert!(narrow.contains("OPERATION     desearch.web_search\u{1b}[0m\n"), "{narrow}");
    assert!(narrow.lines().count() > 10, "{narrow}");

    let mut plain = workplace.command(["ledger", "show", "search.web"]);
    plain.env("NO_COLOR", "1");
    let (_, shown) = Terminal::run_wide(plain, 100);
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    let piped = succeeded(workplace.run(["ledger", "show", "search.web"]));
    assert!(!piped.stdout.contains('\u{1b}'), "{piped:?}");
}

#[test]
fn what_the_ledger_prints_as_json_fits_its_schemas() {
    let workplace = Workplace::new();
    let json = |arguments: &[&str]| succeeded(workplace.run(arguments)).json();
    let fits = |schema: &str, document: &Value| {
        let schema = json(&["schema", schema]);
        let validator = orchestra_schema::Validator::new(&schema).unwrap();
        validator.validate(document).unwrap_or_else(|error| panic!("{schema}: {error}"));
    };
    for what in ["subnets", "operations", "capabilities"] {
        let listed = json(&["ledger", "list", what, "--format", "json"]);
        assert!(listed[what].as_array().is_some_and(|rows| rows.len() > 40), "{listed}");
        fits("ledger-list", &listed);
    }
    let found = json(&["ledger", "search", "wether", "--format", "json"]);
    assert_eq!(found["hits"][0]["name"], "weather.forecast");
    assert_eq!(found["corrected"][0], json!({ "from": "wether", "to": "weather" }));
    fits("ledger-search", &found);
    let shown = json(&["ledger", "show", "search.web", "--format", "json"]);
    assert_eq!(shown["providers"][0]["example"]["typical"][0]["amount"], "0.0025");
    fits("ledger-providers", &shown["providers"]);
}

#[test]
fn what_publishing_and_searching_print_as_json_fits_their_schemas() {
    let workplace = Workplace::new();
    let json = |arguments: &[&str]| succeeded(workplace.run(arguments)).json();
    let fits = |schema: &str, document: &Value| {
        let schema = json(&["schema", schema]);
        let validator = orchestra_schema::Validator::new(&schema).unwrap();
        validator.validate(document).unwrap_or_else(|error| panic!("{document:#}: {error}"));
    };
    let write = |version: &str, text: &str| {
        let manifest = format!(
            "[package]\nname = \"news-kit\"\nversion = \"{version}\"\nkeywords = [\"news\"]\n"
        );
        workplace.write("orchestra.toml", &manifest).write("news.orch", text);
    };
    let text = "use subnet desearch\n\n/// Finds news.\ntemplate news(\n  /// What about.\n  \
                topic: string(1..=80),\n  most: int(1..=9) = 3,\n  token: secret,\n) -> int {\n  \
                let found = call desearch.web_search { query: topic }\n  \
                found.data.take(most).len()\n}\n";
    write("0.1.0", text);
    let publish = ["publish", "--library", "./library", "--format", "json"];
    let first = json(&publish);
    fits("publish", &first);
    assert_eq!((&first["published"], &first["compared"]), (&json!("now"), &Value::Null));
    assert_eq!(first["config"]["templates"][0]["parameters"].as_array().unwrap().len(), 3);
    write("0.2.0", &text.replace("topic: string(1..=80)", "topic: string(1..=20)"));
    let second = json(&[&publish[..], &["--dry-run"]].concat());
    fits("publish", &second);
    assert_eq!(
        (&second["published"], &second["compared"]["with"]),
        (&json!("no"), &json!("0.1.0"))
    );
    let found = json(&["search", "news", "--library", "./library", "--format", "json"]);
    fits("search", &found);
    assert_eq!(found["hits"][0]["name"], "news-kit");
}

#[test]
fn what_hides_a_breaking_change_is_told_once() {
    let workplace = Workplace::new();
    let write = |version: &str, most: u32| {
        let manifest = format!("[package]\nname = \"kit\"\nversion = \"{version}\"\n");
        let text = format!("template greet(name: string(1..={most})) -> string {{\n  name\n}}\n");
        workplace.write("orchestra.toml", &manifest).write("words.orch", &text);
    };
    write("1.0.0", 80);
    succeeded(workplace.run(["publish", "--library", "./library"]));
    write("1.0.1", 40);
    for format in ["human", "json"] {
        let ran = workplace.run(["publish", "--library", "./library", "--format", format]);
        assert_eq!((ran.code, &*ran.stdout), (Some(1), ""), "{ran:#?}");
        assert_eq!(ran.stderr.matches("`kit.words.greet`").count(), 1, "{ran:#?}");
        assert!(ran.stderr.contains("write `version = \"2.0.0\"`"), "{ran:#?}");
    }
}

#[test]
fn every_code_is_explained_and_every_schema_printed() {
    let workplace = Workplace::new();
    let listed = succeeded(workplace.run(["explain"])).stdout;
    let codes: Vec<_> = listed.split_whitespace().filter(|it| it.starts_with("E0")).collect();
    assert!(codes.len() > 30, "{listed}");
    for code in ["E0101", "E0304", "E0901"] {
        assert!(codes.contains(&code), "{listed}");
        let page = succeeded(workplace.run(["explain", code])).stdout;
        assert!(page.starts_with(&format!("# {code}: ")), "{page}");
    }
    for what in
        ["plan", "events", "entry", "capability", "diagnostics", "quote", "publish", "search"]
    {
        let schema = succeeded(workplace.run(["schema", what])).json();
        assert!(schema["$schema"].is_string() || schema["type"].is_string(), "{what}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = succeeded(workplace.run(["completions", shell])).stdout;
        assert!(script.contains("orchc") && script.contains("sandbox-seed"), "{shell}");
    }
    let version = succeeded(workplace.run(["--version", "--verbose"])).stdout;
    assert!(version.contains(&workplace.root().display().to_string()), "{version}");
}

#[test]
fn a_plan_as_json_fits_the_schema_that_is_printed() {
    let (workplace, _server) = project();
    let schema = succeeded(workplace.run(["schema", "plan"])).json();
    let fits = orchestra_schema::Validator::new(&schema).unwrap();
    for file in ["main.orch", "std:market_research"] {
        let plan = succeeded(workplace.run(["plan", file, "--format", "json"])).json();
        assert_eq!(plan["plan_version"], 1);
        fits.validate(&plan).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
    let schema = succeeded(workplace.run(["schema", "events"])).json();
    let fits = orchestra_schema::Validator::new(&schema).unwrap();
    let ran = succeeded(workplace.run(["run", "main.orch", "--events", "-"]));
    for line in ran.stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        fits.validate(&event).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    let schema = succeeded(workplace.run(["schema", "diagnostics"])).json();
    let fits = orchestra_schema::Validator::new(&schema).unwrap();
    workplace.write("wrong.orch", "use subnet nombers\n\nconst A: int = \"a\"\n");
    let found = workplace.run(["check", "--format", "json"]).json();
    assert_eq!(found["summary"]["errors"], 2, "{found}");
    fits.validate(&found).unwrap_or_else(|error| panic!("{found}: {error}"));
}

#[test]
fn a_plan_as_a_page_loads_nothing_and_shows_what_sources_say_as_text() {
    let (workplace, _server) = project();
    workplace.write(
        "main.orch",
        "use subnet numbers\n\n/// Adds <script>alert(1)</script> & more.\ntemplate main(\n  /// How <b>many</b>.\n  \
         of: int(0..=9) = 3,\n  word: string(0..=20) = \"</code><i>\",\n) -> int {\n  \
         let all = for n in of.range() { call numbers.get { n } }\n  all.sum() + word.len()\n}\n",
    );
    let page =
        |format: &str| succeeded(workplace.run(["plan", "main.orch", "--format", format])).stdout;
    let (html, svg) = (page("html"), page("svg"));
    assert_eq!((&page("html"), &page("svg")), (&html, &svg), "the same plan gives the same bytes");
    for text in ["&lt;script&gt;alert(1)", "How &lt;b&gt;many", "&lt;/code&gt;&lt;i&gt;"] {
        assert!(html.contains(text), "{text} {html}");
    }
    for word in ["default-src 'none'", "<svg", "numbers.get", "At most", "What it touches"] {
        assert!(html.contains(word), "{word} {html}");
    }
    let loads = Regex::new(r#"(?i)(src|href|url)\s*=\s*["']?https?:|@import|url\(["']?http|<link"#)
        .unwrap();
    for text in [&html, &svg] {
        assert!(!loads.is_match(text), "{text}");
        assert!(!text.contains("<script>alert") && !text.contains("<i>"), "{text}");
    }
    assert!(!svg.contains("<script") && !svg.contains("var("), "{svg}");
}

#[test]
fn a_quote_stands_beside_the_plan_and_fits_its_schema() {
    let (workplace, _server) = project();
    let schema = succeeded(workplace.run(["schema", "quote"])).json();
    let fits = orchestra_schema::Validator::new(&schema).unwrap();
    let plan = |further: &[&str]| {
        let asked = ["plan", "main.orch", "--format", "json"].iter().chain(further);
        succeeded(workplace.run(asked)).json()
    };
    let of_offer = |quoted: &Value, index: usize, pointer: &str| {
        quoted["quote"]["offers"][index].pointer(pointer).unwrap().clone()
    };
    let unknown = plan(&["--quote"]);
    fits.validate(&unknown).unwrap_or_else(|error| panic!("{unknown}: {error}"));
    assert_eq!(of_offer(&unknown, 1, "/worst/month"), Value::Null);
    let gaps = unknown["quote"]["gaps"].to_string();
    assert!(gaps.contains("what numbers.get costs isn't known"), "{gaps}");
    assert_eq!(unknown["plan"], plan(&[]));

    let manifest = "[ledger]\noverlay = \"ledger/\"\n\n[prices]\n\"numbers.get\" = \"0.0001usd\"\n";
    workplace.write("orchestra.toml", manifest);
    let quoted = plan(&["--quote", "--jobs-per-month", "30000"]);
    fits.validate(&quoted).unwrap_or_else(|error| panic!("{quoted}: {error}"));
    assert_eq!(quoted["quote"]["offers"].as_array().map(Vec::len), Some(1));
    // Nine calls at most: 0.0009usd and a fifth of it, thirty thousand times.
    assert_eq!(
        of_offer(&quoted, 0, "/worst"),
        json!({
            "job": { "usd": "0.00108" },
            "month": { "usd": "32.4" },
        })
    );
}

#[test]
fn a_plan_fits_a_terminal_of_eighty_columns() {
    let workplace = Workplace::new();
    let (code, shown) =
        Terminal::run(workplace.command(["plan", "std:market_research", "--quote"]));
    assert_eq!(code, Some(0), "{shown}");
    let wide: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty() && shown.contains("├─ overview"), "{wide:#?} {shown}");
}

#[test]
fn a_comment_is_no_other_plan() {
    let (workplace, _server) = project();
    let plan = || {
        let mut plan = succeeded(workplace.run(["plan", "main.orch", "--format", "json"])).json();
        plan.as_object_mut().unwrap().remove("debug");
        plan
    };
    let before = plan();
    let text = corpus::read(&workplace.project().join("main.orch"));
    workplace.write("main.orch", &text.replace("{\n  let", "{\n  // Why.\n\n     let"));
    assert_eq!(plan(), before);
}
