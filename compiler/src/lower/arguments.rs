//! The arguments of a template's call: a record of all its parameters.

use orchestra_plan::{
    Expr, Value,
    expr::{Access, Argument, RecordEntry},
};

use super::{
    default_value,
    pure::{Lowerer, constant, text_constant},
};
use crate::{
    hir::{self, ExprId, ExprKind},
    infer::{Signature, signature_of},
    items::ItemId,
};

impl Lowerer<'_, '_> {
    /// All parameters of `template`, in order, defaults filled in.
    pub(super) fn template_arguments(
        &mut self,
        arguments: ExprId,
        template: ItemId,
    ) -> Option<Expr> {
        let db = self.builder.db;
        let signature = signature_of(db, template)?;
        if self.is_plain_record(arguments) {
            return self.written_arguments(arguments, template, &signature);
        }
        let given = self.expr(arguments)?;
        let slot = self.builder.slot();
        let mark = self.mark(arguments);
        let mut entries = Vec::new();
        for (index, param) in signature.params.iter().enumerate() {
            let read = Expr::Field {
                of: Box::new(Expr::Slot { slot }),
                name: param.name.to_string(),
                access: Access::Plain,
                mark,
            };
            let default = constant(default_value(db, template, index).unwrap_or(Value::Null));
            let value = if param.default.is_some() {
                let key = Argument::Value { value: text_constant(&param.name) };
                let has = Expr::Method {
                    method: "has".to_owned(),
                    of: Box::new(Expr::Slot { slot }),
                    arguments: vec![key],
                    mark,
                };
                let (then, otherwise) = (Box::new(read), Box::new(default));
                Expr::If { condition: Box::new(has), then, otherwise }
            } else {
                read
            };
            entries.push(field(&param.name, value));
        }
        Some(super::pure_blocks::wrap(slot, given, Expr::Record { entries }))
    }

    fn written_arguments(
        &mut self,
        arguments: ExprId,
        template: ItemId,
        signature: &Signature,
    ) -> Option<Expr> {
        let db = self.builder.db;
        let body = self.body;
        let ExprKind::Record { entries, .. } = body.expr(arguments) else { return None };
        let mut lowered = Vec::new();
        for (index, param) in signature.params.iter().enumerate() {
            let written = entries.iter().find_map(|entry| match entry {
                hir::RecordEntry::Field { name, value } if name.text == param.name => Some(*value),
                _ => None,
            });
            let default = || constant(default_value(db, template, index).unwrap_or(Value::Null));
            let value = match written {
                None => default(),
                Some(value) => {
                    let environment = &self.builder.environment;
                    let absent = param.default.is_some()
                        && self.inference.expr(value).admits_null(environment)
                        && !param.ty.admits_null(environment);
                    let value = self.expr(value)?;
                    if absent {
                        let (left, right) = (Box::new(value), Box::new(default()));
                        Expr::Coalesce { left, right }
                    } else {
                        value
                    }
                }
            };
            lowered.push(field(&param.name, value));
        }
        Some(Expr::Record { entries: lowered })
    }
}

fn field(name: &str, value: Expr) -> RecordEntry {
    RecordEntry::Field { name: name.to_owned(), value, optional: false }
}
