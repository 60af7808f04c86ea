//! Waits for rate limits: the windows that a job's own calls must wait for.

use std::collections::BTreeMap;

use orchestra_plan::{
    Binding, Block, NodeKind, Slot,
    binding::Limits,
    node::CallNode,
    policy::{Millis, Retry},
};
use rustc_hash::FxHashMap;

use super::{case::Case, program::Program};

/// By the name of what is limited.
type Windows = BTreeMap<String, Window>;

/// How often something may be called, and how often it is.
#[derive(Clone, Copy)]
struct Window {
    requests: u64,
    per: u64,
    calls: u64,
}

impl Program<'_> {
    /// The milliseconds that all calls of a template together wait for rate limits. Requests of a
    /// full window wait for the next; that many windows, one after the other, for each limit.
    pub(super) fn windows(&self, template: &str, case: Case) -> u64 {
        let mut count = Count { program: self, case, templates: FxHashMap::default() };
        let windows = count.block(&self.templates[template].body);
        let waits = windows.values().map(|window| {
            let full = window.calls.saturating_sub(1) / window.requests;
            full.saturating_mul(window.per)
        });
        waits.fold(0, u64::saturating_add)
    }
}

/// Counts calls of what has a rate limit.
struct Count<'a> {
    program: &'a Program<'a>,
    case: Case,
    /// Templates that are done.
    templates: FxHashMap<&'a str, Windows>,
}

impl<'a> Count<'a> {
    fn block(&mut self, block: &'a Block) -> Windows {
        crate::deep::deep(|| {
            let nodes = block.nodes.iter();
            nodes.fold(Windows::new(), |all, node| joined(all, self.node(node.slot, &node.kind)))
        })
    }

    fn node(&mut self, slot: Slot, kind: &'a NodeKind) -> Windows {
        match kind {
            NodeKind::Call(call) => {
                let own = within(self.call(call), call.policy.deadline);
                joined(own, self.otherwise(call.otherwise.as_ref()))
            }
            NodeKind::Template(call) => {
                let own = within(self.template(&call.template), call.deadline);
                joined(own, self.otherwise(call.otherwise.as_ref()))
            }
            NodeKind::Sys(sys) => self.otherwise(sys.otherwise.as_ref()),
            NodeKind::Branch { arms } => {
                let arms = arms.iter().map(|arm| self.block(&arm.body));
                arms.fold(Windows::new(), |most, arm| merged(most, arm, u64::max))
            }
            NodeKind::Map(map) => {
                let size = self.program.facts.lists.get(&slot).map(|list| list.size);
                let count = size
                    .map_or(u64::MAX, |size| self.case.of(size.min, size.max.unwrap_or(u64::MAX)));
                times(self.block(&map.body), count)
            }
            NodeKind::Repeat(repeat) => {
                let count = self.case.rounds(repeat.max);
                within(times(self.block(&repeat.body), count), repeat.deadline)
            }
            NodeKind::Eval { .. }
            | NodeKind::Ensure(_)
            | NodeKind::Fail { .. }
            | NodeKind::Calls { .. } => Windows::new(),
        }
    }

    fn template(&mut self, key: &'a str) -> Windows {
        if let Some(known) = self.templates.get(key) {
            return known.clone();
        }
        let template = &self.program.templates[key];
        let windows = within(self.block(&template.body), template.deadline);
        self.templates.insert(key, windows.clone());
        windows
    }

    /// An `else`; typically nothing fails.
    fn otherwise(&mut self, block: Option<&'a Block>) -> Windows {
        match block {
            Some(block) if self.case == Case::Worst => self.block(block),
            _ => Windows::new(),
        }
    }

    /// Any provider may be among those that are asked; typically the first alone is.
    fn call(&self, call: &CallNode) -> Windows {
        let Retry { attempts, .. } = call.policy.retry;
        let (most, attempts) = match self.case {
            Case::Worst => (call.providers.len(), u64::from(attempts)),
            Case::Typical => (1, 1),
        };
        let providers = call.providers.iter().take(most);
        let own = providers.map(|provider| of(&self.program.bindings[&provider.binding], attempts));
        own.fold(Windows::new(), joined)
    }
}

fn of(binding: &Binding, calls: u64) -> Windows {
    let limits = [
        (&binding.operation, &binding.operation_limits),
        (&binding.endpoint, &binding.endpoint_limits),
    ];
    let window = |limits: &Limits| {
        let (requests, per) = (u64::from(limits.requests?).max(1), limits.per?.0);
        Some(Window { requests, per, calls })
    };
    limits.into_iter().filter_map(|(name, limits)| Some((name.clone(), window(limits)?))).collect()
}

fn joined(a: Windows, b: Windows) -> Windows {
    merged(a, b, u64::saturating_add)
}

fn merged(mut a: Windows, b: Windows, calls: impl Fn(u64, u64) -> u64) -> Windows {
    for (name, window) in b {
        let known = a.entry(name).or_insert(Window { calls: 0, ..window });
        known.calls = calls(known.calls, window.calls);
    }
    a
}

fn times(mut windows: Windows, count: u64) -> Windows {
    for window in windows.values_mut() {
        window.calls = window.calls.saturating_mul(count);
    }
    windows
}

/// No more than pass before a deadline: what still waits then isn't sent.
fn within(mut windows: Windows, deadline: Option<Millis>) -> Windows {
    for window in windows.values_mut() {
        let full = deadline.and_then(|deadline| deadline.0.checked_div(window.per));
        let most = full.map(|full| full.saturating_add(1).saturating_mul(window.requests));
        window.calls = window.calls.min(most.unwrap_or(u64::MAX));
    }
    windows
}
