//! The types of the values that a pattern takes, and that it leaves.

use std::sync::Arc;

use super::{Cover, uncovered};
use crate::types::{
    Field, Finite, Literal, RecordType, Type, TypeEnvironment,
    fit::{fit, is_inside},
};

/// Levels of patterns within patterns; the parser has fewer.
const DEEPEST: usize = 256;

/// The type of the values of `ty` that `cover` takes; never if there are none.
#[must_use]
pub fn matched(env: &dyn TypeEnvironment, ty: &Type, cover: &Cover) -> Type {
    take(env, ty, cover, 0)
}

fn take(env: &dyn TypeEnvironment, ty: &Type, cover: &Cover, depth: usize) -> Type {
    if ty.is_error() || depth > DEEPEST {
        return ty.clone();
    }
    match cover {
        Cover::Any => ty.clone(),
        Cover::Nothing => Type::Never,
        Cover::Or(choices) => {
            Type::union(env, choices.iter().map(|choice| take(env, ty, choice, depth + 1)))
        }
        // A type that is inside as it stands keeps its name.
        Cover::Typed(wanted) if takes_whole(env, wanted, ty) => ty.clone(),
        _ => Type::union(env, ty.arms(env).iter().map(|arm| take_arm(env, arm, cover, depth + 1))),
    }
}

fn take_arm(env: &dyn TypeEnvironment, arm: &Type, cover: &Cover, depth: usize) -> Type {
    match (cover, arm) {
        (Cover::Null, Type::Null | Type::Json | Type::Parameter(_)) => Type::Null,
        (Cover::Literal(literal), _) => take_literal(env, arm, literal),
        (Cover::Typed(wanted), _) => take_typed(env, arm, wanted),
        (Cover::Record(covers), Type::Record(record)) => take_record(env, record, covers, depth),
        (Cover::Tuple(covers), Type::Tuple(items)) if covers.len() == items.len() => {
            let items: Vec<Type> = items
                .iter()
                .zip(covers)
                .map(|(item, cover)| take(env, item, cover, depth))
                .collect();
            if items.contains(&Type::Never) { Type::Never } else { Type::tuple(items) }
        }
        (Cover::Tuple(covers), Type::List(list)) if list.size.contains(covers.len() as u64) => {
            let items: Vec<Type> =
                covers.iter().map(|cover| take(env, &list.item, cover, depth)).collect();
            if items.contains(&Type::Never) { Type::Never } else { Type::tuple(items) }
        }
        (Cover::Record(_) | Cover::Tuple(_), Type::Json) => Type::Json,
        _ => Type::Never,
    }
}

fn take_literal(env: &dyn TypeEnvironment, arm: &Type, literal: &Literal) -> Type {
    let whole = Type::Literal(literal.clone());
    match (arm, literal) {
        (Type::Literal(other), _) => {
            let equal = literal == other
                || (literal.number().is_some() && literal.number() == other.number());
            if equal { arm.clone() } else { Type::Never }
        }
        (Type::Float(_), Literal::Int(value)) => {
            take_literal(env, arm, &Literal::Float(Finite::of_int(*value)))
        }
        (Type::Json, _) => whole,
        (Type::Secret | Type::Null, _) => Type::Never,
        _ if fit(env, &whole, arm).is_ok_and(|fit| !fit.converts) => whole,
        _ => Type::Never,
    }
}

/// Whether all values of `ty` pass for `wanted`: what an engine asks is whether a value can be made
/// one. It isn't made one: the names that a pattern binds stand for the values as they are.
pub(super) fn takes_whole(env: &dyn TypeEnvironment, wanted: &Type, ty: &Type) -> bool {
    fit(env, ty, wanted).is_ok_and(|fit| !fit.guards)
}

/// The values of an arm that pass for another type.
fn take_typed(env: &dyn TypeEnvironment, arm: &Type, wanted: &Type) -> Type {
    if takes_whole(env, wanted, arm) {
        return arm.clone();
    }
    let taken = wanted.arms(env).into_iter().map(|wanted| {
        if is_inside(env, &wanted, arm) {
            return wanted;
        }
        match fit(env, arm, &wanted) {
            Ok(fit) if fit.converts => arm.clone(),
            Ok(_) => meet(arm, &wanted),
            Err(_) => Type::Never,
        }
    });
    Type::union(env, taken)
}

/// Of two types that share values, one that holds those.
fn meet(arm: &Type, wanted: &Type) -> Type {
    let met = match (arm, wanted) {
        (Type::Int(a), Type::Int(b)) => a.meet(*b).map(Type::Int),
        (Type::Float(a), Type::Float(b)) => a.meet(*b).map(Type::Float),
        _ => None,
    };
    met.unwrap_or_else(|| wanted.clone())
}

fn take_record(
    env: &dyn TypeEnvironment,
    record: &RecordType,
    covers: &[(Arc<str>, Cover)],
    depth: usize,
) -> Type {
    let mut fields = record.fields.clone();
    for (name, cover) in covers {
        let Some(field) = fields.iter_mut().find(|field| field.name == *name) else {
            return Type::Never;
        };
        let taken = take(env, &field.read(), cover, depth);
        if taken == Type::Never {
            return Type::Never;
        }
        *field = narrowed(env, field, taken);
    }
    Type::Record(Arc::new(RecordType { fields, rest: record.rest.clone() }))
}

/// A field that reads as `read`.
fn narrowed(env: &dyn TypeEnvironment, field: &Field, read: Type) -> Field {
    let name = Arc::clone(&field.name);
    if !field.optional || !read.admits_null(env) {
        return Field { name, ty: read, optional: false };
    }
    let ty = if field.ty.admits_null(env) { read } else { read.without_null(env) };
    // Only absence is left.
    let ty = if ty == Type::Never { field.ty.clone() } else { ty };
    Field { name, ty, optional: true }
}

/// The type of the values of `ty` that `cover` leaves: what it surely takes is gone.
#[must_use]
pub fn left_over(env: &dyn TypeEnvironment, ty: &Type, cover: &Cover) -> Type {
    leave(env, ty, cover, 0)
}

fn leave(env: &dyn TypeEnvironment, ty: &Type, cover: &Cover, depth: usize) -> Type {
    if ty.is_error() || depth > DEEPEST {
        return ty.clone();
    }
    match cover {
        Cover::Any => return Type::Never,
        Cover::Nothing => return ty.clone(),
        Cover::Or(choices) => {
            return choices
                .iter()
                .fold(ty.clone(), |left, choice| leave(env, &left, choice, depth + 1));
        }
        Cover::Null => return ty.without_null(env),
        Cover::Literal(_) | Cover::Typed(_) | Cover::Record(_) | Cover::Tuple(_) => {}
    }
    let arms = ty.arms(env);
    let left: Vec<Type> = arms.iter().map(|arm| leave_arm(env, arm, cover, depth + 1)).collect();
    // What loses nothing keeps its name.
    if left == arms { ty.clone() } else { Type::union(env, left) }
}

fn leave_arm(env: &dyn TypeEnvironment, arm: &Type, cover: &Cover, depth: usize) -> Type {
    match (cover, arm) {
        (Cover::Literal(Literal::Bool(value)), Type::Bool) => Type::Literal(Literal::Bool(!value)),
        (Cover::Typed(Type::Literal(Literal::Bool(value))), Type::Bool) => {
            Type::Literal(Literal::Bool(!value))
        }
        (Cover::Record(covers), Type::Record(record)) => {
            leave_record(env, arm, record, covers, depth)
        }
        _ if uncovered(env, arm, std::slice::from_ref(cover)).is_none() => Type::Never,
        _ => arm.clone(),
    }
}

/// Where all fields but one are taken whole, what is left differs in that one.
fn leave_record(
    env: &dyn TypeEnvironment,
    arm: &Type,
    record: &RecordType,
    covers: &[(Arc<str>, Cover)],
    depth: usize,
) -> Type {
    let mut partial: Option<(usize, &Cover)> = None;
    for (name, cover) in covers {
        let Some(at) = record.fields.iter().position(|field| field.name == *name) else {
            return arm.clone();
        };
        let read = record.fields[at].read();
        if uncovered(env, &read, std::slice::from_ref(cover)).is_some() {
            if partial.is_some() {
                return arm.clone();
            }
            partial = Some((at, cover));
        }
    }
    let Some((at, cover)) = partial else { return Type::Never };
    let mut fields = record.fields.clone();
    let left = leave(env, &fields[at].read(), cover, depth);
    fields[at] = narrowed(env, &fields[at], left);
    Type::Record(Arc::new(RecordType { fields, rest: record.rest.clone() }))
}
