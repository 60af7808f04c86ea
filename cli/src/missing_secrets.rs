//! Which secrets a plan lacks, and what for.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use orchestra_net::HOTKEY;
use orchestra_plan::{Block, NodeKind, Plan, node::CallNode};

use crate::{
    command_error::CommandError,
    list::list,
    logins::{Logins, Subject},
    secrets,
    session::Session,
    wallet,
};

/// The error of a job for which `names` are missing: every call with nobody left to ask, and whom
/// it could ask with which secret.
pub(crate) fn explain(session: &Session, plan: &Plan, names: &[String]) -> CommandError {
    let mut lines = BTreeSet::new();
    for call in calls(plan) {
        let mut ways: Vec<(String, Vec<&str>)> = Vec::new();
        for provider in &call.providers {
            let Some(needed) = needed(plan, &provider.binding, names) else {
                // It lacks nothing, and can be asked.
                ways.clear();
                break;
            };
            match ways.iter_mut().find(|(secrets, _)| *secrets == needed) {
                Some((_, operations)) => operations.push(&provider.binding),
                None => ways.push((needed, vec![&provider.binding])),
            }
        }
        let ways: Vec<_> = ways
            .iter()
            .map(|(secrets, operations)| format!("{secrets} (for {})", operations.join(", ")))
            .collect();
        if !ways.is_empty() {
            lines.insert(format!("{} needs {}", call.target, ways.join(" or ")));
        }
    }
    if let (true, Err(why)) = (names.iter().any(|name| name == HOTKEY), wallet::hotkey()) {
        lines.insert(why.clone());
    }
    for name in names.iter().filter(|name| secrets::is_variable(name)) {
        // A name that can't be looked for is told; one that isn't kept is only missing.
        if let Err(error) = session.logins.find(&Subject::Secret(name.clone())) {
            lines.insert(error.message);
        }
    }
    let details = lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{} {line}", session.bold("error:")).expect("a String takes all text");
        text
    });
    let login = |name: &str| session.command(&format!("login {name}"));
    let named = list(names, "and").replace('`', "");
    let (what, how) = match names {
        [name] if secrets::is_variable(name) => (
            "a secret is missing",
            format!("keep it with `{}`, or set it as a variable", login(name)),
        ),
        [_] => ("a secret is missing", "set it as a variable".to_owned()),
        _ => (
            "secrets are missing",
            format!("keep each with `{}`, or set them as variables", login("NAME")),
        ),
    };
    CommandError::usage(format!("{what}: {named}; nothing was run"))
        .hint(format!("{how} of the environment, or try it with `--sandbox`, which needs none"))
        .details(details)
}

/// Those of the operation's secrets that are missing; none where none is.
fn needed(plan: &Plan, operation: &str, names: &[String]) -> Option<String> {
    let auth = plan.bindings.get(operation)?.auth.as_ref()?;
    let missing: Vec<_> =
        auth.secrets().into_iter().filter(|it| names.iter().any(|name| name == it)).collect();
    (!missing.is_empty()).then(|| missing.join(" and "))
}

/// The providers of `plan` that are left out since a secret of theirs can't be had, each with why, secret
/// by secret.
pub(crate) fn left_out(logins: &Logins, plan: &Plan) -> BTreeMap<String, Vec<String>> {
    let mut left_out = BTreeMap::new();
    for binding in plan.bindings.values() {
        let names = binding.auth.iter().flat_map(|auth| auth.secrets());
        let reasons: Vec<String> =
            names.filter_map(|name| secrets::find(logins, name).err()).collect();
        if !reasons.is_empty() {
            left_out.insert(binding.operation.clone(), reasons);
        }
    }
    left_out
}

/// Every call of an operation or a capability, wherever it stands.
fn calls(plan: &Plan) -> Vec<&CallNode> {
    let mut calls = Vec::new();
    let mut blocks: Vec<&Block> = plan.templates.values().map(|template| &template.body).collect();
    while let Some(block) = blocks.pop() {
        for node in &block.nodes {
            match &node.kind {
                NodeKind::Call(call) => {
                    calls.push(&**call);
                    blocks.extend(&call.otherwise);
                }
                NodeKind::Template(call) => blocks.extend(&call.otherwise),
                NodeKind::Sys(call) => blocks.extend(&call.otherwise),
                NodeKind::Branch { arms } => blocks.extend(arms.iter().map(|arm| &arm.body)),
                NodeKind::Map(map) => blocks.push(&map.body),
                NodeKind::Repeat(repeat) => blocks.push(&repeat.body),
                NodeKind::Eval { .. }
                | NodeKind::Ensure(_)
                | NodeKind::Fail { .. }
                | NodeKind::Calls { .. } => {}
            }
        }
    }
    calls
}
