//! Transcripts in `tests/cli/`, one a folder: a project, `commands`, one a line, and what they print, in
//! `transcript`. What differs from run to run (times, folders) is masked.

use std::path::Path;

use orchestra_tests::{corpus, orchc::Workplace};
use regex::Regex;

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
