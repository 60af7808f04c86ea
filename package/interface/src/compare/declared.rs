//! Types and enums that are exported: callers both write their values and read them.

use std::collections::BTreeSet;

use super::{
    Found, Verdict,
    types::{Use, differences},
};
use crate::{
    DescribedType, Export,
    sides::{Side, Sides},
    written::value_written,
};

pub(super) fn differ(sides: &Sides<'_>, name: &str, old: &Export, new: &Export) -> Found {
    if let (Export::Enum { .. }, Export::Type { .. }) = (old, new) {
        let what = "is a type now: its variants can't be named any more".to_owned();
        return vec![(Verdict::Major, what)];
    }
    let (Some(before), Some(after)) = (sides.old.types.get(name), sides.new.types.get(name)) else {
        return Vec::new();
    };
    if before.generics.len() != after.generics.len() {
        let (old, new) = (before.generics.len(), after.generics.len());
        return vec![(Verdict::Major, format!("takes {} now, and took {old}", parameters(new)))];
    }
    if let (Export::Enum { .. }, Export::Enum { .. }) = (old, new) {
        return variants_differ(&before.ty, &after.ty);
    }
    let named: Vec<DescribedType> =
        after.generics.iter().map(|it| DescribedType::Parameter { name: it.clone() }).collect();
    let before = sides.ty(Side::Old, &before.ty.with(&before.generics, &named));
    let after = sides.ty(Side::New, &after.ty);
    let mut found = differences(sides, Use::Got, &before, &after);
    for given in differences(sides, Use::Given, &before, &after) {
        match found.iter_mut().find(|known| known.path == given.path) {
            Some(known) if known.verdict >= given.verdict => {}
            Some(known) => *known = given,
            None => found.push(given),
        }
    }
    found.into_iter().map(|it| (it.verdict, it.sentence("it"))).collect()
}

fn parameters(count: usize) -> String {
    match count {
        0 => "no type parameters".to_owned(),
        1 => "1 type parameter".to_owned(),
        more => format!("{more} type parameters"),
    }
}

fn variants_differ(old: &DescribedType, new: &DescribedType) -> Found {
    let (old, new) = (variants(old), variants(new));
    let gone =
        old.difference(&new).map(|it| (Verdict::Major, format!("has no variant {it} any more")));
    let added = new.difference(&old).map(|it| {
        (Verdict::Major, format!("has a variant {it} now, which no `match` of a caller takes"))
    });
    gone.chain(added).collect()
}

fn variants(of: &DescribedType) -> BTreeSet<String> {
    match of {
        DescribedType::Union { arms } => arms.iter().flat_map(variants).collect(),
        DescribedType::Literal { value } => BTreeSet::from([value_written(value)]),
        _ => BTreeSet::new(),
    }
}
