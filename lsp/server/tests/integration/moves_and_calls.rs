//! Requests that follow calls, moves and keystrokes, over the real stream.

use serde_json::{Value, json};

use crate::client::{Client, MANIFEST};

const MAIN: &str = "\
use subnet desearch
use \"./shared.orch\" { twice }

template t(query: string(1..=100)) -> int {
  let found = call desearch.web_search { query } with { timeout: 10s }
  twice(1)
}
";

fn files() -> [(&'static str, &'static str); 3] {
    let shared = "fn twice(count: int) -> int { count * 2 }\n";
    [("orchestra.toml", MANIFEST), ("shared.orch", shared), ("main.orch", MAIN)]
}

fn names(calls: &Value, side: &str) -> Vec<String> {
    let calls = calls.as_array().expect("they are a list").iter();
    calls.map(|it| it[side]["name"].as_str().expect("it has a name").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_followed_down_to_the_ledger_and_up_again() {
    let (mut client, _) = Client::start(&files(), json!({})).await;
    client.open("main.orch", MAIN).await;
    let prepare = "textDocument/prepareCallHierarchy";
    let items = client.request_at(prepare, "main.orch", (3, 9)).await.expect("it is answered");
    let template = items[0].clone();
    assert_eq!(template["name"], "t");
    assert_eq!(template["detail"], "(query: string(1..=100)) -> int");
    let down = client.request("callHierarchy/outgoingCalls", json!({ "item": template })).await;
    let down = down.expect("it is answered");
    assert_eq!(names(&down, "to"), ["desearch.web_search", "twice"]);
    assert_eq!(down[0]["fromRanges"][0]["start"], json!({ "line": 4, "character": 19 }));
    assert_eq!(down[1]["to"]["uri"], client.uri("shared.orch"));
    let operation = down[0]["to"].clone();
    assert_eq!(operation["uri"], "orchestra-ledger:/desearch.web_search.md");
    let up = client.request("callHierarchy/incomingCalls", json!({ "item": operation })).await;
    let up = up.expect("it is answered");
    let callers = names(&up, "from");
    assert_eq!(callers[0], "t");
    assert!(callers[1..].iter().all(|it| it.ends_with(" by desearch.web_search")), "{callers:?}");
    let nothing = client.request_at(prepare, "main.orch", (3, 14)).await;
    assert_eq!(nothing, Ok(Value::Null), "a parameter calls nothing");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_follow_a_file_that_is_moved_into_a_folder_that_is_not_there_yet() {
    let (mut client, result) = Client::start(&files(), json!({})).await;
    let asked = &result["capabilities"]["workspace"]["fileOperations"]["willRename"]["filters"];
    assert_eq!(asked[0]["pattern"]["glob"], "**/*.orch");
    client.open("main.orch", MAIN).await;
    let moved = |from: &str, to: &str| json!({ "files": [{ "oldUri": from, "newUri": to }] });
    let params = moved(&client.uri("shared.orch"), &client.uri("a/b/shared.orch"));
    let edit = client.request("workspace/willRenameFiles", params).await.expect("it is answered");
    let changes = edit["changes"].as_object().expect("there are some");
    assert_eq!(changes.len(), 1);
    let edit = &changes[&client.uri("main.orch")][0];
    assert_eq!(edit["newText"], "\"./a/b/shared.orch\"");
    assert_eq!(edit["range"]["start"], json!({ "line": 1, "character": 4 }));
    let elsewhere = moved(&client.uri("shared.orch"), "file:///nowhere/shared.orch");
    let edit = client.request("workspace/willRenameFiles", elsewhere).await;
    assert_eq!(edit, Ok(Value::Null), "what leaves the package can't be imported");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_brace_formats_what_it_closes() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let text = "const A:int=1\nfn f(a: int) -> int {\nlet b=a\n      b}\n";
    client.open("main.orch", text).await;
    let params = |line: u32, character: u32| {
        json!({
            "textDocument": { "uri": client.uri("main.orch") },
            "position": { "line": line, "character": character },
            "ch": "}",
            "options": { "tabSize": 2, "insertSpaces": true },
        })
    };
    let (closing, elsewhere) = (params(3, 8), params(2, 3));
    let edits = client.request("textDocument/onTypeFormatting", closing).await;
    let edits = edits.expect("it is answered");
    let edits = edits.as_array().expect("they are a list");
    assert_eq!(edits.len(), 1);
    assert!(edits[0]["range"]["start"]["line"].as_u64() >= Some(1), "the line above stays");
    let written = edits[0]["newText"].as_str().expect("it is a text");
    assert!(written.contains("let b = a\n  b\n"), "{written:?}");
    let edits = client.request("textDocument/onTypeFormatting", elsewhere).await;
    assert_eq!(edits, Ok(Value::Null));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_told_as_what_differs_from_the_answer_before() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let text = |number: usize| {
        let lines = (0..number).map(|it| format!("const A{it}: int = {it}\n"));
        lines.collect::<String>() + "const Z: string = \"end\"\n"
    };
    client.open("main.orch", &text(20)).await;
    let document = json!({ "uri": client.uri("main.orch") });
    let whole = client
        .request("textDocument/semanticTokens/full", json!({ "textDocument": document }))
        .await
        .expect("it is answered");
    let numbers = |data: &Value| -> Vec<u64> {
        let data = data.as_array().expect("they are a list").iter();
        data.map(|it| it.as_u64().expect("it is a number")).collect()
    };
    let mut known = numbers(&whole["data"]);
    let mut id = whole["resultId"].clone();
    for (version, lines) in [(2, 21), (3, 21), (4, 3)] {
        client.replace("main.orch", version, &text(lines)).await;
        let params = json!({ "textDocument": document, "previousResultId": id });
        let delta = client.request("textDocument/semanticTokens/full/delta", params).await;
        let delta = delta.expect("it is answered");
        let edits = delta["edits"].as_array().expect("it is a difference");
        assert_eq!(edits.is_empty(), version == 3, "{delta}");
        for edit in edits {
            let start = edit["start"].as_u64().expect("it is a number") as usize;
            let count = edit["deleteCount"].as_u64().expect("it is a number") as usize;
            known.splice(start..start + count, numbers(&edit["data"]));
        }
        let whole = client
            .request("textDocument/semanticTokens/full", json!({ "textDocument": document }))
            .await
            .expect("it is answered");
        assert_eq!(known, numbers(&whole["data"]));
        id = whole["resultId"].clone();
    }
    let params = json!({ "textDocument": document, "previousResultId": "of another life" });
    let all = client.request("textDocument/semanticTokens/full/delta", params).await;
    assert_eq!(numbers(&all.expect("it is answered")["data"]), known);
    assert!(client.leave().await);
}
