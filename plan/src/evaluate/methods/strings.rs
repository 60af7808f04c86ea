//! Methods of strings. Lengths and positions are in code points.

use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Call, Outcome, int};
use crate::{Failure, value::Value};

/// What stays as it is besides letters and digits.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

pub(super) fn call(call: &mut Call<'_, '_, '_>, text: &Arc<str>) -> Outcome {
    call.run.spend(1 + text.len() as u64 / 64)?;
    match call.name {
        "len" => Ok(Some(int(text.chars().count()))),
        "contains" => {
            let part = call.text(0)?;
            Ok(Some(Value::Bool(text.contains(&*part))))
        }
        "starts_with" => {
            let part = call.text(0)?;
            Ok(Some(Value::Bool(text.starts_with(&*part))))
        }
        "ends_with" => {
            let part = call.text(0)?;
            Ok(Some(Value::Bool(text.ends_with(&*part))))
        }
        "matches" => {
            let pattern = pattern(call)?;
            Ok(Some(Value::Bool(pattern.is_match(text))))
        }
        "find_all" => {
            let pattern = pattern(call)?;
            parts(call, pattern.find_iter(text).map(|found| found.as_str()))
        }
        "split" => {
            let separator = call.text(0)?;
            if text.is_empty() {
                return parts(call, std::iter::once(""));
            }
            if separator.is_empty() {
                // Between code points: no empty parts at the ends.
                let mut buffer = [0; 4];
                let characters: Vec<Value> =
                    text.chars().map(|c| Value::text(&*c.encode_utf8(&mut buffer))).collect();
                return call.listed(characters);
            }
            parts(call, text.split(&*separator))
        }
        "lines" => parts(call, text.lines()),
        "words" => parts(call, text.split_whitespace()),
        "trim" => call.written(text.trim()),
        "slice" => {
            let from = call.count(0)?;
            let to = if call.has(1) { call.count(1)? } else { usize::MAX };
            let slice: String = text.chars().take(to).skip(from).collect();
            call.written(slice)
        }
        "truncate" => {
            let count = call.count(0)?;
            let end = text.char_indices().nth(count).map_or(text.len(), |(end, _)| end);
            call.written(&text[..end])
        }
        "lower" => call.written(text.to_lowercase()),
        "upper" => call.written(text.to_uppercase()),
        "replace" => replace(call, text),
        "repeat" => {
            let count = call.count(0)?;
            call.run.produce((text.len() as u64).saturating_mul(count as u64))?;
            // The empty text passes the budget however often it is repeated.
            let count = if text.is_empty() { 0 } else { count };
            Ok(Some(Value::text(text.repeat(count))))
        }
        "pad_start" => {
            let padding = padding(call, text)?;
            call.written(padding + text)
        }
        "pad_end" => {
            let padding = padding(call, text)?;
            call.written(format!("{text}{padding}"))
        }
        "url_encode" => call.written(utf8_percent_encode(text, KEPT).to_string()),
        "to_int" => Ok(Some(text.parse().map_or(Value::Null, Value::Int))),
        "to_float" => {
            let float = text.parse().ok().filter(|float: &f64| float.is_finite());
            Ok(Some(float.map_or(Value::Null, Value::Float)))
        }
        "parse_json" => {
            call.run.produce(text.len() as u64)?;
            let json = serde_json::from_str(text).ok();
            Ok(Some(json.map_or(Value::Null, |json| Value::from_json(&json))))
        }
        _ => Ok(None),
    }
}

fn pattern(call: &mut Call<'_, '_, '_>) -> Result<Arc<regex::Regex>, Failure> {
    let pattern = call.text(0)?;
    call.run.evaluator.patterns.get(&pattern).map_err(|error| call.failed(error))
}

fn parts<'t>(call: &mut Call<'_, '_, '_>, parts: impl Iterator<Item = &'t str>) -> Outcome {
    let mut list = Vec::new();
    for part in parts {
        list.push(call.run.text(part)?);
        call.run.spend(1)?;
    }
    call.listed(list)
}

/// All occurrences. The empty text occurs nowhere, or the result would be longer than its type
/// says.
fn replace(call: &mut Call<'_, '_, '_>, text: &Arc<str>) -> Outcome {
    let (old, new) = (call.text(0)?, call.text(1)?);
    if old.is_empty() {
        return Ok(Some(Value::String(text.clone())));
    }
    let found = text.matches(&*old).count() as u64;
    call.run.produce(text.len() as u64 + found.saturating_mul(new.len() as u64))?;
    Ok(Some(Value::text(text.replace(&*old, &new))))
}

/// What `text` lacks to as many code points as the first argument says.
fn padding(call: &mut Call<'_, '_, '_>, text: &str) -> Result<String, Failure> {
    let wanted = call.count(0)?;
    let fill = call.text(1)?;
    let missing = wanted.saturating_sub(text.chars().count());
    if missing > 0 && fill.is_empty() {
        return Err(call.failed(format!("`{}` can't fill up with the empty string", call.name)));
    }
    call.run.produce(missing as u64)?;
    Ok(fill.chars().cycle().take(missing).collect())
}
