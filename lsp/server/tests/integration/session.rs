//! Sessions over the real stream: order, versions, encodings, ends.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener},
    thread,
};

use serde_json::{Value, json};

use crate::client::{Client, MANIFEST};

const GOOD: &str = "const A: int = 1\nconst B: int = A\n";

/// One line, with an unknown name as long as its number.
fn wrong(number: usize) -> String {
    format!("const A: int = {}\n", "x".repeat(number))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_taken_back() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.open("main.orch", "const A: int = nothing\n").await;
    let found = client.diagnostics("main.orch", 1).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "E0201");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": 15 }));
    client.replace("main.orch", 2, GOOD).await;
    assert_eq!(client.diagnostics("main.orch", 2).await, [] as [Value; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn outdated_versions_are_never_spoken_of_after_newer_ones() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.open("main.orch", GOOD).await;
    for number in 2..=200 {
        client.replace("main.orch", number, &wrong(number as usize)).await;
    }
    let found = client.diagnostics("main.orch", 200).await;
    let range = &found[0]["range"];
    assert_eq!(range["end"]["character"], 15 + 200);
    let mut last = 0;
    for message in client.left_over() {
        if message["method"] != "textDocument/publishDiagnostics" {
            continue;
        }
        let version = message["params"]["version"].as_i64().expect("it is a document's");
        assert!(version > last, "{version} was said after {last}");
        last = version;
        let end = &message["params"]["diagnostics"][0]["range"]["end"]["character"];
        let is_of_it = version == 1 || *end == 15 + version;
        assert!(is_of_it, "version {version} ends at {end}");
    }
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sees_the_edits_before_it_and_none_behind() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.open("main.orch", GOOD).await;
    let uri = client.uri("main.orch");
    let mut asked = Vec::new();
    for number in 2..=50 {
        let name = "N".repeat(number as usize);
        client.replace("main.orch", number, &format!("const {name}: int = 1\n")).await;
        let params = json!({ "textDocument": { "uri": uri } });
        asked.push((name, client.ask("textDocument/documentSymbol", params).await));
    }
    let mut answered = 0;
    for (name, id) in asked {
        match client.answer(id).await {
            Ok(symbols) => {
                assert_eq!(symbols[0]["name"], name.as_str());
                answered += 1;
            }
            // It was overtaken by an edit, which is said.
            Err(error) => assert_eq!(error["code"], -32801, "{error}"),
        }
    }
    assert!(answered > 0, "at least the last one isn't overtaken");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_count_what_both_sides_have_agreed_on() {
    let text =
        "const A: string = \"𝄞e\u{301}\"\r\nconst B: int = \"𝄞\" + nothing\rconst C: int = A\n";
    for (offered, name, column) in [
        (json!(["utf-16", "utf-8"]), "utf-8", 24),
        (json!(["utf-16"]), "utf-16", 22),
        (Value::Null, "utf-16", 22),
    ] {
        let general = match offered {
            Value::Null => json!({}),
            kinds => json!({ "general": { "positionEncodings": kinds } }),
        };
        let (mut client, result) = Client::start(&[], general).await;
        assert_eq!(result["capabilities"]["positionEncoding"], name);
        client.open("main.orch", text).await;
        let found = client.diagnostics("main.orch", 1).await;
        let unknown = found.iter().find(|it| it["code"] == "E0201").expect("it is reported");
        let start = &unknown["range"]["start"];
        assert_eq!(*start, json!({ "line": 1, "character": column }), "{name}");
        // `A` in the third line, which a lone carriage return begins.
        let to = client.request_at("textDocument/definition", "main.orch", (2, 15)).await;
        let to = to.expect("it is answered");
        assert_eq!(to["range"]["start"], json!({ "line": 0, "character": 6 }), "{name}");
        assert!(client.leave().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_in_one_file_is_seen_in_those_that_import_it() {
    let files = [
        ("orchestra.toml", MANIFEST),
        ("shared.orch", "const LIMIT: int = 1\n"),
        ("main.orch", "use \"./shared.orch\" { LIMIT }\n\nconst A: int = LIMIT\n"),
    ];
    let (mut client, _) = Client::start(&files, json!({})).await;
    client.open("main.orch", files[2].1).await;
    assert_eq!(client.diagnostics("main.orch", 1).await, [] as [Value; 0]);
    client.open("shared.orch", "const OTHER: int = 1\n").await;
    let found = client.diagnostics("main.orch", 1).await;
    assert!(!found.is_empty(), "what it imports is gone");
    client.close("shared.orch").await;
    let found = client.diagnostics("main.orch", 1).await;
    assert_eq!(found, [] as [Value; 0], "what is on disk counts again");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_a_file_is_taken_back_when_it_is_closed() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.open("main.orch", "const A: int = nothing\n").await;
    assert_eq!(client.diagnostics("main.orch", 1).await.len(), 1);
    client.close("main.orch").await;
    assert_eq!(client.diagnostics_on_disk("main.orch").await, [] as [Value; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_change_on_disk_are_read_again() {
    let main = "use \"./shared.orch\" { LIMIT }\n\nconst A: int = LIMIT\n";
    let files = [
        ("orchestra.toml", MANIFEST),
        ("shared.orch", "const LIMIT: int = 1\n"),
        ("main.orch", main),
    ];
    let (mut client, _) = Client::start(&files, json!({})).await;
    client.open("main.orch", main).await;
    assert_eq!(client.diagnostics("main.orch", 1).await, [] as [Value; 0]);
    // The edit before it has touched the project already when the change on disk is told.
    client.replace("main.orch", 2, &format!("{main}\n")).await;
    client.write("shared.orch", Some("const LIMIT: string = nothing\n")).await;
    let found = client.diagnostics_on_disk("shared.orch").await;
    assert_eq!(found[0]["code"], "E0201");
    client.write("shared.orch", None).await;
    assert_eq!(client.diagnostics_on_disk("shared.orch").await, [] as [Value; 0]);
    client.replace("main.orch", 3, main).await;
    let found = client.diagnostics("main.orch", 3).await;
    assert_eq!(found[0]["code"], "E0204");
    // What was a package is a folder with a file.
    client.write("orchestra.toml", None).await;
    client.replace("main.orch", 4, "const A: int = 1\n").await;
    assert_eq!(client.diagnostics("main.orch", 4).await, [] as [Value; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_in_one_project_loses_nothing_of_another() {
    let wrong: Vec<_> =
        (10..60).map(|number| (format!("a/x{number}.orch"), wrong(number))).collect();
    let wrong = wrong.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files: Vec<_> = wrong.chain([("a/orchestra.toml", ""), ("b/x.orch", "")]).collect();
    let (mut client, _) = Client::start(&files, json!({})).await;
    client.open("a/main.orch", GOOD).await;
    client.diagnostics("a/main.orch", 1).await;
    // Most of the package hasn't been looked at.
    client.open("b/main.orch", GOOD).await;
    for (path, _) in &files[..50] {
        assert_eq!(client.diagnostics_on_disk(path).await.len(), 1, "{path}");
    }
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rename_changes_every_file_and_refuses_what_is_not_ours() {
    let main = "use \"./shared.orch\" { LIMIT }\nuse subnet desearch\n\nconst A: int = LIMIT\n";
    let files = [
        ("orchestra.toml", MANIFEST),
        ("shared.orch", "const LIMIT: int = 1\n"),
        ("main.orch", main),
    ];
    let (mut client, _) = Client::start(&files, json!({})).await;
    client.open("main.orch", main).await;
    let uri = client.uri("main.orch");
    let rename = |line: u32, character: u32, name: &str| {
        json!({
            "textDocument": { "uri": uri },
            "position": { "line": line, "character": character },
            "newName": name,
        })
    };
    let edit = client.request("textDocument/rename", rename(3, 16, "MOST")).await.expect("it can");
    let changes = edit["changes"].as_object().expect("it has changes");
    let counts: Vec<_> = changes.values().map(|it| it.as_array().map(Vec::len)).collect();
    assert_eq!(changes.len(), 2);
    assert_eq!(counts.iter().flatten().sum::<usize>(), 3);
    let taken = client.request("textDocument/rename", rename(3, 16, "A")).await;
    let message = taken.expect_err("the name is taken")["message"].clone();
    assert!(message.as_str().is_some_and(|it| it.contains("`A` is")), "{message}");
    let ledger = client.request("textDocument/rename", rename(1, 12, "other")).await;
    ledger.expect_err("names of the Ledger aren't ours");
    let word = client.request("textDocument/rename", rename(3, 16, "match")).await;
    word.expect_err("a word of the language is no name");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn fixes_are_offered_where_the_mistake_is() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let text = "const LIMIT: int = 1\nconst A: int = LIMT\n";
    client.open("main.orch", text).await;
    let at = json!({ "line": 1, "character": 16 });
    let params = json!({
        "textDocument": { "uri": client.uri("main.orch") },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [] },
    });
    let actions = client.request("textDocument/codeAction", params).await.expect("it is answered");
    let fix = actions.as_array().and_then(|all| all.iter().find(|it| it["kind"] == "quickfix"));
    let edit = &fix.expect("there is one")["edit"]["changes"][client.uri("main.orch")][0];
    assert_eq!(edit["newText"], "LIMIT");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_hover_fetches_nothing() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let text = "/// ![seen](https://example.com/seen.png)\nconst A: int = 1\nconst B: int = A\n";
    client.open("main.orch", text).await;
    let hover = client.request_at("textDocument/hover", "main.orch", (2, 15)).await;
    let said = hover.expect("it is answered")["contents"]["value"].clone();
    let said = said.as_str().expect("it is a text");
    assert!(said.contains("seen.png") && !said.contains("!["), "{said}");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_ways_to_write_a_selection_are_offered_by_kind() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.open("main.orch", "fn f(n: int(1..=9)) -> int = n * 2 + 1\n").await;
    let uri = client.uri("main.orch");
    let asked = |only: Value| {
        let at = |character: u32| json!({ "line": 0, "character": character });
        json!({
            "textDocument": { "uri": uri },
            "range": { "start": at(29), "end": at(34) },
            "context": { "diagnostics": [], "only": only },
        })
    };
    let kinds = |actions: &Value| -> Vec<String> {
        let all = actions.as_array().expect("they are a list").iter();
        all.map(|it| it["kind"].as_str().expect("it has one").to_owned()).collect()
    };
    let extract = client.request("textDocument/codeAction", asked(json!(["refactor"]))).await;
    let extract = extract.expect("it is answered");
    assert_eq!(kinds(&extract), ["refactor.extract", "refactor.extract"]);
    let edits = extract[1]["edit"]["changes"][&uri].as_array().expect("it has edits");
    assert_eq!(edits[0]["newText"], "extracted(n)");
    let inline = client.request("textDocument/codeAction", asked(json!(["refactor.inline"]))).await;
    assert_eq!(kinds(&inline.expect("it is answered")), [] as [String; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_edits_of_an_action_are_told_when_it_is_chosen_where_the_client_can_wait() {
    let action = json!({ "dataSupport": true, "resolveSupport": { "properties": ["edit"] } });
    let (mut client, _) =
        Client::start(&[], json!({ "textDocument": { "codeAction": action } })).await;
    client.open("main.orch", "fn f(n: int(1..=9)) -> int = n * 2 + 1\n").await;
    let uri = client.uri("main.orch");
    let at = |character: u32| json!({ "line": 0, "character": character });
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": at(29), "end": at(34) },
        "context": { "diagnostics": [], "only": ["refactor.extract"] },
    });
    let actions = client.request("textDocument/codeAction", params).await.expect("it is answered");
    let action = actions[1].clone();
    assert_eq!(action.get("edit"), None);
    let resolved = client.request("codeAction/resolve", action.clone()).await;
    let edit = resolved.expect("it is answered")["edit"]["changes"][&uri].clone();
    assert_eq!(edit[0]["newText"], "extracted(n)");
    // Of a text that doesn't have it any more, there is nothing to do.
    client.replace("main.orch", 2, "const A: int = 1\n").await;
    let resolved = client.request("codeAction/resolve", action).await.expect("it is answered");
    assert_eq!(resolved.get("edit"), None);
    assert!(client.leave().await);
}

#[test]
fn an_editor_that_listens_at_a_port_is_served_there() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    let server = thread::spawn(move || orchestra_lsp_server::serve_at(port, None));
    let (mut input, _) = listener.accept().expect("the server comes");
    let mut output = BufReader::new(input.try_clone().expect("it can be read too"));
    let mut send = |message: Value| {
        let text = message.to_string();
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it is read");
    };
    let mut ask = |id: i64, method: &str, params: Value| {
        send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            output.read_line(&mut head).expect("it answers");
        }
        let length = head.lines().find_map(|it| it.strip_prefix("Content-Length: "));
        let mut body = vec![0; length.expect("it is told").parse().expect("it is a number")];
        output.read_exact(&mut body).expect("it answers");
        serde_json::from_slice::<Value>(&body).expect("it is JSON")
    };
    let told = ask(1, "initialize", json!({ "capabilities": {} }));
    assert_eq!(told["result"]["serverInfo"]["name"], "orchestra");
    assert_eq!(ask(2, "shutdown", Value::Null)["id"], 2);
    send(json!({ "jsonrpc": "2.0", "method": "exit" }));
    let ended = server.join().expect("it doesn't panic");
    assert!(ended.expect("it serves"), "it was shut down before");
}

#[tokio::test(flavor = "multi_thread")]
async fn completion_offers_what_the_ledger_has_with_tab_stops_where_they_are_known() {
    let text = "use subnet desearch\n\ntemplate t() -> json {\n  call desearch.\n}\n";
    let snippets = json!({
        "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } }
    });
    for (capabilities, format) in [(snippets, json!(2)), (json!({}), Value::Null)] {
        let (mut client, _) = Client::start(&[], capabilities).await;
        client.open("main.orch", text).await;
        let found = client.request_at("textDocument/completion", "main.orch", (3, 16)).await;
        let found = found.expect("it is answered");
        let items = found["items"].as_array().expect("they are a list");
        let search = items.iter().find(|it| it["label"] == "web_search").expect("it is listed");
        assert_eq!(search["insertTextFormat"], format);
        let written = search["textEdit"]["newText"].as_str().expect("it is a text");
        assert!(written.starts_with("web_search {"), "{written}");
        assert_eq!(written.contains("${1"), format == 2, "{written}");
        let resolved = client.request("completionItem/resolve", search.clone()).await;
        let said = resolved.expect("it is answered")["documentation"]["value"].clone();
        assert!(said.as_str().is_some_and(|it| it.contains("Price: ")), "{said}");
        assert!(client.leave().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_without_a_place_are_each_alone() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let open = |name: &str, text: &str| {
        let uri = format!("untitled:{name}");
        let item = json!({ "uri": uri, "languageId": "orch", "version": 1, "text": text });
        json!({ "textDocument": item })
    };
    client.notify("textDocument/didOpen", open("Untitled-1", "const A: int = nothing\n")).await;
    client.notify("textDocument/didOpen", open("Untitled-2", GOOD)).await;
    let first = client.published("untitled:Untitled-1", json!(1)).await;
    assert_eq!(first[0]["code"], "E0201");
    assert_eq!(client.published("untitled:Untitled-2", json!(1)).await, [] as [Value; 0]);
    let document = json!({ "uri": "untitled:Untitled-2" });
    let symbols = json!({ "textDocument": document });
    let symbols = client.request("textDocument/documentSymbol", symbols).await;
    assert_eq!(symbols.expect("it is answered")[1]["name"], "B");
    let at = json!({ "textDocument": document, "position": { "line": 1, "character": 15 } });
    let to = client.request("textDocument/definition", at).await.expect("it is answered");
    assert_eq!(to["uri"], "untitled:Untitled-2");
    let chosen = format!("{}/new.orch", client.uri("").trim_start_matches("file://"));
    client.notify("textDocument/didOpen", open(&chosen, "const A: int = nothing\n")).await;
    let found = client.published(&format!("untitled:{chosen}"), json!(1)).await;
    assert_eq!(found[0]["code"], "E0201");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_items_elsewhere_those_are_offered_that_the_word_may_mean() {
    let kit = "[package]\nname = \"kit\"\n";
    let picks: Vec<_> = (0..100)
        .map(|number| {
            (format!("x{number}.orch"), format!("fn pick_{number:02}() -> int = {number}\n"))
        })
        .collect();
    let picks = picks.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files: Vec<_> = picks.chain([("orchestra.toml", kit)]).collect();
    let (mut client, _) = Client::start(&files, json!({})).await;
    // The number may end with the 3 as well as begin with it.
    for (word, fewest, is_incomplete) in [("p", 1, true), ("pick_3", 19, false)] {
        let text = format!("const A: int = {word}\n");
        client.open("main.orch", &text).await;
        let at = (0, 15 + word.len() as u32);
        let found = client.request_at("textDocument/completion", "main.orch", at).await;
        let found = found.expect("it is answered");
        assert_eq!(found["isIncomplete"], is_incomplete, "{word}");
        let items = found["items"].as_array().expect("they are a list");
        let is_pick = |it: &&Value| it["label"].as_str().is_some_and(|it| it.starts_with("pick_"));
        let picks = items.iter().filter(is_pick).count();
        assert!((fewest..=50).contains(&picks), "{word}: {picks}");
        client.close("main.orch").await;
    }
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exit_without_a_shutdown_is_told_apart() {
    let (client, _) = Client::start(&[], json!({})).await;
    assert!(!client.exit().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_understood_is_answered_and_does_no_harm() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.notify("textDocument/didOpen", json!({ "textDocument": 1 })).await;
    client.notify("textDocument/didChange", json!([])).await;
    client.change("never-opened.orch", 3, json!([{ "text": "x" }])).await;
    let error = client.request("textDocument/hover", json!({ "position": "here" })).await;
    assert_eq!(error.expect_err("it has no document")["code"], -32602);
    let nothing = client.request_at("textDocument/hover", "never-opened.orch", (5, 5)).await;
    assert_eq!(nothing, Ok(Value::Null));
    client.open("main.orch", GOOD).await;
    assert_eq!(client.diagnostics("main.orch", 1).await, [] as [Value; 0]);
    assert!(client.leave().await);
}
