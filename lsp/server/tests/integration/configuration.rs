//! What is configured for the workspace and folder by folder, over the real stream.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, MANIFEST, write};

const MAIN: &str = "\
use capability search

template find(topic: string(1..=100)) -> json {
  let found = call search.web { query: topic, limit: 5 } with { deadline: 20s }
  found
}
";

/// A workspace of two folders, each with a package.
fn folders() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for path in ["a", "b"] {
        write(&folder.path().join(path).join("orchestra.toml"), MANIFEST);
        write(&folder.path().join(path).join("main.orch"), MAIN);
    }
    folder
}

/// The folder `path` of a workspace that lies in `folder`.
fn within(folder: &TempDir, path: &str) -> Value {
    let folder = folder.path().canonicalize().expect("it is there").join(path);
    json!({ "uri": format!("file://{}", folder.display()), "name": path })
}

async fn start(capabilities: Value, settings: Value) -> Client {
    let folder = folders();
    let params = json!({
        "capabilities": capabilities,
        "workspaceFolders": [within(&folder, "a"), within(&folder, "b")],
        "initializationOptions": {
            "commands": ["orchestra.run", "orchestra.plan"],
            "settings": settings,
        },
    });
    Client::initialize(folder, params).await.0
}

/// A client that can be asked, and asks anew for hints where it is told to.
fn asked_and_refreshed() -> Value {
    json!({ "workspace": {
        "configuration": true,
        "didChangeConfiguration": { "dynamicRegistration": true },
        "inlayHint": { "refreshSupport": true },
        "codeLens": { "refreshSupport": true },
    } })
}

/// Labels of the hints, and titles of the lenses that need no second question.
async fn shown(client: &mut Client, path: &str) -> (Vec<String>, Vec<String>) {
    let document = json!({ "uri": client.uri(path) });
    let end = json!({ "line": 6, "character": 0 });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
    let params = json!({ "textDocument": document, "range": range });
    let hints = client.request("textDocument/inlayHint", params).await.expect("it is answered");
    let params = json!({ "textDocument": document });
    let lenses = client.request("textDocument/codeLens", params).await.expect("it is answered");
    let texts = |list: &Value, pointer: &str| {
        let list = list.as_array().cloned().unwrap_or_default();
        let text = |it: &Value| Some(it.pointer(pointer)?.as_str()?.trim().to_owned());
        list.iter().filter_map(text).collect::<Vec<_>>()
    };
    (texts(&hints, "/label"), texts(&lenses, "/command/title"))
}

/// How many hints there are of types and of calls, and how many lenses are told whole.
async fn counted(client: &mut Client, path: &str) -> [usize; 3] {
    let (hints, lenses) = shown(client, path).await;
    let types = hints.iter().filter(|it| it.starts_with(':')).count();
    [types, hints.len() - types, lenses.len()]
}

/// Answers the next question for the configuration; which scopes it was asked for.
async fn answer(client: &mut Client, answers: Value) -> Vec<Value> {
    let question = client.asked_for("workspace/configuration").await;
    let items = question["params"]["items"].as_array().expect("they are a list").clone();
    assert!(items.iter().all(|it| it["section"] == "orchestra"), "{items:?}");
    client.answer_to(&question, answers).await;
    items.iter().map(|it| it["scopeUri"].clone()).collect()
}

const HINTS: &str = "workspace/inlayHint/refresh";
const LENSES: &str = "workspace/codeLens/refresh";

/// Waits until the client is told to ask anew for these, whichever it is told first, and says that it will.
async fn refreshed(client: &mut Client, methods: &[&str]) {
    for method in methods {
        let request = client.asked_for(method).await;
        client.answer_to(&request, Value::Null).await;
    }
}

/// The next line in the client's log.
async fn logged(client: &mut Client) -> String {
    let told = client.told("window/logMessage").await;
    assert_eq!(told["params"]["type"], 2, "it is a warning: {told}");
    told["params"]["message"].as_str().expect("it is text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_one_workspace_are_configured_each_by_itself() {
    let mut client = start(asked_and_refreshed(), Value::Null).await;
    for path in ["a/main.orch", "b/main.orch", "beside.orch"] {
        client.open(path, MAIN).await;
    }
    assert_eq!(counted(&mut client, "a/main.orch").await, [1, 1, 1], "nothing was said yet");
    let quiet = json!({
        "path": "/bin/false",
        "inlayHints": { "types": false, "calls": true },
        "codeLens": { "run": false, "plan": true, "lastJob": true, "runTest": true },
    });
    let workspace = json!({ "inlayHints": { "calls": false } });
    let scopes = answer(&mut client, json!([workspace, quiet, null])).await;
    let folder = |path: &str| within(&client.folder, path)["uri"].clone();
    assert_eq!(scopes, [Value::Null, folder("a"), folder("b")]);
    refreshed(&mut client, &[HINTS, LENSES]).await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 1, 0]);
    assert_eq!(counted(&mut client, "b/main.orch").await, [1, 0, 1], "the workspace's counts");
    assert_eq!(counted(&mut client, "beside.orch").await, [1, 0, 1], "it lies in neither");
    // Something is set otherwise; who is asked for it needn't say what.
    client.notify("workspace/didChangeConfiguration", json!({})).await;
    answer(&mut client, json!([null, null, quiet])).await;
    refreshed(&mut client, &[HINTS, LENSES]).await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [1, 1, 1]);
    assert_eq!(counted(&mut client, "b/main.orch").await, [0, 1, 0]);
    // A folder goes, and what was said of it with it.
    let event = json!({ "event": { "added": [], "removed": [within(&client.folder, "b")] } });
    client.notify("workspace/didChangeWorkspaceFolders", event).await;
    assert_eq!(answer(&mut client, json!([null, null])).await.len(), 2);
    refreshed(&mut client, &[HINTS, LENSES]).await;
    assert_eq!(counted(&mut client, "b/main.orch").await, [1, 1, 1]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_too_late_is_not_believed() {
    let mut client = start(asked_and_refreshed(), Value::Null).await;
    client.open("a/main.orch", MAIN).await;
    let first = client.asked_for("workspace/configuration").await;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    let second = client.asked_for("workspace/configuration").await;
    let without = |hint: &str| json!({ "inlayHints": { hint: false } });
    client.answer_to(&second, json!([null, without("types"), null])).await;
    refreshed(&mut client, &[HINTS]).await;
    client.answer_to(&first, json!([null, without("calls"), null])).await;
    // Nothing waits for the client: it is asked a third time before it has answered anything else.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    let third = client.asked_for("workspace/configuration").await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 1, 1]);
    client.refuse(&third).await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 1, 1]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cannot_be_asked_says_it_at_the_start_and_in_messages() {
    let options = json!({ "inlayHints": { "types": false, "calls": "loud" } });
    let mut client = start(json!({}), options).await;
    client.open("a/main.orch", MAIN).await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 1, 1]);
    let method = "workspace/didChangeConfiguration";
    let settings = json!({ "orchestra": { "inlayHints": { "calls": false } }, "other": {} });
    client.notify(method, json!({ "settings": settings })).await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 0, 1]);
    client.notify(method, json!({ "settings": { "codeLens": { "run": false } } })).await;
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 1, 0]);
    assert!(client.left_over().all(|it| it["method"] != "workspace/configuration"));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_is_no_setting_is_told_once() {
    let loud = json!({ "inlayHints": { "types": false, "calls": "loud" } });
    let mut client = start(asked_and_refreshed(), loud.clone()).await;
    assert_eq!(
        logged(&mut client).await,
        "the setting `orchestra.inlayHints.calls` is \"loud\", and true or false is expected: it counts as \
         one that isn't set"
    );
    client.open("a/main.orch", MAIN).await;
    let wrong = json!({ "inlayHints": { "types": 1, "calls": null }, "codeLens": [true] });
    answer(&mut client, json!([loud, wrong, wrong])).await;
    assert_eq!(
        logged(&mut client).await,
        "the setting `orchestra.codeLens` is a list, and an object is expected: it counts as one that \
         isn't set"
    );
    assert_eq!(
        logged(&mut client).await,
        "the setting `orchestra.inlayHints.types` is 1, and true or false is expected: it counts as one \
         that isn't set"
    );
    assert_eq!(counted(&mut client, "a/main.orch").await, [0, 1, 1], "what is wrong says nothing");
    client.notify("workspace/didChangeConfiguration", json!({})).await;
    answer(&mut client, json!([loud, "quiet", { "inlayHints": {}, "codeLens": [] }])).await;
    assert_eq!(
        logged(&mut client).await,
        "the setting `orchestra` is \"quiet\", and an object is expected: it counts as one that isn't set"
    );
    let all: Vec<_> = client.left_over().filter(|it| it["method"] == "window/logMessage").collect();
    assert!(all.is_empty(), "{all:?}");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_asks_anew_for_what_is_shown_otherwise_and_for_nothing_else() {
    let mut client = start(asked_and_refreshed(), json!({ "codeLens": { "run": false } })).await;
    client.open("b/main.orch", MAIN).await;
    // Nothing of the folder `a` is shown, and of `b` it is said what counts anyway. What is wrong in it
    // is told once the answer is taken.
    for answers in [
        json!([null, { "inlayHints": { "types": false }, "codeLens": { "plan": 0 } }, null]),
        json!([null, { "codeLens": { "run": 1 } }, { "codeLens": { "run": false } }]),
    ] {
        answer(&mut client, answers).await;
        logged(&mut client).await;
        assert_eq!(counted(&mut client, "b/main.orch").await, [1, 1, 0]);
        client.notify("workspace/didChangeConfiguration", json!({})).await;
    }
    // A client that lets the hints wait is told of the lenses all the same.
    let other = json!({ "inlayHints": { "types": false }, "codeLens": { "run": true } });
    answer(&mut client, json!([null, null, other])).await;
    let hints = client.asked_for(HINTS).await;
    refreshed(&mut client, &[LENSES]).await;
    client.answer_to(&hints, Value::Null).await;
    assert_eq!(counted(&mut client, "b/main.orch").await, [0, 1, 1]);
    assert!(client.left_over().all(|it| it["method"] != HINTS && it["method"] != LENSES));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_can_is_asked_to_say_what_is_set_otherwise() {
    let mut client = start(asked_and_refreshed(), Value::Null).await;
    let asked = client.asked_for("client/registerCapability").await;
    let wanted = &asked["params"]["registrations"][0];
    assert_eq!(wanted["method"], "workspace/didChangeConfiguration");
    assert_eq!(wanted["registerOptions"], json!({ "section": "orchestra" }));
    assert!(client.leave().await);
}
