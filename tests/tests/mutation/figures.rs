//! What came of the breaks, counted by kind, and the rules that the counts must keep.

use std::collections::BTreeMap;

use orchestra_diagnostics::{Diagnostic, LineIndex};

use crate::{
    Mutant, Subject,
    mutants::{Kind, Mutation},
};

/// What the compiler says of one break.
pub(crate) struct Verdict {
    kind: Kind,
    outcome: Outcome,
    /// The break in words, with all that was said.
    words: String,
}

enum Outcome {
    Panicked,
    Valid,
    Invalid { diagnostics: usize, is_near: bool },
}

impl Verdict {
    /// Of the diagnostics that a broken file has.
    pub(crate) fn of(subject: &Subject, mutant: &Mutant, found: &[Diagnostic]) -> Self {
        let outcome = if found.is_empty() {
            Outcome::Valid
        } else {
            Outcome::Invalid { diagnostics: found.len(), is_near: is_near(subject, mutant, found) }
        };
        let mut words = place_in_words(subject, mutant);
        let index = LineIndex::new(&mutant.text);
        for found in found {
            let at = index.position(&mutant.text, found.span.start);
            words += &format!(
                "\n    {} {}:{}:{} {}",
                found.code, found.file, at.line, at.column, found.message
            );
        }
        Self { kind: mutant.kind.clone(), outcome, words }
    }

    /// Of a break over which the compiler fell.
    pub(crate) fn panicked(subject: &Subject, mutant: &Mutant) -> Self {
        let words = place_in_words(subject, mutant);
        Self { kind: mutant.kind.clone(), outcome: Outcome::Panicked, words }
    }
}

/// Whether the first diagnostic begins at most a line away from the break.
fn is_near(subject: &Subject, mutant: &Mutant, found: &[Diagnostic]) -> bool {
    let index = LineIndex::new(&mutant.text);
    let line = |at: usize| index.position(&mutant.text, at as u32).line;
    let (from, to) = (line(mutant.place.start).saturating_sub(1), line(mutant.place.end) + 1);
    let first = found.iter().min_by_key(|found| (&*found.file != subject.path(), found.span.start));
    first.is_some_and(|first| {
        &*first.file == subject.path() && (from..=to).contains(&line(first.span.start as usize))
    })
}

fn place_in_words(subject: &Subject, mutant: &Mutant) -> String {
    let at = LineIndex::new(&mutant.text).position(&mutant.text, mutant.place.start as u32);
    let Kind { mutation, role } = &mutant.kind;
    let line = mutant.text.lines().nth(at.line as usize - 1).unwrap_or_default();
    format!("{}:{}:{} {mutation:?} {role}\n    | {line}", subject.name, at.line, at.column)
}

/// Of some breaks, how many came to what.
#[derive(Clone, Copy, Default)]
struct Row {
    tried: usize,
    valid: usize,
    /// Of those that are invalid: with at most two diagnostics.
    few: usize,
    /// Of those that are invalid: with exactly one.
    one: usize,
    /// Of those that are invalid: the first diagnostic at most a line away.
    near: usize,
}

impl Row {
    fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.valid += other.valid;
        self.few += other.few;
        self.one += other.one;
        self.near += other.near;
    }

    fn invalid(&self) -> usize {
        self.tried - self.valid
    }

    fn text(&self, name: &str) -> String {
        let share = |part: usize| match self.invalid() {
            0 => "—".to_owned(),
            all => format!("{:.1} %", 100.0 * part as f64 / all as f64),
        };
        let (one, few, near) = (share(self.one), share(self.few), share(self.near));
        let Self { tried, valid, .. } = self;
        format!("{name:<36} {tried:>6} {valid:>6} {one:>9} {few:>9} {near:>9}\n")
    }
}

/// All counts, and what goes against the rules, in words.
#[derive(Default)]
pub(crate) struct Figures {
    rows: BTreeMap<Kind, Row>,
    panicked: Vec<String>,
    /// Programs although something is gone that no program can lack.
    wrongly_valid: Vec<String>,
    /// More than two diagnostics.
    many: Vec<String>,
    /// Few, though none near by.
    far: Vec<String>,
}

impl Figures {
    /// Counts a break.
    pub(crate) fn count(&mut self, verdict: Verdict) {
        let Verdict { kind, outcome, words } = verdict;
        let mut row = Row { tried: 1, ..Row::default() };
        match outcome {
            Outcome::Panicked => self.panicked.push(words),
            Outcome::Valid => {
                row.valid = 1;
                if removes(kind.mutation) && kind.role.is_needed() {
                    self.wrongly_valid.push(words);
                }
            }
            Outcome::Invalid { diagnostics, is_near } => {
                (row.one, row.few) = (usize::from(diagnostics == 1), usize::from(diagnostics <= 2));
                row.near = usize::from(is_near);
                if diagnostics > 2 {
                    self.many.push(words);
                } else if !is_near {
                    self.far.push(words);
                }
            }
        }
        self.rows.entry(kind).or_default().add(row);
    }

    /// Adds the counts of others.
    pub(crate) fn add(&mut self, other: Self) {
        for (kind, row) in other.rows {
            self.rows.entry(kind).or_default().add(row);
        }
        self.panicked.extend(other.panicked);
        self.wrongly_valid.extend(other.wrongly_valid);
        self.many.extend(other.many);
        self.far.extend(other.far);
    }

    fn total(&self, counts: impl Fn(&Kind) -> bool) -> Row {
        let mut total = Row::default();
        self.rows.iter().filter(|(kind, _)| counts(kind)).for_each(|(_, row)| total.add(*row));
        total
    }

    /// Every count, and `show` each of those that have many diagnostics, or none near by.
    pub(crate) fn text(&self, show: usize) -> String {
        let (tried, valid, one, few, near) = ("tried", "valid", "one", "≤ 2", "near");
        let mut text =
            format!("{:<36} {tried:>6} {valid:>6} {one:>9} {few:>9} {near:>9}\n", "break");
        for (kind, row) in &self.rows {
            text += &row.text(&format!("{:?} {}", kind.mutation, kind.role));
        }
        for mutation in Mutation::ALL {
            let total = self.total(|kind| kind.mutation == mutation);
            text += &total.text(&format!("{mutation:?}"));
        }
        text += &self.total(|_| true).text("all");
        for (name, found) in [("many", &self.many), ("far", &self.far)] {
            let step = (found.len() / show.max(1)).max(1);
            for words in found.iter().step_by(step).take(show) {
                text += &format!("{name}: {words}\n");
            }
        }
        text
    }

    /// Whether the rules are kept.
    pub(crate) fn check(&self) -> Result<(), String> {
        if !self.panicked.is_empty() {
            return Err(format!("the compiler fell over:\n{}", self.panicked.join("\n")));
        }
        if !self.wrongly_valid.is_empty() {
            return Err(format!("these should be wrong:\n{}", self.wrongly_valid.join("\n")));
        }
        let total = self.total(|_| true);
        let least = total.invalid() * LEAST_OF_HUNDRED / 100;
        if total.few < least || total.near < least {
            let (invalid, few, near) = (total.invalid(), total.few, total.near);
            return Err(format!(
                "of {invalid} breaks, {few} have at most two diagnostics, {near} one near by"
            ));
        }
        Ok(())
    }
}

/// Of a hundred breaks that leave no program, in how many the compiler must say at most two things,
/// and in how many the first of them near by.
const LEAST_OF_HUNDRED: usize = 95;

/// Whether the token is gone afterwards, or has another name.
fn removes(mutation: Mutation) -> bool {
    matches!(mutation, Mutation::Delete | Mutation::Rename)
}
