//! What an `into` adds to a request: the schema of the answer, and what was wrong with the last.

use orchestra_plan::{
    Binding,
    binding::{Structured, Transport},
};
use serde_json::{Map, Value as Json, json};

use crate::summary::cut;

/// Characters of a refused answer and of its error that are sent back.
const MOST: usize = 2_000;

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
                let answer = cut(&refused.answer, MOST);
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
        cut(&refused.error, MOST)
    )
}

fn as_text(refused: &Refused) -> String {
    format!("An earlier answer was:\n{}\n{}", cut(&refused.answer, MOST), correction(refused))
}
