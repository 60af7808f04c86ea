//! Blocks: what their nodes come to, and the longest way through them.

use std::collections::BTreeMap;

use orchestra_plan::{
    Block, Evaluator, Expr, Node, NodeKind, Slot, Value,
    bounds::NodeBounds,
    expr::RecordEntry,
    node::{MapNode, RepeatNode, SysNode, SysOperation, TemplateNode},
};
use rustc_hash::FxHashMap;

use super::{
    amounts,
    case::Case,
    estimate::{Cause, Estimate, Share, Shares, Why},
    program::Program,
    report::bound,
};
use crate::lower::Slots;

/// What is estimated on the way.
pub(super) struct Walk<'a> {
    pub(super) program: Program<'a>,
    pub(super) case: Case,
    /// Templates that are done, with and without a budget around them.
    templates: FxHashMap<(String, bool), Estimate>,
    /// Of each node that calls, by its path.
    pub(super) nodes: BTreeMap<String, Estimate>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(program: Program<'a>, case: Case) -> Self {
        Self { program, case, templates: FxHashMap::default(), nodes: BTreeMap::new() }
    }

    /// All of a template, its own deadline observed.
    pub(super) fn template(&mut self, key: &str, budgeted: bool) -> Estimate {
        let known = (key.to_owned(), budgeted);
        if let Some(estimate) = self.templates.get(&known) {
            return estimate.clone();
        }
        let template = &self.program.templates[key];
        let budgeted = budgeted || template.budget.is_some();
        let mut estimate = self.block(&template.body, key, budgeted);
        if let Some(budget) = &template.budget {
            estimate = self.capped(estimate, budget);
        }
        let estimate = estimate.within(template.deadline.map(|deadline| deadline.0));
        self.templates.insert(known, estimate.clone());
        estimate
    }

    /// With no more cost than a budget lets be spent.
    fn capped(&self, mut estimate: Estimate, budget: &orchestra_plan::Money) -> Estimate {
        let rates = &self.program.terms.rates;
        let within = estimate.cost.as_ref().is_ok_and(|cost| {
            amounts::in_currency(cost, &budget.currency, rates)
                .is_ok_and(|sum| sum <= budget.amount)
        });
        if !within && self.case == Case::Worst {
            let cost = estimate.cost.as_ref().ok();
            estimate.cost = Ok(amounts::within_budget(cost, budget, rates));
        }
        estimate
    }

    /// A block whose nodes' paths begin with `path`.
    pub(super) fn block(&mut self, block: &Block, path: &str, budgeted: bool) -> Estimate {
        crate::deep::deep(|| {
            let estimates: Vec<Estimate> = block
                .nodes
                .iter()
                .map(|node| {
                    let path = [path, ".", &node.id].concat();
                    let estimate = self.node(node, &path, budgeted);
                    if !estimate.is_nothing() && !node.id.starts_with('=') {
                        self.nodes.insert(path, estimate.clone());
                    }
                    estimate
                })
                .collect();
            self.together(&block.nodes, estimates)
        })
    }

    fn together(&self, nodes: &[Node], estimates: Vec<Estimate>) -> Estimate {
        let Some(first) = nodes.first() else { return Estimate::nothing() };
        let cause = self.program.cause(first.mark, Why::TooLarge);
        let time = longest(nodes, &estimates, self.case).map(|way| way.time).unwrap_or_else(Err);
        let (shares, waits) = contention(nodes, &estimates);
        let sum = estimates.into_iter().fold(Estimate::nothing(), |sum, estimate| {
            sum.then(Estimate { time: Ok(0), shares: Shares::new(), ..estimate }, &cause)
        });
        let time = time.and_then(|time| time.checked_add(waits).ok_or(cause));
        Estimate { time, shares, ..sum }
    }

    fn node(&mut self, node: &Node, path: &str, budgeted: bool) -> Estimate {
        let cause = self.program.cause(node.mark, Why::TooLarge);
        match &node.kind {
            NodeKind::Eval { .. }
            | NodeKind::Ensure(_)
            | NodeKind::Fail { .. }
            | NodeKind::Calls { .. } => Estimate::nothing(),
            NodeKind::Call(call) => {
                let budget = call.policy.budget.as_ref();
                let mut estimate = self.program.call(
                    node.slot,
                    call,
                    node.mark,
                    budgeted || budget.is_some(),
                    self.case,
                );
                if let Some(budget) = budget {
                    estimate = self.capped(estimate, budget);
                }
                self.or_else(estimate, call.otherwise.as_ref(), path, budgeted, &cause)
            }
            NodeKind::Template(call) => self.template_call(call, path, budgeted, &cause),
            NodeKind::Sys(sys) => {
                let estimate = Estimate { time: self.sys(sys, &cause), ..Estimate::nothing() };
                self.or_else(estimate, sys.otherwise.as_ref(), path, budgeted, &cause)
            }
            NodeKind::Branch { arms } => {
                let parent = path.strip_suffix(&*node.id).expect("a node's path ends in its id");
                let mut most = Estimate::nothing();
                for arm in arms {
                    let path = format!("{parent}{}", arm.path(&node.id));
                    most = most.or(self.block(&arm.body, &path, budgeted), &cause);
                }
                most
            }
            NodeKind::Map(map) => self.map(node, map, path, budgeted, &cause),
            NodeKind::Repeat(repeat) => self.repeat(repeat, path, budgeted, &cause),
        }
    }

    /// What fails, and then its `else`; typically nothing fails.
    fn or_else(
        &mut self,
        estimate: Estimate,
        otherwise: Option<&Block>,
        path: &str,
        budgeted: bool,
        cause: &Cause,
    ) -> Estimate {
        let Some(otherwise) = otherwise else { return estimate };
        let other = self.block(otherwise, &format!("{path}.else"), budgeted);
        if self.case == Case::Typical { estimate } else { estimate.then(other, cause) }
    }

    fn template_call(
        &mut self,
        call: &TemplateNode,
        path: &str,
        budgeted: bool,
        cause: &Cause,
    ) -> Estimate {
        let inner = budgeted || call.budget.is_some();
        let mut estimate = self.template(&call.template, inner);
        if let Some(budget) = &call.budget {
            estimate = self.capped(estimate, budget);
        }
        let estimate = estimate.within(call.deadline.map(|deadline| deadline.0));
        self.or_else(estimate, call.otherwise.as_ref(), path, budgeted, cause)
    }

    fn sys(&self, sys: &SysNode, cause: &Cause) -> Result<u64, Cause> {
        let (argument, why) = match (sys.operation, self.case) {
            (SysOperation::Sleep, _) => ("for", Why::Sleep),
            (SysOperation::Approve, Case::Worst) => ("expires", Why::Approval),
            _ => return Ok(0),
        };
        let unknown = || Cause { why: why.clone(), ..cause.clone() };
        let Expr::Record { entries } = &sys.arguments else { return Err(unknown()) };
        let duration = entries.iter().find_map(|entry| match entry {
            RecordEntry::Field { name, value, .. } if name == argument => Some(value),
            _ => None,
        });
        let evaluator = Evaluator::new(self.program.functions, self.program.shapes);
        match duration.map(|expr| evaluator.evaluate(expr, &())) {
            Some(Ok(Value::Duration(millis))) => Ok(u64::try_from(millis).unwrap_or(0)),
            _ => Err(unknown()),
        }
    }

    fn map(
        &mut self,
        node: &Node,
        map: &MapNode,
        path: &str,
        budgeted: bool,
        cause: &Cause,
    ) -> Estimate {
        let body = self.block(&map.body, path, budgeted);
        if body.is_nothing() {
            return body;
        }
        let list = &self.program.facts.lists[&node.slot];
        let Some(most) = list.size.max else {
            let cause =
                Cause { item: list.item, at: list.at, why: Why::List { postfix: list.postfix } };
            return Estimate {
                calls: body
                    .calls
                    .and_then(|calls| if calls == 0 { Ok(0) } else { Err(cause.clone()) }),
                cost: body.cost.and_then(|cost| {
                    match cost.values().all(rust_decimal::Decimal::is_zero) {
                        true => Ok(cost),
                        false => Err(cause.clone()),
                    }
                }),
                time: body.time.and_then(|time| if time == 0 { Ok(0) } else { Err(cause) }),
                shares: body.shares,
                write: body.write,
            };
        };
        let count = self.case.of(list.size.min, most);
        let parallel = u64::from(map.parallel).max(1).min(count.max(1));
        let crowded = |share: &&Share| share.wanted.saturating_mul(parallel) > share.places;
        let (mut beside, mut waits) = (parallel, 0_u64);
        for share in body.shares.values().filter(crowded) {
            // What each iteration uses once lets them through in rounds. Of what one uses again,
            // the early ones may overtake the late: these wait for all of the others' work.
            match share.visits {
                ..=1 => beside = beside.min(share.places),
                _ => {
                    let work = share.work.saturating_mul(count).div_ceil(share.places);
                    waits = waits.saturating_add(work);
                }
            }
        }
        // All that `parallel` lets run may want their shares, though some of them will wait.
        let all = body.times(count, count.div_ceil(beside), parallel, cause);
        let time = all.time.and_then(|time| time.checked_add(waits).ok_or_else(|| cause.clone()));
        Estimate { time, ..all }
    }

    fn repeat(
        &mut self,
        repeat: &RepeatNode,
        path: &str,
        budgeted: bool,
        cause: &Cause,
    ) -> Estimate {
        let count = self.case.rounds(repeat.max);
        let body = self.block(&repeat.body, path, budgeted);
        let all = body.times(count, count, 1, cause);
        all.within(repeat.deadline.map(|deadline| deadline.0))
    }

    /// What both walks found of each node.
    pub(super) fn nodes(self, typical: Self) -> BTreeMap<String, NodeBounds> {
        let mut typical = typical.nodes;
        self.nodes
            .into_iter()
            .map(|(path, worst)| {
                // What typically comes to nothing isn't noted.
                let typical = typical.remove(&path).unwrap_or_else(Estimate::nothing);
                (path, NodeBounds { worst: bound(&worst), typical: bound(&typical) })
            })
            .collect()
    }
}

/// The longest way through a block.
pub(super) struct Way {
    pub(super) time: Result<u64, Cause>,
    /// The nodes on it, by their places in the block.
    pub(super) nodes: Vec<usize>,
}

/// The longest way through a block's nodes: each starts when what it reads, and what it must wait
/// for, is there. What something inside of it reads counts as read by the whole.
pub(super) fn longest(nodes: &[Node], estimates: &[Estimate], case: Case) -> Result<Way, Cause> {
    let mut ends: FxHashMap<Slot, (u64, usize)> = FxHashMap::default();
    let mut before: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut last: Option<(u64, usize)> = None;
    for (index, (node, estimate)) in nodes.iter().zip(estimates).enumerate() {
        let read = read(node, case);
        let earlier = read.iter().chain(&node.after).filter_map(|slot| ends.get(slot));
        let start = earlier.copied().max();
        let time = *estimate.time.as_ref().map_err(Clone::clone)?;
        let too_large = || Way { time: Ok(u64::MAX), nodes: Vec::new() };
        let Some(end) = start.map_or(0, |(end, _)| end).checked_add(time) else {
            return Ok(too_large());
        };
        before[index] = start.map(|(_, index)| index);
        ends.insert(node.slot, (end, index));
        if last.is_none_or(|(latest, _)| end > latest) {
            last = Some((end, index));
        }
    }
    let Some((time, end)) = last else { return Ok(Way { time: Ok(0), nodes: Vec::new() }) };
    let mut way = vec![end];
    while let Some(earlier) = before[way[way.len() - 1]] {
        way.push(earlier);
    }
    way.reverse();
    Ok(Way { time: Ok(time), nodes: way })
}

/// What a node reads itself, and inside of it; typically nothing fails, and no `else` is run.
fn read(node: &Node, case: Case) -> Vec<Slot> {
    let call = matches!(node.kind, NodeKind::Call(_) | NodeKind::Template(_) | NodeKind::Sys(_));
    if call && case == Case::Typical {
        return node.inputs.clone();
    }
    let mut slots = Slots::default();
    slots.node(node, true);
    slots.free()
}

/// How much of what is limited the nodes want at once, and the longest that they wait for it: where
/// nodes that may run at the same time want more than there is, no longer than all of their work
/// takes on all places (Graham's bound for list scheduling).
fn contention(nodes: &[Node], estimates: &[Estimate]) -> (Shares, u64) {
    let mut users: BTreeMap<&String, Vec<(usize, Share)>> = BTreeMap::new();
    for (index, estimate) in estimates.iter().enumerate() {
        for (name, share) in &estimate.shares {
            users.entry(name).or_default().push((index, *share));
        }
    }
    let ancestors = match users.values().any(|users| users.len() > 1) {
        true => ancestors(nodes),
        false => Vec::new(),
    };
    let mut shares = Shares::new();
    let mut waits = 0_u64;
    for (name, users) in users {
        let at_once = users.iter().map(|(index, share)| {
            let beside = users.iter().filter(|(other, _)| {
                other != index && !ancestors[*index][*other] && !ancestors[*other][*index]
            });
            beside.fold(share.wanted, |wanted, (_, share)| wanted.saturating_add(share.wanted))
        });
        let places = users[0].1.places;
        let wanted = at_once.max().unwrap_or(0);
        let work = users.iter().fold(0_u64, |work, (_, share)| work.saturating_add(share.work));
        if wanted > places {
            waits = waits.saturating_add(work.div_ceil(places));
        }
        let visits = users.iter().fold(0_u64, |sum, (_, share)| sum.saturating_add(share.visits));
        shares.insert(name.clone(), Share { places, wanted: wanted.min(places), visits, work });
    }
    (shares, waits)
}

/// For each node, which nodes must have ended before it starts.
fn ancestors(nodes: &[Node]) -> Vec<Vec<bool>> {
    let places: FxHashMap<Slot, usize> =
        nodes.iter().enumerate().map(|(index, node)| (node.slot, index)).collect();
    let mut all: Vec<Vec<bool>> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let mut own = vec![false; nodes.len()];
        for slot in node.inputs.iter().chain(&node.after) {
            if let Some(index) = places.get(slot).filter(|index| **index < all.len()) {
                own[*index] = true;
                for (mark, before) in own.iter_mut().zip(&all[*index]) {
                    *mark |= before;
                }
            }
        }
        all.push(own);
    }
    all
}
