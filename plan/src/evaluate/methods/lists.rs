//! Methods of lists that make lists.

use std::{collections::HashMap, sync::Arc};

use indexmap::IndexMap;

use super::{Call, Outcome, order};
use crate::value::Value;

pub(super) fn call(call: &mut Call<'_, '_, '_>, items: &[Value]) -> Outcome {
    call.run.spend(items.len() as u64)?;
    match call.name {
        "map" => {
            let mapped = items.iter().map(|item| call.apply(0, item)).collect::<Result<_, _>>()?;
            call.listed(mapped)
        }
        "filter" => {
            let mut kept = Vec::new();
            for item in items {
                if call.holds(0, item)? {
                    kept.push(item.clone());
                }
            }
            call.listed(kept)
        }
        "flat_map" => {
            let lists: Vec<Value> =
                items.iter().map(|item| call.apply(0, item)).collect::<Result<_, _>>()?;
            flatten(call, &lists)
        }
        "flatten" => flatten(call, items),
        "sort" => order::sort(call, items.iter().map(|item| (item.clone(), item)).collect()),
        "sort_by" => {
            let keyed = order::keyed(call, items)?;
            order::sort(call, keyed)
        }
        "reverse" => call.listed(items.iter().rev().cloned().collect()),
        "enumerate" => {
            let pairs = items.iter().enumerate();
            let pairs =
                pairs.map(|(index, item)| Value::list(vec![item.clone(), super::int(index)]));
            paired(call, pairs.collect())
        }
        "zip" => {
            let others = call.list(0)?;
            let pairs = items.iter().zip(others.iter());
            let pairs = pairs.map(|(left, right)| Value::list(vec![left.clone(), right.clone()]));
            paired(call, pairs.collect())
        }
        "unique" => {
            let keys: Vec<Value> = items.to_vec();
            unique(call, items, keys)
        }
        "unique_by" => {
            let keys = items.iter().map(|item| call.apply(0, item)).collect::<Result<_, _>>()?;
            unique(call, items, keys)
        }
        "group_by" => group_by(call, items),
        "take" => {
            let count = call.count(0)?;
            call.listed(items.iter().take(count).cloned().collect())
        }
        "skip" => {
            let count = call.count(0)?;
            call.listed(items.iter().skip(count).cloned().collect())
        }
        "chunk" => {
            let size = call.count(0)?;
            if size == 0 {
                return Err(call.failed("a chunk has at least 1 item"));
            }
            call.run.produce_items(items.len())?;
            call.listed(items.chunks(size).map(|chunk| Value::list(chunk.to_vec())).collect())
        }
        "to_map" => to_map(call, items),
        _ => Ok(None),
    }
}

fn paired(call: &mut Call<'_, '_, '_>, pairs: Vec<Value>) -> Outcome {
    call.run.produce_items(2 * pairs.len())?;
    call.listed(pairs)
}

fn flatten(call: &mut Call<'_, '_, '_>, lists: &[Value]) -> Outcome {
    let mut items = Vec::new();
    for list in lists {
        let Value::List(list) = list else {
            return Err(call.failed(format!("`{}` takes lists", call.name)));
        };
        call.run.spend(list.len() as u64)?;
        call.run.produce_items(list.len())?;
        items.extend(list.iter().cloned());
    }
    Ok(Some(Value::list(items)))
}

fn unique(call: &mut Call<'_, '_, '_>, items: &[Value], keys: Vec<Value>) -> Outcome {
    let mut seen = std::collections::HashSet::new();
    let mut kept = Vec::new();
    for (item, key) in items.iter().zip(keys) {
        call.run.spend_walk(&key)?;
        if seen.insert(key.key()) {
            kept.push(item.clone());
        }
    }
    call.listed(kept)
}

fn group_by(call: &mut Call<'_, '_, '_>, items: &[Value]) -> Outcome {
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for item in items {
        let key = call.apply(0, item)?;
        call.run.spend_walk(&key)?;
        let position = *positions.entry(key.key()).or_insert(groups.len());
        match groups.get_mut(position) {
            Some((_, group)) => group.push(item.clone()),
            None => groups.push((key, vec![item.clone()])),
        }
    }
    call.run.produce_items(items.len() + 2 * groups.len())?;
    let records = groups.into_iter().map(|(key, items)| {
        Value::Record(Arc::new(IndexMap::from([
            ("key".into(), key),
            ("items".into(), Value::list(items)),
        ])))
    });
    call.listed(records.collect())
}

fn to_map(call: &mut Call<'_, '_, '_>, items: &[Value]) -> Outcome {
    call.run.produce_items(items.len())?;
    let mut map = IndexMap::new();
    for item in items {
        match item {
            Value::List(pair) => match pair.as_slice() {
                [Value::String(key), value] => map.insert(key.clone(), value.clone()),
                _ => return Err(call.failed("`to_map` takes pairs of a string and a value")),
            },
            _ => return Err(call.failed("`to_map` takes pairs of a string and a value")),
        };
    }
    Ok(Some(Value::Record(Arc::new(map))))
}
