//! Manifests that are links out of their folders: they aren't read, whether anybody trusts the workspace or
//! not.

#![cfg(unix)]

use serde_json::{Value, json};

use crate::client::{Client, MANIFEST, write};

const MAIN: &str = "const A: int = nothing\n";

/// A client whose workspace is the folder `root` with these files, beside the package `kit`.
async fn start(files: &[(&str, &str)], trusted: bool) -> Client {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let beside = ("kit/orchestra.toml", MANIFEST);
    for (path, text) in files.iter().chain([&beside]) {
        write(&folder.path().join(path), text);
    }
    let opened = folder.path().canonicalize().expect("it is there").join("root");
    let params = json!({
        "capabilities": {},
        "workspaceFolders": [{ "uri": format!("file://{}", opened.display()), "name": "root" }],
        "initializationOptions": { "trusted": trusted },
    });
    Client::initialize(folder, params).await.0
}

/// Lays a link at `path` that leads to the manifest of `kit`.
fn link(client: &Client, path: &str) {
    let folder = client.folder.path().canonicalize().expect("it is there");
    std::os::unix::fs::symlink(folder.join("kit/orchestra.toml"), folder.join(path))
        .expect("a link can be made");
}

/// What is wrong with the manifest of `root`: one thing.
async fn wrong(client: &mut Client) -> Value {
    let mut found = client.diagnostics_on_disk("root/orchestra.toml").await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_leads_out_of_its_folder_is_not_read() {
    for trusted in [false, true] {
        let mut client = start(&[("root/main.orch", MAIN)], trusted).await;
        link(&client, "root/orchestra.toml");
        client.open("root/main.orch", MAIN).await;
        let found = wrong(&mut client).await;
        assert_eq!(found["code"], "E0701");
        assert_eq!(
            found["message"],
            "can't read the manifest: it is a link that leads out of its project"
        );
        assert!(client.leave().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_whose_manifest_leads_out_of_its_folder_is_not_read() {
    let manifest = "[package]\nname = \"briefings\"\n\n[dependencies]\nkit = { path = \"part\" }\n";
    for trusted in [false, true] {
        let files = [
            ("root/orchestra.toml", manifest),
            ("root/main.orch", MAIN),
            ("root/part/words.orch", "fn word() -> string = \"a\"\n"),
        ];
        let mut client = start(&files, trusted).await;
        link(&client, "root/part/orchestra.toml");
        client.open("root/main.orch", MAIN).await;
        let found = wrong(&mut client).await;
        assert_eq!(found["code"], "E0702");
        let message = found["message"].as_str().unwrap_or_default();
        assert!(message.ends_with("it is a link that leads out of its project"), "{message}");
        assert!(client.leave().await);
    }
}
