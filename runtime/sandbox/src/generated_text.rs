//! What a model writes: a paragraph on the topic, or, where the request asks for a structured
//! answer, a JSON document that fits the schema it names.

use serde_json::Value;

use orchestra_schema::{Draw, SampleHints, Validator};

use crate::arguments::Input;
use crate::citation;
use crate::dress::{Unnamed, dress};
use crate::prose;

/// Keywords that tell a schema from other JSON in a prompt.
const TELLING: [&str; 9] =
    ["$schema", "$ref", "type", "properties", "enum", "const", "anyOf", "oneOf", "allOf"];

/// How many times a text may speak of schemas before we stop looking for one.
const MOST_MENTIONS: usize = 50;

/// The text. `topic` is what the request is about.
pub(crate) fn write(input: &Input, topic: &str, draw: &mut Draw) -> String {
    let wanted = input.text_schema.clone().or_else(|| announced(&input.value));
    let document = wanted.and_then(|schema| {
        let validator = Validator::new(&schema).ok()?;
        let sampled = validator.sample(draw, SampleHints::default())?;
        let accepts = |value: &Value| validator.accepts(value);
        let cited = citation::renumber(sampled, &input.value, draw, accepts);
        Some(dress(cited, &Value::Null, topic, Unnamed::Sentence, draw, accepts))
    });
    document.map_or_else(|| prose::paragraph(topic, draw), |document| document.to_string())
}

/// The schema that stands last in a text of the input: a later one replaces an earlier one, as in
/// a conversation.
fn announced(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => schema_in(text),
        Value::Array(items) => items.iter().rev().find_map(announced),
        Value::Object(fields) => fields.values().rev().find_map(announced),
        _ => None,
    }
}

/// The last JSON Schema in a text: the object that follows a word that speaks of one.
fn schema_in(text: &str) -> Option<Value> {
    let lower = text.to_ascii_lowercase();
    let mentions = lower.rmatch_indices("schema").take(MOST_MENTIONS);
    mentions.filter_map(|(at, _)| text[at..].find('{').map(|brace| &text[at + brace..])).find_map(
        |text| {
            let first = serde_json::Deserializer::from_str(text).into_iter::<Value>().next();
            let schema = first?.ok()?;
            TELLING.iter().any(|keyword| schema.get(keyword).is_some()).then_some(schema)
        },
    )
}

/// Roughly how many tokens a text has: four bytes each is what English takes.
pub(crate) fn tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(4).max(1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ANNOUNCEMENT: &str = "Answer with JSON that fits this JSON Schema:";

    fn written(input: &Value, text_schema: Option<Value>) -> String {
        let input = Input { value: input.clone(), text_schema };
        write(&input, "heat pumps", &mut Draw::new(1, &[]))
    }

    fn fits(document: &Value) -> bool {
        Validator::new(&schema()).unwrap().accepts(document)
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "claims": { "type": "array", "items": { "type": "string" }, "minItems": 2 },
                "confidence": { "enum": ["low", "high"] },
            },
            "required": ["claims", "confidence"],
            "additionalProperties": false,
        })
    }

    #[test]
    fn a_schema_in_the_format_is_kept() {
        let document: Value = serde_json::from_str(&written(&json!({}), Some(schema()))).unwrap();
        assert!(fits(&document), "{document}");
        assert!(document["claims"][0].as_str().unwrap().to_lowercase().contains("heat pumps"));
    }

    #[test]
    fn a_schema_in_the_prompt_is_kept_and_the_last_one_counts() {
        let text = format!(
            "Do it.\n\n{ANNOUNCEMENT}\n{{\"type\":\"integer\"}}\n\nNo. {ANNOUNCEMENT}\n{}\n\nThanks.",
            schema()
        );
        let input = json!({ "messages": [{ "role": "user", "content": text }] });
        let document: Value = serde_json::from_str(&written(&input, None)).unwrap();
        assert!(fits(&document), "{document}");
    }

    #[test]
    fn a_refused_answer_behind_the_schema_is_no_schema() {
        let text = format!(
            "{ANNOUNCEMENT}\n{}\n\nAn earlier answer was:\n{{\"claims\":[]}}\nAnswer with JSON that fits the schema.",
            schema()
        );
        let document: Value =
            serde_json::from_str(&written(&json!({ "prompt": text }), None)).unwrap();
        assert!(fits(&document), "{document}");
    }

    #[test]
    fn without_a_readable_schema_it_is_prose() {
        for prompt in
            ["heat pumps?".to_owned(), format!("{ANNOUNCEMENT}\nnonsense"), ANNOUNCEMENT.to_owned()]
        {
            assert!(
                written(&json!({ "prompt": prompt }), None).to_lowercase().contains("heat pumps")
            );
        }
    }
}
