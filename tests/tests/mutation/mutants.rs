//! The breaks of a file, each with what is left of its text.

use std::ops::Range;

use orchestra_syntax::{Token, TokenKind, Tree, parse};

use crate::{
    roles::{Role, roles},
    subjects::Subject,
};

/// What is done to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mutation {
    Delete,
    Duplicate,
    /// With the next one.
    Swap,
    Rename,
    /// A literal becomes one of another type.
    Retype,
}

impl Mutation {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Delete, Self::Duplicate, Self::Swap, Self::Rename, Self::Retype];
}

/// Which break it is: what is done, to what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub(crate) mutation: Mutation,
    pub(crate) role: Role,
}

/// A file broken in one place.
pub(crate) struct Mutant {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    /// The bytes of `text` where it is broken.
    pub(crate) place: Range<usize>,
}

/// All breaks of a file, in the order of its text.
pub(crate) fn mutants(subject: &Subject) -> Vec<Mutant> {
    let parsed = parse(subject.text());
    let tree = &parsed.tree;
    let roles = roles(tree);
    let mut all = Vec::new();
    for (index, token) in tree.tokens().iter().enumerate() {
        let span = token.span().range();
        let own = &tree.text()[span.clone()];
        let mut add = |mutation, place: Range<usize>, instead: &str| {
            let text =
                format!("{}{instead}{}", &tree.text()[..place.start], &tree.text()[place.end..]);
            let place = place.start..place.start + instead.len();
            all.push(Mutant { kind: Kind { mutation, role: roles[index] }, text, place });
        };
        add(Mutation::Delete, span.clone(), "");
        add(Mutation::Duplicate, span.clone(), &format!("{own}{}{own}", blank(token.kind)));
        if let Some(instead) = swapped(tree, index) {
            add(Mutation::Swap, instead.0, &instead.1);
        }
        if token.kind == TokenKind::Name {
            add(Mutation::Rename, span.clone(), &format!("{own}x"));
        }
        if let Some((place, instead)) = retyped(tree.tokens(), index) {
            add(Mutation::Retype, place, instead);
        }
    }
    all
}

/// What keeps a token and its copy apart: nothing inside a string.
fn blank(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::StringText
        | TokenKind::StringStart
        | TokenKind::StringEnd
        | TokenKind::TextStart
        | TokenKind::TextEnd
        | TokenKind::InterpolationStart
        | TokenKind::InterpolationEnd => "",
        _ => " ",
    }
}

/// A token and the next in each other's place, with what stands between; none where they are equal.
fn swapped(tree: &Tree, index: usize) -> Option<(Range<usize>, String)> {
    let [one, other] = tree.tokens().get(index..index + 2)? else { return None };
    let (one, other) = (one.span().range(), other.span().range());
    let text = |span: &Range<usize>| &tree.text()[span.clone()];
    let between = text(&(one.end..other.start));
    (text(&one) != text(&other))
        .then(|| (one.start..other.end, format!("{}{between}{}", text(&other), text(&one))))
}

/// The literal that begins at a token, and one of another type.
fn retyped(tokens: &[Token], index: usize) -> Option<(Range<usize>, &'static str)> {
    let token = tokens[index];
    let end = match token.kind {
        TokenKind::StringStart | TokenKind::TextStart => closing(tokens, index)?.end,
        TokenKind::Int
        | TokenKind::Float
        | TokenKind::Duration
        | TokenKind::Money
        | TokenKind::Raw
        | TokenKind::True
        | TokenKind::False
        | TokenKind::Null => token.end,
        _ => return None,
    };
    let instead = match token.kind {
        TokenKind::Int | TokenKind::Float | TokenKind::True | TokenKind::False => "\"seven\"",
        _ => "7",
    };
    Some((token.start as usize..end as usize, instead))
}

/// The token that closes the string at `index`.
fn closing(tokens: &[Token], index: usize) -> Option<&Token> {
    let mut depth = 0;
    tokens[index..].iter().find(|token| {
        match token.kind {
            TokenKind::StringStart | TokenKind::TextStart => depth += 1,
            TokenKind::StringEnd | TokenKind::TextEnd => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}
