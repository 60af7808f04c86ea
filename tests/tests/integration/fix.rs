//! `orchc check --fix` with the real binary: what is certain is mended, and nothing else is touched.

use orchestra_tests::orchc::Workplace;

const BROKEN: &str = r#"use subnet desearch;

fn shout(text: string) -> string = text.uper()

fn last(names: string[]) -> int(0..9) = names.len().clamp(0, 9)

fn late(name: string?) -> int = name.len()
"#;

const MENDED: &str = r#"use subnet desearch

fn shout(text: string) -> string = text.upper()

fn last(names: string[]) -> int(0..=9) = names.len().clamp(0, 9)

fn late(name: string?) -> int = name.len()
"#;

fn text(workplace: &Workplace, path: &str) -> String {
    let found = workplace.files().into_iter().find(|(file, _)| file.ends_with(path));
    String::from_utf8(found.expect("it is there").1).expect("it is a text")
}

#[test]
fn what_is_certain_is_mended_and_the_rest_is_told() {
    let workplace = Workplace::new();
    workplace.write("market.orch", BROKEN);
    let ran = workplace.run(["check", "--fix", "--format", "short"]);
    assert_eq!(text(&workplace, "market.orch"), MENDED, "{}", ran.stderr);
    // `!` would be one of several ways, so that nobody but a person chooses it.
    assert_eq!(
        ran.stdout,
        "market.orch:7:33: error[E0305]: this may be null, and null has no `len`\n"
    );
    assert!(ran.stderr.contains("3 fixes applied in 1 file"), "{}", ran.stderr);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn what_was_hidden_by_a_mistake_is_told_once_it_is_mended() {
    let workplace = Workplace::new();
    let hidden = "const A: int = \"a\"; const B: int = \"b\"\nconst C: int = A + true\n";
    workplace.write("market.orch", hidden);
    let ran = workplace.run(["check", "--fix", "--format", "short"]);
    assert!(!text(&workplace, "market.orch").contains(';'), "{}", ran.stderr);
    assert!(ran.stdout.lines().count() >= 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("1 fix applied in 1 file"), "{}", ran.stderr);
}

#[test]
fn a_second_run_finds_nothing_to_mend() {
    let workplace = Workplace::new();
    workplace.write("market.orch", MENDED);
    let before = workplace.files();
    let ran = workplace.run(["check", "--fix"]);
    assert!(ran.stderr.contains("0 fixes applied in 0 files"), "{}", ran.stderr);
    assert_eq!(workplace.files(), before);
}

#[test]
fn only_files_that_were_asked_for_are_written() {
    let workplace = Workplace::new();
    workplace.write("broken.orch", "fn shout(text: string) -> string = text.uper()\n");
    workplace.write(
        "user.orch",
        "use \"./broken.orch\" { shout }\n\nconst A: int = shout(\"a\").lenn()\n",
    );
    let ran = workplace.run(["check", "--fix", "user.orch"]);
    assert_eq!(
        text(&workplace, "user.orch"),
        "use \"./broken.orch\" { shout }\n\nconst A: int = shout(\"a\").len()\n",
        "{}",
        ran.stderr
    );
    assert!(text(&workplace, "broken.orch").contains("uper"), "{}", ran.stderr);
}

#[test]
fn placeholders_are_no_fixes() {
    let workplace = Workplace::new();
    let text_before = "type A = { name: string, mood: float }\n\nconst ONE: A = { mood: 0.5 }\n";
    workplace.write("market.orch", text_before);
    workplace.run(["check", "--fix"]);
    assert_eq!(text(&workplace, "market.orch"), text_before);
}

#[test]
fn code_scanning_and_workflows_are_told_in_their_words() {
    let workplace = Workplace::new();
    workplace.write("market.orch", BROKEN);
    let ran = workplace.run(["check", "--format", "github"]);
    let first = "::error file=market.orch,line=1,endLine=1,col=20,endColumn=21,title=E0101::";
    assert!(ran.stdout.starts_with(first), "{}", ran.stdout);
    assert_eq!(ran.code, Some(1));
    let ran = workplace.run(["check", "--format", "sarif"]);
    let document = ran.json();
    let run = &document["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(4));
    assert_eq!(run["results"][1]["fixes"][0]["description"]["text"], "write `upper`");
    assert_eq!(ran.code, Some(1));
}
