//! The parts of a type that patterns tell apart.

use std::collections::BTreeSet;

use super::Cover;
use crate::types::{IntRange, Literal, Type, TypeEnvironment, fit::is_inside};

/// A part of a type: all of its values, or those of one literal, or null.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) ty: Type,
    /// Whether literals have been taken out of it, so that it is shown as `_`.
    pub(super) rest: bool,
}

/// Parts of one type that are looked at; a union of more has no finite witness any more.
const MOST: usize = 1024;

/// Splits `ty` along what `covers` tell apart.
pub(super) fn atoms(env: &dyn TypeEnvironment, ty: &Type, covers: &[&Cover]) -> Vec<Atom> {
    let mut literals: Vec<Literal> = Vec::new();
    let mut typed: Vec<Type> = Vec::new();
    for cover in covers {
        collect(env, cover, &mut literals, &mut typed);
    }
    let mut atoms: Vec<Atom> = Vec::new();
    for arm in ty.arms(env) {
        split(env, arm, &literals, &typed, &mut atoms);
    }
    atoms
}

fn collect(
    env: &dyn TypeEnvironment,
    cover: &Cover,
    literals: &mut Vec<Literal>,
    typed: &mut Vec<Type>,
) {
    match cover {
        Cover::Literal(literal) if !literals.contains(literal) => literals.push(literal.clone()),
        Cover::Typed(ty) => {
            for arm in ty.arms(env) {
                match arm {
                    Type::Literal(literal) if !literals.contains(&literal) => {
                        literals.push(literal);
                    }
                    other => typed.push(other),
                }
            }
        }
        Cover::Or(choices) => {
            for choice in choices {
                collect(env, choice, literals, typed);
            }
        }
        _ => {}
    }
}

fn split(
    env: &dyn TypeEnvironment,
    arm: Type,
    literals: &[Literal],
    typed: &[Type],
    atoms: &mut Vec<Atom>,
) {
    let mut push = |ty: Type, rest: bool| {
        if atoms.len() < MOST {
            atoms.push(Atom { ty, rest });
        }
    };
    match &arm {
        Type::Bool => {
            for value in [true, false] {
                push(Type::Literal(Literal::Bool(value)), false);
            }
        }
        Type::Int(range) => {
            let pieces = pieces(*range, literals, typed);
            let split = pieces.len() > 1;
            for piece in pieces {
                match piece.exact() {
                    Some(value) => push(Type::Literal(Literal::Int(value)), false),
                    // A gap between two patterns is shown, an endless rest is `_`.
                    None => {
                        let endless = piece.min.is_none() || piece.max.is_none();
                        push(Type::Int(piece), split && endless);
                    }
                }
            }
        }
        Type::String(_) | Type::Float(_) | Type::Json | Type::Parameter(_) => {
            let mut split = false;
            for literal in literals {
                let ty = Type::Literal(literal.clone());
                if is_inside(env, &ty, &arm) {
                    push(ty, false);
                    split = true;
                }
            }
            if let Type::Json | Type::Parameter(_) = arm {
                push(Type::Null, false);
            }
            push(arm, split);
        }
        _ => push(arm, false),
    }
}

/// The range cut at every number and end that a pattern names.
fn pieces(range: IntRange, literals: &[Literal], typed: &[Type]) -> Vec<IntRange> {
    let (min, max) = range.ends();
    let mut cuts: BTreeSet<i128> = BTreeSet::new();
    let mut cut = |from: i128, to: i128| {
        // Each cut is the first number of a piece.
        cuts.extend([from, to + 1]);
    };
    for literal in literals {
        if let Literal::Int(value) = literal {
            cut(i128::from(*value), i128::from(*value));
        }
    }
    for ty in typed {
        if let Type::Int(range) = ty {
            let (from, to) = range.ends();
            cut(from, to);
        }
    }
    let inner: Vec<i128> = cuts.into_iter().filter(|cut| *cut > min && *cut <= max).collect();
    let mut pieces = Vec::new();
    let mut from = min;
    for cut in inner.into_iter().take(MOST) {
        pieces.push(between(from, cut - 1));
        from = cut;
    }
    pieces.push(between(from, max));
    pieces
}

/// An end of 64 bits is none only where it was none: here that makes no difference.
fn between(min: i128, max: i128) -> IntRange {
    IntRange::of_ends(min, max)
}
