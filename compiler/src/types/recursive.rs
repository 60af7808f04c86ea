//! Which names contain themselves.

use std::{slice, sync::Arc};

use rustc_hash::FxHashSet;

use super::{Field, Named, NamedId, Type, TypeEnvironment};

/// Names looked at before one is taken for recursive: the safe answer, for hostile schemas.
const MOST_NAMES: usize = 10_000;

/// Whether what `named` stands for contains `named`.
pub(crate) fn contains_itself(env: &dyn TypeEnvironment, named: &Named) -> bool {
    let mut seen: FxHashSet<NamedId> = FxHashSet::default();
    let mut open = vec![env.expand(named)];
    while let Some(ty) = open.pop() {
        for name in names_in(&ty) {
            if name.id == named.id || seen.len() > MOST_NAMES {
                return true;
            }
            if seen.insert(name.id.clone()) {
                open.push(env.expand(&name));
            }
        }
    }
    false
}

/// All names that stand in `ty` itself.
fn names_in(ty: &Type) -> Vec<Arc<Named>> {
    let mut found = Vec::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(named) => found.push(Arc::clone(named)),
            other => open.extend(children(other)),
        }
    }
    found
}

/// The types that stand directly in `ty`.
pub(crate) fn children(ty: &Type) -> impl Iterator<Item = &Type> {
    let (parts, fields, rest): (&[Type], &[Field], Option<&Type>) = match ty {
        Type::List(list) => (slice::from_ref(&list.item), &[], None),
        Type::Map(value) => (slice::from_ref(value), &[], None),
        Type::Tuple(parts) | Type::Union(parts) => (parts, &[], None),
        Type::Record(record) => (&[], &record.fields, record.rest.as_ref()),
        _ => (&[], &[], None),
    };
    parts.iter().chain(fields.iter().map(|field| &field.ty)).chain(rest)
}
