//! Texts from elsewhere don't steer the terminal, and don't stand in another order than they are.

use orchestra_tests::{
    server::{Answer, Server},
    terminal::Terminal,
};

use super::victim::{Victim, asks, reading};

/// Clears the screen, sets the title, turns the text around.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{9b}31m\u{202e}txt\u{2066}\u{8}\r";

#[track_caller]
fn assert_plain(what: &str, text: &str) {
    let is_wrong = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(is_wrong), "{what}: {text:?}");
}

#[test]
fn what_an_answer_says_does_not_steer_the_terminal() {
    for status in [200, 404, 500] {
        let body = serde_json::json!(HOSTILE).to_string();
        let server = Server::start(move |_, _| match status {
            200 => Answer::json(&body),
            status => Answer::status(status, HOSTILE),
        });
        let template = asks("loud")
            .replace("  [first", "  call sys.log { message: \"${second.to_json()}\" }\n  [first");
        let victim = Victim::new(&[reading("loud", &server.url())], &template);
        let ran = victim.run(&["run", "main.orch", "--job", "j", "--verbose"]);
        assert_eq!(ran.code, Some(if status == 200 { 0 } else { 3 }), "{ran:#?}");
        assert_plain("stderr", &ran.stderr);
        assert!(!ran.stdout.contains('\u{1b}'), "{ran:#?}");
        let shown = victim.run(&["jobs", "show", "j"]);
        assert_plain("jobs show", &shown.stdout);
    }
}

#[test]
fn what_a_message_of_a_template_says_does_not_either() {
    let victim = Victim::new(
        &[],
        "template main(said: string) -> json {\n  call sys.log { message: said }\n  ensure said == \
         \"\", \"not ${said}\"\n}\n",
    );
    let ran = victim.run(&["run", "main.orch", &format!("--input=said={HOSTILE}"), "--job", "j"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert_plain("stderr", &ran.stderr);
    assert!(ran.stderr.contains("\\u{1b}[2J") && ran.stderr.contains("\\u{202e}"), "{ran:#?}");
    assert_plain("jobs show", &victim.run(&["jobs", "show", "j"]).stdout);
}

#[test]
fn names_of_files_inputs_and_jobs_do_not_either() {
    let victim = Victim::new(&[], "template main(n: int) -> int { n }\n");
    let name = format!("{}.orch", HOSTILE.replace('/', "-"));
    victim.workplace.write(&name, "template main() -> int { m }\n");
    let (input, alone) = (format!("--input={HOSTILE}=1"), format!("--input={HOSTILE}"));
    let value = format!("--input=n={HOSTILE}");
    for arguments in [
        &["check"][..],
        &["check", &name, "--format", "short"],
        &["run", &name],
        &["plan", &name],
        &["check", HOSTILE],
        &["run", HOSTILE],
        &["run", "main.orch", &input],
        &["run", "main.orch", &alone],
        &["run", "main.orch", &value],
        &["run", "main.orch", "--input=n=1", "--job", HOSTILE],
        &["run", "main.orch", "-t", HOSTILE],
        &["jobs", "show", HOSTILE],
        &["jobs", "resume", HOSTILE],
        &["ledger", "show", HOSTILE],
        &["explain", HOSTILE],
        &["trust", HOSTILE, HOSTILE],
        &["trust", "--private", HOSTILE],
        &["new", HOSTILE],
        &["run", "main.orch", "--input=n=1", "--output", HOSTILE, "--store", "store"],
        &["run", "main.orch", "--input=n=1", "--store", HOSTILE],
    ] {
        let ran = victim.run(arguments);
        assert!(matches!(ran.code, Some(0..=2)), "{arguments:?} {ran:#?}");
        assert_plain(&format!("{arguments:?} stderr"), &ran.stderr);
        assert_plain(&format!("{arguments:?} stdout"), &ran.stdout);
    }
}

#[test]
fn bidirectional_controls_in_a_source_are_an_error() {
    let victim =
        Victim::new(&[], "template main() -> string {\n  \"a\u{202e}b\" // \u{2066}c\n}\n");
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E0101", "\\u{202e}"]);
    let checked = victim.run(&["check"]);
    assert_plain("check", &checked.stderr);
}

#[test]
fn a_live_tree_shows_only_what_it_draws_itself() {
    let server = Server::start(|_, _| Answer::status(500, HOSTILE));
    let victim = Victim::new(&[reading("loud", &server.url())], &asks("loud"));
    let (code, shown) = Terminal::run(victim.workplace.command(["run", "main.orch", "--yes"]));
    assert_eq!(code, Some(3), "{shown}");
    for part in ["\u{1b}[2J", "\u{1b}]0;", "\u{9b}", "\u{202e}", "\u{2066}"] {
        assert!(!shown.contains(part), "{shown:?}");
    }
}
