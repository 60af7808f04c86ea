//! Turns a value that merely fits a schema into one that reads like an answer: fields that share
//! a name with the input echo it, texts are about what was asked.
//!
//! The schema has the last word: what it doesn't accept stays as it was sampled.

use serde_json::Value;

use crate::prose;
use orchestra_schema::Draw;

/// A schema refused the fully dressed value: leaves are tried one by one, and so many at most.
const MOST_TRIALS: usize = 200;

/// What texts whose field's name says nothing become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// What was sampled: in an answer they are codes and states rather than prose.
    Keep,
    /// A sentence: a model that fills a form writes prose.
    Sentence,
}

/// The dressed value. `input` is what the request said, `topic` what it is about.
pub(crate) fn dress(
    value: Value,
    input: &Value,
    topic: &str,
    unnamed: Unnamed,
    draw: &mut Draw,
    accepts: impl Fn(&Value) -> bool,
) -> Value {
    let mut changes = Vec::new();
    collect(&value, "", String::new(), &mut |pointer, name, leaf| {
        let change = position(&pointer, name, leaf);
        let change = change.or_else(|| replacement(name, leaf, input, topic, unnamed, draw));
        changes.extend(change.map(|change| (pointer, change)));
    });
    let mut dressed = value.clone();
    for (pointer, change) in &changes {
        put(&mut dressed, pointer, change.clone());
    }
    if accepts(&dressed) {
        return dressed;
    }
    let mut dressed = value;
    for (pointer, change) in changes.into_iter().take(MOST_TRIALS) {
        let before = put(&mut dressed, &pointer, change);
        if !accepts(&dressed) {
            put(&mut dressed, &pointer, before);
        }
    }
    dressed
}

/// Where an item says its own place in its list, that place.
fn position(pointer: &str, name: &str, leaf: &Value) -> Option<Value> {
    if name != "index" || !leaf.is_i64() {
        return None;
    }
    let place: u64 = pointer.rsplit('/').nth(1)?.parse().ok()?;
    Some(Value::from(place))
}

/// What a leaf becomes; none where it stays.
fn replacement(
    name: &str,
    leaf: &Value,
    input: &Value,
    topic: &str,
    unnamed: Unnamed,
    draw: &mut Draw,
) -> Option<Value> {
    let echo = input.get(name).filter(|echo| !echo.is_object() && !echo.is_array());
    match (echo, leaf) {
        (Some(echo), leaf) if same_type(echo, leaf) => Some(echo.clone()),
        // The whole answer is a text.
        (_, Value::String(_)) if name.is_empty() => {
            Some(Value::String(prose::paragraph(topic, draw)))
        }
        (_, Value::Number(_)) if prose::is_instant(name) => Some(Value::from(prose::seconds(draw))),
        (_, Value::String(_)) => match (prose::for_field(name, topic, draw), unnamed) {
            (Some(text), _) => Some(Value::String(text)),
            (None, Unnamed::Sentence) => Some(Value::String(prose::sentence(topic, draw))),
            (None, Unnamed::Keep) => None,
        },
        _ => None,
    }
}

fn same_type(left: &Value, right: &Value) -> bool {
    std::mem::discriminant(left) == std::mem::discriminant(right)
}

/// Calls back for each leaf with its JSON pointer and the name of the field that it belongs to;
/// items of a list belong to the list's field.
pub(crate) fn collect(
    value: &Value,
    name: &str,
    pointer: String,
    each: &mut impl FnMut(String, &str, &Value),
) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                collect(field, key, format!("{pointer}/{escaped}"), each);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, name, format!("{pointer}/{index}"), each);
            }
        }
        leaf => each(pointer, name, leaf),
    }
}

/// Puts a value in a place that exists, and returns what was there.
pub(crate) fn put(value: &mut Value, pointer: &str, new: Value) -> Value {
    value.pointer_mut(pointer).map_or(Value::Null, |place| std::mem::replace(place, new))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dressed(value: Value, unnamed: Unnamed, accepts: impl Fn(&Value) -> bool) -> Value {
        let input = json!({ "query": "heat pumps", "limit": 3, "model": { "a": 1 } });
        dress(value, &input, "heat pumps", unnamed, &mut Draw::new(1, &[]), accepts)
    }

    #[test]
    fn shared_names_echo_and_texts_are_on_topic() {
        let value =
            json!({ "query": "x", "limit": 9, "model": "m", "hits": [{ "a/b": 1, "title": "x" }] });
        let answer = dressed(value, Unnamed::Keep, |_| true);
        assert_eq!((&answer["query"], &answer["limit"]), (&json!("heat pumps"), &json!(3)));
        assert_eq!(answer["model"], "m");
        let title = answer["hits"][0]["title"].as_str().unwrap().to_lowercase();
        assert!(title.contains("heat pumps"), "{title}");
    }

    #[test]
    fn places_and_times_are_numbers_that_make_sense() {
        let value = json!({ "choices": [{ "index": 7 }, { "index": 7 }], "created": 3 });
        let answer = dressed(value, Unnamed::Keep, |_| true);
        assert_eq!(answer["choices"], json!([{ "index": 0 }, { "index": 1 }]));
        assert!(answer["created"].as_u64().unwrap() > 1_767_000_000);
        assert!(
            dressed(json!("x"), Unnamed::Keep, |_| true).as_str().unwrap().contains("heat pumps")
        );
    }

    #[test]
    fn what_the_schema_refuses_stays_as_it_was() {
        let value = json!({ "title": "x", "text": "y" });
        let answer = dressed(value, Unnamed::Keep, |value| value["title"] == "x");
        assert_eq!(answer["title"], "x");
        assert_ne!(answer["text"], "y");
    }

    #[test]
    fn names_that_say_nothing_are_prose_only_in_what_a_model_writes() {
        assert_eq!(dressed(json!({ "risk": "low" }), Unnamed::Keep, |_| true)["risk"], "low");
        let written = dressed(json!({ "risk": "low" }), Unnamed::Sentence, |_| true);
        assert!(written["risk"].as_str().unwrap().to_lowercase().contains("heat pumps"));
    }
}
