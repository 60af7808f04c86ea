//! What a model is asked where its answer is read as a type.

use orchestra_tests::{
    server::{Answer, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

use super::{body, project, run, run_anyhow};

/// Chat completions that take an answer's schema in this way.
fn chat(server: &Server, structured: &Value) -> Subnet {
    let message = object(json!({ "role": { "type": "string" }, "content": { "type": "string" } }));
    let input = json!({
        "type": "object",
        "properties": {
            "model": { "type": "string" },
            "messages": { "type": "array", "items": message },
            "max_tokens": { "type": "integer" },
        },
        "required": ["model", "messages"],
    });
    Subnet::at("chat", &format!("{}/v1", server.url())).openai().operation(
        "complete",
        json!({ "structured": structured }),
        input,
        json!({ "generates_text": "/choices/0/message/content" }),
    )
}

/// What a model says, in the service's form.
fn said(text: &str) -> Answer {
    Answer::json(&json!({ "choices": [{ "message": { "content": text } }] }).to_string())
}

const RATE: &str = r#"use subnet chat

template main() -> { stars: int(1..=5), why: string } {
  call chat.complete {
    model: "small",
    messages: [{ role: "user", content: "Rate tea." }],
    max_tokens: 50,
  } into { stars: int(1..=5), why: string } with { retry: { attempts: 3, first: 1ms, max: 2ms } }
}
"#;

#[test]
fn a_schema_is_sent_along_and_what_was_wrong_is_fed_back() {
    for structured in [json!("json_schema"), json!("json_object"), Value::Null] {
        let server = Server::start(|number, _| match number {
            0 => said(r#"{ "stars": 11, "why": "so good" }"#),
            // Fences, prose around, trailing commas.
            _ => said(
                "Sure, here it is:\n```json\n{ \"stars\": 5, \"why\": \"warm\", }\n```\nEnjoy!",
            ),
        });
        let ran = run(&project(&[chat(&server, &structured)], RATE), &[]);
        assert_eq!(ran.json(), json!({ "stars": 5, "why": "warm" }));
        let requests = server.requests();
        let [first, second] = &requests[..] else { panic!("{requests:?}") };
        assert_eq!((&*first.method, &*first.target), ("POST", "/v1/chat/completions"));
        let (first, second) = (body(first), body(second));
        assert_eq!((&first["model"], &first["max_tokens"]), (&json!("small"), &json!(50)));
        assert_eq!(first.get("stream"), None);
        assert_eq!(first["messages"][0], json!({ "role": "user", "content": "Rate tea." }));
        let format = &first["response_format"];
        let in_prompt = first["messages"].to_string().contains("JSON Schema");
        match structured.as_str() {
            Some("json_schema") => {
                let schema = &format["json_schema"]["schema"];
                assert_eq!(format["type"], "json_schema");
                assert_eq!(schema["properties"]["stars"]["maximum"], 5);
                assert_eq!(schema["required"], json!(["stars", "why"]));
                assert!(!in_prompt);
            }
            Some(_) => {
                assert_eq!(*format, json!({ "type": "json_object" }));
                assert!(in_prompt);
            }
            None => assert!(format.is_null() && in_prompt, "{first}"),
        }
        // The refused answer and the reason follow what was said before.
        let before = first["messages"].as_array().unwrap();
        let after = second["messages"].as_array().unwrap();
        assert_eq!(after[..before.len()], before[..]);
        let [answer, correction] = &after[before.len()..] else { panic!("{second}") };
        assert_eq!(answer["role"], "assistant");
        assert!(answer["content"].as_str().unwrap().contains("\"stars\": 11"), "{answer}");
        assert_eq!(correction["role"], "user");
        let correction = correction["content"].as_str().unwrap();
        assert!(correction.contains("/stars") && correction.contains("1 to 5"), "{correction}");
        assert_eq!(second["response_format"], *format);
    }
}

#[test]
fn a_model_that_never_answers_to_the_point_is_asked_as_often_as_retry_says() {
    let server = Server::start(|_, _| said("I'd rather talk about coffee."));
    let ran = run_anyhow(&project(&[chat(&server, &Value::Null)], RATE), &[]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("(invalid_output)"), "{ran:#?}");
    assert!(ran.stderr.contains("rather talk about coffee"), "{ran:#?}");
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    // Only the last refusal is fed back: a conversation doesn't grow without end.
    let messages = |number: usize| body(&requests[number])["messages"].as_array().unwrap().len();
    assert_eq!((messages(1), messages(2)), (messages(0) + 2, messages(0) + 2));
}
