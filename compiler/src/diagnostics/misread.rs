//! What of a file couldn't be read, so that one mistake yields one diagnostic: what its types show
//! around there may be the same mistake once more.

use orchestra_diagnostics::{Diagnostic, Span};
use orchestra_syntax::{NodeKind, Parse, TokenKind};
use rustc_hash::FxHashSet;

use super::{Fact, Reporter};

/// What of a file couldn't be read.
pub(super) struct Misread {
    /// Where syntax is wrong, with the blanks before.
    places: Vec<Span>,
    /// Names in what was passed over: some may have been declared there.
    names: FxHashSet<String>,
}

impl Misread {
    /// Of a file with these problems of syntax.
    pub(super) fn of(parse: &Parse, problems: &[Diagnostic]) -> Self {
        let places: Vec<Span> = problems
            .iter()
            .map(|problem| {
                let before = &parse.tree.text()[..problem.span.start as usize];
                Span { start: before.trim_end().len() as u32, end: problem.span.end }
            })
            .collect();
        let mut names = FxHashSet::default();
        if !places.is_empty() {
            for node in parse.tree.nodes().filter(|node| node.kind() == NodeKind::Error) {
                let words = node.tokens().filter(|token| token.kind() == TokenKind::Name);
                names.extend(words.map(|token| token.text().to_owned()));
            }
        }
        Self { places, names }
    }

    /// Whether `fact` may come of what couldn't be read.
    pub(super) fn explains(&self, fact: &Fact, reporter: &Reporter<'_>) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let whole = match fact {
            Fact::UnknownName(fact) if self.names.contains(&fact.name) => return true,
            Fact::MissingField(fact) => fact.insert,
            Fact::MatchNotExhaustive(fact) => Some(fact.whole),
            _ => None,
        };
        let span = whole.map_or_else(|| fact.report(reporter).span, |whole| reporter.span(whole));
        self.places.iter().any(|place| place.start <= span.end && span.start <= place.end)
    }
}
