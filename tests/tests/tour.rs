//! The tour is true: its commands, one after the other in an empty folder, print what it shows.
//!
//! In a `console` block a line with `$ ` is a command (lines with `>` belong to it), the lines
//! below are what appears on the terminal. `…` stands for anything: at a line's end for the rest of
//! the line, alone for any lines. `[exit code N]` is the code, where it isn't 0.

use std::process::{Command, Stdio};

use orchestra_tests::{
    corpus,
    examples::examples,
    orchc::{self, Workplace},
};

struct Shown {
    command: String,
    output: Vec<String>,
    code: i32,
}

fn shown(block: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            all.push(Shown { command: command.to_owned(), output: Vec::new(), code: 0 });
            continue;
        }
        let last = all.last_mut().expect("a block begins with a command");
        if let Some(more) = line.strip_prefix('>') {
            last.command += "\n";
            last.command += more.strip_prefix(' ').unwrap_or(more);
        } else if let Some(code) = line.strip_prefix("[exit code ") {
            last.code = code.trim_end_matches(']').parse().expect("a code is a number");
        } else {
            last.output.push(line.to_owned());
        }
    }
    all
}

/// Whether `found` is what `expected` shows.
fn fits(expected: &[String], found: &[&str]) -> bool {
    match (expected, found) {
        ([], found) => found.is_empty(),
        ([dots, rest @ ..], found) if dots == "…" => {
            (0..=found.len()).any(|skipped| fits(rest, &found[skipped..]))
        }
        ([line, rest @ ..], [first, more @ ..]) => line_fits(line, first) && fits(rest, more),
        _ => false,
    }
}

fn line_fits(expected: &str, found: &str) -> bool {
    match expected.split_once('…') {
        None => expected == found,
        Some((start, end)) => {
            found.len() >= start.len() + end.len()
                && found.starts_with(start)
                && found.ends_with(end)
        }
    }
}

#[test]
fn every_command_of_the_tour_does_what_the_tour_says() {
    let tour = corpus::read(&corpus::folder("..").join("docs/tour.md"));
    let workplace = Workplace::new();
    let folder = orchc::binary().parent().expect("a program lies in a folder").to_owned();
    let mut place = workplace.project();
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in examples(&tour).iter().filter(|block| block.language == "console") {
        for shown in shown(&block.text) {
            count += 1;
            if let Some(below) = shown.command.strip_prefix("cd ") {
                place.push(below);
                continue;
            }
            let output = Command::new("sh")
                .args(["-c", &format!("exec 2>&1\n{}", shown.command)])
                .current_dir(&place)
                .env_clear()
                .env("HOME", workplace.root().join("home"))
                .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
                .stdin(Stdio::null())
                .output()
                .expect("a shell can be started");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let lines: Vec<&str> = text.lines().collect();
            if output.status.code() != Some(shown.code) || !fits(&shown.output, &lines) {
                let (command, status) = (&shown.command, output.status);
                wrong.push(format!(
                    "$ {command}\n{text}({status}), not\n{}",
                    shown.output.join("\n")
                ));
            }
        }
    }
    assert!(count > 20, "only {count} commands were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
