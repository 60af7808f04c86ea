//! What is shown on a terminal, and to a pipe that closes.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::Stdio,
};

use orchestra_tests::{
    orchc::{Workplace, finish},
    terminal::Terminal,
};

use super::{project, succeeded};

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
fn a_plan_fits_a_terminal_of_eighty_columns() {
    let workplace = Workplace::new();
    let (code, shown) =
        Terminal::run(workplace.command(["plan", "std:market_research", "--quote"]));
    assert_eq!(code, Some(0), "{shown}");
    let wide: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty() && shown.contains("├─ overview"), "{wide:#?} {shown}");
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
