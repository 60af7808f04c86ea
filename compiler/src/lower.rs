//! From trees and types to plans.
//!
//! Pure expressions become [`Expr`]s ([`pure`]), one to one; what holds a `call` becomes nodes of
//! its block ([`blocks`], [`steps`]). The same lowering serves constants: [`evaluate`] lowers an
//! expression and has it evaluated, so that a value can't depend on who computed it.
//!
//! Slots, functions and marks are numbered in the order of lowering, which follows the tree alone:
//! a comment or a line break changes nothing but the positions behind the marks.

mod arguments;
mod bindings;
mod blocks;
mod builder;
mod control;
mod effects;
mod free_slots;
mod mocks;
mod patterns;
mod prune;
mod pure;
mod pure_blocks;
mod purity;
mod sent_calls;
mod sizes;
mod steps;
mod template;
mod test_item;

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{Evaluator, Failure, Plan, TestPlan, Value};

use crate::{
    db::Project,
    diagnostics::Fact,
    hir::{ExprId, Root},
    infer::{Inference, infer},
    items::ItemId,
};

use builder::PlanBuilder;
pub(crate) use free_slots::Slots;
use pure::Lowerer;

/// The plan of a template; none where something in what it needs is wrong.
#[must_use]
pub fn plan(db: &dyn salsa::Database, project: Project, template: ItemId) -> Option<Arc<Plan>> {
    compile(db, project, template).map(|compiled| compiled.plan)
}

/// The plan of a test; none where something in what it needs is wrong.
#[salsa::tracked(returns(clone))]
pub fn test_plan(
    db: &dyn salsa::Database,
    project: Project,
    test: ItemId,
) -> Option<Arc<TestPlan>> {
    test_item::compile(db, project, test).map(Arc::new)
}

/// A template's plan, and what is wrong with what it promises.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compiled {
    pub(crate) plan: Arc<Plan>,
    /// Sites are the template's.
    pub(crate) facts: Arc<[Fact]>,
}

/// A template, compiled; none where something in what it needs is wrong.
#[salsa::tracked(returns(clone))]
pub(crate) fn compile(
    db: &dyn salsa::Database,
    project: Project,
    template: ItemId,
) -> Option<Compiled> {
    let (plan, facts) = template::compile(db, project, template)?;
    Some(Compiled { plan: Arc::new(plan), facts: facts.into() })
}

/// The value of an expression of `item` that is known while compiling; none where it isn't
/// constant, or holds a mistake that is reported where it stands.
///
/// # Errors
/// Why its evaluation fails.
pub(crate) fn evaluate(
    db: &dyn salsa::Database,
    project: Project,
    item: ItemId,
    inference: &Inference,
    expr: ExprId,
) -> Option<Result<Value, Failure>> {
    let mut builder = PlanBuilder::new(db, project);
    let mut lowerer = Lowerer::new(&mut builder, item, inference);
    if lowerer.reads_locals(expr) {
        return None;
    }
    let lowered = lowerer.expr(expr)?;
    let shapes = builder.shapes();
    let evaluator = Evaluator::new(&builder.functions, &shapes);
    Some(evaluator.evaluate(&lowered, &BTreeMap::new()))
}

/// The value of a parameter's default; none where there is none, or it has no value.
#[salsa::tracked(returns(clone))]
pub(crate) fn default_value(
    db: &dyn salsa::Database,
    project: Project,
    item: ItemId,
    index: usize,
) -> Option<Value> {
    let body = crate::hir::lower::body(db, item);
    let (Root::Function { params, .. } | Root::Template { params, .. }) = &body.root else {
        return None;
    };
    let default = params.get(index)?.default?;
    let inference = infer(db, project, item);
    evaluate(db, project, item, inference, default)?.ok()
}
