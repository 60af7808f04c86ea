//! What takes a while is shown, if the client can show it.

use serde_json::{Value, json};

use crate::client::{Client, MANIFEST};

/// A package with more files than are looked at in a second.
fn large() -> Vec<(String, String)> {
    let module = |number| (format!("m{number}.orch"), format!("const A{number}: int = {number}\n"));
    let manifest = ("orchestra.toml".to_owned(), MANIFEST.to_owned());
    (0..1_020).map(module).chain([manifest]).collect()
}

async fn opened(capabilities: Value) -> Client {
    let files = large();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (mut client, _) = Client::start(&files, capabilities).await;
    client.open("m0.orch", "const A0: int = 0\n").await;
    client
}

/// The next word on how far it is.
async fn told(client: &mut Client, token: &Value) -> Value {
    let message = client.told("$/progress").await;
    assert_eq!(message["params"]["token"], *token);
    message["params"]["value"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_reading_of_a_large_package_is_shown_to_its_end() {
    let mut client = opened(json!({ "window": { "workDoneProgress": true } })).await;
    let asked = client.asked_for("window/workDoneProgress/create").await;
    let token = asked["params"]["token"].clone();
    client.answer_to(&asked, Value::Null).await;
    let begun = told(&mut client, &token).await;
    assert_eq!(
        [&begun["kind"], &begun["title"], &begun["percentage"]],
        [&json!("begin"), &json!("Checking the package"), &json!(0)]
    );
    let mut last = 0;
    loop {
        let value = told(&mut client, &token).await;
        if value["kind"] == "end" {
            break;
        }
        assert_eq!(value["kind"], "report");
        let percent = value["percentage"].as_u64().expect("it is a number");
        assert!(percent > last && percent <= 100, "{percent} after {last}");
        last = percent;
    }
    assert_eq!(last, 100);
    // It has been read: an edit is looked at without a word.
    client.replace("m0.orch", 2, "const A0: int = nothing\n").await;
    assert_eq!(client.diagnostics("m0.orch", 2).await.len(), 1);
    let symbols = json!({ "query": "A1" });
    client.request("workspace/symbol", symbols).await.expect("it is answered");
    assert!(client.left_over().all(|it| it["method"] != "window/workDoneProgress/create"));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_answer_is_not_waited_for() {
    let mut client = opened(json!({ "window": { "workDoneProgress": true } })).await;
    let asked = client.asked_for("window/workDoneProgress/create").await;
    assert_eq!(client.diagnostics("m0.orch", 1).await, [] as [Value; 0]);
    client.replace("m0.orch", 2, "const A0: int = nothing\n").await;
    assert_eq!(client.diagnostics("m0.orch", 2).await.len(), 1);
    client.refuse(&asked).await;
    client.replace("m0.orch", 3, "const A0: int = 0\n").await;
    assert_eq!(client.diagnostics("m0.orch", 3).await, [] as [Value; 0]);
    assert!(client.left_over().all(|it| it["method"] != "$/progress"));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_shows_nothing_is_not_asked() {
    let mut client = opened(json!({})).await;
    assert_eq!(client.diagnostics("m0.orch", 1).await, [] as [Value; 0]);
    client.replace("m0.orch", 2, "const A0: int = nothing\n").await;
    assert_eq!(client.diagnostics("m0.orch", 2).await.len(), 1);
    assert!(client.left_over().all(|it| it["method"] != "window/workDoneProgress/create"));
    assert!(client.leave().await);
}
