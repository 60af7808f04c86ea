//! `orchc ledger import`, as a user runs it: a document becomes an entry, a template calls what the
//! entry says, and a server on loopback keeps what arrives, byte by byte. Documents and the
//! template lie in `import/`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::path::Path;

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
    server::{Answer, Request, Server},
};
use serde_json::{Value, json};

const MANIFEST: &str =
    "[package]\nname = \"p\"\nversion = \"0.1.0\"\n\n[ledger]\noverlay = \"ledger/\"\n";

/// A project without entries.
fn project() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("orchestra.toml", MANIFEST).write("ledger/subnets/.keep", "");
    workplace
}

fn document(name: &str) -> String {
    corpus::read(&corpus::folder("import").join(name))
}

#[track_caller]
fn succeeded(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

/// What the import prints, of a file in the project.
fn import(workplace: &Workplace, arguments: &[&str]) -> Value {
    let fixed = ["ledger", "import", "--format", "json"];
    succeeded(workplace.run(fixed.iter().chain(arguments))).json()
}

/// The entry as it lies in the overlay.
fn entry(workplace: &Workplace, slug: &str) -> Value {
    let path = format!("project/ledger/subnets/{slug}.json");
    serde_json::from_slice(&workplace.files()[Path::new(&path)]).unwrap()
}

fn every_style(workplace: &Workplace, host: &str) -> Value {
    workplace.write("styles.yaml", &document("styles.yaml").replace("HOST", host));
    workplace.write("styles.orch", &document("styles.orch"));
    import(workplace, &["styles.yaml", "--slug", "styles", "--reads", "formBody"])
}

fn answer(request: &Request) -> Answer {
    match request.path() {
        "/v1/json/7" if request.method == "PUT" => Answer::status(204, ""),
        "/v1/text" => Answer::Whole { status: 200, headers: vec![], body: "a;b".into() },
        "/v1/binary" => Answer::Whole { status: 200, headers: vec![], body: "png".into() },
        _ => Answer::json("true"),
    }
}

#[test]
fn every_style_arrives_as_its_specification_says() {
    let server = Server::start(|_, request| answer(request));
    let workplace = project();
    let host = server.url().replace("http://", "");
    let report = every_style(&workplace, &host);
    assert_eq!(report["left_out"], json!([]), "{report:#}");
    succeeded(workplace.run(["ledger", "check"]));
    let secrets = [("STYLES_KEY", "k1"), ("STYLES_OTHER", "k2")];
    let ran = workplace.run_with(&secrets, ["run", "styles.orch"]);
    let result = succeeded(ran).json();
    assert_eq!(
        (&result["f"], &result["j"], &result["k"]),
        (&json!(null), &json!("a;b"), &json!("cG5n"))
    );
    let requests = server.requests();
    let sent = |start: &str| {
        let found = requests.iter().find(|it| it.target.starts_with(&format!("/v1/{start}")));
        found.unwrap_or_else(|| panic!("nothing came to {start}: {requests:#?}"))
    };
    for target in [
        "simple/a%2Fb/a%20b,c%2Cd/size,1,colour,red/size=1,colour=red",
        "label/.x/.a%20b,c%2Cd/.a%20b.c%2Cd",
        "matrix/;word=x/;list=a%20b,c%2Cd/;exploded=a%20b;exploded=c%2Cd/;size=1;colour=red",
        "query?repeated=a+b&repeated=c%2Cd&size=1&colour=red&deep%5Bsize%5D=1&deep%5Bcolour%5D=red\
         &odd%5B%5D=x&json=%7B%22size%22%3A1%2C%22colour%22%3A%22red%22%7D&commas=a%20b,c%2Cd\
         &spaces=a%20b&pipes=a%7Cb%20c&turns=size,1,colour,red",
    ] {
        let request = sent(target.split(['/', '?']).next().unwrap());
        assert_eq!(request.target, format!("/v1/{target}"));
        assert_eq!(request.header("cookie"), Some("sid=k1"));
    }
    let headers = sent("headers");
    assert_eq!(headers.header("x-words"), Some("a,b c"));
    assert_eq!(headers.header("x-pair"), Some("size,1,colour,red"));
    assert_eq!(headers.header("x-pairs"), Some("size=1,colour=red"));
    assert_eq!(headers.header("cookie"), Some("session=%C3%A9%3B; seen=a%20b,c%2Cd"));
    let put = requests.iter().find(|it| it.method == "PUT").unwrap();
    let expected = r#"{"name":"n","secret":"s","parent":{"name":"p","secret":"t"}}"#;
    assert_eq!((put.target.as_str(), put.body.as_str()), ("/v1/json/7", expected));
    let patch = requests.iter().find(|it| it.method == "PATCH").unwrap();
    assert_eq!(patch.header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(patch.header("accept"), Some("application/vnd.items+json"));
    assert_eq!(patch.header("idempotency-key").map(str::len), Some(64));
    assert_eq!(patch.body, r#"{"a":"x"}"#);
    let form = sent("form");
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        form.body,
        "name=a+b&tags=a+b&tags=c%2Cd&commas=a%20b,c%2Cd&deep%5Bsize%5D=1&deep%5Bcolour%5D=red"
    );
    let parts = sent("multipart");
    let kind = parts.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let part = |name: &str, more: &str, content: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{content}\r\n"
        )
    };
    let expected = [
        part("note", "", "n"),
        part("file", "; filename=\"file\"\r\nContent-Type: application/octet-stream", "hello"),
        part("pair", "\r\nContent-Type: application/json", r#"{"size":1,"colour":"red"}"#),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(parts.body, expected.concat());
    let text = sent("text");
    assert_eq!((text.header("content-type"), text.body.as_str()), (Some("text/csv"), "a;b\n"));
    assert_eq!(text.header("cookie"), None);
    let binary = sent("binary");
    assert_eq!((binary.header("content-type"), binary.body.as_str()), (Some("image/png"), "hello"));
    assert_eq!(binary.header("authorization"), Some("Bearer k2"));
}

#[test]
fn what_is_imported_is_answered_by_the_sandbox_too() {
    let workplace = project();
    every_style(&workplace, "service.example");
    let ran = workplace.run(["run", "styles.orch", "--sandbox"]);
    assert!(succeeded(ran).json()["a"].is_boolean());
}

#[test]
fn what_an_entry_cannot_say_is_named_and_the_rest_is_taken() {
    let workplace = project();
    let report = every_style(&workplace, "service.example");
    let notes = |name: &str| {
        let taken = report["imported"].as_array().unwrap();
        taken.iter().find(|it| it["operation"] == name).unwrap()["notes"].clone()
    };
    let nested = "holds lists or objects in each other, which have no form there";
    assert_eq!(
        notes("query_styles"),
        json!([format!("without the parameter `tree`, which {nested}")])
    );
    let lost = "without the parameter `lost`, which is a cookie beside the key, which is one too";
    assert_eq!(notes("path_label"), json!([lost]));
    let unsaid = "without the field `unsaid`, which is an object, and its form isn't said";
    assert_eq!(notes("form_body"), json!([unsaid]));
    let entry = entry(&workplace, "styles");
    for name in ["pricing", "limits", "latency"] {
        assert_eq!(entry["operations"]["query_styles"].get(name), None, "{name}");
    }
    assert_eq!(entry["verification"], json!({ "state": "unverified" }));
    let facts = |name: &str| {
        let operation = &entry["operations"][name];
        (operation["effect"].clone(), operation["idempotency"].clone())
    };
    for (name, effect, idempotency) in [
        ("query_styles", "read", "safe"),
        ("json_body", "write", "safe"),
        ("vendor_body", "write", "keyed"),
        ("multipart_body", "write", "none"),
        ("form_body", "read", "safe"),
    ] {
        assert_eq!(facts(name), (json!(effect), json!(idempotency)), "{name}");
    }
    let body = &entry["operations"]["json_body"];
    assert_eq!(body["input"]["required"], json!(["id", "name", "secret"]));
    let item = &body["output"]["$defs"]["Item"];
    assert_eq!(
        (&item["required"], item["properties"].get("secret")),
        (&json!(["id", "name"]), None)
    );
}

#[test]
fn the_same_document_gives_the_same_bytes_and_nothing_is_replaced_unasked() {
    let workplace = project();
    every_style(&workplace, "service.example");
    let before = workplace.files();
    let ran = workplace.run(["ledger", "import", "styles.yaml", "--slug", "styles"]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(ran.stderr.contains("`ledger/subnets/styles.json` is there already"), "{ran:#?}");
    assert_eq!(workplace.files(), before);
    import(&workplace, &["styles.yaml", "--slug", "styles", "--reads", "formBody", "--force"]);
    assert_eq!(workplace.files(), before);
    let ran = workplace.run(["ledger", "import", "styles.yaml", "--slug", "desearch"]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(ran.stderr.contains("`desearch` is listed"), "{ran:#?}");
    assert_eq!(workplace.files(), before);
}

#[cfg(unix)]
#[test]
fn references_stay_in_the_folder_even_through_links() {
    let workplace = project();
    workplace.write("api/api.yaml", &document("elsewhere.yaml"));
    workplace.write("api/parts/item.yaml", "type: string\n");
    workplace.write("outside.yaml", "type: string\n");
    std::os::unix::fs::symlink("../outside.yaml", workplace.project().join("api/link.yaml"))
        .unwrap();
    let report = import(&workplace, &["api/api.yaml", "--slug", "parts"]);
    let taken: Vec<_> =
        report["imported"].as_array().unwrap().iter().map(|it| &it["operation"]).collect();
    assert_eq!(taken, [&json!("inside")]);
    let reason = |name: &str| {
        let left = report["left_out"].as_array().unwrap();
        left.iter().find(|it| it["operation"] == name).unwrap()["reason"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(reason("above").ends_with("leads out of the document's folder"), "{}", reason("above"));
    assert!(reason("absolute").ends_with("leads out of the document's folder"));
    assert!(reason("network").ends_with("nothing is fetched"), "{}", reason("network"));
    assert!(reason("link").contains("a link that leads out"), "{}", reason("link"));
    assert!(reason("missing").contains("`missing.yaml` can't be read"), "{}", reason("missing"));
}

#[test]
fn a_tool_of_an_mcp_server_is_called_over_http() {
    let server = Server::start(|_, request| {
        assert_eq!(request.header("accept"), Some("application/json, text/event-stream"));
        let failed = request.body.contains("\"bad\"");
        let text = json!({ "type": "text", "text": "found" });
        let result = match failed {
            true => json!({ "content": [text], "isError": true }),
            false => json!({ "content": [text], "structuredContent": { "hits": 2 } }),
        };
        Answer::json(&json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string())
    });
    let workplace = project();
    workplace.write("tools.json", &document("tools.json"));
    let address = format!("{}/mcp", server.url());
    let report = import(&workplace, &["tools.json", "--slug", "tools", "--server", &address]);
    assert_eq!(report["left_out"], json!([]), "{report:#}");
    workplace.write("main.orch", &document("tools.orch"));
    let result = succeeded(workplace.run(["run", "main.orch", "--input", "q=tea"])).json();
    assert_eq!(result, json!({ "hits": 2, "first": "found" }));
    let bodies: Vec<Value> =
        server.requests().iter().map(|it| serde_json::from_str(&it.body).unwrap()).collect();
    let call = |name: &str, arguments: Value| {
        json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": { "name": name, "arguments": arguments } })
    };
    assert!(bodies.contains(&call("searchDocs", json!({ "query": "tea" }))), "{bodies:#?}");
    assert!(bodies.contains(&call("shout", json!({ "text": "tea" }))), "{bodies:#?}");
    assert!(server.requests().iter().all(|it| it.target == "/mcp"));
    let failed = workplace.run(["run", "main.orch", "--input", "q=bad"]);
    assert_eq!(failed.code, Some(3), "a result with `isError` is a failure: {failed:#?}");
    let ran = workplace.run(["ledger", "import", "tools.json", "--slug", "other"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(ran.stderr.contains("give its address by `--server`"), "{ran:#?}");
}
