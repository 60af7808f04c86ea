//! Files outside the workspace that its packages are made of: who watches them, and who may not.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, MANIFEST, write};

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

/// Waits until the manifest says this of what it asks for, at the start of its message; nothing, where
/// that is none.
async fn told_in_the_manifest(client: &mut Client, start: Option<&str>) {
    loop {
        let found = client.diagnostics_on_disk("root/orchestra.toml").await;
        let message = found.first().and_then(|it| it["message"].as_str());
        let is_said = |start| message.is_some_and(|it| it.starts_with(start));
        if start.map_or(found.is_empty(), is_said) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_breaks_or_goes_is_watched_until_it_comes_back() {
    let both = format!("{ROOT}more = {{ path = \"../more\" }}\n");
    let other = MANIFEST.replace("\"kit\"", "\"other\"");
    for (manifest, said) in [
        (None, "this asks for `kit` at `../kit`, and there is no folder"),
        (Some(&*other), "the package there is called `other`, not `kit`"),
    ] {
        let mut client = start("root", Value::Null).await;
        client.open("root/main.orch", MAIN).await;
        let (folders, first) = asked_to_watch(&mut client).await;
        assert_eq!(folders, [client.uri("kit")]);
        if manifest.is_none() {
            client.remove_folder("kit");
            let gone = ["kit/orchestra.toml", "kit/words.orch"].map(|path| client.uri(path));
            let gone = gone.map(|uri| json!({ "uri": uri, "type": 3 }));
            client.notify("workspace/didChangeWatchedFiles", json!({ "changes": gone })).await;
        } else {
            client.write("kit/orchestra.toml", manifest).await;
        }
        told_in_the_manifest(&mut client, Some(said)).await;
        client.write("root/orchestra.toml", Some(&both)).await;
        let (folders, second) = asked_to_watch(&mut client).await;
        assert_eq!(folders, [client.uri("kit"), client.uri("more")]);
        assert_eq!(asked_to_stop(&mut client).await, first);
        client.write("kit/orchestra.toml", Some(MANIFEST)).await;
        client.write("kit/words.orch", Some(WORDS)).await;
        told_in_the_manifest(&mut client, None).await;
        client.write("root/orchestra.toml", Some("[package]\nname = \"briefings\"\n")).await;
        assert_eq!(asked_to_stop(&mut client).await, second);
        assert!(client.leave().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_needed_package_asks_for_in_vain_is_watched_until_it_comes() {
    let mut client = start("root", Value::Null).await;
    let needing = format!("{MANIFEST}\n[dependencies]\nbase = {{ path = \"../base\" }}\n");
    client.write("kit/orchestra.toml", Some(&needing)).await;
    client.open("root/main.orch", MAIN).await;
    let (folders, _) = asked_to_watch(&mut client).await;
    assert_eq!(folders, [client.uri("base"), client.uri("kit")]);
    told_in_the_manifest(&mut client, Some("`kit` asks for `base` at `../base`")).await;
    client.write("base/orchestra.toml", Some(&MANIFEST.replace("\"kit\"", "\"base\""))).await;
    told_in_the_manifest(&mut client, None).await;
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
    for is_there in [true, false] {
        let mut client = start("root", json!({ "trusted": false })).await;
        if !is_there {
            client.remove_folder("kit");
        }
        client.open("root/main.orch", MAIN).await;
        let found = client.diagnostics_on_disk("root/orchestra.toml").await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["code"], "E0702");
        assert_eq!(
            found[0]["message"],
            "this asks for `kit` at `../kit`, outside of the workspace, which nobody has trusted\n\
             nothing is read there until it is trusted",
            "whether there is anything isn't said"
        );
        client.replace("root/main.orch", 2, "const A: int = nothing\n").await;
        assert_eq!(client.diagnostics("root/main.orch", 2).await.len(), 1);
        assert!(client.left_over().all(|it| it["method"] != "client/registerCapability"));
        assert!(client.leave().await);
    }
}
