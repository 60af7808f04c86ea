//! A type without its bounds: what a state may grow into.

use std::sync::Arc;

use super::{
    Field, FloatRange, IntRange, ListType, Literal, RecordType, StringType, Type, TypeEnvironment,
};

/// `ty` without sizes, ranges, patterns and literals; formats stay. A name stays where what it
/// stands for has none of them to lose.
#[must_use]
pub fn sizeless(env: &dyn TypeEnvironment, ty: &Type) -> Type {
    match ty {
        Type::Int(_) => Type::Int(IntRange::default()),
        Type::Float(_) => Type::Float(FloatRange::default()),
        Type::String(string) => {
            Type::String(Arc::new(StringType { format: string.format, ..StringType::default() }))
        }
        Type::Literal(literal) => match literal {
            Literal::Bool(_) => Type::Bool,
            Literal::Int(_) => Type::int(),
            Literal::Float(_) => Type::float(),
            Literal::String(_) => Type::string(),
        },
        Type::Money(_) => Type::Money(None),
        Type::List(list) => Type::List(Arc::new(ListType {
            item: sizeless(env, &list.item),
            size: super::Size::unbounded(),
        })),
        Type::Tuple(items) => Type::tuple(items.iter().map(|item| sizeless(env, item))),
        Type::Map(value) => Type::map(sizeless(env, value)),
        Type::Record(record) => {
            let fields = record
                .fields
                .iter()
                .map(|field| Field { ty: sizeless(env, &field.ty), ..field.clone() })
                .collect();
            let rest = record.rest.as_ref().map(|rest| sizeless(env, rest));
            Type::Record(Arc::new(RecordType { fields, rest }))
        }
        Type::Union(arms) => Type::union(env, arms.iter().map(|arm| sizeless(env, arm))),
        // A name is kept: it is how the state's type was meant, and it may contain itself.
        Type::Named(_) => match ty.head(env) {
            Type::Int(_) | Type::Float(_) | Type::String(_) => sizeless(env, &ty.head(env)),
            _ => ty.clone(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::sizeless;
    use crate::types::testing::{Names, ty};

    #[test]
    fn bounds_go_and_the_rest_stays() {
        let names = Names::with(&[("Short", "string(..=3)"), ("Hit", "{ n: int(1..) }")]);
        for (of, expected) in [
            ("int(1..=5)[2]", "int[]"),
            ("\"a\" | \"b\"", "string"),
            ("1 | null", "int?"),
            ("{ a: [url, 3], b?: true }", "{ a: [url, int], b?: bool }"),
            ("Short", "string"),
            ("Hit[1]", "Hit[]"),
        ] {
            assert_eq!(sizeless(&names, &ty(of)).to_string(), expected, "{of}");
        }
    }
}
