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
    diagnostics::Fact,
    hir::{Body, ExprId, ExprKind, Root},
    infer::{Inference, infer},
    items::ItemId,
};

use builder::PlanBuilder;
pub use effects::provider_effects;
pub(crate) use free_slots::Slots;
use pure::Lowerer;

/// The plan of a template; none where something in what it needs is wrong.
#[salsa::tracked(returns(clone))]
pub fn plan(db: &dyn salsa::Database, template: ItemId) -> Option<Arc<Plan>> {
    template::compile(db, template).map(Arc::new)
}

/// The plan of a test; none where something in what it needs is wrong.
#[salsa::tracked(returns(clone))]
pub fn test_plan(db: &dyn salsa::Database, test: ItemId) -> Option<Arc<TestPlan>> {
    test_item::compile(db, test).map(Arc::new)
}

/// What is wrong with what a template promises; nothing where something in what it needs is wrong.
/// Sites are the template's.
///
/// It makes no plan: a package has many templates, and plans are large.
#[salsa::tracked(returns(clone))]
pub(crate) fn broken_promises(db: &dyn salsa::Database, template: ItemId) -> Arc<[Fact]> {
    template::broken_promises(db, template).unwrap_or_default().into()
}

/// The value of an expression of `item` that is known while compiling; none where it isn't
/// constant, or holds a mistake that is reported where it stands.
///
/// # Errors
/// Why its evaluation fails.
pub(crate) fn evaluate(
    db: &dyn salsa::Database,
    item: ItemId,
    inference: &Inference,
    expr: ExprId,
) -> Option<Result<Value, Failure>> {
    if let Some(value) = literal(crate::hir::lower::body(db, item), inference, expr) {
        return Some(Ok(value));
    }
    let mut builder = PlanBuilder::new(db);
    let mut lowerer = Lowerer::new(&mut builder, item, inference);
    if lowerer.reads_locals(expr) {
        return None;
    }
    let lowered = lowerer.expr(expr)?;
    let shapes = builder.shapes();
    let evaluator = Evaluator::new(&builder.functions, &shapes);
    Some(evaluator.evaluate(&lowered, &BTreeMap::new()))
}

/// The value of a literal that stays as it is written. Most constants are: the ends of ranges, the
/// values of policies.
pub(crate) fn literal(body: &Body, inference: &Inference, expr: ExprId) -> Option<Value> {
    let value = match body.expr(expr) {
        ExprKind::Null => Value::Null,
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Int(value) => Value::Int(*value),
        ExprKind::Float(bits) => Value::Float(f64::from_bits(*bits)),
        ExprKind::Duration(millis) => Value::Duration(*millis),
        ExprKind::Money(money) => Value::Money(money.clone()),
        ExprKind::String { text, .. } => Value::String(Arc::clone(text)),
        _ => return None,
    };
    (!inference.conversions.contains_key(&expr)).then_some(value)
}

/// The value of a parameter's default; none where there is none, or it has no value.
#[salsa::tracked(returns(clone))]
pub fn default_value(db: &dyn salsa::Database, item: ItemId, index: usize) -> Option<Value> {
    let body = crate::hir::lower::body(db, item);
    let (Root::Function { params, .. } | Root::Template { params, .. }) = &body.root else {
        return None;
    };
    let default = params.get(index)?.default?;
    let inference = infer(db, item);
    evaluate(db, item, &inference, default)?.ok()
}
