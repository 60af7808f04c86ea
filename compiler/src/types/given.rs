//! The values that arrive where a type is wanted: those of the type found, as far as they pass.

use std::{cell::Cell, sync::Arc};

use super::{
    Field, ListType, RecordType, StringType, Type, TypeEnvironment, effort::Effort, fit::fit,
};

/// Levels of nesting before what is wanted is all that is said.
const DEEPEST: usize = 24;
/// Parts before what is wanted is all that is said.
const MOST_STEPS: usize = 2_000;

/// The values of `found` that pass where a `wanted` is: every size is the lesser of both. What
/// `wanted` lets be absent, and `found` doesn't have, is null.
#[must_use]
pub fn given(env: &dyn TypeEnvironment, found: &Type, wanted: &Type) -> Type {
    let steps = Cell::new(MOST_STEPS);
    Giver { env }.given(found, wanted, Effort::new(DEEPEST, &steps))
}

struct Giver<'a> {
    env: &'a dyn TypeEnvironment,
}

impl Giver<'_> {
    fn given(&self, found: &Type, wanted: &Type, effort: Effort<'_>) -> Type {
        let Some(effort) = effort.deeper() else { return wanted.clone() };
        let (found, wanted) = (found.head(self.env), wanted.head(self.env));
        match (&found, &wanted) {
            (Type::Error | Type::Never, _) => wanted,
            (Type::Union(arms), _) => {
                let passing = arms.iter().filter(|arm| fit(self.env, arm, &wanted).is_ok());
                let arms: Vec<Type> = passing.map(|arm| self.given(arm, &wanted, effort)).collect();
                if arms.is_empty() { wanted } else { Type::union(self.env, arms) }
            }
            (_, Type::Union(arms)) => {
                let passing = arms.iter().filter(|arm| fit(self.env, &found, arm).is_ok());
                let arms: Vec<Type> = passing.map(|arm| self.given(&found, arm, effort)).collect();
                if arms.is_empty() { wanted } else { Type::union(self.env, arms) }
            }
            (_, Type::Json) | (Type::Literal(_) | Type::Null, _) => found,
            (Type::String(a), Type::String(b)) => Type::String(Arc::new(StringType {
                length: a.length.meet(b.length).unwrap_or(b.length),
                patterns: b.patterns.clone(),
                format: b.format.or(a.format),
            })),
            (Type::Int(a), Type::Int(b)) => Type::Int(a.meet(*b).unwrap_or(*b)),
            (Type::Int(a), Type::Float(b)) => Type::Float(a.widen().meet(*b).unwrap_or(*b)),
            (Type::Float(a), Type::Float(b)) => Type::Float(a.meet(*b).unwrap_or(*b)),
            (Type::List(a), Type::List(b)) => Type::List(Arc::new(ListType {
                item: self.given(&a.item, &b.item, effort),
                size: a.size.meet(b.size).unwrap_or(b.size),
            })),
            (Type::Tuple(items), Type::List(list)) => {
                items.iter().map(|item| self.given(item, &list.item, effort)).collect::<Tuple>().0
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                a.iter().zip(b.iter()).map(|(a, b)| self.given(a, b, effort)).collect::<Tuple>().0
            }
            (Type::Record(a), Type::Record(b)) => self.record(a, b, effort),
            (Type::Record(a), Type::Map(value)) => {
                let field = |field: &Field| Field {
                    name: Arc::clone(&field.name),
                    ty: self.given(&field.ty, value, effort),
                    optional: field.optional,
                };
                let fields = a.fields.iter().map(field).collect();
                Type::Record(Arc::new(RecordType { fields, rest: a.rest.clone() }))
            }
            _ => wanted,
        }
    }

    fn record(&self, found: &RecordType, wanted: &RecordType, effort: Effort<'_>) -> Type {
        let fields = wanted.fields.iter().map(|field| {
            let name = Arc::clone(&field.name);
            match found.fields.iter().find(|known| known.name == field.name) {
                Some(known) => Field {
                    name,
                    ty: self.given(&known.ty, &self.open(field), effort),
                    optional: known.optional,
                },
                None if field.optional => Field { name, ty: Type::Null, optional: true },
                None => field.clone(),
            }
        });
        let rest = wanted.rest.is_some().then_some(Type::Json);
        Type::Record(Arc::new(RecordType { fields: fields.collect(), rest }))
    }

    /// What may be written for a field: null leaves an optional one out.
    fn open(&self, field: &Field) -> Type {
        if field.optional { field.ty.clone().null_or() } else { field.ty.clone() }
    }
}

struct Tuple(Type);

impl FromIterator<Type> for Tuple {
    fn from_iter<I: IntoIterator<Item = Type>>(items: I) -> Self {
        Self(Type::Tuple(items.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::given;
    use crate::types::testing::{Names, ty};

    #[test]
    fn every_size_is_the_lesser_of_both() {
        let names = Names::with(&[]);
        for (found, wanted, expected) in [
            ("string(..=40)", "string(1..=200)", "string(1..=40)"),
            ("string", "string(1..=200)", "string(1..=200)"),
            ("int(5..=500)", "int(1..=100)", "int(5..=100)"),
            ("20", "int(1..=100)", "20"),
            ("string(..=9)[]", "string[..=5]", "string(..=9)[..=5]"),
            ("{ a: 3, b: string }", "{ a: int, c?: int }", "{ a: 3, c?: null }"),
            ("int?", "int", "int"),
        ] {
            assert_eq!(given(&names, &ty(found), &ty(wanted)), ty(expected), "{found} as {wanted}");
        }
    }
}
