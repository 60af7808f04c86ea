//! What a pattern asks, and what it binds.

use orchestra_plan::{
    Expr, Slot, Value,
    expr::{Access, BinaryOperator},
};

use super::pure::{Lowerer, constant, text_constant};
use crate::{
    hir::{ExprKind, LocalId, PatternField, PatternId, PatternKind},
    types::Type,
};

/// A name, and where in the value of a pattern or binder its own value stands.
pub(super) type Binding = (LocalId, Expr);

impl Lowerer<'_, '_> {
    /// The names of a pattern or binder, with how to read them from `value`.
    pub(super) fn bindings(&mut self, id: PatternId, value: Expr, found: &mut Vec<Binding>) {
        let body = self.body;
        let pattern = body.pattern(id);
        let mark = self.mark_site(pattern.at);
        match &pattern.kind {
            PatternKind::Bind { local, .. } => found.push((*local, value)),
            PatternKind::Record { fields } => {
                for field in fields {
                    let of = Box::new(value.clone());
                    let name = field.name.text.to_string();
                    let access = self.pattern_access(id);
                    let inner = Expr::Field { of, name, access, mark };
                    self.bindings(field.pattern, inner, found);
                }
            }
            PatternKind::Tuple { items } => {
                for (index, item) in items.iter().enumerate() {
                    let index = constant(Value::Int(i64::try_from(index).unwrap_or(i64::MAX)));
                    let (of, index) = (Box::new(value.clone()), Box::new(index));
                    let inner = Expr::Index { of, index, access: Access::Plain, mark };
                    self.bindings(*item, inner, found);
                }
            }
            _ => {}
        }
    }

    fn pattern_access(&self, id: PatternId) -> Access {
        match self.inference.patterns.get(&id).map(|ty| ty.head(&self.builder.environment)) {
            Some(Type::Json) => Access::Json,
            _ => Access::Plain,
        }
    }

    /// What `value`, in a slot or a part of one, has to be; none where any will do.
    pub(super) fn test(&mut self, id: PatternId, value: &Expr) -> Option<Expr> {
        let body = self.body;
        let pattern = body.pattern(id);
        let mark = self.mark_site(pattern.at);
        let equal = |right: Expr| Expr::Binary {
            operator: BinaryOperator::Equal,
            left: Box::new(value.clone()),
            right: Box::new(right),
            mark,
        };
        match &pattern.kind {
            PatternKind::Missing | PatternKind::Any | PatternKind::Bind { ty: None, .. } => None,
            PatternKind::Bind { ty: Some(ty), .. } => {
                let written = self.inference.written.get(ty)?.clone();
                Some(self.is(value, &written))
            }
            PatternKind::Literal(literal) => Some(equal(match body.expr(*literal) {
                ExprKind::Bool(value) => constant(Value::Bool(*value)),
                ExprKind::Int(value) => constant(Value::Int(*value)),
                ExprKind::Float(bits) => constant(Value::Float(f64::from_bits(*bits))),
                ExprKind::String { text, .. } => text_constant(text),
                _ => constant(Value::Null),
            })),
            PatternKind::Variant { variant, .. } => Some(equal(text_constant(&variant.text))),
            PatternKind::Record { fields } => self.record_test(id, fields, value),
            PatternKind::Tuple { items } => self.tuple_test(id, items, value),
            PatternKind::Or { choices } => {
                let mut tests = Vec::new();
                for choice in choices {
                    tests.push(self.test(*choice, value)?);
                }
                tests
                    .into_iter()
                    .reduce(|left, right| Expr::Or { left: Box::new(left), right: Box::new(right) })
            }
        }
    }

    fn is(&mut self, value: &Expr, ty: &Type) -> Expr {
        Expr::Is { of: Box::new(value.clone()), shape: self.builder.shape(ty) }
    }

    fn record_test(
        &mut self,
        id: PatternId,
        fields: &[PatternField],
        value: &Expr,
    ) -> Option<Expr> {
        let mark = self.mark_site(self.body.pattern(id).at);
        let whole = self.inference.patterns.get(&id)?.clone();
        let mut tests: Vec<Expr> = Vec::new();
        let mut arms = Vec::new();
        self.arms(&whole, &mut arms);
        let with: Vec<Type> = arms.iter().filter(|arm| has_fields(arm, fields)).cloned().collect();
        if with.len() != arms.len() {
            let wanted = Type::union(&self.builder.environment, with);
            tests.push(self.is(value, &wanted));
        }
        for field in fields {
            let (of, name) = (Box::new(value.clone()), field.name.text.to_string());
            let inner = Expr::Field { of, name, access: self.pattern_access(id), mark };
            tests.extend(self.test(field.pattern, &inner));
        }
        all(tests)
    }

    fn tuple_test(&mut self, id: PatternId, items: &[PatternId], value: &Expr) -> Option<Expr> {
        let mark = self.mark_site(self.body.pattern(id).at);
        let whole = self.inference.patterns.get(&id)?.clone();
        let mut tests: Vec<Expr> = Vec::new();
        let mut arms = Vec::new();
        self.arms(&whole, &mut arms);
        let fits = |arm: &&Type| matches!(arm, Type::Tuple(of) if of.len() == items.len());
        let with: Vec<Type> = arms.iter().filter(fits).cloned().collect();
        if with.len() != arms.len() && !with.is_empty() {
            let wanted = Type::union(&self.builder.environment, with);
            tests.push(self.is(value, &wanted));
        }
        for (index, item) in items.iter().enumerate() {
            let index = constant(Value::Int(i64::try_from(index).unwrap_or(i64::MAX)));
            let (of, index) = (Box::new(value.clone()), Box::new(index));
            let inner = Expr::Index { of, index, access: Access::Plain, mark };
            tests.extend(self.test(*item, &inner));
        }
        all(tests)
    }

    /// The arms of a type, names expanded.
    fn arms(&self, ty: &Type, found: &mut Vec<Type>) {
        match ty.head(&self.builder.environment) {
            Type::Union(arms) => arms.iter().for_each(|arm| self.arms(arm, found)),
            arm => found.push(arm),
        }
    }

    /// Binds the names of a pattern around a pure expression.
    pub(super) fn binding(&mut self, bindings: Vec<Binding>) -> Vec<(Slot, Expr)> {
        let mut bound = Vec::new();
        for (local, value) in bindings {
            if self.purity.reads(local) {
                bound.push((self.bind(local), value));
            }
        }
        bound
    }
}

fn has_fields(arm: &Type, fields: &[PatternField]) -> bool {
    let Type::Record(record) = arm else { return false };
    fields.iter().all(|field| record.fields.iter().any(|known| known.name == field.name.text))
}

fn all(tests: Vec<Expr>) -> Option<Expr> {
    tests
        .into_iter()
        .reduce(|left, right| Expr::And { left: Box::new(left), right: Box::new(right) })
}
