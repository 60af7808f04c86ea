//! What an `into` adds to a request: the schema of the answer, and what was wrong with the last.

use orchestra_plan::{
    Binding,
    binding::{Structured, Transport},
    pricing::MOST_SENT_BACK,
};
use serde_json::{Map, Value as Json, json};

use crate::summary::cut;

/// An answer that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) answer: String,
    pub(crate) error: String,
}

/// Adds to the arguments of an operation that generates text. Fails where the operation has no
/// field that takes it.
pub(crate) fn ask_for(
    binding: &Binding,
    fields: &mut Map<String, Json>,
    schema: &Json,
    refused: Option<&Refused>,
) -> Result<(), String> {
    let structured = binding.structured.filter(|_| binding.transport == Transport::Openai);
    match structured {
        Some(Structured::JsonSchema) => {
            let format = json!({ "name": "answer", "schema": schema, "strict": false });
            let format = json!({ "type": "json_schema", "json_schema": format });
            fields.insert("response_format".to_owned(), format);
        }
        Some(Structured::JsonObject) => {
            fields.insert("response_format".to_owned(), json!({ "type": "json_object" }));
        }
        None => {}
    }
    let asked = (structured != Some(Structured::JsonSchema)).then(|| instruction(schema));
    if asked.is_none() && refused.is_none() {
        return Ok(());
    }
    let target = target(binding, fields)?;
    match target {
        Json::String(prompt) => {
            for text in asked.into_iter().chain(refused.map(as_text)) {
                prompt.push_str("\n\n");
                prompt.push_str(&text);
            }
        }
        Json::Array(messages) => {
            messages.extend(asked.map(|text| json!({ "role": "user", "content": text })));
            if let Some(refused) = refused {
                let answer = cut(&refused.answer, MOST_SENT_BACK);
                messages.push(json!({ "role": "assistant", "content": answer }));
                messages.push(json!({ "role": "user", "content": correction(refused) }));
            }
        }
        _ => return Err("the field that takes the prompt is neither text nor messages".to_owned()),
    }
    Ok(())
}

/// The field that takes the texts: the listed one, else `messages`, else `prompt`.
fn target<'fields>(
    binding: &Binding,
    fields: &'fields mut Map<String, Json>,
) -> Result<&'fields mut Json, String> {
    let listed = binding.prompt.as_deref();
    let pointer = listed.unwrap_or(match fields.contains_key("messages") {
        true => "/messages",
        false => "/prompt",
    });
    let missing =
        || format!("`{}` has no field `{pointer}` that takes a prompt", binding.operation);
    let (first, rest) = pointer
        .strip_prefix('/')
        .ok_or_else(missing)?
        .split_once('/')
        .map_or((&pointer[1..], String::new()), |(first, rest)| (first, format!("/{rest}")));
    let name = first.replace("~1", "/").replace("~0", "~");
    fields.get_mut(&name).and_then(|field| field.pointer_mut(&rest)).ok_or_else(missing)
}

fn instruction(schema: &Json) -> String {
    format!("Answer with JSON alone, which fits this JSON Schema:\n{schema}")
}

fn correction(refused: &Refused) -> String {
    format!(
        "That answer can't be used: {}\nAnswer again, with JSON alone that fits the schema.",
        cut(&refused.error, MOST_SENT_BACK)
    )
}

fn as_text(refused: &Refused) -> String {
    format!(
        "An earlier answer was:\n{}\n{}",
        cut(&refused.answer, MOST_SENT_BACK),
        correction(refused)
    )
}

#[cfg(test)]
mod tests {
    use orchestra_plan::pricing::{INTO_WORDS, SENT_BACK};

    use super::*;

    fn binding(structured: Json) -> Binding {
        let binding = json!({
            "operation": "a.write", "endpoint": "a/rest", "revision": 1, "writes": false,
            "idempotency": "safe", "transport": "openai", "base_url": "https://a.example",
            "method": "POST", "path": "/", "query": [], "headers": [], "body": { "kind": "json" },
            "fixed": { "query": {}, "headers": {}, "body": {} },
            "response": { "kind": "json", "at": "" }, "input": {}, "output": {},
            "output_shape": { "type": "json" }, "structured": structured,
            "pricing": [{
                "unit": "input_token", "amount": "1000000", "currency": "usd",
                "on_success_only": false,
            }],
        });
        serde_json::from_value(binding).unwrap()
    }

    /// Bytes that are priced.
    fn bytes(binding: &Binding, fields: &Map<String, Json>) -> u64 {
        let (shapes, input) = (std::collections::BTreeMap::new(), Json::Object(fields.clone()));
        let worst = orchestra_plan::worst_case(binding, &shapes, &input, std::time::Duration::ZERO);
        u64::try_from(worst.unwrap().amounts["usd"]).unwrap()
    }

    #[test]
    fn what_an_into_adds_is_within_what_bounds_count_on() {
        let schema = json!({ "type": "object", "properties": { "a": { "enum": ["ä", "\n"] } } });
        let refused =
            Refused { answer: "\u{1F600}".repeat(3_000), error: "\u{1F600}".repeat(3_000) };
        let arguments = [json!({ "messages": [] }), json!({ "prompt": "" })];
        for structured in [json!(null), json!("json_object"), json!("json_schema")] {
            let binding = binding(structured);
            for given in &arguments {
                for refused in [None, Some(&refused)] {
                    let mut fields = given.as_object().unwrap().clone();
                    ask_for(&binding, &mut fields, &schema, refused).unwrap();
                    let most = schema.to_string().len() as u64
                        + INTO_WORDS
                        + refused.map_or(0, |_| SENT_BACK);
                    assert!(bytes(&binding, &fields) <= most, "{fields:?}");
                }
            }
        }
    }
}
