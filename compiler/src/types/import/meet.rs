//! `allOf`, and keywords beside a `$ref`: what is of two types at once.

use std::sync::Arc;

use super::{DEEPEST, Importer, NoNames};
use crate::types::{Field, Named, NamedId, RecordType, StringType, Type, fit::fit};

/// Pairs of arms that are tried; of more, the first type is taken, which is wider.
const MOST_PAIRS: usize = 1024;

impl Importer<'_> {
    /// What is of both types; never, where nothing is.
    pub(super) fn meet(&mut self, a: &Type, b: &Type, depth: usize) -> Type {
        self.schemas += 1;
        if depth > DEEPEST || self.schemas > super::MOST_SCHEMAS {
            return a.clone();
        }
        match (a, b) {
            (Type::Json, other) | (other, Type::Json) => other.clone(),
            (a, b) if a == b => a.clone(),
            (Type::Named(named), other) => self.meet_named(named, other, depth),
            (other, Type::Named(named)) => self.meet_named(named, other, depth),
            (Type::Union(arms), _) if few(arms, b) => {
                let met: Vec<Type> = arms.iter().map(|arm| self.meet(arm, b, depth + 1)).collect();
                Type::union(&NoNames, met)
            }
            (_, Type::Union(arms)) if few(arms, a) => {
                let met: Vec<Type> = arms.iter().map(|arm| self.meet(a, arm, depth + 1)).collect();
                Type::union(&NoNames, met)
            }
            (Type::Union(_), _) | (_, Type::Union(_)) => a.clone(),
            _ => self.meet_heads(a, b, depth),
        }
    }

    /// Looks through a name, unless that is being done already.
    fn meet_named(&mut self, named: &Named, other: &Type, depth: usize) -> Type {
        let NamedId::Definition { pointer, .. } = &named.id else { return other.clone() };
        if self.merging.iter().any(|merging| **merging == **pointer) {
            return other.clone();
        }
        self.merging.push(pointer.to_string());
        let expanded = super::references::part(self.root, pointer)
            .map_or(Type::Json, |schema| self.schema(schema, depth + 1));
        let met = self.meet(&expanded, other, depth + 1);
        self.merging.pop();
        met
    }

    fn meet_heads(&mut self, a: &Type, b: &Type, depth: usize) -> Type {
        match (a, b) {
            (Type::Int(a), Type::Int(b)) => a.meet(*b).map_or(Type::Never, Type::Int),
            (Type::Float(a), Type::Float(b)) => a.meet(*b).map_or(Type::Never, Type::Float),
            // Every int is a number; its own range is the closer one.
            (Type::Int(_), Type::Float(_)) => a.clone(),
            (Type::Float(_), Type::Int(_)) => b.clone(),
            (Type::String(a), Type::String(b)) => meet_strings(a, b),
            (Type::Secret, Type::String(_) | Type::Literal(_))
            | (Type::String(_) | Type::Literal(_), Type::Secret) => Type::Secret,
            (Type::Literal(_), _) if fit(&NoNames, a, b).is_ok() => a.clone(),
            (_, Type::Literal(_)) if fit(&NoNames, b, a).is_ok() => b.clone(),
            (Type::List(a), Type::List(b)) => match a.size.meet(b.size) {
                Some(size) => Type::list(self.meet(&a.item, &b.item, depth + 1), size),
                None => Type::Never,
            },
            (Type::Tuple(items), Type::List(list)) | (Type::List(list), Type::Tuple(items)) => {
                let met: Vec<Type> =
                    items.iter().map(|item| self.meet(item, &list.item, depth + 1)).collect();
                Type::tuple(met)
            }
            (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
                let met: Vec<Type> =
                    a.iter().zip(b.iter()).map(|(a, b)| self.meet(a, b, depth + 1)).collect();
                Type::tuple(met)
            }
            (Type::Map(a), Type::Map(b)) => Type::map(self.meet(a, b, depth + 1)),
            (Type::Map(_), Type::Record(_)) => b.clone(),
            (Type::Record(_), Type::Map(_)) => a.clone(),
            (Type::Record(a), Type::Record(b)) => self.meet_records(a, b, depth),
            _ => Type::Never,
        }
    }

    /// The fields of both: a schema lists what it knows, and leaves out what the other one says.
    fn meet_records(&mut self, a: &RecordType, b: &RecordType, depth: usize) -> Type {
        let mut fields: Vec<Field> = a.fields.clone();
        for other in &b.fields {
            let Some(known) = fields.iter_mut().find(|field| field.name == other.name) else {
                fields.push(other.clone());
                continue;
            };
            known.optional &= other.optional;
            let met = self.meet(&known.ty, &other.ty, depth + 1);
            // An optional field that nothing fits may still be absent.
            if met == Type::Never {
                if !known.optional {
                    return Type::Never;
                }
            } else {
                known.ty = met;
            }
        }
        let rest = match (&a.rest, &b.rest) {
            (Some(a), Some(b)) => Some(self.meet(a, b, depth + 1)),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Type::Record(Arc::new(RecordType { fields, rest }))
    }
}

/// Whether all pairs of arms may be tried.
fn few(arms: &[Type], other: &Type) -> bool {
    let others = match other {
        Type::Union(others) => others.len(),
        _ => 1,
    };
    arms.len().saturating_mul(others) <= MOST_PAIRS
}

fn meet_strings(a: &StringType, b: &StringType) -> Type {
    let Some(length) = a.length.meet(b.length) else { return Type::Never };
    let mut patterns = a.patterns.clone();
    patterns.extend(b.patterns.iter().filter(|pattern| !a.patterns.contains(pattern)).cloned());
    Type::String(Arc::new(StringType { length, patterns, format: a.format.or(b.format) }))
}
