//! What of a file couldn't be read, so that one mistake yields one diagnostic: what its types show
//! around there may be the same mistake once more.

use orchestra_diagnostics::{Code, Diagnostic, Span};
use orchestra_syntax::{NodeKind, NodeRef, Parse, TokenKind};
use rustc_hash::FxHashSet;

use super::{Fact, Reporter};

/// What of a file couldn't be read.
#[derive(Default)]
pub(super) struct Misread {
    /// Where syntax is wrong, with the blanks before.
    places: Vec<Span>,
    /// The lines on which syntax is wrong.
    lines: Vec<Span>,
    /// Names in what was passed over: some may have been declared there.
    names: FxHashSet<String>,
    /// Whether a whole item is lost, or a part of a `use`: any name may have been declared there.
    lost_item: bool,
    /// Of items of which a part couldn't be read: from the first such place on.
    rests: Vec<Span>,
    /// The same of items whose head couldn't be read, where nothing below can be trusted.
    headless: Vec<Span>,
    /// The names of items of which a part couldn't be read.
    damaged: Vec<String>,
}

impl Misread {
    /// Of a file with these problems of syntax.
    pub(super) fn of(parse: &Parse, problems: &[Diagnostic]) -> Self {
        let mut misread = Self::default();
        misread.places.extend(problems.iter().map(|problem| {
            let before = &parse.tree.text()[..problem.span.start as usize];
            Span { start: before.trim_end().len() as u32, end: problem.span.end }
        }));
        for node in parse.tree.nodes().filter(|node| node.kind() == NodeKind::Error) {
            let words = node.tokens().filter(|token| token.kind() == TokenKind::Name);
            misread.names.extend(words.map(|token| token.text().to_owned()));
        }
        // A literal without a value leaves the structure around it whole.
        let structural: Vec<u32> = problems
            .iter()
            .filter(|problem| problem.code != Code::E0103)
            .map(|problem| problem.span.start)
            .collect();
        let told = problems.iter().zip(&misread.places);
        let told = told.filter(|(problem, _)| problem.code != Code::E0103);
        misread.lines = told.map(|(_, place)| lines(parse.tree.text(), *place)).collect();
        let items: Vec<NodeRef<'_>> = parse.tree.root().children().collect();
        for (index, item) in items.iter().enumerate() {
            // What is missing at an item's end is told at the next one's word.
            let own = item.span().start + u32::from(item.kind() != NodeKind::Error);
            let end = items.get(index + 1).map_or(u32::MAX, |next| {
                next.span().start + u32::from(next.kind() != NodeKind::Error)
            });
            let within = |at: &&u32| own <= **at && **at < end;
            let Some(first) = structural.iter().find(within) else { continue };
            let before = parse.tree.text()[..*first as usize].trim_end().len() as u32;
            misread.lost_item |= is_lost(*item, before);
            misread.damaged.extend(item.child(NodeKind::Name).map(|name| name.text().to_owned()));
            let rest = Span { start: *first, end: item.span().end };
            let body = item.child(NodeKind::Block).map(|body| body.span().start);
            if body.is_some_and(|body| *first < body) {
                misread.headless.push(rest);
            }
            misread.rests.push(rest);
        }
        misread
    }

    /// Whether `fact` may come of what couldn't be read.
    pub(super) fn explains(&self, fact: &Fact, reporter: &Reporter<'_>) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let whole = match fact {
            Fact::UnknownName(fact) if self.names.contains(&fact.name) => return true,
            Fact::UnknownName(_) | Fact::UnknownType(_) | Fact::UnknownSubnet(_)
                if self.lost_item =>
            {
                return true;
            }
            Fact::MissingField(fact) => fact.insert,
            Fact::MatchNotExhaustive(fact) => Some(fact.whole),
            _ => None,
        };
        let span = whole.map_or_else(|| fact.report(reporter).span, |whole| reporter.span(whole));
        let follows = |rest: &Span| rest.start <= span.end && span.start <= rest.end;
        depends_on_names(fact) && self.rests.iter().any(follows)
            || self.places.iter().any(|place| place.start <= span.end && span.start <= place.end)
            || self.headless.iter().any(follows)
            || self.lines.iter().any(|line| line.touches(span.start))
            || self.names_damaged(fact)
    }
}

impl Misread {
    /// Whether `fact` is about what an item of which a part couldn't be read has or takes.
    fn names_damaged(&self, fact: &Fact) -> bool {
        let owner = match fact {
            Fact::NoSuchMember(fact) => fact.of.clone(),
            Fact::UnknownField(fact) => fact.of.clone(),
            Fact::MissingField(fact) => fact.of.clone(),
            Fact::OutsideConstraint(fact) => fact.subject.or_value(),
            _ => return false,
        };
        self.damaged
            .iter()
            .any(|name| owner.trim_matches('`') == name || owner.ends_with(&format!(" of {name}")))
    }
}

/// The whole lines around `place`.
fn lines(text: &str, place: Span) -> Span {
    let start = text[..place.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let behind = &text[place.end as usize..];
    let end = behind.find('\n').map_or(text.len(), |length| place.end as usize + length);
    Span::new(start as u32, end as u32)
}

/// Whether an item with a mistake behind `first` may have declared any name: its own is missing or cut
/// in two, or it names others.
fn is_lost(item: NodeRef<'_>, first: u32) -> bool {
    match item.kind() {
        NodeKind::Error
        | NodeKind::UseSubnets
        | NodeKind::UseCapabilities
        | NodeKind::UseModule => true,
        NodeKind::ProvideItem | NodeKind::TestItem => false,
        NodeKind::FnItem | NodeKind::TemplateItem => {
            item.child(NodeKind::Name).is_none_or(|name| name.span().end >= first)
        }
        _ => item.child(NodeKind::Name).is_none(),
    }
}

/// Whether a fact may come of a binding, or of a part of a value, that wasn't read above.
fn depends_on_names(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::UnknownName(_)
            | Fact::UnknownType(_)
            | Fact::TypesDiffer(_)
            | Fact::NoSuchMember(_)
            | Fact::MissingField(_)
            | Fact::WrongArguments(_)
            | Fact::OperatorUndefined(_)
            | Fact::MatchNotExhaustive(_)
            | Fact::CannotInfer(_)
            | Fact::ProvableFailure(_)
            | Fact::UnknownModule(_)
            | Fact::UnexpectedText(_)
            | Fact::UnknownField(_)
            | Fact::NameTwice(_)
    )
}
