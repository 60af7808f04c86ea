//! Who may send when: concurrency and requests per window, of endpoints and operations, and a cap
//! on all connections together. Pure: time comes with every question.
//!
//! Requests of one operation wait in one line, in the order in which they came, whichever job they
//! are of; a line that must wait doesn't hold up the others.

use std::collections::{BTreeMap, HashMap, VecDeque};

use orchestra_plan::binding::Limits;

use crate::{Instant, Send};

/// The gates, with those who wait and those who passed.
#[derive(Debug)]
pub(crate) struct Limiter<Ticket> {
    most_open: usize,
    came: u64,
    open: HashMap<Ticket, Passed>,
    lines: BTreeMap<String, Line<Ticket>>,
    gates: HashMap<String, Gate>,
}

/// The gates that a ticket passed.
#[derive(Clone, Debug)]
struct Passed {
    operation: String,
    endpoint: String,
}

#[derive(Debug)]
struct Line<Ticket> {
    endpoint: String,
    operation_limits: Limits,
    endpoint_limits: Limits,
    /// With the number of each in the order of coming.
    waiting: VecDeque<(u64, Ticket)>,
}

/// What one gate has let through.
#[derive(Debug, Default)]
struct Gate {
    inside: u32,
    /// When the last ones passed, at most as many as the window admits.
    passed_at: VecDeque<Instant>,
}

impl<Ticket: Copy + Eq + std::hash::Hash> Limiter<Ticket> {
    /// Gates that let at most so many requests be open at once.
    pub(crate) fn new(most_open: usize) -> Self {
        let most_open = most_open.max(1);
        let (open, lines, gates) = (HashMap::new(), BTreeMap::new(), HashMap::new());
        Self { most_open, came: 0, open, lines, gates }
    }

    /// Joins the line of its operation.
    pub(crate) fn join(&mut self, ticket: Ticket, send: &Send) {
        let line = self.lines.entry(send.line()).or_insert_with(|| Line {
            endpoint: send.endpoint.clone(),
            operation_limits: send.operation_limits.clone(),
            endpoint_limits: send.endpoint_limits.clone(),
            waiting: VecDeque::new(),
        });
        line.waiting.push_back((self.came, ticket));
        self.came += 1;
    }

    /// Leaves: answered, or given up before or after it passed.
    pub(crate) fn leave(&mut self, ticket: Ticket) {
        match self.open.remove(&ticket) {
            Some(Passed { operation, endpoint }) => {
                for name in [operation_gate(&operation), endpoint_gate(&endpoint)] {
                    if let Some(gate) = self.gates.get_mut(&name) {
                        gate.inside = gate.inside.saturating_sub(1);
                    }
                }
            }
            None => self.lines.values_mut().for_each(|line| {
                line.waiting.retain(|(_, waiting)| *waiting != ticket);
            }),
        }
    }

    /// Those who may pass now, in the order in which they came.
    pub(crate) fn admit(&mut self, now: Instant) -> Vec<Ticket> {
        let mut admitted = Vec::new();
        while self.open.len() < self.most_open {
            let firsts = self.lines.iter().filter_map(|(operation, line)| {
                let (came, _) = line.waiting.front()?;
                (self.opens_at(operation, line, now) == Some(now)).then_some((*came, operation))
            });
            let Some((_, operation)) = firsts.min() else { break };
            let operation = operation.clone();
            admitted.extend(self.pass(&operation, now));
        }
        self.lines.retain(|_, line| !line.waiting.is_empty());
        admitted
    }

    /// When a window opens for somebody who waits; none: nobody waits for time alone.
    pub(crate) fn next_opening(&self, now: Instant) -> Option<Instant> {
        if self.open.len() >= self.most_open {
            return None;
        }
        let lines = self.lines.iter();
        lines.filter_map(|(operation, line)| self.opens_at(operation, line, now)).min()
    }

    /// From when on the first in line may pass, if time alone is waited for.
    fn opens_at(&self, operation: &str, line: &Line<Ticket>, now: Instant) -> Option<Instant> {
        let opens_at = |name: &str, limits: &Limits| {
            self.gates.get(name).map_or(Some(now), |gate| gate.opens_at(limits, now))
        };
        let operation = opens_at(&operation_gate(operation), &line.operation_limits)?;
        Some(operation.max(opens_at(&endpoint_gate(&line.endpoint), &line.endpoint_limits)?))
    }

    /// Lets the first in line pass.
    fn pass(&mut self, operation: &str, now: Instant) -> Option<Ticket> {
        let line = self.lines.get_mut(operation)?;
        let (_, ticket) = line.waiting.pop_front()?;
        let operation_gate = self.gates.entry(operation_gate(operation)).or_default();
        operation_gate.pass(&line.operation_limits, now);
        let endpoint_gate = self.gates.entry(endpoint_gate(&line.endpoint)).or_default();
        endpoint_gate.pass(&line.endpoint_limits, now);
        let endpoint = line.endpoint.clone();
        self.open.insert(ticket, Passed { operation: operation.to_owned(), endpoint });
        Some(ticket)
    }
}

fn operation_gate(operation: &str) -> String {
    format!("operation {operation}")
}

fn endpoint_gate(endpoint: &str) -> String {
    format!("endpoint {endpoint}")
}

impl Gate {
    /// From when on one more may pass, if time alone is waited for.
    fn opens_at(&self, limits: &Limits, now: Instant) -> Option<Instant> {
        if limits.concurrency.is_some_and(|most| self.inside >= most.max(1)) {
            return None;
        }
        let (Some(requests), Some(per)) = (limits.requests, limits.per) else { return Some(now) };
        let requests = usize::try_from(requests.max(1)).unwrap_or(usize::MAX);
        if self.passed_at.len() < requests {
            return Some(now);
        }
        self.passed_at.front().map(|first| first.after(per.0).max(now))
    }

    fn pass(&mut self, limits: &Limits, now: Instant) {
        self.inside += 1;
        let (Some(requests), Some(_)) = (limits.requests, limits.per) else { return };
        let requests = usize::try_from(requests.max(1)).unwrap_or(usize::MAX);
        self.passed_at.push_back(now);
        while self.passed_at.len() > requests {
            self.passed_at.pop_front();
        }
    }
}
