//! Which names contain themselves.

use rustc_hash::FxHashSet;

use super::{Named, NamedId, Type, TypeEnvironment};

/// Names looked at before one is taken for recursive: the safe answer, for hostile schemas.
const MOST_NAMES: usize = 10_000;

/// Whether what `named` stands for contains `named`.
pub(crate) fn contains_itself(env: &dyn TypeEnvironment, named: &Named) -> bool {
    let mut seen: FxHashSet<NamedId> = FxHashSet::default();
    let mut open = vec![named.clone()];
    while let Some(next) = open.pop() {
        let mut found = Vec::new();
        names_in(&env.expand(&next), &mut found);
        for name in found {
            if name.id == named.id || seen.len() > MOST_NAMES {
                return true;
            }
            if seen.insert(name.id.clone()) {
                open.push(name);
            }
        }
    }
    false
}

/// All names that stand in `ty` itself.
fn names_in(ty: &Type, found: &mut Vec<Named>) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(named) => found.push(named.clone()),
            other => open.extend(children(other)),
        }
    }
}

/// The types that stand directly in `ty`.
pub(crate) fn children(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::List(list) => vec![&list.item],
        Type::Tuple(items) => items.iter().collect(),
        Type::Map(value) => vec![value],
        Type::Record(record) => {
            record.fields.iter().map(|field| &field.ty).chain(&record.rest).collect()
        }
        Type::Union(arms) => arms.iter().collect(),
        _ => Vec::new(),
    }
}
