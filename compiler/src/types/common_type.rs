//! The common type of several values: of arms, branches, the items of a list.

use std::{cell::Cell, sync::Arc};

use super::{
    Field, ListType, Literal, RecordType, Size, Type, TypeEnvironment, effort::Effort,
    fit::is_inside, view::join_strings,
};

/// More literals than these are their base and range.
const MOST_LITERALS: usize = 32;
/// Levels of containers that are joined part by part.
const DEEPEST: usize = 32;
/// Pairs of containers that are joined; further ones stay two arms.
const MOST_STEPS: usize = 2_000;

/// The smallest type that the language has for all of `types`: one base with the range of all,
/// a union of literals, records field by field; else a union. Of none it is never.
#[must_use]
pub fn common(env: &dyn TypeEnvironment, types: &[Type]) -> Type {
    let steps = Cell::new(MOST_STEPS);
    join(env, types, Effort::new(DEEPEST, &steps))
}

fn join(env: &dyn TypeEnvironment, types: &[Type], effort: Effort<'_>) -> Type {
    let mut distinct: Vec<&Type> = Vec::new();
    for ty in types {
        match ty {
            Type::Error => return Type::Error,
            Type::Never => {}
            ty if distinct.contains(&ty) => {}
            ty => distinct.push(ty),
        }
    }
    match distinct.as_slice() {
        [] => return Type::Never,
        [one] => return (*one).clone(),
        _ => {}
    }
    // A type that holds all others keeps its name.
    if let Some(widest) = widest(env, &distinct) {
        return widest;
    }
    let mut null = false;
    let mut arms: Vec<Type> = Vec::new();
    for arm in distinct.iter().flat_map(|ty| spread(env, ty)) {
        match arm {
            Type::Null => null = true,
            Type::Error => return Type::Error,
            arm => add(env, &mut arms, arm, effort),
        }
    }
    let joined = Type::union(env, limited(env, arms, effort));
    if null { joined.null_or() } else { joined }
}

/// The one that holds all others as they are.
fn widest(env: &dyn TypeEnvironment, types: &[&Type]) -> Option<Type> {
    // Beyond a handful, going through the arms is quicker and finds the same.
    const FEW: usize = 8;
    if types.len() > FEW {
        return None;
    }
    let holds = |wide: &&&Type| types.iter().all(|ty| is_inside(env, ty, wide));
    types.iter().find(holds).map(|ty| (**ty).clone())
}

/// The arms; a name of anything but a union stays a name.
fn spread(env: &dyn TypeEnvironment, ty: &Type) -> Vec<Type> {
    match ty {
        Type::Named(_) => match ty.head(env) {
            Type::Union(_) => ty.arms(env),
            Type::Record(_) | Type::List(_) | Type::Tuple(_) | Type::Map(_) => vec![ty.clone()],
            head => vec![head],
        },
        Type::Union(arms) => arms
            .iter()
            .flat_map(|arm| match arm {
                Type::Named(_) => spread(env, arm),
                other => vec![other.clone()],
            })
            .collect(),
        other => vec![other.clone()],
    }
}

fn add(env: &dyn TypeEnvironment, arms: &mut Vec<Type>, next: Type, effort: Effort<'_>) {
    if arms.contains(&next) {
        return;
    }
    for arm in arms.iter_mut() {
        if let Some(joined) = join_two(env, arm, &next, effort) {
            *arm = joined;
            return;
        }
    }
    arms.push(next);
}

/// Both as one, where they have one base. Two literals stay two.
fn join_two(env: &dyn TypeEnvironment, a: &Type, b: &Type, effort: Effort<'_>) -> Option<Type> {
    if let (Type::Literal(_), Type::Literal(_)) = (a, b) {
        return None;
    }
    if let Some(effort) = effort.deeper()
        && let Some(joined) = join_containers(env, &a.head(env), &b.head(env), effort)
    {
        return Some(joined);
    }
    join_scalars(&base(a), &base(b))
}

fn base(ty: &Type) -> Type {
    match ty {
        Type::Literal(literal) => literal.base(),
        other => other.clone(),
    }
}

fn join_scalars(a: &Type, b: &Type) -> Option<Type> {
    Some(match (a, b) {
        (Type::Bool, Type::Bool) => Type::Bool,
        (Type::Int(a), Type::Int(b)) => Type::Int(a.hull(*b)),
        (Type::Float(a), Type::Float(b)) => Type::Float(a.hull(*b)),
        (Type::Int(a), Type::Float(b)) | (Type::Float(b), Type::Int(a)) => {
            Type::Float(a.widen().hull(*b))
        }
        (Type::String(a), Type::String(b)) => Type::String(Arc::new(join_strings(a, b))),
        (Type::Money(a), Type::Money(b)) => Type::Money(if a == b { a.clone() } else { None }),
        _ => return None,
    })
}

fn join_containers(
    env: &dyn TypeEnvironment,
    a: &Type,
    b: &Type,
    effort: Effort<'_>,
) -> Option<Type> {
    let both = |a: &Type, b: &Type| join(env, &[a.clone(), b.clone()], effort);
    Some(match (a, b) {
        (Type::List(a), Type::List(b)) => Type::list(both(&a.item, &b.item), a.size.hull(b.size)),
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            Type::tuple(a.iter().zip(b.iter()).map(|(a, b)| both(a, b)))
        }
        (Type::Tuple(_) | Type::List(_), Type::Tuple(_) | Type::List(_)) => {
            let (a, b) = (as_list(env, a, effort)?, as_list(env, b, effort)?);
            Type::list(both(&a.item, &b.item), a.size.hull(b.size))
        }
        (Type::Map(a), Type::Map(b)) => Type::map(both(a, b)),
        (Type::Record(a), Type::Record(b)) => join_records(env, a, b, effort)?,
        _ => return None,
    })
}

fn as_list(env: &dyn TypeEnvironment, ty: &Type, effort: Effort<'_>) -> Option<ListType> {
    match ty {
        Type::List(list) => Some((**list).clone()),
        Type::Tuple(items) => Some(ListType {
            item: join(env, items, effort),
            size: Size::exactly(items.len() as u64),
        }),
        _ => None,
    }
}

fn join_records(
    env: &dyn TypeEnvironment,
    a: &RecordType,
    b: &RecordType,
    effort: Effort<'_>,
) -> Option<Type> {
    if a.fields.len() != b.fields.len() || a.rest.is_some() != b.rest.is_some() {
        return None;
    }
    let fields: Option<Vec<(&Field, &Field)>> =
        a.fields.iter().map(|field| Some((field, b.field(&field.name)?))).collect();
    let both = |a: &Type, b: &Type| join(env, &[a.clone(), b.clone()], effort);
    let fields = fields?
        .into_iter()
        .map(|(a, b)| Field {
            name: Arc::clone(&a.name),
            ty: both(&a.ty, &b.ty),
            optional: a.optional || b.optional,
        })
        .collect();
    let rest = a.rest.as_ref().zip(b.rest.as_ref()).map(|(a, b)| both(a, b));
    Some(Type::Record(Arc::new(RecordType { fields, rest })))
}

/// Literals of one kind, if there are many, as their base and range; a literal beside its base as
/// that base, whichever came first; int beside float as float.
fn limited(env: &dyn TypeEnvironment, arms: Vec<Type>, effort: Effort<'_>) -> Vec<Type> {
    let many = |kind: fn(&Literal) -> bool| {
        let literals = arms.iter().filter(|arm| matches!(arm, Type::Literal(l) if kind(l)));
        literals.count() > MOST_LITERALS
    };
    let is_string: fn(&Literal) -> bool = |literal| matches!(literal, Literal::String(_));
    let is_number: fn(&Literal) -> bool = |literal| literal.number().is_some();
    let (strings, numbers) = (many(is_string), many(is_number));
    let is_float = |arm: &Type| matches!(arm, Type::Float(_) | Type::Literal(Literal::Float(_)));
    let floats = arms.iter().any(is_float);
    let bases: Vec<Type> =
        arms.iter().filter(|arm| !matches!(arm, Type::Literal(_))).cloned().collect();
    let mut joined: Vec<Type> = Vec::new();
    for arm in arms {
        let widened = match &arm {
            Type::Literal(literal) if strings && is_string(literal) => literal.base(),
            Type::Literal(literal) if numbers && is_number(literal) => literal.base(),
            Type::Literal(literal)
                if bases.iter().any(|base| join_scalars(base, &literal.base()).is_some()) =>
            {
                literal.base()
            }
            Type::Literal(Literal::Int(value)) if floats => {
                Type::Literal(Literal::Float(super::Finite::of_int(*value)))
            }
            Type::Int(range) if floats => Type::Float(range.widen()),
            _ => arm,
        };
        add(env, &mut joined, widened, effort);
    }
    joined
}

#[cfg(test)]
mod tests;
