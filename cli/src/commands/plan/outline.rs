//! A plan for people: inputs, steps in the order of the source, operations, effects.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use orchestra_plan::{
    Block, Node, NodeKind, Plan, Slot,
    node::{CallNode, OnError, SysOperation},
    policy::Millis,
    value::duration,
};

use super::{bounds, prices::price};
use crate::{table::table, target::Target};

/// The outline.
pub(super) fn outline(target: &Target) -> String {
    let plan = &*target.plan;
    let mut text = format!("{}  plan {}\n", plan.template, &plan.id().to_string()[..12]);
    if let Some(line) = plan.debug.documentation.lines().next() {
        writeln!(text, "{line}").expect("a String takes all text");
    }
    section(&mut text, "Inputs", inputs(target));
    section(&mut text, "Steps", steps(plan, &plan.template));
    for name in plan.templates.keys().filter(|name| **name != plan.template) {
        section(&mut text, &format!("Steps of {name}"), steps(plan, name));
    }
    section(&mut text, "Bounds", bounds::rows(plan));
    for gap in bounds::gaps(plan) {
        writeln!(text, "  {gap}").expect("a String takes all text");
    }
    section(&mut text, "Operations", operations(plan));
    section(&mut text, "It touches", touches(plan));
    text
}

fn section(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let lines = table(&rows, None);
    write!(text, "\n{title}\n").expect("a String takes all text");
    for line in lines.lines() {
        writeln!(text, "  {line}").expect("a String takes all text");
    }
}

fn inputs(target: &Target) -> Vec<Vec<String>> {
    let plan = &target.plan;
    let row = |param: &orchestra_plan::plan::Param| {
        let words = target.param(&param.name);
        let ty = words.map(|words| words.ty.clone()).unwrap_or_default();
        let default = param
            .default
            .as_ref()
            .map_or("required".to_owned(), |default| format!("default {}", default.to_json()));
        let documentation = words.map(|words| words.documentation.replace('\n', " "));
        vec![param.name.clone(), ty, default, documentation.unwrap_or_default()]
    };
    plan.params.iter().map(row).collect()
}

fn steps(plan: &Plan, template: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if let Some(body) = plan.templates.get(template) {
        block(&body.body, 0, &mut rows);
        if let Some(deadline) = body.deadline {
            rows.push(vec!["all of it".into(), format!("within {}", span(deadline))]);
        }
    }
    rows
}

/// A row for each step of the block: its name, what it does, what it waits for.
fn block(block: &Block, depth: usize, rows: &mut Vec<Vec<String>>) {
    let dependencies = Dependencies::of(block);
    for node in &block.nodes {
        let Some(what) = what(node) else { continue };
        let after = dependencies.named(node);
        let after =
            if after.is_empty() { String::new() } else { format!("after {}", after.join(", ")) };
        rows.push(vec![format!("{}{}", "  ".repeat(depth), node.id), what, after]);
        inner(node, depth + 1, rows);
    }
}

/// What is done inside a step.
fn inner(node: &Node, depth: usize, rows: &mut Vec<Vec<String>>) {
    let mut otherwise = |body: &Option<Block>| {
        let steps = body.as_ref().filter(|body| body.nodes.iter().any(|node| what(node).is_some()));
        if let Some(body) = steps {
            rows.push(vec![format!("{}else", "  ".repeat(depth)), "where it fails".into()]);
            block(body, depth + 1, rows);
        }
    };
    match &node.kind {
        NodeKind::Call(call) => otherwise(&call.otherwise),
        NodeKind::Template(call) => otherwise(&call.otherwise),
        NodeKind::Sys(call) => otherwise(&call.otherwise),
        NodeKind::Branch { arms } => {
            for arm in arms.iter().filter(|arm| !arm.body.nodes.is_empty()) {
                rows.push(vec![format!("{}{}", "  ".repeat(depth), arm.id), "one of these".into()]);
                block(&arm.body, depth + 1, rows);
            }
        }
        NodeKind::Map(map) => block(&map.body, depth, rows),
        NodeKind::Repeat(repeat) => block(&repeat.body, depth, rows),
        NodeKind::Eval { .. } | NodeKind::Ensure(_) | NodeKind::Fail { .. } => {}
    }
}

/// What a node does, in words; none for pure expressions, which are no steps.
pub(super) fn what(node: &Node) -> Option<String> {
    Some(match &node.kind {
        NodeKind::Eval { .. } => return None,
        NodeKind::Call(call) => asked(call),
        NodeKind::Template(call) => format!("runs {}", call.template),
        NodeKind::Sys(call) => system(call.operation).to_owned(),
        NodeKind::Branch { .. } => "one branch of".to_owned(),
        NodeKind::Map(map) => {
            let skip = if map.on_error == OnError::Skip { ", failed ones left out" } else { "" };
            format!("for each item, at most {} at once{skip}", map.parallel)
        }
        NodeKind::Repeat(repeat) => format!("at most {} times", repeat.max),
        NodeKind::Ensure(_) => "must hold".to_owned(),
        NodeKind::Fail { .. } => "fails".to_owned(),
    })
}

fn asked(call: &CallNode) -> String {
    let providers: Vec<&str> = call.providers.iter().map(|it| it.binding.as_str()).collect();
    let mut text = match (call.capability, &providers[..]) {
        (true, [first]) => format!("{} by {first}", call.target),
        (true, [first, rest @ ..]) => {
            let most = usize::try_from(call.policy.fallbacks).unwrap_or(usize::MAX);
            let others = rest.join(", ");
            match most {
                0 => format!("{} by the first with a key of {first}, {others}", call.target),
                most if most < rest.len() => {
                    format!("{} by {first}, else up to {most} of {others}", call.target)
                }
                _ => format!("{} by {first}, else {others}", call.target),
            }
        }
        _ => call.target.clone(),
    };
    if call.into.is_some() {
        text += ", read as a type";
    }
    if call.policy.retry.attempts > 1 {
        text += &format!(", {} attempts", call.policy.retry.attempts);
    }
    if let Some(deadline) = call.policy.deadline {
        text += &format!(", within {}", span(deadline));
    }
    text
}

pub(super) fn system(operation: SysOperation) -> &'static str {
    match operation {
        SysOperation::Now => "reads the clock",
        SysOperation::Uuid => "draws a UUID",
        SysOperation::Random => "draws a number",
        SysOperation::Sleep => "waits",
        SysOperation::Log => "logs",
        SysOperation::ReadFile => "reads a file",
        SysOperation::WriteFile => "writes a file",
    }
}

fn span(millis: Millis) -> String {
    duration::text(i64::try_from(millis.0).unwrap_or(i64::MAX))
}

/// What the steps of one block wait for.
pub(super) struct Dependencies<'b> {
    nodes: BTreeMap<Slot, &'b Node>,
}

impl<'b> Dependencies<'b> {
    pub(super) fn of(block: &'b Block) -> Self {
        Self { nodes: block.nodes.iter().map(|node| (node.slot, node)).collect() }
    }

    /// The steps that `node` waits for, pure expressions between them left out, in order.
    pub(super) fn steps(&self, node: &Node) -> Vec<&'b Node> {
        let mut waiting: Vec<Slot> = node.inputs.iter().chain(&node.after).copied().collect();
        let (mut seen, mut steps) = (BTreeSet::new(), BTreeMap::new());
        while let Some(slot) = waiting.pop() {
            // What isn't of this block is there before it begins.
            let Some(other) = self.nodes.get(&slot).filter(|_| seen.insert(slot)) else { continue };
            if what(other).is_some() {
                steps.insert(slot, *other);
            } else {
                waiting.extend(other.inputs.iter().chain(&other.after).copied());
            }
        }
        steps.into_values().collect()
    }

    fn named(&self, node: &Node) -> Vec<String> {
        self.steps(node).into_iter().map(|node| node.id.clone()).collect()
    }
}

fn operations(plan: &Plan) -> Vec<Vec<String>> {
    let row = |binding: &orchestra_plan::Binding| {
        let latency = binding.latency_p50.map(|it| format!("answers in {}", span(it)));
        let secrets = binding.auth.iter().flat_map(|auth| auth.secrets());
        let secrets: Vec<_> = secrets.map(|name| format!("needs {name}")).collect();
        let writes = if binding.writes { "writes" } else { "" };
        let notes =
            [price(binding), latency.unwrap_or_default(), writes.into(), secrets.join(", ")];
        let notes: Vec<_> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        vec![binding.operation.clone(), binding.base_url.clone(), notes.join(", ")]
    };
    plan.bindings.values().map(row).collect()
}

fn touches(plan: &Plan) -> Vec<Vec<String>> {
    let effects = &plan.effects;
    let mut rows = Vec::new();
    let origins: BTreeSet<_> = effects.origins.iter().map(|it| it.origin.as_str()).collect();
    for origin in origins {
        let secrets: BTreeSet<_> = effects
            .secrets
            .iter()
            .filter(|it| it.origin == origin)
            .map(|it| it.name.as_str())
            .collect();
        let sends = secrets.into_iter().collect::<Vec<_>>().join(", ");
        let sends =
            if sends.is_empty() { "no secret".to_owned() } else { format!("sends {sends}") };
        rows.push(vec![origin.to_owned(), sends]);
    }
    let writes: BTreeSet<_> =
        effects.operations.iter().filter(|it| it.writes).map(|it| it.operation.as_str()).collect();
    rows.extend(writes.into_iter().map(|it| vec![it.to_owned(), "changes something there".into()]));
    if !effects.reads_files.is_empty() {
        rows.push(vec!["files".into(), "reads them, below the project's folder".into()]);
    }
    if !effects.writes_files.is_empty() {
        rows.push(vec!["files".into(), "writes them, below the project's folder".into()]);
    }
    rows
}
