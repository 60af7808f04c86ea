//! Methods of maps and records.

use std::sync::Arc;

use super::{Call, Outcome, Row, a_string, argument, differ, known_text, nothing, row};
use crate::types::{
    Field, IntRange, RecordType, Size, Type,
    common_type::common,
    view::{MapView, View},
};

pub(super) static ROWS: &[Row] = &[
    row("keys", &[], nothing, |call, _| Ok(Type::list(key(&call.map()), call.map().size))),
    row("values", &[], nothing, |call, _| Ok(Type::list(call.map().value, call.map().size))),
    row("entries", &[], nothing, |call, _| {
        let map = call.map();
        Ok(Type::list(Type::tuple([key(&map), map.value]), map.size))
    }),
    row("len", &[], nothing, |call, _| Ok(Type::Int(IntRange::of_size(call.map().size)))),
    row("get", &["key"], a_string, get),
    row("has", &["key"], a_string, |_, _| Ok(Type::Bool)),
    row("merge", &["other"], nothing, merge),
];

/// The keys of a record are known texts, those of anything else any.
fn key(map: &MapView) -> Type {
    match &map.record {
        Some(record) if record.rest.is_none() => {
            let length = |field: &Field| Size::exactly(field.name.chars().count() as u64);
            let lengths = record.fields.iter().map(length);
            lengths.reduce(Size::hull).map_or(Type::Never, Type::string_of)
        }
        _ => Type::string(),
    }
}

fn get(call: &Call<'_>, given: &[Type]) -> Outcome {
    let map = call.map();
    let (Some(record), Some(key)) = (&map.record, given.first().and_then(known_text)) else {
        return Ok(map.value.null_or());
    };
    Ok(match (record.field(key), &record.rest) {
        (Some(field), _) => field.read().null_or(),
        (None, Some(rest)) => rest.clone().null_or(),
        (None, None) => Type::Null,
    })
}

/// Of two records a record, else a map; the later wins.
fn merge(call: &Call<'_>, given: &[Type]) -> Outcome {
    let ty = argument(given, 0);
    if matches!(ty, Type::Error | Type::Never) {
        return Ok(ty);
    }
    let other = match call.view(&ty) {
        Some(View::Map(other)) if !ty.admits_null(call.env) => other,
        _ => return Err(differ(Some(0), format!("expected a map or record, found `{ty}`"))),
    };
    let map = call.map();
    if let (Some(a), Some(b)) = (&map.record, &other.record)
        && a.rest.is_none()
        && b.rest.is_none()
    {
        return Ok(merged(call, a, b));
    }
    Ok(Type::map(common(call.env, &[map.value, other.value])))
}

fn merged(call: &Call<'_>, earlier: &RecordType, later: &RecordType) -> Type {
    let mut fields: Vec<Field> = earlier.fields.clone();
    for field in &later.fields {
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) if field.optional => {
                known.ty = common(call.env, &[known.ty.clone(), field.ty.clone()]);
            }
            Some(known) => *known = field.clone(),
            None => fields.push(field.clone()),
        }
    }
    Type::Record(Arc::new(RecordType { fields, rest: None }))
}
