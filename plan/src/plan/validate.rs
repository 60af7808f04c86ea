//! Whether all that a plan refers to is there. A plan comes from the compiler, from a journal or
//! from a stranger: an engine that runs a checked one needn't fear a missing part.

use std::collections::{BTreeSet, HashSet};

use super::{
    Plan,
    walk::{Mention, Part, parts},
};
use crate::{
    Block, CallPolicy, Expr, Money, Shape, Slot,
    node::{CallNode, NodeKind},
    policy::{Millis, Quorum},
};

/// Checks a plan.
///
/// # Errors
/// The first thing that is wrong, in words.
pub(super) fn validate(plan: &Plan) -> Result<(), String> {
    if !plan.templates.contains_key(&plan.template) {
        return Err(format!("there is no template `{}`", plan.template));
    }
    let mut slots = Slots::default();
    let mut work: Vec<Part<'_>> = Vec::new();
    for (name, template) in &plan.templates {
        check_budget(template.budget.as_ref())
            .map_err(|problem| format!("the template `{name}` {problem}"))?;
        template.params.iter().try_for_each(|param| slots.define(param.slot))?;
        work.push(Part::Block(&template.body));
    }
    for function in &plan.functions {
        slots.defined.extend(&function.params);
        work.push(Part::Expr(&function.body));
    }
    work.extend(plan.params.iter().map(|param| Part::Shape(&param.shape)));
    work.extend(plan.bindings.values().map(|binding| Part::Shape(&binding.output_shape)));
    work.extend(plan.shapes.values().map(Part::Shape));
    while let Some(part) = work.pop() {
        match part {
            Part::Block(block) => check_block(plan, block)?,
            Part::Expr(Expr::Slot { slot }) => slots.uses.push(*slot),
            Part::Expr(Expr::Apply { function, arguments, .. }) => {
                let found = plan.functions.get(*function as usize);
                if found.is_none_or(|found| found.params.len() != arguments.len()) {
                    return Err(format!("there is no function {function} of that form"));
                }
            }
            Part::Shape(Shape::Named { name }) if !plan.shapes.contains_key(name) => {
                return Err(format!("there is no shape `{name}`"));
            }
            _ => {}
        }
        parts(part, &mut work, &mut |slot, mention| match mention {
            Mention::Frame => slots.define(slot),
            Mention::Local => {
                slots.defined.insert(slot);
                Ok(())
            }
            Mention::Use => {
                slots.uses.push(slot);
                Ok(())
            }
        })?;
    }
    slots.check()?;
    check_calls(plan)
}

#[derive(Default)]
struct Slots {
    defined: HashSet<Slot>,
    frames: HashSet<Slot>,
    uses: Vec<Slot>,
}

impl Slots {
    /// Of a block: no other node, parameter or loop may write there.
    fn define(&mut self, slot: Slot) -> Result<(), String> {
        self.defined.insert(slot);
        if self.frames.insert(slot) {
            return Ok(());
        }
        Err(format!("slot {} is defined twice", slot.0))
    }

    fn check(&self) -> Result<(), String> {
        match self.uses.iter().find(|slot| !self.defined.contains(slot)) {
            Some(slot) => Err(format!("slot {} is never defined", slot.0)),
            None => Ok(()),
        }
    }
}

/// What nodes of one block say of each other and of the plan's tables.
fn check_block(plan: &Plan, block: &Block) -> Result<(), String> {
    let own: HashSet<Slot> = block.nodes.iter().map(|node| node.slot).collect();
    let mut before: HashSet<Slot> = HashSet::new();
    let mut ids = HashSet::new();
    for node in &block.nodes {
        let id = &node.id;
        if !ids.insert(id) {
            return Err(format!("two nodes of one block are called `{id}`"));
        }
        if node.inputs.iter().any(|slot| own.contains(slot) && !before.contains(slot)) {
            return Err(format!("the node `{id}` waits for one that comes after it"));
        }
        if let Some(slot) = node.after.iter().find(|slot| !before.contains(slot)) {
            return Err(format!("the node `{id}` comes after slot {}, which isn't there", slot.0));
        }
        before.insert(node.slot);
        match &node.kind {
            NodeKind::Call(call) => {
                if call.providers.is_empty() || call.policy.retry.attempts == 0 {
                    return Err(format!("the call `{id}` asks nobody"));
                }
                for provider in &call.providers {
                    if !plan.bindings.contains_key(&provider.binding) {
                        return Err(format!("there is no binding `{}`", provider.binding));
                    }
                }
                check_policy(plan, call).map_err(|problem| format!("the call `{id}` {problem}"))?;
            }
            NodeKind::Template(call) => {
                if !plan.templates.contains_key(&call.template) {
                    return Err(format!("there is no template `{}`", call.template));
                }
                check_budget(call.budget.as_ref())
                    .map_err(|problem| format!("the call `{id}` {problem}"))?;
            }
            NodeKind::Map(map) if map.parallel == 0 => {
                return Err(format!("the loop `{id}` has no room for an iteration"));
            }
            NodeKind::Repeat(repeat) if repeat.max == 0 => {
                return Err(format!("the loop `{id}` has no iteration"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether several may be asked, and can agree.
fn check_policy(plan: &Plan, call: &CallNode) -> Result<(), String> {
    let CallPolicy { hedge, quorum, budget, .. } = &call.policy;
    check_budget(budget.as_ref())?;
    if hedge.is_none() && quorum.is_none() {
        return Ok(());
    }
    let writes = |key: &String| plan.bindings.get(key).is_some_and(|binding| binding.writes);
    if call.providers.iter().any(|provider| writes(&provider.binding)) {
        return Err("writes, and would ask several".to_owned());
    }
    let Some(quorum) = quorum else {
        let at_once = *hedge == Some(Millis(0));
        return if at_once { Err("hedges without waiting".to_owned()) } else { Ok(()) };
    };
    if hedge.is_some() {
        return Err("has both `hedge` and `quorum`".to_owned());
    }
    let Quorum { of, agree, .. } = quorum;
    let providers = call.providers.len();
    if usize::try_from(*of).unwrap_or(usize::MAX) > providers {
        return Err(format!("asks {of} of {providers} providers"));
    }
    if agree > of || u64::from(*agree) * 2 <= u64::from(*of) {
        return Err(format!("wants {agree} of {of} to agree: more than half must, at most all"));
    }
    Ok(())
}

fn check_budget(budget: Option<&Money>) -> Result<(), String> {
    match budget {
        Some(budget) if budget.amount.is_sign_negative() => {
            Err(format!("has a budget of {budget}"))
        }
        _ => Ok(()),
    }
}

/// Templates don't call themselves, nor do functions, on whatever way.
fn check_calls(plan: &Plan) -> Result<(), String> {
    let templates: Vec<(&str, BTreeSet<&str>)> = plan
        .templates
        .iter()
        .map(|(name, template)| {
            let called = reached(Part::Block(&template.body), |part| match part {
                Part::TemplateCall(name) => Some(name),
                _ => None,
            });
            (name.as_str(), called)
        })
        .collect();
    if let Some(name) = in_circle(templates) {
        return Err(format!("the template `{name}` calls itself"));
    }
    let functions: Vec<(u32, BTreeSet<u32>)> = (0..)
        .zip(&plan.functions)
        .map(|(index, function)| {
            let called = reached(Part::Expr(&function.body), |part| match part {
                Part::Expr(Expr::Apply { function, .. }) => Some(*function),
                _ => None,
            });
            (index, called)
        })
        .collect();
    match in_circle(functions) {
        Some(index) => Err(format!("the function {index} calls itself")),
        None => Ok(()),
    }
}

/// All that `wanted` finds in a part and its parts.
fn reached<'p, T: Ord>(whole: Part<'p>, wanted: impl Fn(Part<'p>) -> Option<T>) -> BTreeSet<T> {
    let mut found = BTreeSet::new();
    let mut work = vec![whole];
    while let Some(part) = work.pop() {
        found.extend(wanted(part));
        // Slots were checked before.
        let _ = parts(part, &mut work, &mut |_, _| Ok(()));
    }
    found
}

/// Removes whoever calls nobody that is left, until none can be removed; who stays is in a circle
/// or calls one.
fn in_circle<T: Ord + Copy>(mut calls: Vec<(T, BTreeSet<T>)>) -> Option<T> {
    loop {
        let left: BTreeSet<T> = calls.iter().map(|(caller, _)| *caller).collect();
        let before = calls.len();
        calls.retain(|(_, called)| called.iter().any(|called| left.contains(called)));
        if calls.len() == before {
            return calls.first().map(|(caller, _)| *caller);
        }
    }
}
