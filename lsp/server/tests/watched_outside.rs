//! Files outside the workspace that its packages are made of: who watches them, and who may not.

mod client;

use client::{Client, MANIFEST, write};
use serde_json::{Value, json};
use tempfile::TempDir;

const ROOT: &str =
    "[package]\nname = \"briefings\"\n\n[dependencies]\nkit = { path = \"../kit\" }\n";
const WORDS: &str = "fn word() -> string = \"a\"\n";
const MAIN: &str = "use kit.words { word }\n\ntemplate main() -> string { word() }\n";

/// A package in `root`, and one beside it that it needs.
fn folders() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, text) in [
        ("root/orchestra.toml", ROOT),
        ("root/main.orch", MAIN),
        ("root/part/inner.orch", "const A: int = 1\n"),
        ("kit/orchestra.toml", MANIFEST),
        ("kit/words.orch", WORDS),
        ("more/orchestra.toml", "[package]\nname = \"more\"\nversion = \"0.1.0\"\n"),
    ] {
        write(&folder.path().join(path), text);
    }
    folder
}

/// A client whose workspace is the folder `opened`, that watches where it is asked to.
async fn start(opened: &str, options: Value) -> Client {
    let folder = folders();
    let uri = format!(
        "file://{}",
        folder.path().canonicalize().expect("it is there").join(opened).display()
    );
    let watching = json!({ "dynamicRegistration": true, "relativePatternSupport": true });
    let params = json!({
        "capabilities": { "workspace": { "didChangeWatchedFiles": watching } },
        "workspaceFolders": [{ "uri": uri, "name": "opened" }],
        "initializationOptions": options,
    });
    let mut client = Client::initialize(folder, params).await.0;
    let own = client.asked_for("client/registerCapability").await;
    assert_eq!(own["params"]["registrations"][0]["id"], "files");
    client.answer_to(&own, Value::Null).await;
    client
}

/// The folders that the client is asked to watch, and by which name; it says that it will.
async fn asked_to_watch(client: &mut Client) -> (Vec<Value>, Value) {
    let asked = client.asked_for("client/registerCapability").await;
    client.answer_to(&asked, Value::Null).await;
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let watchers = registration["registerOptions"]["watchers"].as_array().expect("a list").clone();
    let folder = |it: &Value| {
        let pattern = &it["globPattern"];
        assert_eq!(pattern["pattern"], "**/{*.orch,orchestra.toml,orchestra.lock,*.json}");
        pattern["baseUri"].clone()
    };
    (watchers.iter().map(folder).collect(), registration["id"].clone())
}

/// The name of what the client is asked to watch no more.
async fn asked_to_stop(client: &mut Client) -> Value {
    let asked = client.asked_for("client/unregisterCapability").await;
    client.answer_to(&asked, Value::Null).await;
    asked["params"]["unregisterations"][0]["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_outside_the_workspace_is_watched_as_long_as_it_is_needed() {
    let mut client = start("root", Value::Null).await;
    client.open("root/main.orch", MAIN).await;
    let (folders, first) = asked_to_watch(&mut client).await;
    assert_eq!(folders, [client.uri("kit")]);
    assert_eq!(client.diagnostics("root/main.orch", 1).await, [] as [Value; 0]);
    // What the client sees there counts.
    client.write("kit/words.orch", Some("fn word() -> int = 1\n")).await;
    loop {
        let found = client.diagnostics("root/main.orch", 1).await;
        if found.first().is_some_and(|it| it["code"] == "E0301") {
            break;
        }
    }
    // Another is needed besides.
    let both = format!("{ROOT}more = {{ path = \"../more\" }}\n");
    client.write("root/orchestra.toml", Some(&both)).await;
    let (folders, second) = asked_to_watch(&mut client).await;
    assert_eq!(folders, [client.uri("kit"), client.uri("more")]);
    assert_eq!(asked_to_stop(&mut client).await, first);
    // None is.
    client.write("root/orchestra.toml", Some("[package]\nname = \"briefings\"\n")).await;
    assert_eq!(asked_to_stop(&mut client).await, second);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_which_the_workspace_has_a_part_is_watched() {
    let mut client = start("root/part", Value::Null).await;
    client.open("root/part/inner.orch", "const A: int = 1\n").await;
    let (folders, id) = asked_to_watch(&mut client).await;
    assert_eq!(folders, [client.uri("kit"), client.uri("root")]);
    client.close("root/part/inner.orch").await;
    assert_eq!(asked_to_stop(&mut client).await, id);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_a_workspace_that_nobody_trusts_is_watched() {
    let mut client = start("root", json!({ "trusted": false })).await;
    client.open("root/main.orch", MAIN).await;
    let found = client.diagnostics_on_disk("root/orchestra.toml").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "E0702");
    assert_eq!(
        found[0]["message"],
        "this asks for `kit` at `../kit`, outside of the workspace, which nobody has trusted\n\
         nothing is read there until it is trusted"
    );
    client.replace("root/main.orch", 2, "const A: int = nothing\n").await;
    assert_eq!(client.diagnostics("root/main.orch", 2).await.len(), 1);
    assert!(client.left_over().all(|it| it["method"] != "client/registerCapability"));
    assert!(client.leave().await);
}

/// Lays a link at `path` that leads to `to`, both in the client's folder.
#[cfg(unix)]
fn link(client: &Client, path: &str, to: &str) {
    let folder = client.folder.path().canonicalize().expect("it is there");
    std::os::unix::fs::symlink(folder.join(to), folder.join(path)).expect("a link can be made");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_leads_out_of_its_folder_is_not_read() {
    for trusted in [false, true] {
        let mut client = start("root/part", json!({ "trusted": trusted })).await;
        link(&client, "root/part/orchestra.toml", "kit/orchestra.toml");
        client.open("root/part/inner.orch", "const A: int = nothing\n").await;
        let found = client.diagnostics_on_disk("root/part/orchestra.toml").await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["code"], "E0701");
        assert_eq!(
            found[0]["message"],
            "can't read the manifest: it is a link that leads out of its project"
        );
        assert!(client.leave().await);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_package_whose_manifest_leads_out_of_its_folder_is_not_read() {
    let manifest = ROOT.replace("../kit", "part");
    for trusted in [false, true] {
        let mut client = start("root", json!({ "trusted": trusted })).await;
        link(&client, "root/part/orchestra.toml", "kit/orchestra.toml");
        client.write("root/orchestra.toml", Some(&manifest)).await;
        client.open("root/main.orch", MAIN).await;
        let found = client.diagnostics_on_disk("root/orchestra.toml").await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["code"], "E0702");
        let message = found[0]["message"].as_str().unwrap_or_default();
        assert!(message.ends_with("it is a link that leads out of its project"), "{message}");
        assert!(client.leave().await);
    }
}
