//! Which parts of a broken file are left as they are.
//!
//! Where a problem is, the least statement around it is copied, or the item where none is; what is
//! around is laid out. A block that isn't closed breaks what it belongs to. Malformed literals break nothing: they are tokens like others.

use std::collections::BTreeSet;

use orchestra_diagnostics::Code;

use crate::kind::{NodeKind, TokenKind};
use crate::parse::Parse;
use crate::problem::Problem;
use crate::tree::{NodeId, NodeRef, Tree};

/// The nodes that are left as they are.
#[derive(Default)]
pub(super) struct Regions(BTreeSet<NodeId>);

impl Regions {
    /// The broken statements and items of `parse`.
    pub(super) fn of(parse: &Parse) -> Self {
        let Parse { tree, problems } = parse;
        if structural(problems).next().is_none() {
            return Self::default();
        }
        let mut units: Vec<NodeRef<'_>> = tree.nodes().flat_map(units_of).collect();
        units.sort_by_key(|unit| (unit.span().start, std::cmp::Reverse(unit.span().end)));

        let mut places: Vec<Place> = structural(problems)
            .map(|problem| Place::of_problem(tree, &units, problem))
            .chain(tree.nodes().filter(|node| is_broken(*node)).map(Place::of_node))
            .collect();
        places.sort_unstable();
        let mut regions = BTreeSet::new();
        let mut waiting = units.into_iter().peekable();
        let mut around: Vec<NodeRef<'_>> = Vec::new();
        for place in places {
            while let Some(unit) = waiting.next_if(|unit| unit.span().start <= place.offset) {
                while around.pop_if(|last| last.span().end <= unit.span().start).is_some() {}
                around.push(unit);
            }
            let end = place.offset + u32::from(place.is_inside);
            while around.pop_if(|last| last.span().end < end).is_some() {}
            regions.extend(around.last().map(|unit| unit.id()));
        }
        Self(regions)
    }

    /// How many of `units`, statements or items, are left as they are from the first on; what is no
    /// statement belongs to those on its line.
    pub(super) fn leading(&self, units: &[NodeRef<'_>]) -> usize {
        let Some(first) = units.first() else { return 0 };
        let is_joined = |pair: &[NodeRef<'_>]| {
            let [before, after] = pair else { return false };
            let token = after.token_range().start as usize;
            let starts_line = after.tree().tokens().get(token).is_none_or(|t| t.first_on_line);
            !starts_line && (before.kind() == NodeKind::Error || after.kind() == NodeKind::Error)
        };
        let joined = units.windows(2).take_while(|pair| is_joined(pair)).count();
        if joined == 0 && !self.0.contains(&first.id()) { 0 } else { joined + 1 }
    }
}

/// Where something is wrong.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    offset: u32,
    /// Whether it is the byte behind `offset` that is wrong, rather than what ends there.
    is_inside: bool,
}

impl Place {
    /// What should stand before a statement, or before the end of a block, is reported at the next
    /// token, but belongs to what is before it.
    fn of_problem(tree: &Tree, units: &[NodeRef<'_>], problem: &Problem) -> Self {
        let start = problem.span.start;
        let first = units.partition_point(|unit| unit.span().start < start);
        let mut starting = units[first..].iter().take_while(|unit| unit.span().start == start);
        let token = tree.tokens().partition_point(|token| token.start < start);
        let is_unit = starting.clone().next().is_some()
            && problem.code != Code::E0102
            && starting.all(|unit| unit.span() != problem.span);
        let is_end = tree
            .tokens()
            .get(token)
            .is_some_and(|token| token.kind == TokenKind::RightBrace && token.start == start);
        let before = token.checked_sub(1).filter(|_| is_unit || is_end);
        let offset = before.map_or(start, |before| tree.tokens()[before].end);
        Self { offset, is_inside: false }
    }

    fn of_node(node: NodeRef<'_>) -> Self {
        // What is missing has no tokens, and stands right behind what it belongs to.
        Self { offset: node.span().start, is_inside: !node.token_range().is_empty() }
    }
}

/// The problems that concern the structure of a text.
pub(super) fn structural(problems: &[Problem]) -> impl Iterator<Item = &Problem> {
    problems.iter().filter(|problem| problem.code != Code::E0103)
}

/// Whether `node` stands for what is wrong or missing, or is a block that isn't closed.
fn is_broken(node: NodeRef<'_>) -> bool {
    match node.kind() {
        NodeKind::Error
        | NodeKind::MissingExpr
        | NodeKind::MissingType
        | NodeKind::MissingPattern
        | NodeKind::MissingBinder => true,
        NodeKind::Block => node.token(TokenKind::RightBrace).is_none(),
        _ => false,
    }
}

/// The statements or items in `node`.
fn units_of(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    match node.kind() {
        NodeKind::File | NodeKind::Block => node.children().collect(),
        _ => Vec::new(),
    }
}
