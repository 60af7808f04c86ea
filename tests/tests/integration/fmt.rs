//! `orchc fmt` where a transcript can't show it: stdin, bytes that are no text, links.

use std::io::Write as _;

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace, finish},
};

const WRITTEN: &str = "const A=[1,2]\n";
const LAID_OUT: &str = "const A = [1, 2]\n";

fn piped(workplace: &Workplace, arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = workplace.command(arguments);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("orchc can be started and talked to");
    child
        .stdin
        .take()
        .expect("orchc can be started and talked to")
        .write_all(input)
        .expect("orchc can be started and talked to");
    finish(child.wait_with_output().expect("orchc can be started and talked to"))
}

#[test]
fn stdin_comes_out_laid_out() {
    let workplace = Workplace::new();
    let ran = piped(&workplace, &["fmt", "--stdin"], WRITTEN.as_bytes());
    assert_eq!((ran.code, &*ran.stdout, &*ran.stderr), (Some(0), LAID_OUT, ""));
    // Nothing is escaped on the way: the text goes back to where it came from.
    let controls = "// a\u{1b}b\u{202e}\n";
    assert_eq!(piped(&workplace, &["fmt", "--stdin"], controls.as_bytes()).stdout, controls);
    let ran = piped(&workplace, &["fmt", "--stdin", "--check"], WRITTEN.as_bytes());
    assert_eq!((ran.code, &*ran.stdout), (Some(1), "stdin.orch\n"));
    let ran = piped(&workplace, &["fmt", "--stdin", "--check"], LAID_OUT.as_bytes());
    assert_eq!((ran.code, &*ran.stdout), (Some(0), ""));
}

#[test]
fn a_mistake_on_stdin_is_reported_and_the_rest_laid_out() {
    let arguments = ["fmt", "--stdin", "--stdin-path", "market.orch"];
    let ran = piped(&Workplace::new(), &arguments, b"const A=[1,2]\n\nconst B = [1  2]\n");
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stdout, "const A = [1, 2]\n\nconst B = [1  2]\n");
    assert!(ran.stderr.contains("E0101") && ran.stderr.contains("market.orch:3"), "{ran:?}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "tests write what they test with")]
fn bytes_that_are_no_text_are_left_alone() {
    let workplace = Workplace::new();
    workplace.write("right.orch", WRITTEN);
    let path = workplace.project().join("wrong.orch");
    std::fs::write(&path, b"const A=\"\xff\"\n").unwrap();
    let ran = workplace.run(["fmt", "."]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("isn't UTF-8"), "{ran:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"const A=\"\xff\"\n");
    assert_eq!(corpus::read(&workplace.project().join("right.orch")), LAID_OUT);
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_what_it_leads_to_is_written() {
    let workplace = Workplace::new();
    workplace.write("real.orch", WRITTEN);
    let link = workplace.project().join("link.orch");
    std::os::unix::fs::symlink("real.orch", &link).unwrap();
    assert_eq!(workplace.run(["fmt", "link.orch"]).code, Some(0));
    assert!(link.is_symlink());
    assert_eq!(corpus::read(&workplace.project().join("real.orch")), LAID_OUT);
}

#[test]
fn what_ships_is_laid_out() {
    for folder in ["../stdlib", "../cli/src/commands/new_package"] {
        let path = corpus::folder(folder);
        let ran = Workplace::new().run(["fmt", "--check", path.to_str().unwrap()]);
        assert_eq!((ran.code, &*ran.stdout), (Some(0), ""), "{ran:?}");
    }
}
