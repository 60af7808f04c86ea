//! Groups of items that all lead to one another, and a cycle through one of them.

use std::{collections::VecDeque, hash::Hash};

use rustc_hash::FxHashMap;

use crate::items::ItemId;

/// The strongly connected components that hold a cycle, each in the order of `items`; they
/// themselves in the order of their first items. Tarjan's algorithm, without recursion of ours.
pub(super) fn groups<N: Copy + Eq + Hash>(items: &[N], leads: impl Fn(N) -> Vec<N>) -> Vec<Vec<N>> {
    let index: FxHashMap<N, usize> =
        items.iter().enumerate().map(|(index, item)| (*item, index)).collect();
    let edges: Vec<Vec<usize>> = items
        .iter()
        .map(|item| leads(*item).iter().filter_map(|to| index.get(to).copied()).collect())
        .collect();
    let mut search = Search {
        edges: &edges,
        number: vec![None; items.len()],
        low: vec![0; items.len()],
        open: Vec::new(),
        is_open: vec![false; items.len()],
        next: 0,
        groups: Vec::new(),
    };
    for start in 0..items.len() {
        if search.number[start].is_none() {
            search.from(start);
        }
    }
    let mut groups = search.groups;
    groups.retain(|group| group.len() > 1 || edges[group[0]].contains(&group[0]));
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups.into_iter().map(|group| group.into_iter().map(|at| items[at]).collect()).collect()
}

struct Search<'a> {
    edges: &'a [Vec<usize>],
    number: Vec<Option<usize>>,
    low: Vec<usize>,
    open: Vec<usize>,
    is_open: Vec<bool>,
    next: usize,
    groups: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((at, edge)) = path.pop() {
            let Some(&to) = self.edges[at].get(edge) else {
                self.leave(at);
                if let Some((before, _)) = path.last() {
                    self.low[*before] = self.low[*before].min(self.low[at]);
                }
                continue;
            };
            path.push((at, edge + 1));
            match self.number[to] {
                None => {
                    self.enter(to);
                    path.push((to, 0));
                }
                Some(number) if self.is_open[to] => self.low[at] = self.low[at].min(number),
                Some(_) => {}
            }
        }
    }

    fn enter(&mut self, at: usize) {
        self.number[at] = Some(self.next);
        self.low[at] = self.next;
        self.next += 1;
        self.open.push(at);
        self.is_open[at] = true;
    }

    fn leave(&mut self, at: usize) {
        if self.number[at] != Some(self.low[at]) {
            return;
        }
        let from = self.open.iter().rposition(|open| *open == at);
        let group = self.open.split_off(from.expect("an item is open until its group is found"));
        group.iter().for_each(|member| self.is_open[*member] = false);
        self.groups.push(group);
    }
}

/// The shortest way from the first item of `group` back to it: each item leads to the next, the
/// last to the first.
pub(super) fn cycle(group: &[ItemId], leads: impl Fn(ItemId) -> Vec<ItemId>) -> Vec<ItemId> {
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
