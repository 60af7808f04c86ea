//! What belongs to a workspace: its folders, whether anybody trusts them, and manifests as they are typed.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, MANIFEST, write};

const MAIN: &str = "use \"../shared.orch\" { LIMIT }\n\nconst A: int = LIMIT\n";

/// A package whose folder `inner` is opened: the manifest has a mistake, and lies above.
fn outer() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, text) in [
        ("orchestra.toml", "[package]\nname = \"outer\"\ncolour = 1\n"),
        ("shared.orch", "const LIMIT: int = 1\n"),
        ("inner/main.orch", MAIN),
    ] {
        write(&folder.path().join(path), text);
    }
    folder
}

/// A folder of the workspace, by its path in `folder`.
fn within(folder: &TempDir, path: &str) -> Value {
    let folder = folder.path().canonicalize().expect("it is there").join(path);
    json!({ "uri": format!("file://{}", folder.display()), "name": "opened" })
}

async fn start(options: Value) -> Client {
    let folder = outer();
    let params = json!({
        "capabilities": {},
        "workspaceFolders": [within(&folder, "inner")],
        "initializationOptions": options,
    });
    Client::initialize(folder, params).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_above_the_folder_is_read() {
    for options in [Value::Null, json!({ "trusted": true })] {
        let mut client = start(options).await;
        client.open("inner/main.orch", MAIN).await;
        assert_eq!(client.diagnostics("inner/main.orch", 1).await, [] as [Value; 0]);
        let found = client.diagnostics_on_disk("orchestra.toml").await;
        assert_eq!(found[0]["code"], "E0701");
        assert!(client.leave().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_above_a_folder_that_nobody_trusts_is_not_read() {
    let mut client = start(json!({ "trusted": false })).await;
    client.open("inner/main.orch", MAIN).await;
    let found = client.diagnostics("inner/main.orch", 1).await;
    assert_eq!(found[0]["code"], "E0204", "{found:?}");
    // What lies beside a document from elsewhere isn't read either.
    let beside = "use \"./shared.orch\" { LIMIT }\n\nconst A: int = LIMIT\n";
    client.open("beside.orch", beside).await;
    let found = client.diagnostics("beside.orch", 1).await;
    assert_eq!(found[0]["code"], "E0204", "{found:?}");
    client.close("beside.orch").await;
    // A manifest that is opened says nothing where it lies outside.
    client.open("orchestra.toml", "colour = 1\n").await;
    client.replace("inner/main.orch", 2, "const A: int = nothing\n").await;
    assert_eq!(client.diagnostics("inner/main.orch", 2).await.len(), 1);
    let of_manifest = client.uri("orchestra.toml");
    assert!(client.left_over().all(|it| it["params"]["uri"] != *of_manifest));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_that_come_and_go_change_what_may_be_read() {
    let mut client = start(json!({ "trusted": false })).await;
    client.open("inner/main.orch", MAIN).await;
    assert_eq!(client.diagnostics("inner/main.orch", 1).await[0]["code"], "E0204");
    let outer = within(&client.folder, "");
    let event =
        |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    let method = "workspace/didChangeWorkspaceFolders";
    client.notify(method, event(json!([outer]), json!([]))).await;
    assert_eq!(client.diagnostics("inner/main.orch", 1).await, [] as [Value; 0]);
    client.notify(method, event(json!([]), json!([outer]))).await;
    assert_eq!(client.diagnostics("inner/main.orch", 1).await[0]["code"], "E0204");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_went_before_it_left_the_workspace_may_not_be_read_either() {
    let mut client = start(json!({ "trusted": false })).await;
    let event = json!({ "added": [], "removed": [within(&client.folder, "inner")] });
    client.remove_folder("inner");
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event })).await;
    // Once that is known, another comes to lie there, which nobody has let in.
    let symbols = client.request("workspace/symbol", json!({ "query": "a" })).await;
    assert_eq!(symbols, Ok(json!([])));
    write(&client.folder.path().join("inner/near.orch"), "const LIMIT: int = 1\n");
    client.open("inner/main.orch", &MAIN.replace("../shared", "./near")).await;
    assert_eq!(client.diagnostics("inner/main.orch", 1).await[0]["code"], "E0204");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_one_workspace_are_each_their_own_project() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, text) in [
        ("a/orchestra.toml", MANIFEST),
        ("a/shared.orch", "const LIMIT: int = 1\n"),
        ("b/shared.orch", "const LIMIT: int = 2\n"),
    ] {
        write(&folder.path().join(path), text);
    }
    let params = json!({
        "capabilities": {},
        "workspaceFolders": [within(&folder, "a"), within(&folder, "b")],
    });
    let (mut client, result) = Client::initialize(folder, params).await;
    let folders = &result["capabilities"]["workspace"]["workspaceFolders"];
    assert_eq!(*folders, json!({ "supported": true, "changeNotifications": true }));
    let main = "use \"./shared.orch\" { LIMIT }\n\nconst A: int = LIMIT\n";
    for (path, file) in [("a/main.orch", "a/shared.orch"), ("b/main.orch", "b/shared.orch")] {
        client.open(path, main).await;
        assert_eq!(client.diagnostics(path, 1).await, [] as [Value; 0]);
        let to = client.request_at("textDocument/definition", path, (2, 15)).await;
        assert_eq!(to.expect("it is answered")["uri"], client.uri(file));
    }
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_is_checked_as_it_is_typed() {
    let main = "const A: int = 1\n";
    let files = [("orchestra.toml", MANIFEST), ("main.orch", main)];
    let (mut client, _) = Client::start(&files, json!({})).await;
    client.open("orchestra.toml", MANIFEST).await;
    assert_eq!(client.diagnostics("orchestra.toml", 1).await, [] as [Value; 0]);
    client.replace("orchestra.toml", 2, &format!("{MANIFEST}colour = 1\n")).await;
    let found = client.diagnostics("orchestra.toml", 2).await;
    assert_eq!(found[0]["code"], "E0701");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 3, "character": 0 }));
    // What it says counts for modules, too, before it is saved.
    client.open("main.orch", main).await;
    assert_eq!(client.diagnostics("main.orch", 1).await, [] as [Value; 0]);
    let linted = format!("{MANIFEST}\n[lint]\nmissing-doc = \"deny\"\n");
    client.replace("orchestra.toml", 3, &linted).await;
    assert_eq!(client.diagnostics("orchestra.toml", 3).await, [] as [Value; 0]);
    let found = client.diagnostics("main.orch", 1).await;
    assert!(found.iter().any(|it| it["code"] == "missing-doc"), "{found:?}");
    // Once it is closed, what is on disk counts again.
    client.close("orchestra.toml").await;
    assert_eq!(client.diagnostics("main.orch", 1).await, [] as [Value; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_can_is_asked_for_manifests() {
    let capabilities =
        json!({ "textDocument": { "synchronization": { "dynamicRegistration": true } } });
    let (mut client, _) = Client::start(&[], capabilities).await;
    let asked = client.asked_for("client/registerCapability").await;
    let wanted = asked["params"]["registrations"].as_array().expect("they are a list").clone();
    let methods: Vec<_> = wanted.iter().map(|it| it["method"].clone()).collect();
    assert_eq!(
        methods,
        ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"]
    );
    for registration in &wanted {
        let selector = &registration["registerOptions"]["documentSelector"][0];
        assert_eq!(*selector, json!({ "scheme": "file", "pattern": "**/orchestra.toml" }));
    }
    assert!(client.leave().await);
}
