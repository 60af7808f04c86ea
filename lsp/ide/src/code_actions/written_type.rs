//! Types that are known, as a file may write them.

use orchestra_compiler::{
    scope::scope,
    types::{NamedId, Type},
};

use crate::surroundings::Surroundings;

/// `ty` as the file around the cursor may write it; none where it can't, or not in full.
pub(super) fn written_type(at: &Surroundings<'_>, ty: &Type) -> Option<String> {
    let text = is_written(at, ty).then(|| ty.to_string())?;
    // Long ones are cut short.
    (!text.contains('…')).then_some(text)
}

fn is_written(at: &Surroundings<'_>, ty: &Type) -> bool {
    let all = |types: &[Type]| types.iter().all(|ty| is_written(at, ty));
    match ty {
        Type::Null
        | Type::Bool
        | Type::Json
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Duration
        | Type::Literal(_) => true,
        // Its currency can't be written, and a secret is handed on with care.
        Type::Error | Type::Never | Type::Money(_) | Type::Secret | Type::Parameter(_) => false,
        Type::List(list) => is_written(at, &list.item),
        Type::Map(value) => is_written(at, value),
        Type::Tuple(types) | Type::Union(types) => all(types),
        Type::Record(record) => {
            record.rest.is_none() && record.fields.iter().all(|field| is_written(at, &field.ty))
        }
        Type::Named(named) => match &named.id {
            NamedId::Item { item, arguments, .. } if arguments.is_empty() => {
                scope(at.db, at.file).item(&named.name) == Some(*item)
            }
            NamedId::Item { .. } | NamedId::Definition { .. } => false,
        },
    }
}
