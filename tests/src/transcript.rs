//! Transcripts in Markdown: what a page shows of commands is what they print.
//!
//! In a `console` block a line with `$ ` is a command (lines with `>` belong to it), the lines
//! below are what appears on the terminal. `…` stands for anything: at a line's end for the rest of
//! the line, alone for any lines. `[exit code N]` is the code, where it isn't 0.
//!
//! All commands of a page run one after the other in one shell's way, from an empty folder, with an
//! empty home; `cd` moves. With `UPDATE=1` what isn't shown as it is now is rewritten.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    corpus,
    examples::examples,
    orchc::{self, Workplace},
};

/// What a page shows of one command.
struct Shown {
    /// The command's lines, as they stand.
    lines: Vec<String>,
    output: Vec<String>,
    code: i32,
}

impl Shown {
    fn command(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let line = line.strip_prefix(['$', '>']).unwrap_or(line);
            line.strip_prefix(' ').unwrap_or(line)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn text(&self) -> String {
        let code = (self.code != 0).then(|| format!("[exit code {}]", self.code));
        let lines = self.lines.iter().chain(&self.output).chain(&code);
        lines.map(|line| format!("{line}\n")).collect()
    }
}

/// Runs the commands of a page; how many there are.
///
/// # Panics
/// Where one of them prints something else, unless the page is rewritten.
#[must_use]
pub fn replay(page: &Path) -> usize {
    let text = corpus::read(page);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let workplace = Workplace::new();
    let mut place = workplace.project();
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut blocks = Vec::new();
    for block in examples(&text).into_iter().filter(|block| block.language == "console") {
        let mut all = shown(&block.text);
        for shown in &mut all {
            count += 1;
            if let Some(below) = shown.command().strip_prefix("cd ") {
                place.push(below);
                continue;
            }
            let found = run(&workplace, &place, &shown.command());
            if found.code != shown.code || !fits(&shown.output, &found.output) {
                wrong.push(format!("{}, not\n{}", found.text(), shown.text()));
                (shown.output, shown.code) = (found.output, found.code);
            }
        }
        blocks.push((block, all));
    }
    if wrong.is_empty() {
        return count;
    }
    assert!(corpus::updating(), "{}: {}", page.display(), wrong.join("\n\n"));
    for (block, all) in blocks.into_iter().rev() {
        let inside = block.line..block.line + block.text.lines().count();
        lines.splice(
            inside,
            all.iter().flat_map(|it| it.text().lines().map(str::to_owned).collect::<Vec<_>>()),
        );
    }
    corpus::write(page, &(lines.join("\n") + "\n"));
    count
}

fn run(workplace: &Workplace, place: &Path, command: &str) -> Shown {
    let folder = orchc::binary().parent().expect("a program lies in a folder");
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(place)
        .env_clear()
        .env("HOME", workplace.root().join("home"))
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .stdin(Stdio::null())
        .output()
        .expect("a shell can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    Shown {
        lines: format!("$ {command}").lines().map(str::to_owned).collect(),
        output: text.lines().map(str::to_owned).collect(),
        code: output.status.code().expect("a shell ends by itself"),
    }
}

fn shown(block: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for line in block.lines() {
        if line.starts_with("$ ") {
            all.push(Shown { lines: vec![line.to_owned()], output: Vec::new(), code: 0 });
            continue;
        }
        let last = all.last_mut().expect("a block begins with a command");
        if line.starts_with('>') {
            last.lines.push(line.to_owned());
        } else if let Some(code) = line.strip_prefix("[exit code ") {
            last.code = code.trim_end_matches(']').parse().expect("a code is a number");
        } else {
            last.output.push(line.to_owned());
        }
    }
    all
}

/// Whether `found` is what `expected` shows.
fn fits(expected: &[String], found: &[String]) -> bool {
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
