//! Projects that need packages at paths: what is offered and found of them, and what happens when
//! they change.

use serde_json::{Value, json};

use crate::client::{Client, MANIFEST};

const ROOT: &str = "[package]\nname = \"briefings\"\n\n[dependencies]\nkit = { path = \"kit\" }\n";

const SCORES: &str = "/// How good something is.\ntype Score = int(0..=10)\n\n\
    /// Judges a text.\nfn judged(text: string) -> Score = 5\n\nfn _mine() -> int = 1\n";

const MAIN: &str = "use kit.scores.market { Score, judged }\n\n\
    template main(text: string) -> Score { judged(text) }\n";

fn files() -> [(&'static str, &'static str); 5] {
    [
        ("orchestra.toml", ROOT),
        ("main.orch", MAIN),
        ("kit/orchestra.toml", MANIFEST),
        ("kit/src/scores/market.orch", SCORES),
        ("kit/tests/some.orch", "fn hidden() -> int = 1\n"),
    ]
}

fn labels(answer: &Value) -> Vec<String> {
    let items = answer.get("items").unwrap_or(answer).as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|it| it["label"].as_str().map(str::to_owned)).collect()
}

/// A client that has opened `main.orch` with this text.
async fn opened(main: &str) -> Client {
    let (mut client, _) = Client::start(&files(), json!({})).await;
    client.open("main.orch", main).await;
    client
}

/// What is said of `main.orch`, once it is this: what was said before something else was known is
/// passed over.
async fn told(client: &mut Client, code: Option<&str>) {
    loop {
        let found = client.diagnostics("main.orch", 1).await;
        let codes: Vec<_> =
            found.iter().map(|it| it["code"].as_str().unwrap_or_default()).collect();
        if codes.first().copied() == code {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn modules_and_exported_names_of_a_dependency_are_offered() {
    let mut client = opened("use kit.\n").await;
    let found = client.request_at("textDocument/completion", "main.orch", (0, 8)).await;
    assert_eq!(labels(&found.expect("it is answered")), ["scores"]);
    client.replace("main.orch", 2, "use kit.scores.\n").await;
    let found = client.request_at("textDocument/completion", "main.orch", (0, 15)).await;
    assert_eq!(labels(&found.expect("it is answered")), ["market"]);
    client.replace("main.orch", 3, "use kit.scores.market {  }\n").await;
    let found = client.request_at("textDocument/completion", "main.orch", (0, 24)).await;
    assert_eq!(labels(&found.expect("it is answered")), ["Score", "judged"]);
    // A name that nothing imports yet brings its `use` along.
    client.replace("main.orch", 4, "const A: int = judg\n").await;
    let found = client.request_at("textDocument/completion", "main.orch", (0, 19)).await;
    let found = found.expect("it is answered");
    let items = found.get("items").unwrap_or(&found).as_array().cloned().unwrap_or_default();
    let judged =
        items.iter().find(|it| it["label"].as_str().is_some_and(|it| it.starts_with("judged")));
    let edits = judged.expect("it is offered")["additionalTextEdits"].to_string();
    assert!(edits.contains("use kit.scores.market { judged }"), "{edits}");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dependency_declares_is_shown_and_gone_to() {
    let mut client = opened(MAIN).await;
    assert_eq!(client.diagnostics("main.orch", 1).await, [] as [Value; 0]);
    let shown = client.request_at("textDocument/hover", "main.orch", (2, 42)).await;
    let shown = shown.expect("it is answered").to_string();
    assert!(shown.contains("Judges a text."), "{shown}");
    let to = client.request_at("textDocument/definition", "main.orch", (2, 42)).await;
    let to = to.expect("it is answered");
    assert_eq!(to["uri"], client.uri("kit/src/scores/market.orch"));
    assert_eq!(to["range"]["start"], json!({ "line": 4, "character": 3 }));
    // It is another package's, and keeps its name.
    let params = json!({
        "textDocument": { "uri": client.uri("main.orch") },
        "position": { "line": 2, "character": 42 },
        "newName": "other",
    });
    let refused = client.request("textDocument/rename", params).await.expect_err("it is refused");
    assert!(
        refused["message"].as_str().is_some_and(|it| it.contains("the package `kit`")),
        "{refused}"
    );
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_a_dependency_is_seen_by_who_needs_it() {
    let mut client = opened(MAIN).await;
    told(&mut client, None).await;
    let scores = "kit/src/scores/market.orch";
    client.open(scores, SCORES).await;
    // The file belongs to its own package, and is checked there.
    let found = client.diagnostics(scores, 1).await;
    assert!(found.iter().all(|it| it["severity"] != 1), "{found:?}");
    client.replace(scores, 2, &SCORES.replace("fn judged", "fn judge")).await;
    told(&mut client, Some("E0204")).await;
    // What was never saved is forgotten.
    client.close(scores).await;
    told(&mut client, None).await;
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_and_files_that_change_on_disk_are_picked_up() {
    let mut client = opened(MAIN).await;
    told(&mut client, None).await;
    // The dependency's source.
    let scores = "kit/src/scores/market.orch";
    client
        .write(scores, Some(&SCORES.replace("-> Score", "-> string").replace("= 5", "= text")))
        .await;
    told(&mut client, Some("E0301")).await;
    client.write(scores, Some(SCORES)).await;
    told(&mut client, None).await;
    // The root's manifest.
    client.write("orchestra.toml", Some("[package]\nname = \"briefings\"\n")).await;
    told(&mut client, Some("E0204")).await;
    client.write("orchestra.toml", Some(ROOT)).await;
    told(&mut client, None).await;
    // The dependency's manifest: it is another package now.
    let other = MANIFEST.replace("kit", "other");
    client.write("kit/orchestra.toml", Some(&other)).await;
    let found = client.diagnostics_on_disk("orchestra.toml").await;
    assert_eq!(found[0]["code"], "E0702", "{found:?}");
    // What is imported from it is silent.
    told(&mut client, None).await;
    client.write("kit/orchestra.toml", Some(MANIFEST)).await;
    assert_eq!(client.diagnostics_on_disk("orchestra.toml").await, [] as [Value; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_a_dependency_may_not_touch_are_told_in_the_manifest() {
    let main = "use kit.files { read }\n\ntemplate main() -> string {\n  call read {}\n}\n";
    let read = "template read() -> string {\n  call sys.read_file { path: \"a\" }\n}\n";
    let (mut client, _) = Client::start(
        &[
            ("orchestra.toml", ROOT),
            ("kit/orchestra.toml", MANIFEST),
            ("kit/files.orch", read),
            ("main.orch", main),
        ],
        json!({}),
    )
    .await;
    client.open("main.orch", main).await;
    let found = client.diagnostics_on_disk("orchestra.toml").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "E0704");
    let related = &found[0]["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], client.uri("main.orch"));
    assert_eq!(related["message"], "`main` calls `read`, which calls `sys.read_file`");
    let granted = format!("{ROOT}\n[permissions]\nfiles = [\"kit\"]\n");
    client.write("orchestra.toml", Some(&granted)).await;
    assert_eq!(client.diagnostics_on_disk("orchestra.toml").await, [] as [Value; 0]);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_a_library_is_the_one_that_is_locked() {
    let (one, two) = ("a".repeat(64), "b".repeat(64));
    let lock = |version: &str, digest: &str| {
        format!(
            "{{\n  \"version\": 1,\n  \"packages\": {{\n    \"kit\": {{\"version\":\"{version}\",\
             \"library\":\"oci://registry.example/team\",\"digest\":\"sha256:{digest}\"}}\n  }}\n}}\n"
        )
    };
    let root = "[package]\nname = \"briefings\"\n\n[dependencies]\n\
                kit = { library = \"oci://registry.example/team\", version = \"0.1\" }\n";
    let older = MANIFEST.replace("0.1.0", "0.1.1");
    let main = "use kit.words { word }\n\ntemplate main() -> string { word() }\n";
    let files = [
        ("orchestra.toml".to_owned(), root.to_owned()),
        ("orchestra.lock".to_owned(), lock("0.1.0", &one)),
        ("main.orch".to_owned(), main.to_owned()),
        (format!("cache/sha256-{one}/orchestra.toml"), MANIFEST.to_owned()),
        (format!("cache/sha256-{one}/words.orch"), "fn word() -> int = 1\n".to_owned()),
        (format!("cache/sha256-{two}/orchestra.toml"), older),
        (format!("cache/sha256-{two}/words.orch"), "fn word() -> string = \"a\"\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let (mut client, _) = Client::start(&files, json!({})).await;
    client.open("main.orch", main).await;
    told(&mut client, Some("E0301")).await;
    // The lock moves.
    client.write("orchestra.lock", Some(&lock("0.1.1", &two))).await;
    told(&mut client, None).await;
    let to = client.request_at("textDocument/definition", "main.orch", (2, 28)).await;
    let to = to.expect("it is answered");
    assert_eq!(to["uri"], client.uri(&format!("cache/sha256-{two}/words.orch")));
    // And leads to nothing that is there.
    client.write("orchestra.lock", Some(&lock("0.1.2", &"c".repeat(64)))).await;
    let found = client.diagnostics_on_disk("orchestra.toml").await;
    assert_eq!(found[0]["code"], "E0702", "{found:?}");
    assert!(client.leave().await);
}
