//! What a condition tells of bindings and field paths, where it holds and where it doesn't.

use orchestra_plan::expr::BinaryOperator;

use super::Inferer;
use crate::{
    hir::{ExprId, ExprKind},
    types::Type,
};

impl Inferer<'_> {
    /// From here on `condition`, which has been inferred, is `truth`.
    pub(super) fn assume(&mut self, condition: ExprId, truth: bool) {
        let body = self.body;
        match body.expr(condition) {
            ExprKind::Not { of } => self.assume(*of, !truth),
            ExprKind::And { left, right } if truth => {
                self.assume(*left, true);
                self.assume(*right, true);
            }
            ExprKind::Or { left, right } if !truth => {
                self.assume(*left, false);
                self.assume(*right, false);
            }
            ExprKind::Binary { operator, left, right } => {
                let same = match operator {
                    BinaryOperator::Equal => truth,
                    BinaryOperator::NotEqual => !truth,
                    _ => return,
                };
                self.assume_equal(*left, *right, same);
                self.assume_equal(*right, *left, same);
            }
            _ => {}
        }
    }

    /// `of` is, or isn't, what `with` is: of use where `with` is null.
    fn assume_equal(&mut self, of: ExprId, with: ExprId, same: bool) {
        let Some(place) = self.place(of) else { return };
        let found = self.result.expr(of).clone();
        if found.is_error() {
            return;
        }
        let other = self.result.expr(with).clone();
        let null = matches!(other, Type::Null);
        if null && same {
            self.flow.learn(place, Type::Null);
        } else if null || (same && !other.admits_null(&self.environment) && !other.is_error()) {
            if matches!(found.head(&self.environment), Type::Json) {
                return;
            }
            let rest = found.without_null(&self.environment);
            // What is read by `?.` isn't null: then neither is what it is read of.
            self.assume_read(of);
            self.flow.learn(place, rest);
        }
    }

    /// A field read by `?.` that isn't null: its owner isn't either.
    fn assume_read(&mut self, of: ExprId) {
        let body = self.body;
        let ExprKind::Field { of: owner, safe, .. } = body.expr(of) else { return };
        if *safe && let Some(place) = self.place(*owner) {
            let found = self.result.expr(*owner).clone();
            if !found.is_error() {
                self.flow.learn(place, found.without_null(&self.environment));
            }
        }
        self.assume_read(*owner);
    }
}
