//! What is asked and said of packages that are made, added, removed and published.

use orchestra_ledger_model::Ledger;
use orchestra_tests::{
    corpus,
    orchc::{Workplace, finish},
    terminal::Terminal,
};
use serde_json::{Value, json};

use super::{project, succeeded};

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
