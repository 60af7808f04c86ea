//! Questions to people, as `orchc` puts them: on a terminal where the job runs, and by `orchc jobs
//! approve` elsewhere.

use orchestra_tests::{orchc::Workplace, terminal::Terminal};
use serde_json::Value;

/// A project with a template that asks twice, and writes between.
fn project() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("orchestra.toml", "[package]\nname = \"asking\"\n").write(
        "main.orch",
        r#"template main() -> string[] {
  let first = call sys.approve { prompt: "Write it?" }
  ensure first.approved, "the first was a no"
  call sys.write_file { path: "out.txt", text: "written" }
  let second = call sys.approve { prompt: "Tell it?", expires: 2d }
  if second.approved { ["told"] } else { [second.note ?? "kept"] }
}
"#,
    );
    workplace
}

#[test]
fn a_terminal_asks_where_the_job_runs_until_it_is_told_yes_or_no() {
    let workplace = project();
    let (code, shown) =
        Terminal::run_typing(workplace.command(["run", "main.orch"]), "perhaps\nY\n\nno\n");
    assert_eq!(code, Some(0), "{shown}");
    assert!(
        shown.contains("asks: Write it?") && shown.contains("asks: Tell it? (until "),
        "{shown}"
    );
    // Twice the first, twice the second.
    assert_eq!(shown.matches("approve it? [y/n]").count(), 4, "{shown}");
    assert!(shown.contains("\"kept\""), "{shown}");
    assert_eq!(written(&workplace), "written");
}

#[test]
fn a_no_on_a_terminal_is_what_the_template_makes_of_it() {
    let workplace = project();
    let (code, shown) = Terminal::run_typing(workplace.command(["run", "main.orch"]), "n\n");
    assert_eq!(code, Some(3), "{shown}");
    assert!(shown.contains("the first was a no"), "{shown}");
}

#[test]
fn who_leaves_without_a_word_finds_the_job_waiting() {
    let workplace = project();
    let run = workplace.command(["run", "main.orch", "--job", "one"]);
    let (code, shown) = Terminal::run_typing(run, "y\n\u{4}");
    assert_eq!(code, Some(6), "{shown}");
    let last = shown.lines().last().unwrap_or_default();
    assert!(
        last.contains("orchc jobs approve one 'main.answer'") || last.contains("main.second"),
        "{shown}"
    );
    let job = shown_job(&workplace);
    assert_eq!(job["approvals"][0]["step"], "main.second");
    // What was answered is known; the file isn't written again.
    workplace.write("out.txt", "mine by now");
    let approved = workplace.run(["jobs", "approve", "one", "main.second"]);
    assert_eq!(approved.code, Some(0), "{approved:#?}");
    let resumed = workplace.run(["jobs", "resume", "one"]);
    assert!(resumed.code == Some(0) && resumed.stdout.contains("told"), "{resumed:#?}");
    assert_eq!(written(&workplace), "mine by now");
}

#[test]
fn each_process_goes_on_to_the_next_question() {
    let workplace = project();
    let first = workplace.run(["run", "main.orch", "--job", "one"]);
    assert_eq!((first.code, &*first.stdout), (Some(6), ""), "{first:#?}");
    // The same command again waits for the same.
    let again = workplace.run(["run", "main.orch", "--job", "one"]);
    assert_eq!(again.code, Some(6), "{again:#?}");
    assert!(workplace.run(["jobs", "approve", "one", "main.first"]).code == Some(0));
    let second = workplace.run(["jobs", "resume", "one"]);
    assert_eq!(second.code, Some(6), "{second:#?}");
    assert!(second.stderr.contains("`main.second` asks: Tell it?"), "{second:#?}");
    let deny = ["jobs", "approve", "one", "main.second", "--deny", "--note", "not today"];
    assert!(workplace.run(deny).code == Some(0));
    let end = workplace.run(["jobs", "resume", "one"]);
    assert!(end.code == Some(0) && end.stdout.contains("not today"), "{end:#?}");
    let job = shown_job(&workplace);
    assert_eq!(
        (&job["state"], job["approvals"].as_array().map(Vec::len)),
        (&"succeeded".into(), Some(0))
    );
}

#[test]
fn what_is_asked_and_answered_steers_no_terminal() {
    let workplace = Workplace::new();
    workplace.write(
        "main.orch",
        "template main(text: string) -> bool {\n  let a = call sys.approve { prompt: text }\n  \
         a.approved\n}\n",
    );
    let run = ["run", "main.orch", "--job", "one", "--input", "text=\u{1b}[2Jhello"];
    let (code, shown) = Terminal::run_typing(workplace.command(run), "\u{4}");
    assert_eq!(code, Some(6), "{shown}");
    assert!(shown.contains("\\u{1b}[2Jhello") && !shown.contains("\u{1b}[2J"), "{shown:?}");
    let listed = workplace.run(["jobs", "show", "one"]);
    assert!(!listed.stdout.contains('\u{1b}'), "{listed:#?}");
}

fn written(workplace: &Workplace) -> String {
    let files = workplace.files();
    let file = files.iter().find(|(path, _)| path.ends_with("out.txt"));
    file.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn shown_job(workplace: &Workplace) -> Value {
    let shown = workplace.run(["jobs", "show", "one", "--format", "json"]);
    serde_json::from_str(&shown.stdout).unwrap_or_else(|error| panic!("{error}: {shown:#?}"))
}
