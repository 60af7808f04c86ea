//! The requests `orchestra/…` and lenses, over the real stream.

use serde_json::{Value, json};

use crate::client::{Client, MANIFEST};

const REPORT: &str = "\
use capability search

template report(topics: string(1..=80)[..=3]) -> string[] {
  let first = call search.web { query: \"a\", limit: 5 } with { deadline: 20s }
  let pages = for topic in topics {
    let page = call search.web { query: topic, limit: 5 } with { deadline: 20s }
    page.hits.map(h => h.title).join(\" \")
  }
  ensure first.hits.len() > 0, \"nothing was found\"
  pages
}

template other() -> int { 1 }

test \"one \\\"page\\\"\" {
  ensure 1 == 1
}
";

async fn asked(client: &mut Client, method: &str, params: Value) -> Value {
    client.request(method, params).await.expect("it is answered")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_a_graph_with_bounds_and_places() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    client.open("main.orch", REPORT).await;
    let document = json!({ "uri": client.uri("main.orch") });
    let at = |line: u32| json!({ "textDocument": document, "position": { "line": line, "character": 0 } });
    let answer = asked(&mut client, "orchestra/planGraph", at(6)).await;
    assert_eq!(answer["template"], "report");
    assert_eq!(answer["problems"], json!([]));
    let graph = &answer["graph"];
    let steps = graph["steps"].as_array().expect("they are a list");
    let told: Vec<_> = steps
        .iter()
        .map(|it| json!([it["path"], it["does"]["kind"], it["after"], it["writes"]]))
        .collect();
    assert_eq!(
        Value::from(told),
        json!([
            ["report.first", "call", [], false],
            ["report.for", "map", [], false],
            ["report.ensure", "ensure", ["report.first"], false],
        ])
    );
    assert_eq!(steps[0]["does"]["target"], "search.web");
    assert!(steps[0]["does"]["providers"].as_array().is_some_and(|it| it.len() > 1));
    assert_eq!(steps[0]["location"]["uri"], document["uri"]);
    assert_eq!(steps[0]["location"]["range"]["start"]["line"], 3);
    assert_eq!(steps[0]["bounds"]["worst"]["time"], 20_000);
    assert_eq!(steps[1]["does"]["parallel"], 16);
    let inner = &steps[1]["blocks"][0];
    assert_eq!(inner["label"], "each");
    assert_eq!(inner["steps"][0]["path"], "report.for.page");
    assert_eq!(graph["typical"]["calls"], 3, "one call, and two of one to three topics");
    assert_eq!(graph["effects"]["writes_files"], json!([]));
    // By its name, and in the file's first template where nothing is said.
    let named = json!({ "textDocument": document, "template": "other" });
    let other = asked(&mut client, "orchestra/planGraph", named).await;
    assert_eq!(other["graph"]["steps"], json!([]));
    let first =
        asked(&mut client, "orchestra/planGraph", json!({ "textDocument": document })).await;
    assert_eq!(first["template"], "report");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_plan_it_is_said_why() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let text = "template t() -> int { nothing }\n";
    client.open("main.orch", text).await;
    let document = json!({ "uri": client.uri("main.orch") });
    let params = json!({ "textDocument": document });
    let answer = asked(&mut client, "orchestra/planGraph", params.clone()).await;
    assert_eq!(answer["graph"], Value::Null);
    let problem = &answer["problems"][0];
    assert_eq!(problem["code"], "E0201");
    assert_eq!(problem["location"]["uri"], document["uri"]);
    assert_eq!(problem["location"]["range"]["start"], json!({ "line": 0, "character": 22 }));
    let unknown = json!({ "textDocument": document, "template": "u" });
    assert_eq!(asked(&mut client, "orchestra/planGraph", unknown).await, Value::Null);
    client.replace("main.orch", 2, "const A: int = 1\n").await;
    assert_eq!(asked(&mut client, "orchestra/planGraph", params).await, Value::Null);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_told_by_capability_and_by_subnet() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let tree = asked(&mut client, "orchestra/ledgerTree", json!({})).await;
    let rows = |name: &str| tree[name].as_array().cloned().expect("it is a list");
    let operations: Vec<_> = rows("operations").iter().map(|it| it["name"].clone()).collect();
    let capabilities = rows("capabilities");
    let search = capabilities.iter().find(|it| it["name"] == "search.web").expect("it is there");
    let served_by = search["operations"].as_array().expect("it is a list");
    assert!(served_by.contains(&json!("desearch.web_search")), "{served_by:?}");
    assert!(served_by.iter().all(|it| operations.contains(it)), "{served_by:?}");
    let subnets = rows("subnets");
    let desearch = subnets.iter().find(|it| it["slug"] == "desearch").expect("it is there");
    assert_eq!(desearch["netuid"], 22);
    for name in desearch["operations"].as_array().expect("it is a list") {
        let name = format!("desearch.{}", name.as_str().expect("it is a name"));
        assert!(operations.contains(&json!(name)), "{name}");
    }
    // Nothing is open, and its pages are there all the same.
    let page = json!({ "uri": "orchestra-ledger:/desearch.web_search.md" });
    let page = asked(&mut client, "orchestra/document", page).await;
    assert!(page.as_str().is_some_and(|it| it.contains("web_search")), "{page}");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_are_found_in_files_that_are_open_and_in_others() {
    let files = [
        ("orchestra.toml", MANIFEST),
        ("main.orch", REPORT),
        ("none.orch", "const A: int = 1\n"),
        ("inner/more.orch", "test \"more\" {\n  ensure true\n}\n"),
    ];
    let (mut client, _) = Client::start(&files, json!({})).await;
    let folder = client.folder.path().canonicalize().expect("it is there");
    let folder = json!({ "folder": format!("file://{}", folder.display()) });
    let titles = |found: &Value| -> Value {
        let files = found.as_array().expect("it is a list").iter();
        let of = |file: &Value| -> Vec<Value> {
            let tests = file["tests"].as_array().expect("it is a list");
            tests.iter().map(|it| it["title"].clone()).collect()
        };
        files.map(|file| json!([file["uri"], of(file)])).collect()
    };
    let found = asked(&mut client, "orchestra/tests", folder.clone()).await;
    let (inner, main) = (client.uri("inner/more.orch"), client.uri("main.orch"));
    assert_eq!(titles(&found), json!([[inner, ["more"]], [main, ["one \"page\""]]]));
    let range = &found[1]["tests"][0]["titleRange"];
    assert_eq!(range["start"], json!({ "line": 14, "character": 5 }));
    // What is open counts as it stands, saved or not.
    client.open("main.orch", "test \"two\" {\n}\ntest \"three\" {\n}\n").await;
    let found = asked(&mut client, "orchestra/tests", folder).await;
    assert_eq!(titles(&found), json!([[inner, ["more"]], [main, ["two", "three"]]]));
    let one = json!({ "textDocument": { "uri": main } });
    let found = asked(&mut client, "orchestra/tests", one).await;
    assert_eq!(titles(&found), json!([[main, ["two", "three"]]]));
    let none = client.uri("none.orch");
    let found = json!({ "textDocument": { "uri": none } });
    let found = asked(&mut client, "orchestra/tests", found).await;
    assert_eq!(titles(&found), json!([[none, []]]), "it has none any more");
    let missing = json!({ "textDocument": { "uri": client.uri("missing.orch") } });
    assert_eq!(asked(&mut client, "orchestra/tests", missing).await, json!([]));
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn lenses_name_the_commands_that_the_client_knows() {
    let commands = ["orchestra.run", "orchestra.plan", "orchestra.lastJob", "orchestra.runTest"];
    for (known, titles) in [
        (
            &commands[..],
            json!(["Run", Value::Null, "Last job", "Run", Value::Null, "Last job", "Run test"]),
        ),
        (&commands[2..3], json!(["Last job", "Last job"])),
    ] {
        let (mut client, result) = Client::with_commands(known).await;
        assert_eq!(result["capabilities"]["codeLensProvider"], json!({ "resolveProvider": true }));
        client.open("main.orch", REPORT).await;
        let uri = client.uri("main.orch");
        let params = json!({ "textDocument": { "uri": uri } });
        let lenses = asked(&mut client, "textDocument/codeLens", params).await;
        let lenses = lenses.as_array().expect("they are a list");
        let found: Value = lenses.iter().map(|it| it["command"]["title"].clone()).collect();
        assert_eq!(found, titles);
        assert_eq!(lenses[0]["range"]["start"], json!({ "line": 2, "character": 9 }));
        let argument = json!([{ "uri": uri, "template": "report" }]);
        let last = lenses.iter().find(|it| it["command"]["title"] == "Last job");
        assert_eq!(last.expect("it is there")["command"]["arguments"], argument);
        assert!(client.leave().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lens_of_a_plan_says_what_it_comes_to() {
    let (mut client, _) = Client::with_commands(&["orchestra.plan"]).await;
    for (version, text, title) in [
        (1, "template t() -> int { 1 }\n", "Plan · free · 0 calls · ≤ 0s"),
        (2, "template t() -> int { nothing }\n", "Plan"),
        (
            3,
            "template t() -> null {\n  call sys.sleep { for: 90s }\n}\n",
            "Plan · free · 0 calls · ≤ 1m 30s",
        ),
    ] {
        match version {
            1 => client.open("main.orch", text).await,
            version => client.replace("main.orch", version, text).await,
        }
        let uri = client.uri("main.orch");
        let params = json!({ "textDocument": { "uri": uri } });
        let lenses = asked(&mut client, "textDocument/codeLens", params).await;
        let lens = asked(&mut client, "codeLens/resolve", lenses[0].clone()).await;
        let command = json!({
            "title": title,
            "command": "orchestra.plan",
            "arguments": [{ "uri": uri, "template": "t" }],
        });
        assert_eq!(lens["command"], command);
    }
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_has_what_a_job_is_given() {
    let (mut client, _) = Client::start(&[], json!({})).await;
    let text = "template t(topic: string(1..=9), depth: int = 3) -> int { depth }\n";
    client.open("main.orch", text).await;
    let uri = client.uri("main.orch");
    let about = |template: &str| json!({ "textDocument": { "uri": uri }, "template": template });
    let form = asked(&mut client, "orchestra/runForm", about("t")).await;
    let params = form["params"].as_array().expect("it has some");
    let told: Vec<_> = params.iter().map(|it| (it["name"].clone(), it.get("default"))).collect();
    assert_eq!(told, [(json!("topic"), None), (json!("depth"), Some(&json!(3)))]);
    assert_eq!(params[0]["schema"]["maxLength"], 9);
    assert_eq!(params[0]["secret"], false);
    assert_eq!(asked(&mut client, "orchestra/runForm", about("other")).await, Value::Null);
    // The text as it is typed counts, and what is wrong with it is told.
    client.replace("main.orch", 2, "template t(topic: string) -> int { nothing }\n").await;
    let form = asked(&mut client, "orchestra/runForm", about("t")).await;
    assert_eq!(form["params"], Value::Null);
    assert_eq!(form["problems"][0]["code"], "E0201");
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_no_command_is_offered_no_lens() {
    let (client, result) = Client::start(&[], json!({})).await;
    assert_eq!(result["capabilities"]["codeLensProvider"], Value::Null);
    assert!(client.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_what_the_ledger_lists_is_written_for_a_file() {
    let text = "template t() -> int { 1 }\n";
    let (mut client, _) = Client::start(&[("closed.orch", text)], json!({})).await;
    let used = "use subnet desearch as d\nuse capability search\n\ntemplate t() -> int { 1 }\n";
    client.open("main.orch", used).await;
    client.open("other.orch", "use subnet chutes as desearch\n").await;
    let call = |client: &Client, path: &str, entry: &str| json!({ "textDocument": { "uri": client.uri(path) }, "entry": entry });
    let method = "orchestra/callSnippet";
    let params = call(&client, "main.orch", "search.web");
    let answer = asked(&mut client, method, params).await;
    assert_eq!(answer["edits"], json!([]));
    let snippet = answer["snippet"].as_str().unwrap_or_default();
    assert!(snippet.starts_with("call search.web { query: \"${1:"), "{snippet}");
    // By the name that the file has for it.
    let params = call(&client, "main.orch", "desearch.web_search");
    let answer = asked(&mut client, method, params).await;
    let snippet = answer["snippet"].as_str().unwrap_or_default();
    assert!(snippet.starts_with("call d.web_search { query: \"${1:"), "{snippet}");
    assert_eq!(answer["edits"], json!([]));
    // In a file that isn't open, and doesn't know it yet.
    let params = call(&client, "closed.orch", "desearch.web_search");
    let answer = asked(&mut client, method, params).await;
    let start = json!({ "line": 0, "character": 0 });
    assert_eq!(
        answer["edits"],
        json!([{
            "range": { "start": start, "end": start },
            "newText": "use subnet desearch\n\n",
        }])
    );
    // What isn't listed, what the file means otherwise, and where nothing is.
    for (path, entry) in [
        ("main.orch", "desearch.nothing"),
        ("main.orch", "desearch"),
        ("other.orch", "desearch.web_search"),
        ("gone.orch", "search.web"),
    ] {
        let params = call(&client, path, entry);
        assert_eq!(asked(&mut client, method, params).await, Value::Null, "{path}, {entry}");
    }
    assert!(client.leave().await);
}
