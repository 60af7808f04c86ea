//! Groups of items that all lead to one another, and a cycle through one of them.

use std::{collections::VecDeque, hash::Hash};

use rustc_hash::FxHashMap;

use crate::items::ItemId;

/// The strongly connected components that hold a cycle, each in the order of `items`; they
/// themselves in the order of their first items.
pub(super) fn groups<N: Copy + Eq + Hash>(
    items: &[N],
    leads: impl FnMut(N, &mut Vec<N>),
) -> Vec<Vec<N>> {
    let mut groups = components(&Edges::between(items, leads), Found::Cycles);
    groups.sort_unstable();
    named(items, groups)
}

/// All strongly connected components, each in the order of `items`, behind those that it leads to.
pub(super) fn ordered<N: Copy + Eq + Hash>(
    items: &[N],
    leads: impl FnMut(N, &mut Vec<N>),
) -> Vec<Vec<N>> {
    named(items, components(&Edges::between(items, leads), Found::All))
}

fn named<N: Copy>(items: &[N], groups: Vec<Vec<u32>>) -> Vec<Vec<N>> {
    let items_of = |group: Vec<u32>| group.into_iter().map(|at| items[at as usize]).collect();
    groups.into_iter().map(items_of).collect()
}

/// Strongly connected components, each sorted, behind those that it leads to: Tarjan's algorithm, without
/// recursion of ours.
fn components(edges: &Edges, wanted: Found) -> Vec<Vec<u32>> {
    let count = edges.ends.len();
    let mut search = Search {
        edges,
        wanted,
        seen: vec![Seen::default(); count],
        path: Vec::new(),
        open: Vec::new(),
        next: 0,
        groups: Vec::new(),
    };
    for start in 0..count as u32 {
        if !search.seen[start as usize].is_entered() {
            search.from(start);
        }
    }
    search.groups.iter_mut().for_each(|group| group.sort_unstable());
    search.groups
}

/// Which components are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    All,
    /// Those of several items, or of one that leads to itself.
    Cycles,
}

/// What each of a number of items leads to.
struct Edges {
    /// Where in `to` the edges of each end.
    ends: Vec<u32>,
    to: Vec<u32>,
}

impl Edges {
    /// What `items` lead to among themselves.
    fn between<N: Copy + Eq + Hash>(items: &[N], mut leads: impl FnMut(N, &mut Vec<N>)) -> Self {
        let index: FxHashMap<N, u32> = items.iter().copied().zip(0..).collect();
        let mut edges = Self { ends: Vec::with_capacity(items.len()), to: Vec::new() };
        let mut led_to = Vec::new();
        for item in items {
            leads(*item, &mut led_to);
            edges.to.extend(led_to.drain(..).filter_map(|to| index.get(&to)));
            edges.ends.push(edges.to.len() as u32);
        }
        edges
    }

    fn of(&self, at: u32) -> &[u32] {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.to[start as usize..self.ends[at] as usize]
    }
}

/// What is known of an item so far.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// How many were entered before it, and itself; 0 of one that wasn't entered.
    number: u32,
    /// The least such number that it leads back to.
    low: u32,
    /// Whether its group isn't found yet.
    is_open: bool,
}

impl Seen {
    fn is_entered(self) -> bool {
        self.number > 0
    }
}

struct Search<'a> {
    edges: &'a Edges,
    wanted: Found,
    seen: Vec<Seen>,
    /// How an item was come to, each with the next of its edges.
    path: Vec<(u32, usize)>,
    open: Vec<u32>,
    next: u32,
    groups: Vec<Vec<u32>>,
}

impl Search<'_> {
    fn from(&mut self, start: u32) {
        self.enter(start);
        while let Some((at, edge)) = self.path.pop() {
            let Some(&to) = self.edges.of(at).get(edge) else {
                self.leave(at);
                if let Some((before, _)) = self.path.last() {
                    self.lower(*before, self.seen[at as usize].low);
                }
                continue;
            };
            self.path.push((at, edge + 1));
            let seen = self.seen[to as usize];
            if !seen.is_entered() {
                self.enter(to);
            } else if seen.is_open {
                self.lower(at, seen.number);
            }
        }
    }

    fn lower(&mut self, at: u32, low: u32) {
        let seen = &mut self.seen[at as usize];
        seen.low = seen.low.min(low);
    }

    fn enter(&mut self, at: u32) {
        self.next += 1;
        self.seen[at as usize] = Seen { number: self.next, low: self.next, is_open: true };
        self.open.push(at);
        self.path.push((at, 0));
    }

    fn leave(&mut self, at: u32) {
        let seen = self.seen[at as usize];
        if seen.number != seen.low {
            return;
        }
        let from = self.open.iter().rposition(|open| *open == at);
        let from = from.expect("an item is open until its group is found");
        self.open[from..].iter().for_each(|member| self.seen[*member as usize].is_open = false);
        let is_cycle = || self.open.len() - from > 1 || self.edges.of(at).contains(&at);
        if self.wanted == Found::All || is_cycle() {
            self.groups.push(self.open[from..].to_vec());
        }
        self.open.truncate(from);
    }
}

/// The shortest way from the first item of `group` back to it: each item leads to the next, the
/// last to the first.
pub(super) fn cycle<I: Iterator<Item = ItemId>>(
    group: &[ItemId],
    leads: impl Fn(ItemId) -> I,
) -> Vec<ItemId> {
    let first = group[0];
    let mut came_from: FxHashMap<ItemId, ItemId> = FxHashMap::default();
    let mut waiting = VecDeque::from([first]);
    while let Some(at) = waiting.pop_front() {
        for to in leads(at) {
            if to == first {
                let mut way = vec![at];
                while let Some(before) = came_from.get(&way[way.len() - 1]) {
                    way.push(*before);
                }
                way.reverse();
                return way;
            }
            if group.contains(&to) && !came_from.contains_key(&to) {
                came_from.insert(to, at);
                waiting.push_back(to);
            }
        }
    }
    vec![first]
}
