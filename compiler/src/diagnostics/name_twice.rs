//! A name that is defined twice, or taken by the language.

use orchestra_diagnostics::{Code, Diagnostic, Span};
use orchestra_syntax::{NodeKind, NodeRef, Parse};

use super::Reporter;
use crate::{
    hir::Site,
    removal::{Import, node_around, removal},
};

/// Entries of lists in which a name stands once. Each begins with its name.
const ENTRIES: [NodeKind; 7] = [
    NodeKind::RecordField,
    NodeKind::Shorthand,
    NodeKind::BinderField,
    NodeKind::TypeField,
    NodeKind::Variant,
    NodeKind::Argument,
    NodeKind::Policy,
];

/// A name that is defined twice: E0202.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTwice {
    /// The later one.
    pub at: Site,
    /// The name.
    pub name: String,
    /// What it names: "name", "field", "parameter".
    pub kind: &'static str,
    /// The earlier one.
    pub first: Site,
}

impl NameTwice {
    /// The fact in words. What says the same again may go.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the {} `{}` is defined twice", self.kind, self.name);
        let (first, again) = (reporter.span(self.first), reporter.span(self.at));
        let diagnostic =
            reporter.error(Code::E0202, self.at, message).with_label(first, "first defined here");
        match said_again(&reporter.parse(), first, again) {
            Some(cut) => diagnostic.with_fix("leave out what says the same again", cut, ""),
            None => diagnostic,
        }
    }
}

/// What has to be deleted so that the name at `again` is gone, where all that it says is what the
/// one at `first` says.
fn said_again(parse: &Parse, first: Span, again: Span) -> Option<Span> {
    if let (Some(first), Some(again)) = (Import::around(parse, first), Import::around(parse, again))
    {
        return again.is_same(&first).then(|| again.removal(parse));
    }
    let (first, again) = (entry(parse, first)?, entry(parse, again)?);
    // A comment may be about the one that would go.
    let between = Span::new(first.span().end, again.span().end);
    let is_same = first.kind() == again.kind() && first.text() == again.text();
    (is_same && parse.tree.comments_in(between).is_empty()).then(|| removal(parse, again.span()))
}

/// The entry that the name at `span` begins.
fn entry(parse: &Parse, span: Span) -> Option<NodeRef<'_>> {
    let around = ENTRIES.into_iter().filter_map(|kind| node_around(parse, span, kind));
    around.filter(|it| it.span().start == span.start).min_by_key(|it| it.span().end)
}

/// A name for a subnet that the language itself uses: E0202.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken {
    /// The name.
    pub at: Site,
    /// The name.
    pub name: String,
}

impl NameTaken {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the name `{}` is taken by the language", self.name);
        reporter.error(Code::E0202, self.at, message).with_help("give it another name with `as`")
    }
}
