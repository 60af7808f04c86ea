//! Interpolation.

use std::sync::Arc;

use super::Inferer;
use crate::{
    diagnostics::{Fact, MayBeNull, Subject, TypesDiffer},
    hir::{ExprId, TextPart},
    types::{IntRange, Literal, Size, StringType, Type},
};

/// Most characters of a float: `-1.7976931348623157e308`.
const LONGEST_FLOAT: u64 = 24;
/// Most characters of an int: `-9223372036854775808`.
const LONGEST_INT: u64 = 20;

impl Inferer<'_> {
    /// A text with interpolation: its length is the sum of its parts'.
    pub(super) fn text(&mut self, parts: &[TextPart]) -> Type {
        let mut length = Size::exactly(0);
        for part in parts {
            length = length.add(match part {
                TextPart::Text(text) => Size::exactly(text.chars().count() as u64),
                TextPart::Value(value) => self.interpolated(*value),
            });
        }
        Type::String(Arc::new(StringType { length, ..StringType::default() }))
    }

    fn interpolated(&mut self, id: ExprId) -> Size {
        let ty = self.infer(id);
        let subject = || Subject::new("what stands in a text");
        if self.refuse_secret(id, &ty, "stand in a text") {
            return Size::default();
        }
        if ty.admits_null(&self.environment) {
            let fact = MayBeNull {
                at: self.body.site(id),
                subject: subject(),
                path: String::new(),
                found: ty.to_string(),
                always: matches!(ty.head(&self.environment), Type::Null),
                member: None,
                postfix: self.is_postfix(id),
            };
            self.report(Fact::MayBeNull(fact));
            return Size::default();
        }
        self.printed(&ty).unwrap_or_else(|| {
            let expected = "a text, number, bool, duration or amount";
            if let Type::Parameter(_) = ty.head(&self.environment) {
                self.report(Fact::TypesDiffer(TypesDiffer {
                    at: self.body.site(id),
                    subject: subject(),
                    path: String::new(),
                    expected: expected.to_owned(),
                    found: format!("`{ty}`"),
                    help: Some(format!("`{ty}` is any type: print it with `.to_text()`")),
                    append: self.is_postfix(id).then(|| ".to_text()".to_owned()),
                }));
            } else {
                self.differs(id, subject(), expected, &ty);
            }
            Size::default()
        })
    }

    /// How long a value prints; none where it can't stand in a text.
    fn printed(&self, ty: &Type) -> Option<Size> {
        Some(match ty.head(&self.environment) {
            Type::Error | Type::Never => Size::default(),
            Type::String(text) => text.length,
            Type::Literal(Literal::String(text)) => Size::exactly(text.chars().count() as u64),
            Type::Literal(Literal::Bool(true)) => Size::exactly(4),
            Type::Literal(Literal::Bool(false)) => Size::exactly(5),
            Type::Bool => Size { min: 4, max: Some(5) },
            Type::Literal(Literal::Int(value)) => Size::exactly(digits(value)),
            Type::Int(range) => Size { min: 1, max: Some(longest(range)) },
            Type::Literal(Literal::Float(_)) | Type::Float(_) => {
                Size { min: 3, max: Some(LONGEST_FLOAT) }
            }
            Type::Duration => Size { min: 2, max: Some(LONGEST_INT + 2) },
            Type::Money(_) => Size { min: 4, max: None },
            Type::Union(arms) => {
                let mut sizes = arms.iter().map(|arm| self.printed(arm));
                let first = sizes.next()??;
                sizes.try_fold(first, |size, arm| Some(size.hull(arm?)))?
            }
            _ => return None,
        })
    }
}

fn digits(value: i64) -> u64 {
    value.to_string().len() as u64
}

fn longest(range: IntRange) -> u64 {
    let end = |end: Option<i64>| end.map_or(LONGEST_INT, digits);
    end(range.min).max(end(range.max))
}
