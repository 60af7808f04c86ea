//! Wrong input of every kind: a clear message where it is wrong, the right exit code, and nothing
//! is sent. A server stands by in each project, and must not hear of anything.

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
    server::Server,
    subnet::{Subnet, object},
};
use serde_json::json;

/// A project whose overlay leads to a server.
struct Project {
    workplace: Workplace,
    server: Server,
}

impl Project {
    fn new() -> Self {
        let server = Server::answering("1");
        let entry = Subnet::at("numbers", &server.url())
            .operation(
                "get",
                json!({ "method": "GET", "path": "/n/{id}" }),
                object(json!({ "id": { "type": "integer" } })),
                json!({ "output": { "type": "integer" } }),
            )
            .operation(
                "sign_up",
                json!({ "method": "POST", "path": "/keys" }),
                object(json!({ "id": { "type": "integer" } })),
                json!({
                    "effect": "write", "idempotency": "none",
                    "output": { "type": "string", "x-secret": true },
                }),
            );
        let workplace = Workplace::new();
        workplace.overlay(&[entry]);
        Self { workplace, server }
    }

    /// One whose template calls the server and then does this.
    fn with(body: &str) -> Self {
        let project = Self::new();
        let text = format!(
            "use subnet numbers\n\ntemplate main() -> json {{\n  let n = call numbers.get {{ id: 1 \
             }}\n{body}\n}}\n"
        );
        project.workplace.write("main.orch", &text);
        project
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.workplace.run(arguments)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.server.connections(), 0, "nothing is sent");
            let stored = self.workplace.files().into_keys().filter(|it| it.ends_with("jobs.db"));
            assert!(stored.count() <= 1);
        }
    }
}

/// It must have ended so, with these words on stderr and nothing on stdout.
#[track_caller]
fn assert_refused(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!((ran.code, &*ran.stdout), (Some(code), ""), "{ran:#?}");
    for word in words {
        assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
    }
}

#[test]
fn each_kind_of_mistake_is_told_where_it_stands_before_anything_is_sent() {
    let cases = [
        ("E0101", "  let = 3\n  n", 5, "expected a name"),
        ("E0102", "  \"open", 5, ""),
        ("E0103", "  99999999999999999999", 5, "64"),
        ("E0201", "  m", 5, "`m`"),
        ("E0202", "  let n = 2\n  n", 5, "`n`"),
        ("E0203", "  let x: Strin = n\n  x", 5, "`Strin`"),
        ("E0301", "  let x: string = n\n  x", 5, "string"),
        ("E0302", "  call numbers.get {}", 5, "`id`"),
        ("E0303", "  call numbers.get { id: 1, od: 2 }", 5, "`od`"),
        ("E0304", "  let x: int(1..=3) = 7\n  x", 5, "7"),
        ("E0305", "  let x: int? = null\n  let y: int = x\n  y", 6, "null"),
        ("E0306", "  match n { 1 => 2, }", 5, ""),
        ("E0307", "  n(1)", 5, ""),
        ("E0308", "  let x = []\n  x", 5, ""),
        ("E0309", "  n + \"a\"", 5, ""),
        ("E0310", "  n.size()", 5, "`size`"),
        ("E0401", "  call nombers.get {}", 5, "`nombers`"),
        ("E0402", "  call numbers.got {}", 5, "`got`"),
        ("E0501", "  if (call numbers.get { id: 1 }) == 1 { 2 }", 5, ""),
        ("E0503", "  call numbers.get { id: 1 } with { retries: 3 }", 5, "`retries`"),
    ];
    let mut wrong = Vec::new();
    for (code, body, line, word) in cases {
        let project = Project::with(body);
        let short = project.run(&["check", "--format", "short"]);
        let at = format!("main.orch:{line}:");
        let found = short.stdout.lines().next().unwrap_or_default();
        let is_told = found.starts_with(&at) && found.contains(&format!("error[{code}]: "));
        if short.code != Some(1) || !is_told || !short.stdout.contains(word) {
            wrong.push(format!("{code}: {short:#?}"));
        }
        for command in [&["run", "main.orch"][..], &["plan", "main.orch"]] {
            let ran = project.run(command);
            let has_code = ran.stderr.contains(&format!("[{code}]"));
            if ran.code != Some(1) || !ran.stdout.is_empty() || !has_code {
                wrong.push(format!("{code}: {ran:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_engine_lacks_is_named_when_a_plan_that_needs_it_is_run() {
    let project = Project::with("  let _key = call numbers.sign_up { id: n }\n  n");
    assert_eq!(project.run(&["check"]).code, Some(0));
    assert_eq!(project.run(&["plan", "main.orch"]).code, Some(0));
    let words = ["lacks secrets in answers (of `numbers.sign_up`)"];
    for more in [&[][..], &["--dry-run"], &["--sandbox"]] {
        assert_refused(&project.run(&[&["run", "main.orch"], more].concat()), 2, &words);
    }
}

#[test]
fn a_dependency_is_told_where_the_manifest_asks_for_it_and_nowhere_else() {
    let project = Project::new();
    project.workplace.write("orchestra.toml", "[dependencies]\nacme = \"1\"\n");
    let text = "use acme.search { best }\n\ntemplate main() -> int { best(3) }\n";
    project.workplace.write("main.orch", text);
    let short = project.run(&["check", "--format", "short"]);
    let told: Vec<_> = short.stdout.lines().collect();
    let [only] = told[..] else { panic!("{short:#?}") };
    assert!(
        only.starts_with("orchestra.toml:2:1: error[E0702]: this asks for `acme` of a"),
        "{only}"
    );
    // Without a dependency of that name, the module is unknown, and it is said what would help.
    project.workplace.write("orchestra.toml", "[package]\nname = \"mine\"\n");
    assert_refused(&project.run(&["run", "main.orch"]), 1, &["E0204", "`[dependencies]`"]);
}

#[test]
fn a_package_that_wants_other_tools_is_refused_by_every_command_that_reads_it() {
    let project = Project::new();
    project.workplace.write("main.orch", "template main() -> int { 1 }\n");
    assert_eq!(project.run(&["run", "main.orch", "--job", "begun"]).code, Some(0));
    let manifest = "[package]\nname = \"mine\"\n\n[toolchain]\nversion = \">=99\"\n\n\
                    [library]\ndefault = \"./library\"\n";
    project.workplace.write("orchestra.toml", manifest);
    for command in [
        &["check"][..],
        &["plan", "main.orch"],
        &["run", "main.orch"],
        &["test"],
        &["doc"],
        &["fmt"],
        &["jobs", "resume", "begun"],
        &["ledger", "list"],
        &["sandbox"],
        &["add", "kit", "--path", "kit"],
        &["remove", "kit"],
        &["update"],
        &["tree"],
        &["outdated"],
        &["publish"],
        &["yank", "kit", "1.0.0"],
        &["search", "kit"],
    ] {
        let words = ["this package wants tools of version >=99, and these are "];
        assert_refused(&project.run(command), 1, &words);
    }
    // What reads none says nothing of it.
    assert_eq!(project.run(&["explain", "E0701"]).code, Some(0));
}

#[test]
fn who_lays_out_a_file_asks_the_package_that_it_lies_in() {
    let project = Project::new();
    let (loose, laid_out) = ("template main() -> int {1}\n", "template main() -> int { 1 }\n");
    let manifest = "[package]\nname = \"inner\"\n\n[toolchain]\nversion = \">=99\"\n";
    project.workplace.write("inner/orchestra.toml", manifest).write("inner/main.orch", loose);
    project.workplace.write("inner/more.orch", loose).write("main.orch", loose);
    let words = ["this package wants tools of version >=99, and these are "];
    let ran = project.run(&["fmt", "inner/main.orch", "inner/more.orch", "main.orch"]);
    assert_refused(&ran, 1, &words);
    assert_eq!(ran.stderr.matches(words[0]).count(), 1, "{ran:#?}");
    let text = |path: &str| corpus::read(&project.workplace.project().join(path));
    assert_eq!((text("inner/main.orch"), text("main.orch")), (loose.into(), laid_out.into()));
    assert_refused(&project.run(&["fmt", "--stdin", "--stdin-path", "inner/new.orch"]), 1, &words);
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let project = Project::with("  let a = m\n  let b: Strin = 1\n  n.size()");
    let short = project.run(&["check", "--format", "short"]);
    assert_eq!((short.code, short.stdout.lines().count()), (Some(1), 3), "{short:#?}");
}

/// A template with a parameter of each kind.
const INPUTS: &str = r#"use subnet numbers

enum Depth { quick, deep }

template main(
  /// What it is about.
  topic: string(1..=5),
  id: int(1..=10),
  depth: Depth = Depth.quick,
  key: secret,
  wait: duration,
  list: string[..=2],
) -> int { call numbers.get { id } }
"#;

#[test]
fn all_wrong_inputs_are_told_at_once() {
    let project = Project::new();
    project.workplace.write("main.orch", INPUTS);
    let ran = project.run(&[
        "run",
        "main.orch",
        "--input=topic=much too long",
        "--input=id=eleven",
        "--input=dept=deep",
        "--input=depth=slow",
        "--input=key=hunter2-literally",
        "--input=list=[1]",
        "--input=id=3",
        "--input=alone",
    ]);
    assert_refused(
        &ran,
        2,
        &[
            "`topic` must be a text of 1 to 5 characters, but is \"much too long\"",
            "its type is `string(1..=5)`, What it is about.",
            "`id` must be an integer of 1 to 10, but is \"eleven\"",
            "`id` is given twice",
            "no parameter `dept`",
            "did you mean `depth`?",
            "`depth` must be \"quick\" or \"deep\", but is \"slow\"",
            "`key` is a secret",
            "--input key=@env:VARIABLE",
            "`wait` must be given",
            "--input wait=…",
            "/0",
            "write `--input alone=VALUE`",
            "9 inputs aren't right; nothing was run",
        ],
    );
    assert!(!ran.stderr.contains("hunter2"), "a secret isn't shown: {ran:#?}");
}

#[test]
fn a_file_of_inputs_that_is_no_file_of_inputs_is_told_alone() {
    for (text, word) in [
        (None, "No such file"),
        (Some("{ \"topic\": "), "isn't JSON"),
        (Some("[1, 2]"), "isn't a JSON object"),
        (Some(""), "isn't JSON"),
    ] {
        let project = Project::new();
        project.workplace.write("main.orch", INPUTS);
        if let Some(text) = text {
            project.workplace.write("in.json", text);
        }
        let ran = project.run(&["run", "main.orch", "--inputs", "in.json"]);
        assert_refused(&ran, 2, &["`in.json`", word, "an input isn't right; nothing was run"]);
        assert!(!ran.stderr.contains("must be given"), "nobody knows what is given: {ran:#?}");
    }
}

#[test]
fn wrong_values_in_a_file_of_inputs_are_told_at_once() {
    let project = Project::new();
    project.workplace.write("main.orch", INPUTS);
    let text =
        r#"{ "topic": 4, "id": 2.5, "key": "hunter2", "wait": "soon", "list": null, "x": 1 }"#;
    project.workplace.write("in.json", text);
    let ran = project.run(&["run", "main.orch", "--inputs", "in.json"]);
    assert_refused(
        &ran,
        2,
        &["`topic`", "`id`", "2.5", "`key` is a secret", "`wait`", "`list`", "`x`", "6 inputs"],
    );
    assert!(!ran.stderr.contains("hunter2"), "{ran:#?}");
    // What stands on the command line goes before the file.
    let given = ["--input=topic=a", "--input=id=1", "--input=key=@env:K", "--input=wait=1s"];
    let mut arguments = vec!["run", "main.orch", "--inputs", "in.json", "--input=list=[]"];
    arguments.extend(given);
    let ran = project.run(&arguments);
    assert_refused(&ran, 2, &["no parameter `x`", "the variable K isn't set", "2 inputs"]);
}

#[test]
fn an_entry_that_is_wrong_is_told_in_full_where_it_stands() {
    let project = Project::with("  n");
    let entry = r#"{
  "slug": "broken",
  "name": "broken",
  "status": "asleep",
  "revision": "one",
  "colour": "red",
  "sources": [],
  "endpoints": { "rest": { "transport": "pigeon", "base_url": "nowhere" } },
  "operations": {}
}
"#;
    project.workplace.write("ledger/subnets/broken.json", entry);
    project.workplace.write("ledger/subnets/cut.json", "{ \"slug\": \"cut\",\n");
    let short = project.run(&["check", "--format", "short"]);
    assert_eq!(short.code, Some(1), "{short:#?}");
    let file = "ledger/subnets/broken.json";
    for (place, word) in [
        (format!("{file}:4:13: "), "`asleep`"),
        (format!("{file}:5:15: "), ""),
        (format!("{file}:6:3: "), "`colour`"),
        (format!("{file}:8:41: "), "`pigeon`"),
        (format!("{file}:8:63: "), "`nowhere`"),
        ("ledger/subnets/cut.json:2:1: ".into(), "JSON"),
    ] {
        let told = short.stdout.lines().any(|line| {
            line.starts_with(&place) && line.contains("error[E0701]") && line.contains(word)
        });
        assert!(told, "{place} {word} {short:#?}");
    }
    // Nothing runs on half an overlay, even what doesn't use it.
    for command in [&["run", "main.orch"][..], &["plan", "main.orch"]] {
        assert_refused(&project.run(command), 1, &["E0701", "there is no plan"]);
    }
    let of_std = project.run(&["run", "std:market_research", "--input=topic=tea", "--sandbox"]);
    assert_refused(&of_std, 1, &["E0701"]);
}

#[test]
fn what_an_entry_says_of_itself_must_fit_together() {
    let cases = [
        (json!({ "method": "GET", "path": "/{nobody}" }), "`nobody`"),
        (json!({ "method": "GET", "path": "/n", "query": ["nothing"] }), "`nothing`"),
        (json!({ "method": "GET", "path": "/n" }), "`id`"),
    ];
    for (binding, word) in cases {
        let project = Project::with("  n");
        let id = object(json!({ "id": { "type": "integer" } }));
        let entry = Subnet::at("odd", &project.server.url());
        let entry = entry.operation("get", binding, id, json!({})).text();
        project.workplace.write("ledger/subnets/odd.json", &entry);
        let short = project.run(&["check", "--format", "short"]);
        assert_eq!(short.code, Some(1), "{word} {short:#?}");
        let told = short.stdout.lines().any(|it| it.contains("odd.json") && it.contains(word));
        assert!(told && short.stdout.contains("error[E0701]"), "{word} {short:#?}");
    }
    let project = Project::with("  n");
    let family = r#"{ "family": "search", "version": 1, "summary": "Ours.", "capabilities": { "web": {
        "summary": "Ours.", "version": 1, "input": { "type": "object" }, "output": {} } } }"#;
    project.workplace.write("ledger/capabilities/search.json", family);
    let short = project.run(&["check", "--format", "short"]);
    assert!(short.code == Some(1) && short.stdout.contains("E0701"), "{short:#?}");
}

#[test]
fn a_manifest_that_is_wrong_is_told_in_full() {
    let project = Project::with("  n");
    let manifest = "[ledger]\noverlay = \"gone/\"\nzzz = 1\n\n[nonsense]\nx = 1\n\n[prices]\n\
                    \"numbers.get\" = \"cheap\"\n";
    project.workplace.write("orchestra.toml", manifest);
    let short = project.run(&["check", "--format", "short"]);
    assert_eq!(short.code, Some(1), "{short:#?}");
    for place in ["2:11", "3:1", "5:2", "9:17"] {
        let place = format!("orchestra.toml:{place}: error[E0701]: ");
        assert!(short.stdout.contains(&place), "{place} {short:#?}");
    }
    assert_refused(&project.run(&["run", "main.orch"]), 1, &["E0701"]);
    for overlay in ["../elsewhere", "/tmp", "ledger/../.."] {
        project.workplace.write("orchestra.toml", &format!("[ledger]\noverlay = \"{overlay}\"\n"));
        assert_refused(&project.run(&["run", "main.orch"]), 1, &["E0701", "inside the project"]);
    }
    project.workplace.write("orchestra.toml", "[ledger\n");
    assert_refused(&project.run(&["run", "main.orch"]), 1, &["E0701", "orchestra.toml:1"]);
}

#[test]
fn what_is_not_there_is_named_with_what_may_be_meant() {
    let project = Project::with("  n");
    let two = "template one() -> int { 1 }\n\ntemplate two() -> int { 2 }\n";
    project.workplace.write("two.orch", two).write("notes.txt", "notes").write("types.orch", "");
    let cases: [(&[&str], &[&str]); 21] = [
        (&["run", "nothere.orch"], &["no file `nothere.orch`"]),
        (&["run", "."], &["is a folder"]),
        (&["run", "std:market"], &["`market`", "std:market_research"]),
        (&["run", "market_research"], &["std:market_research"]),
        (&["run", "two.orch"], &["several templates", "-t one", "`two`"]),
        (&["run", "two.orch", "-t", "three"], &["`three`", "`one` and `two`"]),
        (&["run", "types.orch"], &["no template"]),
        (&["plan", "nothere.orch"], &["no file `nothere.orch`"]),
        (&["check", "nothere.orch"], &["no file or folder `nothere.orch`"]),
        (&["check", "notes.txt"], &["`notes.txt`", ".orch"]),
        (&["run", "main.orch", "--frobnicate"], &["--frobnicate", "--help"]),
        (&["run", "main.orch", "--faults", "0.1"], &["--sandbox"]),
        (&["run", "main.orch", "--faults=2", "--sandbox"], &["faults"]),
        (&["run", "main.orch", "--deadline", "soon"], &["90s"]),
        (&["frobnicate"], &["frobnicate"]),
        (&["check", "--deny", "frobnicate"], &["`frobnicate`"]),
        (&["jobs", "show", "nothing"], &["no job `nothing`", "jobs list"]),
        (&["jobs", "resume", "nothing"], &["no job `nothing`", "jobs list"]),
        (&["ledger", "show", "desarch"], &["`desarch`", "`desearch`"]),
        (&["explain", "E9999"], &["`E9999`"]),
        (&["schema", "everything"], &["everything", "plan"]),
    ];
    let mut wrong = Vec::new();
    for (arguments, words) in cases {
        let ran = project.run(arguments);
        let told = words.iter().all(|word| ran.stderr.contains(word));
        if ran.code != Some(2) || !ran.stdout.is_empty() || !told {
            wrong.push(format!("{arguments:?} {words:?} {ran:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_byte_that_is_not_utf8_is_told_where_it_stands() {
    let project = Project::with("  n");
    let path = project.workplace.project().join("main.orch");
    #[expect(clippy::disallowed_methods, reason = "tests write what they test with")]
    std::fs::write(path, b"template main() -> string {\n  \"a\xffb\"\n}\n").unwrap();
    let short = project.run(&["check", "--format", "short"]);
    assert_eq!(short.code, Some(1), "{short:#?}");
    assert_eq!(short.stdout.lines().count(), 1, "{short:#?}");
    assert!(short.stdout.starts_with("main.orch:2:5: error[E0101]: "), "{short:#?}");
    assert!(short.stdout.contains("UTF-8"), "{short:#?}");
    assert_refused(&project.run(&["run", "main.orch"]), 1, &["E0101"]);
    let mut json = project.workplace.command(["check", "--stdin", "--format", "json"]);
    json.stdin(std::process::Stdio::from(
        std::fs::OpenOptions::new()
            .read(true)
            .open(project.workplace.project().join("main.orch"))
            .unwrap(),
    ));
    let ran = orchestra_tests::orchc::finish(json.output().unwrap());
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let found = &ran.json()["diagnostics"][0];
    assert_eq!((&found["code"], &found["file"]), (&json!("E0101"), &json!("stdin.orch")));
}

#[test]
fn a_folder_without_sources_is_no_mistake_to_check_and_one_to_run() {
    let workplace = Workplace::new();
    let checked = workplace.run(["check"]);
    assert_refused(&checked, 0, &["no `.orch` file"]);
    let ran = workplace.run(["run"]);
    assert_refused(&ran, 2, &["FILE|std:NAME"]);
    workplace.write("docs/readme.md", "# Nothing");
    let json = workplace.run(["check", "docs", "--format", "json"]);
    assert_eq!(json.code, Some(0), "{json:#?}");
    assert_eq!(json.json()["summary"], json!({ "files": 0, "errors": 0, "warnings": 0 }));
}

#[test]
fn a_missing_key_is_told_before_anything_runs_all_at_once() {
    let server = Server::answering("1");
    let locked = |slug: &str, env: &str| {
        Subnet::at(slug, &server.url()).auth(json!({ "kind": "bearer", "env": env })).operation(
            "get",
            json!({ "method": "GET", "path": "/n" }),
            object(json!({})),
            json!({ "output": { "type": "integer" } }),
        )
    };
    let workplace = Workplace::new();
    workplace.overlay(&[locked("one", "ONE_KEY"), locked("two", "TWO_KEY")]).write(
        "main.orch",
        "use subnet one, two\n\ntemplate main() -> int {\n  let a = call one.get {}\n  \
         let b = call two.get {}\n  a + b\n}\n",
    );
    for arguments in [&["run", "main.orch"][..], &["run", "main.orch", "--dry-run"]] {
        let ran = workplace.run(arguments);
        assert_refused(
            &ran,
            2,
            &["one.get needs ONE_KEY", "two.get needs TWO_KEY", "nothing was run", "--sandbox"],
        );
    }
    let half = workplace.run_with(&[("ONE_KEY", "key-of-one")], ["run", "main.orch"]);
    assert_refused(&half, 2, &["TWO_KEY"]);
    assert!(!half.stderr.contains("one.get needs"), "{half:#?}");
    assert_eq!(server.connections(), 0);
    let listed = workplace.run(["jobs", "list", "--format", "json"]);
    assert_eq!(listed.json()["jobs"], json!([]), "no job began");
}

#[test]
fn a_result_that_has_nowhere_to_go_keeps_the_job_from_beginning() {
    let project = Project::with("  n");
    project.workplace.write("file", "x");
    for arguments in [
        &["run", "main.orch", "--output", "."][..],
        &["run", "main.orch", "--output", "file/below"],
        &["run", "main.orch", "--events", "file/below"],
        &["run", "main.orch", "--store", "file"],
    ] {
        let ran = project.run(arguments);
        assert_refused(&ran, 2, &["error: "]);
    }
}
