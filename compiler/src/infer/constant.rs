//! Values that are known while compiling.

use orchestra_plan::Value;

use super::{Inferer, Use, infer};
use crate::{
    diagnostics::{Fact, ProvableFailure},
    hir::{ExprId, Root},
    items::ItemId,
    lower,
    types::Type,
};

/// The type of a constant: as written, else of its value.
#[salsa::tracked(returns(clone))]
pub fn constant_type(db: &dyn salsa::Database, item: ItemId) -> Type {
    if crate::recursion::recursive(db, item) {
        return Type::Error;
    }
    let mut inferer = Inferer::new(db, item);
    let body = inferer.body;
    match &body.root {
        Root::Const { ty: Some(ty), .. } => inferer.written(*ty),
        Root::Const { ty: None, value } => {
            let inference = infer(db, item);
            inference.expr(*value).clone()
        }
        _ => Type::Error,
    }
}

/// The value of a constant; none where it has no value for a mistake's sake.
#[salsa::tracked(returns(clone))]
pub fn constant_value(db: &dyn salsa::Database, item: ItemId) -> Option<Value> {
    if crate::recursion::recursive(db, item) {
        return None;
    }
    let body = crate::hir::lower::body(db, item);
    let Root::Const { value, .. } = &body.root else { return None };
    let inference = infer(db, item);
    if !inference.facts.is_empty() {
        return None;
    }
    lower::evaluate(db, item, &inference, *value)?.ok()
}

impl Inferer<'_> {
    /// The value of `id`, which has been inferred, if it is known while compiling.
    pub(super) fn constant_value(&self, id: ExprId) -> Option<Value> {
        if let Some(value) = lower::literal(self.body, &self.result, id) {
            return Some(value);
        }
        if let Some(Use::Constant(item)) = self.result.uses.get(&id) {
            return constant_value(self.db, *item);
        }
        lower::evaluate(self.db, self.item, &self.result, id)?.ok()
    }

    /// Evaluates a constant's value, and reports what fails.
    pub(super) fn constant_item_value(&mut self, value: ExprId) {
        if crate::recursion::recursive(self.db, self.item) {
            return;
        }
        self.constant_default(value);
    }

    /// Evaluates what has to be known while compiling, and reports what fails.
    pub(super) fn constant_default(&mut self, id: ExprId) {
        if !self.result.facts.is_empty() {
            return;
        }
        let outcome = lower::evaluate(self.db, self.item, &self.result, id);
        if let Some(Err(failure)) = outcome {
            let fact = ProvableFailure {
                at: self.body.site(id),
                sentence: format!("this fails: {}", failure.message),
                help: Some("it is evaluated while compiling".to_owned()),
            };
            self.report(Fact::ProvableFailure(fact));
        }
    }
}
