//! One change at random, such as people make.

use orchestra_package_interface::{DescribedField, DescribedType};
use orchestra_plan::shape::Format;

use super::{Callable, Model, Numbers, Param, or_null, union, word};

/// The package with one change, which may be none.
pub(crate) fn changed(model: &Model, numbers: &mut Numbers) -> Model {
    let mut model = model.clone();
    match numbers.below(10) {
        0 => variants(&mut model, numbers),
        1 | 2 => {
            let at = numbers.index(model.types.len());
            let known = model.clone();
            mutate(&known, &mut model.types[at].1, numbers, 0);
        }
        3..=5 => {
            let at = numbers.index(model.callables.len());
            let known = model.clone();
            mutate(&known, &mut model.callables[at].result, numbers, 0);
        }
        6 | 7 => {
            let at = numbers.index(model.callables.len());
            let known = model.clone();
            let callable = &mut model.callables[at];
            let at = numbers.index(callable.params.len());
            mutate(&known, &mut callable.params[at].ty, numbers, 0);
        }
        8 => {
            let at = numbers.index(model.callables.len());
            parameters(&model.clone(), &mut model.callables[at], numbers);
        }
        _ => items(&mut model, numbers),
    }
    model
}

fn items(model: &mut Model, numbers: &mut Numbers) {
    let at = numbers.index(model.callables.len());
    match numbers.below(5) {
        0 => model.callables[at].name.push_str("_now"),
        1 => {
            let mut more = model.callables[at].clone();
            more.name.push_str("_too");
            model.callables.push(more);
        }
        2 => model.callables[at].is_template ^= true,
        3 => model.callables.reverse(),
        _ => model.callables[at].name.insert(0, '_'),
    }
}

fn variants(model: &mut Model, numbers: &mut Numbers) {
    let variants = &mut model.enums[0].1;
    match numbers.below(3) {
        0 => variants.push("violet".to_owned()),
        1 if variants.len() > 1 => drop(variants.remove(0)),
        _ => variants.reverse(),
    }
}

fn parameters(model: &Model, callable: &mut Callable, numbers: &mut Numbers) {
    let ty = model.ty(numbers, 1);
    let at = numbers.index(callable.params.len());
    match numbers.below(7) {
        0 => callable.params.push(Param { name: "four".into(), ty, has_default: false }),
        1 => callable.params.push(Param { name: "four".into(), ty, has_default: true }),
        2 => callable.params.insert(0, Param { name: "four".into(), ty, has_default: true }),
        3 => callable.params[at].has_default ^= true,
        4 => callable.params[at].name.push_str("_now"),
        5 if callable.params.len() > 1 => drop(callable.params.remove(at)),
        _ => callable.params.reverse(),
    }
}

/// Changes a type, or a part of it.
fn mutate(model: &Model, ty: &mut DescribedType, numbers: &mut Numbers, depth: u32) {
    if depth < 3 && !numbers.one_in(3) {
        match ty {
            DescribedType::List { item, .. } => return mutate(model, item, numbers, depth + 1),
            DescribedType::Map { of } => return mutate(model, of, numbers, depth + 1),
            DescribedType::Record { fields, .. } if !fields.is_empty() => {
                let at = numbers.index(fields.len());
                return mutate(model, &mut fields[at].ty, numbers, depth + 1);
            }
            DescribedType::Named { .. } if numbers.one_in(2) => {
                *ty = model.expanded(ty);
                return mutate(model, ty, numbers, depth + 1);
            }
            _ => {}
        }
    }
    if numbers.one_in(6) {
        *ty = match &*ty {
            DescribedType::Union { arms } if arms.contains(&DescribedType::Null) => {
                union(arms.iter().filter(|it| **it != DescribedType::Null).cloned().collect())
            }
            DescribedType::Json => model.ty(numbers, 1),
            other => or_null(other.clone()),
        };
        return;
    }
    match ty {
        DescribedType::Int { min, max } => match numbers.below(5) {
            0 => *min = min.map(|it| it - 1),
            1 => *max = max.map(|it| it + 5),
            2 => *max = max.map(|it| it - 3),
            3 => *min = min.map(|it| it + 1),
            _ => {
                let end = |end: Option<i64>| end.map(|it| it as f64);
                *ty = DescribedType::Float { min: end(*min), max: end(*max) };
            }
        },
        DescribedType::Float { min, max } => match numbers.below(4) {
            0 => *min = min.map(|it| it - 1.0),
            1 => *max = max.map(|it| it + 5.0),
            2 => *max = max.map(|it| it - 0.5),
            _ => *ty = DescribedType::Int { min: Some(0), max: Some(1) },
        },
        DescribedType::String { min, max, format, .. } => match numbers.below(6) {
            0 => *max = max.map(|it| it + 10),
            1 => *max = max.map(|it| it - 10),
            2 => *max = if max.is_some() { None } else { Some(50) },
            3 => *min = 1 - (*min).min(1),
            4 => *format = Some(Format::Url),
            _ => *ty = DescribedType::Json,
        },
        DescribedType::List { min, max, .. } => match numbers.below(4) {
            0 => *max = max.map(|it| it + 4),
            1 => *max = max.map(|it| it - 2),
            2 => *min = 1 - (*min).min(1),
            _ => *max = if max.is_some() { None } else { Some(8) },
        },
        DescribedType::Record { fields, .. } => fields_differ(model, fields, numbers),
        DescribedType::Union { arms } => {
            if numbers.one_in(2) && arms.len() > 2 {
                arms.remove(0);
            } else {
                arms.push(word("violet"));
            }
        }
        other => *other = model.ty(numbers, 1),
    }
}

fn fields_differ(model: &Model, fields: &mut Vec<DescribedField>, numbers: &mut Numbers) {
    let ty = model.ty(numbers, 0);
    let field = |optional| DescribedField { name: "fresh".to_owned(), optional, ty: ty.clone() };
    let at = numbers.index(fields.len());
    match numbers.below(6) {
        0 | 1 => fields.push(field(true)),
        2 => fields.push(field(false)),
        3 if fields.len() > 1 => drop(fields.remove(at)),
        4 => fields.reverse(),
        _ => fields[at].optional ^= true,
    }
}
