//! How an answer is read.

use orchestra_tests::{
    server::{Answer, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

use super::{project, run};

#[test]
fn answers_are_read_as_the_entry_says() {
    let server = Server::start(|_, request| match request.path() {
        "/text" => Answer::json("plain \"words\""),
        "/none" => Answer::status(204, ""),
        _ => Answer::status(201, r#"{"data": {"list": [1, 2]}}"#),
    });
    let get = |path: &str, response: Value| json!({ "method": "GET", "path": path, "response": response });
    let nothing = || object(json!({}));
    let echo = Subnet::at("echo", &server.url())
        .operation(
            "text",
            get("/text", json!({ "kind": "text" })),
            nothing(),
            json!({ "output": { "type": "string" } }),
        )
        .operation(
            "none",
            get("/none", json!({ "kind": "none" })),
            nothing(),
            json!({ "output": { "type": "null" } }),
        )
        .operation(
            "part",
            get("/part", json!({ "at": "/data/list" })),
            nothing(),
            json!({ "output": { "type": "array", "items": { "type": "integer" } } }),
        );
    let template = "use subnet echo\n\n\
        template main() -> { text: string, none: null, sum: int } {\n  \
        let text = call echo.text {}\n  let none = call echo.none {}\n  \
        let part = call echo.part {}\n  { text, none, sum: part.sum() }\n}\n";
    let ran = run(&project(&[echo], template), &[]);
    assert_eq!(ran.json(), json!({ "text": "plain \"words\"", "none": null, "sum": 3 }));
}
