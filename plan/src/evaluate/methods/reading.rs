//! Methods of lists that read one value from them.

use std::cmp::Ordering;

use super::{Call, Outcome, int, order};
use crate::{Failure, evaluate::operators, expr::BinaryOperator, value::Value};

pub(super) fn call(call: &mut Call<'_, '_, '_>, items: &[Value]) -> Outcome {
    let or_null = |item: Option<&Value>| Ok(Some(item.cloned().unwrap_or(Value::Null)));
    match call.name {
        "len" => Ok(Some(int(items.len()))),
        "first" => or_null(items.first()),
        "last" => or_null(items.last()),
        "get" => {
            let index = call.int(0)?;
            or_null(usize::try_from(index).ok().and_then(|index| items.get(index)))
        }
        "find" => {
            for item in items {
                if call.holds(0, item)? {
                    return or_null(Some(item));
                }
            }
            or_null(None)
        }
        "index_of" => {
            let wanted = call.value(0)?;
            let position = items.iter().position(|item| item.equals(&wanted));
            Ok(Some(position.map_or(Value::Null, int)))
        }
        "contains" => {
            let wanted = call.value(0)?;
            Ok(Some(Value::Bool(items.iter().any(|item| item.equals(&wanted)))))
        }
        "any" => some_holds(call, items, true).map(|found| Some(Value::Bool(found))),
        "all" => some_holds(call, items, false).map(|found| Some(Value::Bool(!found))),
        "min" => order::extreme(call, itself(items), Ordering::Less),
        "max" => order::extreme(call, itself(items), Ordering::Greater),
        "min_by" => {
            let keyed = order::keyed(call, items)?;
            order::extreme(call, keyed, Ordering::Less)
        }
        "max_by" => {
            let keyed = order::keyed(call, items)?;
            order::extreme(call, keyed, Ordering::Greater)
        }
        "sum" => sum(call, items).map(Some),
        "average" => average(call, items),
        "reduce" => {
            let mut state = call.value(0)?;
            let lambda = call.lambda(1)?;
            for (round, item) in items.iter().enumerate() {
                state = call.run.call(lambda, &[state, item.clone()])?;
                call.run.watch(&state, round)?;
            }
            Ok(Some(state))
        }
        "join" => {
            let separator = call.text(0)?;
            let mut text = String::new();
            for (index, item) in items.iter().enumerate() {
                let Value::String(item) = item else {
                    return Err(call.failed("`join` takes a list of strings"));
                };
                let separator = if index == 0 { "" } else { &*separator };
                call.run.produce((separator.len() + item.len()) as u64)?;
                text.extend([separator, &**item]);
            }
            Ok(Some(Value::text(text)))
        }
        _ => Ok(None),
    }
}

fn itself(items: &[Value]) -> Vec<(Value, &Value)> {
    items.iter().map(|item| (item.clone(), item)).collect()
}

/// Whether the function given as argument says `wanted` of any item.
fn some_holds(call: &mut Call<'_, '_, '_>, items: &[Value], wanted: bool) -> Result<bool, Failure> {
    for item in items {
        if call.holds(0, item)? == wanted {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The sum; the int 0 of none.
fn sum(call: &Call<'_, '_, '_>, items: &[Value]) -> Result<Value, Failure> {
    let Some((first, rest)) = items.split_first() else { return Ok(Value::Int(0)) };
    if !matches!(first, Value::Int(_) | Value::Float(_) | Value::Duration(_) | Value::Money(_)) {
        return Err(call.failed("`sum` takes a list of numbers"));
    }
    rest.iter().try_fold(first.clone(), |sum, item| {
        operators::arithmetic(BinaryOperator::Add, &sum, item, call.mark)
    })
}

/// Ints are summed exactly, and only the sum is rounded.
fn average(call: &Call<'_, '_, '_>, items: &[Value]) -> Outcome {
    if items.is_empty() {
        return Ok(Some(Value::Null));
    }
    let (mut ints, mut floats) = (0_i128, 0.0);
    for item in items {
        match item {
            Value::Int(int) => ints += i128::from(*int),
            Value::Float(float) => floats += float,
            _ => return Err(call.failed("`average` takes a list of numbers")),
        }
    }
    operators::finite((ints as f64 + floats) / items.len() as f64, call.mark).map(Some)
}
