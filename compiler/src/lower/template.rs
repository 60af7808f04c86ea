//! Templates: the bodies of a plan, and the plan itself.

use std::sync::Arc;

use orchestra_plan::{
    Plan, Value,
    plan::{Param, ParamSlot, TemplateBody},
};

use super::{
    builder::{PlanBuilder, assemble},
    default_value, prune,
    pure::Lowerer,
};
use crate::{
    bounds::Promises,
    diagnostics::Fact,
    hir::Root,
    infer::{infer, signature_of},
    items::{ItemId, documentation, param_documentation},
    types::{Type, export::export},
};

/// What is wrong with what a template promises.
pub(super) fn broken_promises(db: &dyn salsa::Database, item: ItemId) -> Option<Vec<Fact>> {
    let mut builder = PlanBuilder::new(db);
    let (template, _) = builder.template(item)?;
    Some(builder.bounds(&template, &promises(db, item)).1)
}

/// A template's plan.
pub(super) fn compile(db: &dyn salsa::Database, item: ItemId) -> Option<Plan> {
    let signature = signature_of(db, item)?;
    let mut builder = PlanBuilder::new(db);
    let (template, _) = builder.template(item)?;
    let params = signature
        .params
        .iter()
        .enumerate()
        .map(|(index, param)| {
            let secret = matches!(
                param.ty.without_null(&builder.environment).head(&builder.environment),
                Type::Secret
            );
            let nullable = param.ty.admits_null(&builder.environment).then_some(Value::Null);
            Param {
                name: param.name.to_string(),
                shape: builder.shape(&param.ty),
                schema: export(&builder.environment, &param.ty),
                secret,
                default: match param.default {
                    Some(_) => default_value(db, item, index),
                    None => nullable,
                },
            }
        })
        .collect();
    let (bounds, _) = builder.bounds(&template, &promises(db, item));
    let output = export(&builder.environment, &signature.result);
    let names = param_documentation(db, item);
    let mut plan = assemble(builder, template);
    (plan.params, plan.output, plan.bounds) = (params, output, bounds);
    (plan.debug.documentation, plan.debug.params) = (documentation(db, item), names);
    Some(plan)
}

/// The budget and deadline of a template, each with its value in the text.
fn promises(db: &dyn salsa::Database, item: ItemId) -> Promises {
    let inference = infer(db, item);
    let body = crate::hir::lower::body(db, item);
    let value = |name: &str| {
        let Root::Template { policies, .. } = &body.root else { return None };
        let policy = policies.iter().find(|policy| &*policy.name.text == name)?;
        Some(body.site(policy.value))
    };
    Promises {
        item,
        budget: inference.budget.clone().zip(value("budget")),
        deadline: inference.deadline.zip(value("deadline")),
    }
}

impl PlanBuilder<'_> {
    /// The key of a template in the plan, and whether it holds a write.
    pub(super) fn template(&mut self, item: ItemId) -> Option<(String, bool)> {
        if let Some(known) = self.plan.template_names.get(&item) {
            return Some(known.clone());
        }
        if crate::recursion::recursive(self.db, item) {
            return None;
        }
        let inference = infer(self.db, item);
        if !inference.facts.is_empty() {
            return None;
        }
        let tree = crate::hir::lower::body(self.db, item);
        let Root::Template { params, body, .. } = &tree.root else { return None };
        let mut lowerer = Lowerer::new(self, item, &inference);
        let params = params
            .iter()
            .map(|param| ParamSlot {
                name: param.name.text.to_string(),
                slot: lowerer.bind(param.local),
            })
            .collect();
        let lowered = lowerer.block_of(*body, Vec::new())?;
        let mut block = lowered.block;
        prune::prune(&mut block);
        let key = self.unused_key(&item.name(self.db));
        let known = (key.clone(), lowered.writes);
        let body = TemplateBody {
            params,
            body: block,
            deadline: inference.deadline,
            budget: inference.budget.clone(),
        };
        self.plan.templates.insert(key, body);
        self.plan.template_names.insert(item, known.clone());
        Some(known)
    }

    /// `name`, or with a number where another file's template has it already.
    fn unused_key(&self, name: &Arc<str>) -> String {
        (1..)
            .map(|count| if count == 1 { name.to_string() } else { format!("{name}#{count}") })
            .find(|key| !self.plan.templates.contains_key(key))
            .expect("one of infinitely many names is free")
    }
}
