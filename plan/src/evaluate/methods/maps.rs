//! Methods of maps and records. Keys come in the order of their code points, since the order of
//! fields isn't part of a value.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Call, Outcome, int};
use crate::value::Value;

pub(super) fn call(call: &mut Call<'_, '_, '_>, fields: &IndexMap<Arc<str>, Value>) -> Outcome {
    match call.name {
        "len" => Ok(Some(int(fields.len()))),
        "has" => {
            let key = call.text(0)?;
            Ok(Some(Value::Bool(fields.contains_key(&key))))
        }
        "get" => {
            let key = call.text(0)?;
            Ok(Some(fields.get(&key).cloned().unwrap_or(Value::Null)))
        }
        "merge" => {
            let Value::Record(others) = call.value(0)? else {
                return Err(call.misfit("a map or record"));
            };
            call.run.spend((fields.len() + others.len()) as u64)?;
            call.run.produce_items(fields.len() + others.len())?;
            let mut merged = fields.clone();
            merged.extend(others.iter().map(|(key, value)| (key.clone(), value.clone())));
            Ok(Some(Value::Record(Arc::new(merged))))
        }
        "keys" => {
            let keys = sorted(call, fields)?.into_iter().map(|(key, _)| Value::String(key.clone()));
            call.listed(keys.collect())
        }
        "values" => {
            let values = sorted(call, fields)?.into_iter().map(|(_, value)| value.clone());
            call.listed(values.collect())
        }
        "entries" => {
            let entries = sorted(call, fields)?;
            call.run.produce_items(2 * entries.len())?;
            let entries = entries
                .into_iter()
                .map(|(key, value)| Value::list(vec![Value::String(key.clone()), value.clone()]));
            call.listed(entries.collect())
        }
        _ => Ok(None),
    }
}

fn sorted<'f>(
    call: &mut Call<'_, '_, '_>,
    fields: &'f IndexMap<Arc<str>, Value>,
) -> Result<Vec<(&'f Arc<str>, &'f Value)>, crate::Failure> {
    let length = fields.len() as u64;
    call.run.spend(length * u64::from(length.checked_ilog2().unwrap_or(0) + 1))?;
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by(|left, right| left.0.cmp(right.0));
    Ok(fields)
}
