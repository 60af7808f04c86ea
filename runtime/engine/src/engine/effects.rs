//! Whether a plan does only what it says. Plans come from files too, and what a person agreed to
//! is the list of effects, not the bindings.

use orchestra_net::{Origin, Url};
use orchestra_plan::{Binding, NodeKind, Plan, node::SysOperation};

use super::{EngineError, nodes::nodes};

/// Refuses a plan that reaches beyond its effects.
pub(super) fn check(plan: &Plan) -> Result<(), EngineError> {
    for binding in plan.bindings.values() {
        check_binding(plan, binding).map_err(|problem| {
            EngineError::Effects(format!("`{}` {problem}", binding.operation))
        })?;
    }
    for node in nodes(plan) {
        let NodeKind::Sys(sys) = &node.kind else { continue };
        let (listed, does) = match sys.operation {
            SysOperation::ReadFile => (!plan.effects.reads_files.is_empty(), "reads a file"),
            SysOperation::WriteFile => (!plan.effects.writes_files.is_empty(), "writes a file"),
            SysOperation::Approve => (!plan.effects.asks_people.is_empty(), "asks a person"),
            _ => continue,
        };
        if !listed {
            let problem = format!("it {does}, and its effects don't say so");
            return Err(EngineError::Effects(problem));
        }
    }
    Ok(())
}

fn check_binding(plan: &Plan, binding: &Binding) -> Result<(), String> {
    let effects = &plan.effects;
    let listed = |it: &&orchestra_plan::effects::OperationEffect| it.operation == binding.operation;
    match effects.operations.iter().find(listed) {
        Some(effect) if binding.revision != effect.revision => {
            return Err("is of another revision than its effects say".to_owned());
        }
        Some(effect) if binding.writes && !effect.writes => {
            return Err("writes, and its effects don't say so".to_owned());
        }
        Some(_) => {}
        None => return Err("isn't among its effects".to_owned()),
    }
    let url = Url::parse(&binding.base_url).map_err(|error| format!("has no address: {error}"))?;
    let origin = Origin::of(&url).map_err(|error| format!("has no origin: {error}"))?;
    let same = |text: &str| text.parse::<Origin>().as_ref() == Ok(&origin);
    if !effects.origins.iter().any(|effect| same(&effect.origin)) {
        return Err(format!("reaches {origin}, which isn't among the plan's effects"));
    }
    for name in binding.auth.iter().flat_map(|auth| auth.secrets()) {
        let released =
            |it: &orchestra_plan::effects::SecretEffect| it.name == name && same(&it.origin);
        if !effects.secrets.iter().any(released) {
            return Err(format!("sends {name} to {origin}, which isn't among the plan's effects"));
        }
    }
    Ok(())
}
