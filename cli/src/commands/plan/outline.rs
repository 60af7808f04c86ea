//! A plan for people: inputs, the tree of its steps, what they may come to, operations, effects.

use std::collections::BTreeSet;

use orchestra_ledger_model::{Ledger, Standing};
use orchestra_plan::{
    Binding, Node, NodeKind, Plan,
    node::{CallNode, OnError},
    plan::Param,
    policy::Millis,
    value::duration,
};

use super::{
    bounds,
    prices::price,
    quote::Quote,
    tree::{Row, Twig, What, tree},
};
use crate::{
    definitions::{Definition, definitions, wrapped},
    table::table,
    target::Target,
};

/// The outline, in lines of at most `width` where their words allow it. Who stands behind entries, the
/// Ledger says.
pub(super) fn outline(
    target: &Target,
    ledger: &Ledger,
    quote: Option<&Quote>,
    width: usize,
) -> String {
    let plan = &*target.plan;
    let mut text = format!("{}  plan {}\n", plan.template, &plan.id().to_string()[..12]);
    if let Some(line) = plan.debug.documentation.lines().next() {
        text += &format!("{}\n", wrapped(line, width).join("\n"));
    }
    let tree = tree(plan);
    let mut part = |title: &str, lines: String| {
        if !lines.is_empty() {
            text += &format!("\n{title}\n{lines}");
        }
    };
    part("Inputs", definitions(&inputs(target), width));
    part("Steps", definitions(&steps(&tree), width));
    part("Bounds", bounds_of(plan, &tree, width));
    if let Some(quote) = quote {
        let (table, note) = quote.table();
        part("Quote", noted(&table, note.map(str::to_owned), width));
    }
    part("Operations", definitions(&operations(plan, ledger), width));
    part("It touches", definitions(&touches(plan), width));
    text
}

fn inputs(target: &Target) -> Vec<Definition> {
    let definition = |param: &Param| {
        let words = target.param(&param.name);
        let ty = words.map(|words| words.ty.as_str()).unwrap_or_default();
        let given = match &param.default {
            None => format!("{ty}, required"),
            Some(default) => format!("{ty}, default {}", default.to_json()),
        };
        let documentation = words.map(|words| words.documentation.replace('\n', " "));
        said_of(&param.name, vec![given, documentation.unwrap_or_default()])
    };
    target.plan.params.iter().map(definition).collect()
}

fn said_of(name: &str, sentences: Vec<String>) -> Definition {
    Definition { name: name.to_owned(), below: String::new(), sentences }
}

fn steps(tree: &Twig<'_>) -> Vec<Definition> {
    let definition = |row: Row<'_, '_>| {
        let mut sentence = what(row.twig);
        if !row.twig.after.is_empty() {
            sentence += &format!("; after {}", row.twig.after.join(", "));
        }
        Definition { name: row.label, below: row.below, sentences: vec![sentence] }
    };
    tree.rows(&|_| true).into_iter().map(definition).collect()
}

fn what(twig: &Twig<'_>) -> String {
    match twig.what {
        What::Template(body) => {
            let deadline = body.deadline.map(|deadline| format!("within {}", span(deadline)));
            let budget = body.budget.as_ref().map(|budget| format!("for at most {budget}"));
            deadline.into_iter().chain(budget).collect::<Vec<_>>().join(", ")
        }
        What::Step(node) => done(node),
        What::Arm => String::new(),
        What::Otherwise => "where it fails".to_owned(),
    }
}

/// What a node does, in words.
fn done(node: &Node) -> String {
    match &node.kind {
        NodeKind::Eval { .. } | NodeKind::Calls { .. } => String::new(),
        NodeKind::Call(call) => asked(call),
        NodeKind::Template(call) => format!("runs {}", call.template),
        NodeKind::Sys(call) => call.operation.words().to_owned(),
        NodeKind::Branch { .. } if node.blocks_with_steps().len() > 1 => "one of these".to_owned(),
        NodeKind::Branch { .. } => "if it comes to that".to_owned(),
        NodeKind::Map(map) => {
            let skip = if map.on_error == OnError::Skip { ", failed ones left out" } else { "" };
            format!("for each item, at most {} at once{skip}", map.parallel)
        }
        NodeKind::Repeat(repeat) => format!("at most {} times", repeat.max),
        NodeKind::Ensure(_) => "must hold".to_owned(),
        NodeKind::Fail { .. } => "fails".to_owned(),
    }
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

fn span(millis: Millis) -> String {
    duration::text(i64::try_from(millis.0).unwrap_or(i64::MAX))
}

/// The table, and below it why something in it has no figure.
fn bounds_of(plan: &Plan, tree: &Twig<'_>, width: usize) -> String {
    let rows = table(&bounds::rows(plan, tree), None);
    noted(&rows, bounds::gaps(plan, |_| true), width)
}

/// A table, indented, and sentences below it. Its rows aren't broken: they would be no table.
fn noted(table: &str, sentences: impl IntoIterator<Item = String>, width: usize) -> String {
    let room = width.saturating_sub(2);
    let sentences = sentences.into_iter().flat_map(|sentence| wrapped(&sentence, room));
    let lines = table.lines().map(str::to_owned).chain(sentences);
    lines.map(|line| format!("  {line}\n")).collect()
}

fn operations(plan: &Plan, ledger: &Ledger) -> Vec<Definition> {
    let definition = |binding: &Binding| {
        let latency = binding.latency_p50.map(|it| format!("answers in {}", span(it)));
        let secrets = binding.auth.iter().flat_map(|auth| auth.secrets());
        let secrets: Vec<_> = secrets.map(|name| format!("needs {name}")).collect();
        let writes = if binding.writes { "writes" } else { "" };
        let slug = binding.operation.split('.').next().unwrap_or_default();
        let entry = format!("entry {}", Standing::of(ledger, slug).words());
        let latency = latency.unwrap_or_default();
        let notes = [price(binding), latency, writes.into(), secrets.join(", "), entry];
        let notes: Vec<_> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        said_of(&binding.operation, vec![binding.base_url.clone(), notes.join(", ")])
    };
    plan.bindings.values().map(definition).collect()
}

fn touches(plan: &Plan) -> Vec<Definition> {
    let effects = &plan.effects;
    let origins: BTreeSet<_> = effects.origins.iter().map(|it| it.origin.as_str()).collect();
    let sent_to = |origin: &str| {
        let secrets = effects.secrets.iter().filter(|it| it.origin == *origin);
        let secrets: BTreeSet<_> = secrets.map(|it| it.name.as_str()).collect();
        let sends = secrets.into_iter().collect::<Vec<_>>().join(", ");
        let sends =
            if sends.is_empty() { "no secret".to_owned() } else { format!("sends {sends}") };
        let causes = effects.origins.iter().filter(|it| it.origin == *origin);
        said_of(origin, vec![sends + &on_behalf(causes.map(|it| it.package.as_str()))])
    };
    let mut rows: Vec<Definition> = origins.into_iter().map(sent_to).collect();
    let writing = || effects.operations.iter().filter(|it| it.writes);
    let writes: BTreeSet<_> = writing().map(|it| it.operation.as_str()).collect();
    let mut touched = |name: &str, sentence: &str, packages: Vec<&str>| {
        if !packages.is_empty() {
            rows.push(said_of(name, vec![format!("{sentence}{}", on_behalf(packages))]));
        }
    };
    for operation in writes {
        let causes = writing().filter(|it| it.operation == *operation);
        let packages = causes.map(|it| it.package.as_str()).collect();
        touched(operation, "changes something there", packages);
    }
    for (name, sentence, names) in [
        ("files", "reads them, below the project's folder", &effects.reads_files),
        ("files", "writes them, below the project's folder", &effects.writes_files),
        ("people", "are asked, and waited for", &effects.asks_people),
    ] {
        touched(name, sentence, names.iter().map(String::as_str).collect());
    }
    rows
}

/// For which of the packages that are needed something is done; nothing where the root or what ships
/// does it itself.
fn on_behalf<'p>(packages: impl IntoIterator<Item = &'p str>) -> String {
    let needed = packages.into_iter().filter(|name| !["", "std"].contains(name));
    let needed: BTreeSet<&str> = needed.collect();
    if needed.is_empty() {
        return String::new();
    }
    format!(", for {}", needed.into_iter().collect::<Vec<_>>().join(" and "))
}
