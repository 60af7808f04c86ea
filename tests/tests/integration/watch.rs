//! `orchc check --watch`: after each change on disk, what is wrong now.
//!
//! A test changes a file and reads on until the next document is there, so that it waits for
//! nothing else; only a watcher that hears nothing runs into the time-out.

#![expect(clippy::disallowed_methods, reason = "the test changes files as an editor does")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use orchestra_tests::{
    orchc::{Workplace, finish},
    subnet::{Subnet, object},
    terminal::Terminal,
};
use serde_json::{Value, json};

/// More than any round takes on a loaded machine.
const FAR_TOO_LONG: Duration = Duration::from_secs(120);
const RIGHT: &str = "const A: int = 1\n";
const WRONG: &str = "const A: int = \"x\"\n";

/// A running `orchc check --watch`.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(workplace: &Workplace, further: &[&str]) -> Self {
        let arguments = ["check", "--watch"].iter().chain(further);
        let mut child = workplace.start(arguments);
        let output = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|it| tell.send(it))
        });
        Self { child, lines }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(FAR_TOO_LONG).expect("a change is heard")
    }

    /// Codes and files of the next document.
    fn next(&self) -> Vec<(String, String)> {
        let document: Value = serde_json::from_str(&self.line()).unwrap();
        let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
        let found = document["diagnostics"].as_array().unwrap();
        found.iter().map(|it| (text(it, "code"), text(it, "file"))).collect()
    }

    /// Documents up to one that is as expected: a change may be seen half done.
    #[track_caller]
    fn until(&self, expected: &[(&str, &str)]) {
        let same = |found: &[(String, String)]| {
            found.iter().map(|(code, file)| (&**code, &**file)).eq(expected.iter().copied())
        };
        while !same(&self.next()) {}
    }

    /// Sends a signal and waits for the end: its exit code, and what was said on stderr.
    fn end(self, signal: &str) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let ran = finish(self.child.wait_with_output().unwrap());
        assert_eq!(self.lines.recv().ok(), None);
        (ran.code, ran.stderr)
    }
}

#[test]
fn each_change_of_a_file_is_one_document() {
    let workplace = Workplace::new();
    workplace.write("a.orch", RIGHT);
    let watching = Watching::start(&workplace, &["--format", "json"]);
    watching.until(&[]);
    workplace.write("a.orch", WRONG);
    watching.until(&[("E0301", "a.orch")]);
    workplace.write("b.orch", "const B: int = \"x\"\n");
    watching.until(&[("E0301", "a.orch"), ("E0301", "b.orch")]);
    let project = workplace.project();
    // As editors save: another file takes the name.
    workplace.write("a.orch~", RIGHT);
    std::fs::rename(project.join("a.orch~"), project.join("a.orch")).unwrap();
    watching.until(&[("E0301", "b.orch")]);
    std::fs::rename(project.join("b.orch"), project.join("c.orch")).unwrap();
    watching.until(&[("E0301", "c.orch")]);
    std::fs::remove_file(project.join("c.orch")).unwrap();
    watching.until(&[]);
    assert_eq!(watching.end("-INT"), (Some(130), String::new()));
}

#[test]
fn manifest_overlay_and_new_folders_are_heard() {
    let entry = |of: &str| {
        Subnet::at("numbers", "http://127.0.0.1:9").operation(
            "get",
            json!({ "method": "GET", "path": "/n" }),
            object(json!({})),
            json!({ "output": { "type": of } }),
        )
    };
    let workplace = Workplace::new();
    workplace.overlay(&[entry("integer")]).write(
        "main.orch",
        "use subnet numbers\n\ntemplate main() -> int {\n  call numbers.get {}\n}\n",
    );
    let watching = Watching::start(&workplace, &["--format", "json"]);
    watching.until(&[]);
    workplace.overlay(&[entry("string")]);
    watching.until(&[("E0301", "main.orch")]);
    workplace.overlay(&[entry("integer")]);
    watching.until(&[]);
    let manifest = "[ledger]\noverlay = \"ledger/\"\n";
    workplace.write("orchestra.toml", "[ledger\n");
    watching.until(&[("E0401", "main.orch"), ("E0701", "orchestra.toml")]);
    workplace.write("orchestra.toml", manifest);
    watching.until(&[]);
    workplace.write("inner/deeper/a.orch", WRONG);
    watching.until(&[("E0301", "inner/deeper/a.orch")]);
    std::fs::remove_dir_all(workplace.project().join("inner")).unwrap();
    watching.until(&[]);
    assert_eq!(watching.end("-TERM").0, Some(143));
}

#[test]
fn what_can_not_be_read_is_said_and_waited_for() {
    let workplace = Workplace::new();
    workplace.write("a.orch", RIGHT);
    let watching = Watching::start(&workplace, &["--format", "json", "a.orch"]);
    watching.until(&[]);
    let path = workplace.project().join("a.orch");
    std::fs::remove_file(&path).unwrap();
    watching.until(&[]);
    // A folder of that name can't be read either.
    std::fs::create_dir(&path).unwrap();
    std::fs::remove_dir(&path).unwrap();
    workplace.write("a.orch", WRONG);
    watching.until(&[("E0301", "a.orch")]);
    let (code, said) = watching.end("-INT");
    assert_eq!(code, Some(130));
    assert!(said.contains("there is no file or folder `a.orch`"), "{said}");
}

#[test]
fn lines_are_appended_and_what_was_known_stays_known() {
    let workplace = Workplace::new();
    workplace.write("a.orch", WRONG);
    let listed = workplace.run(["check", "--baseline", "known.json", "--update"]);
    assert_eq!(listed.code, Some(0), "{listed:#?}");
    let watching = Watching::start(&workplace, &["--format", "short", "--baseline", "known.json"]);
    workplace.write("a.orch", &format!("{WRONG}const B: int = \"x\"\n"));
    let line = watching.line();
    assert!(line.starts_with("a.orch:2:16: error[E0301]"), "{line}");
    workplace.write("a.orch", &format!("{WRONG}\nconst B: int = \"x\"\n"));
    let line = watching.line();
    assert!(line.starts_with("a.orch:3:16: error[E0301]"), "{line}");
    assert_eq!(watching.end("-INT").0, Some(130));
}

#[test]
fn a_terminal_is_cleared_before_each_round() {
    let workplace = Workplace::new();
    workplace.write("a.orch", WRONG);
    let command = workplace.command(["check", "--watch"]);
    let (code, shown) = Terminal::run_until(command, "waiting for changes");
    assert_eq!(code, Some(130), "{shown:?}");
    assert!(shown.starts_with("\u{1b}[2J") && shown.contains("E0301"), "{shown:?}");
    assert!(shown.ends_with("Ctrl-C ends it\n"), "{shown:?}");
}

#[test]
fn options_that_write_or_read_once_are_refused() {
    let workplace = Workplace::new();
    for further in [&["--fix"][..], &["--stdin"], &["--baseline", "b.json", "--update"]] {
        let ran = workplace.run(["check", "--watch"].iter().chain(further));
        assert_eq!(ran.code, Some(2), "{ran:#?}");
    }
}
