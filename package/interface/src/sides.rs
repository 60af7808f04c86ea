//! Described types as the compiler's types again, those of two interfaces beside each other.
//!
//! A name becomes a [`NamedId::Definition`], which needs no database: its schema is the side, its
//! pointer the name with its type arguments.

use std::sync::Arc;

use orchestra_compiler::types::{
    Field, Finite, FloatRange, IntRange, Literal, Named, NamedId, RecordType, Size, StringType,
    Type, TypeEnvironment,
};
use orchestra_plan::Value;

use crate::{Declared, DescribedType, Interface, written::name};

/// Bytes of a name with its type arguments; only a hostile interface has more, whose arguments grow with
/// each name that is followed.
const LONGEST: usize = 16 << 10;

/// Whose type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Old,
    New,
}

impl Side {
    const fn mark(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// The types of two interfaces.
pub(crate) struct Sides<'i> {
    pub(crate) old: &'i Interface,
    pub(crate) new: &'i Interface,
}

impl Sides<'_> {
    /// A type of one of them.
    pub(crate) fn ty(&self, side: Side, described: &DescribedType) -> Type {
        let of = |ty: &DescribedType| self.ty(side, ty);
        match described {
            DescribedType::Unknown => Type::Error,
            DescribedType::Never => Type::Never,
            DescribedType::Null => Type::Null,
            DescribedType::Bool => Type::Bool,
            DescribedType::Json => Type::Json,
            DescribedType::Duration => Type::Duration,
            DescribedType::Secret => Type::Secret,
            DescribedType::Money { currency } => Type::Money(currency.as_deref().map(Arc::from)),
            DescribedType::Int { min, max } => Type::Int(IntRange { min: *min, max: *max }),
            DescribedType::Float { min, max } => {
                let end = |end: &Option<f64>| end.and_then(Finite::new);
                Type::Float(FloatRange { min: end(min), max: end(max) })
            }
            DescribedType::String { min, max, patterns, format } => {
                Type::String(Arc::new(StringType {
                    length: Size { min: *min, max: *max },
                    patterns: patterns.iter().map(|it| it.as_str().into()).collect(),
                    format: *format,
                }))
            }
            DescribedType::Literal { value } => literal(value),
            DescribedType::List { item, min, max } => {
                Type::list(of(item), Size { min: *min, max: *max })
            }
            DescribedType::Tuple { items } => Type::tuple(items.iter().map(of)),
            DescribedType::Map { of: value } => Type::map(of(value)),
            DescribedType::Record { fields, rest } => Type::Record(Arc::new(RecordType {
                fields: fields
                    .iter()
                    .map(|field| Field {
                        name: field.name.as_str().into(),
                        ty: of(&field.ty),
                        optional: field.optional,
                    })
                    .collect(),
                rest: rest.as_deref().map(of),
            })),
            DescribedType::Union { arms } => Type::union(self, arms.iter().map(of)),
            DescribedType::Named { .. } => {
                let pointer = pointer(described);
                if pointer.len() > LONGEST {
                    return Type::Error;
                }
                let id = NamedId::Definition { schema: side.mark().into(), pointer };
                Type::named(Named { name: name(described).into(), id })
            }
            DescribedType::Parameter { name } => Type::Parameter(name.as_str().into()),
        }
    }

    /// Whether both are one name, with the same arguments, that is held against its earlier self where
    /// it is declared: exported on both sides, or not the package's own.
    pub(crate) fn is_same_name(&self, old: &Type, new: &Type) -> bool {
        let (Type::Named(old), Type::Named(new)) = (old, new) else { return false };
        let (
            NamedId::Definition { pointer: of_old, .. },
            NamedId::Definition { pointer: of_new, .. },
        ) = (&old.id, &new.id)
        else {
            return false;
        };
        let Some(DescribedType::Named { name, .. }) = read(of_old) else { return false };
        let is_kept = self.old.exports_type(&name) && self.new.exports_type(&name);
        of_old == of_new && (is_kept || name.starts_with("std."))
    }

    fn declared(&self, side: &str, name: &str) -> Option<&Declared> {
        let interface = if side == Side::Old.mark() { self.old } else { self.new };
        interface.types.get(name)
    }
}

impl TypeEnvironment for Sides<'_> {
    fn expand(&self, named: &Named) -> Type {
        let NamedId::Definition { schema, pointer } = &named.id else { return Type::Error };
        let Some(DescribedType::Named { name, arguments }) = read(pointer) else {
            return Type::Error;
        };
        let Some(Declared { generics, ty }) = self.declared(schema, &name) else {
            return Type::Error;
        };
        let side = if **schema == *Side::Old.mark() { Side::Old } else { Side::New };
        self.ty(side, &ty.with(generics, &arguments))
    }
}

fn pointer(named: &DescribedType) -> Arc<str> {
    serde_json::to_string(named).expect("a described type is plain data").into()
}

fn read(pointer: &str) -> Option<DescribedType> {
    serde_json::from_str(pointer).ok()
}

fn literal(value: &serde_json::Value) -> Type {
    match Value::from_tagged(value) {
        Ok(Value::Bool(value)) => Type::Literal(Literal::Bool(value)),
        Ok(Value::Int(value)) => Type::Literal(Literal::Int(value)),
        Ok(Value::Float(value)) => match Finite::new(value) {
            Some(value) => Type::Literal(Literal::Float(value)),
            None => Type::Error,
        },
        Ok(Value::String(text)) => Type::Literal(Literal::String(text)),
        _ => Type::Error,
    }
}
