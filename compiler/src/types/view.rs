//! What all values of a type have in common for methods and operators: their base and bounds. A
//! union of texts is a text, a tuple a list, a record a map that is known better.

use std::sync::Arc;

use orchestra_plan::shape::Format;

use super::{
    FloatRange, IntRange, ListType, Literal, RecordType, Size, StringType, Type, TypeEnvironment,
    common_type::common,
};

/// The base of all values of a type, none of which is null.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum View {
    Bool,
    Int(IntRange),
    Float(FloatRange),
    String(StringType),
    Duration,
    Money(Option<Arc<str>>),
    List(ListType),
    /// Values of one type, under keys that are known or not.
    Map(MapView),
}

/// A map or a record, as a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MapView {
    /// Of all values.
    pub(crate) value: Type,
    /// How many there are.
    pub(crate) size: Size,
    /// The fields, of one record.
    pub(crate) record: Option<Arc<RecordType>>,
}

impl View {
    /// Of `ty`; none where its values have no base in common.
    pub(crate) fn of(env: &dyn TypeEnvironment, ty: &Type) -> Option<Self> {
        if !matches!(ty, Type::Named(_) | Type::Union(_)) {
            return Self::of_arm(env, ty);
        }
        let arms = ty.arms(env);
        let mut views = arms.iter().map(|arm| Self::of_arm(env, arm));
        let first = views.next()??;
        views.try_fold(first, |view, next| view.join(env, next?))
    }

    fn of_arm(env: &dyn TypeEnvironment, arm: &Type) -> Option<Self> {
        Some(match arm {
            Type::Bool | Type::Literal(Literal::Bool(_)) => Self::Bool,
            Type::Int(range) => Self::Int(*range),
            Type::Literal(Literal::Int(value)) => Self::Int(IntRange::exactly(*value)),
            Type::Float(range) => Self::Float(*range),
            Type::Literal(Literal::Float(value)) => Self::Float(FloatRange::exactly(*value)),
            Type::String(string) => Self::String((**string).clone()),
            Type::Literal(Literal::String(text)) => Self::String(StringType {
                length: Size::exactly(text.chars().count() as u64),
                ..StringType::default()
            }),
            Type::Duration => Self::Duration,
            Type::Money(currency) => Self::Money(currency.clone()),
            Type::List(list) => Self::List((**list).clone()),
            Type::Tuple(items) => Self::List(ListType {
                item: common(env, items),
                size: Size::exactly(items.len() as u64),
            }),
            Type::Map(value) => Self::Map(MapView {
                value: (**value).clone(),
                size: Size::unbounded(),
                record: None,
            }),
            Type::Record(record) => Self::Map(MapView::of(env, record)),
            _ => return None,
        })
    }

    fn join(self, env: &dyn TypeEnvironment, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Bool, Self::Bool) => Self::Bool,
            (Self::Duration, Self::Duration) => Self::Duration,
            (Self::Int(a), Self::Int(b)) => Self::Int(a.hull(b)),
            (Self::Float(a), Self::Float(b)) => Self::Float(a.hull(b)),
            (Self::Int(a), Self::Float(b)) | (Self::Float(b), Self::Int(a)) => {
                Self::Float(a.widen().hull(b))
            }
            (Self::String(a), Self::String(b)) => Self::String(join_strings(&a, &b)),
            (Self::Money(a), Self::Money(b)) => Self::Money(if a == b { a } else { None }),
            (Self::List(a), Self::List(b)) => Self::List(ListType {
                item: common(env, &[a.item, b.item]),
                size: a.size.hull(b.size),
            }),
            (Self::Map(a), Self::Map(b)) => Self::Map(MapView {
                value: common(env, &[a.value, b.value]),
                size: a.size.hull(b.size),
                record: None,
            }),
            _ => return None,
        })
    }

    /// Whether `<` orders its values.
    pub(crate) fn is_ordered(&self) -> bool {
        matches!(
            self,
            Self::Int(_) | Self::Float(_) | Self::String(_) | Self::Duration | Self::Money(_)
        )
    }

    /// Whether it is a point in time, whose order isn't that of its text.
    pub(crate) fn is_datetime(&self) -> bool {
        matches!(self, Self::String(string) if string.format == Some(Format::Datetime))
    }
}

impl MapView {
    fn of(env: &dyn TypeEnvironment, record: &Arc<RecordType>) -> Self {
        let types: Vec<Type> =
            record.fields.iter().map(|field| field.ty.clone()).chain(record.rest.clone()).collect();
        let least = record.fields.iter().filter(|field| !field.optional).count() as u64;
        let most = record.rest.is_none().then_some(record.fields.len() as u64);
        Self {
            value: common(env, &types),
            size: Size { min: least, max: most },
            record: Some(Arc::clone(record)),
        }
    }
}

/// The texts that are of either type; of both formats and patterns, what they share.
pub(crate) fn join_strings(a: &StringType, b: &StringType) -> StringType {
    StringType {
        length: a.length.hull(b.length),
        patterns: a.patterns.iter().filter(|p| b.patterns.contains(p)).cloned().collect(),
        format: a.format.filter(|format| b.format == Some(*format)),
    }
}
