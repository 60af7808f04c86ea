//! What a job's steps are doing, folded for the eye: iterations of one loop share a line.
//!
//! This is only the model; [`crate::live`] draws it on a terminal, and its last state is what a
//! run without a terminal prints at its end.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use orchestra_plan::Money;
use rust_decimal::Decimal;

/// The lines, in order of first appearance, each below its parent.
#[derive(Clone, Debug, Default)]
pub(crate) struct StepTree {
    lines: Vec<Line>,
}

/// One line: a step, or all iterations of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// `for.page`: the step's path without indices.
    pub(crate) path: String,
    /// The last part of it, below the line that holds it.
    name: String,
    depth: usize,
    /// What it calls; empty for a loop or a branch.
    pub(crate) target: String,
    /// Who was asked last.
    pub(crate) operation: String,
    pub(crate) started: u32,
    pub(crate) succeeded: u32,
    /// Failed, so that their `else` took over; how they ended is counted beside it.
    pub(crate) fell_back: u32,
    pub(crate) failed: u32,
    /// Given up because something else failed.
    pub(crate) cancelled: u32,
    /// Attempts after the first.
    pub(crate) retries: u32,
    /// The longest of them so far.
    pub(crate) longest_ms: u64,
    /// What they cost by currency, as far as that is known.
    cost: BTreeMap<Arc<str>, Decimal>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Succeeded,
    Failed,
    Cancelled,
}

impl Line {
    pub(crate) fn running(&self) -> u32 {
        let ended = self.succeeded + self.failed + self.cancelled;
        self.started.saturating_sub(ended)
    }

    /// `✓`, `✗`, `↷` (fell back), `–` (given up), or a space while it runs.
    pub(crate) fn sign(&self) -> char {
        match (self.running(), self.failed, self.cancelled, self.fell_back) {
            (1.., ..) => ' ',
            (_, 1.., ..) => '✗',
            (_, _, 1.., _) => '–',
            (_, _, _, 1..) => '↷',
            _ => '✓',
        }
    }

    /// The line's name, indented below the line that holds it.
    pub(crate) fn label(&self) -> String {
        format!("{}{}", "  ".repeat(self.depth), self.name)
    }

    /// Counts, time and who answered.
    pub(crate) fn detail(&self) -> String {
        let mut text = String::new();
        if self.started > 1 {
            let ended = self.started - self.running();
            write!(text, "{ended}/{} ", self.started).expect("a String takes all text");
        }
        if self.running() == 0 {
            write!(text, "{} ", duration(self.longest_ms)).expect("a String takes all text");
        }
        for (currency, amount) in &self.cost {
            write!(text, "{}{currency} ", amount.normalize()).expect("a String takes all text");
        }
        text += match (self.operation.as_str(), self.target.as_str()) {
            ("", target) => target,
            (operation, _) => operation,
        };
        let notes = [
            (self.retries, "retried"),
            (self.fell_back, "fell back"),
            (self.failed, "failed"),
            (self.cancelled, "given up"),
        ];
        let notes: Vec<_> = notes
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(
                |(count, word)| {
                    if self.started > 1 { format!("{count} {word}") } else { (*word).to_owned() }
                },
            )
            .collect();
        if !notes.is_empty() {
            write!(text, " ({})", notes.join(", ")).expect("a String takes all text");
        }
        text.trim().to_owned()
    }
}

impl StepTree {
    pub(crate) fn start(&mut self, path: &str, target: &str) {
        let line = self.line(path);
        line.started += 1;
        target.clone_into(&mut line.target);
    }

    pub(crate) fn attempt(&mut self, path: &str, operation: &str, number: u32) {
        let line = self.line(path);
        operation.clone_into(&mut line.operation);
        line.retries += u32::from(number > 1);
    }

    /// A step failed, and its `else` takes over.
    pub(crate) fn fall_back(&mut self, path: &str) {
        self.line(path).fell_back += 1;
    }

    pub(crate) fn end(&mut self, path: &str, end: End, elapsed_ms: u64) {
        let line = self.line(path);
        line.longest_ms = line.longest_ms.max(elapsed_ms);
        match end {
            End::Succeeded => line.succeeded += 1,
            End::Failed => line.failed += 1,
            End::Cancelled => line.cancelled += 1,
        }
    }

    /// Adds to what a step cost.
    pub(crate) fn spend(&mut self, path: &str, cost: &[Money]) {
        let line = self.line(path);
        for money in cost {
            let spent = line.cost.entry(Arc::clone(&money.currency)).or_default();
            // Sums beyond what a decimal holds stay where they are; totals are the engine's.
            *spent = spent.checked_add(money.amount).unwrap_or(*spent);
        }
    }

    /// In the order in which they are shown.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every line as text, for the end.
    pub(crate) fn text(&self) -> String {
        let width = self.lines.iter().map(|line| line.label().chars().count()).max().unwrap_or(0);
        self.lines.iter().fold(String::new(), |mut text, line| {
            let label = line.label();
            let gap = " ".repeat(width - label.chars().count());
            let row = format!("{} {label}{gap}  {}", line.sign(), line.detail());
            writeln!(text, "{}", row.trim_end()).expect("a String takes all text");
            text
        })
    }

    /// The line of a step, made below the last line of what holds it where it isn't there yet.
    fn line(&mut self, path: &str) -> &mut Line {
        let path = without_indices(path);
        let known = self.lines.iter().position(|line| line.path == path);
        let index = known.unwrap_or_else(|| {
            let (line, index) = self.new_line(path);
            self.lines.insert(index, line);
            index
        });
        &mut self.lines[index]
    }

    /// Branches have no line of their own: what is in them is called `else.web`.
    fn new_line(&self, path: String) -> (Line, usize) {
        let mut above = path.as_str();
        while let Some((shorter, _)) = above.rsplit_once('.') {
            above = shorter;
            let Some(holder) = self.lines.iter().find(|line| line.path == above) else { continue };
            let name = path[above.len() + 1..].to_owned();
            let depth = holder.depth + 1;
            let below = format!("{above}.");
            let within = |line: &Line| line.path == above || line.path.starts_with(&below);
            let last = self.lines.iter().rposition(within).unwrap_or(self.lines.len() - 1);
            return (Line { path, name, depth, ..Line::default() }, last + 1);
        }
        // The template's name, which all have in front, says nothing.
        let name = path.split_once('.').map_or(path.as_str(), |(_, rest)| rest).to_owned();
        (Line { path, name, ..Line::default() }, self.lines.len())
    }
}

/// `a.for[3].web` as `a.for.web`.
fn without_indices(path: &str) -> String {
    let mut inside = false;
    path.chars()
        .filter(|character| {
            inside = (inside || *character == '[') && *character != ']';
            !inside && *character != ']'
        })
        .collect()
}

/// `850ms`, `3.2s`, `2m05s`.
pub(crate) fn duration(ms: u64) -> String {
    match ms {
        0..1000 => format!("{ms}ms"),
        1000..60_000 => format!("{}.{}s", ms / 1000, ms % 1000 / 100),
        _ => format!("{}m{:02}s", ms / 60_000, ms % 60_000 / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iterations_share_a_line_below_their_loop() {
        let mut tree = StepTree::default();
        tree.start("t.web", "search.web");
        tree.start("t.for", "");
        tree.start("t.report", "text.generate");
        tree.start("t.else.mood", "text.generate");
        for i in 0..3 {
            tree.start(&format!("t.for[{i}].page"), "data.web");
        }
        tree.attempt("t.for[1].page", "reader.read", 1);
        tree.attempt("t.for[1].page", "reader.read", 2);
        tree.end("t.for[0].page", End::Succeeded, 1200);
        tree.fall_back("t.for[1].page");
        tree.end("t.for[1].page", End::Succeeded, 90);
        tree.end("t.web", End::Succeeded, 65_000);
        tree.spend("t.web", &[Money::parse("0.0250usd").unwrap()]);
        assert_eq!(
            tree.text(),
            "✓ web        1m05s 0.025usd search.web\n\
             \x20 for\n\
             \x20   page     2/3 reader.read (1 retried, 1 fell back)\n\
             \x20 report     text.generate\n\
             \x20 else.mood  text.generate\n"
        );
    }
}
