//! Documents, good and hostile, through the public door: what becomes of them, and what is said of
//! what doesn't.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::collections::BTreeMap;

use orchestra_ledger_client::import::{Folder, Imported, Options, import};
use serde_json::{Value, json};

/// Files of a folder, by their paths.
struct Files(BTreeMap<&'static str, String>);

impl Folder for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let text = self.0.get(path).ok_or("there is no such file")?;
        Ok(text.clone().into_bytes())
    }
}

fn files(files: &[(&'static str, &str)]) -> Files {
    Files(files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect())
}

fn options() -> Options {
    Options { slug: Some("it".to_owned()), ..Options::default() }
}

/// A document of 3.0 with these paths and components.
fn document(paths: Value, components: Value) -> String {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "It", "version": "1" },
        "servers": [{ "url": "https://it.example" }],
        "paths": paths,
        "components": components,
    })
    .to_string()
}

/// A `GET /it` that answers this schema, with these parameters.
fn answering(schema: Value, parameters: Value) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    json!({ "/it": { "get": { "operationId": "it", "parameters": parameters,
        "responses": { "200": { "description": "It", "content": content } } } } })
}

#[track_caller]
fn imported(text: &str) -> Imported {
    import("it.json", text.as_bytes(), &files(&[]), &options())
        .unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn operation(imported: &Imported, name: &str) -> Value {
    let entry: Value = serde_json::from_str(&imported.text).unwrap();
    entry["operations"][name].clone()
}

#[track_caller]
fn refused(text: impl AsRef<[u8]>) -> String {
    import("it.yaml", text.as_ref(), &files(&[]), &options()).unwrap_err().to_string()
}

/// Why the one operation of a document is left out.
#[track_caller]
fn reason(text: &str) -> String {
    let said = refused(text);
    let start = "it.yaml: none of its operations can be imported; of `GET /it`: ";
    said.strip_prefix(start).unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[test]
fn what_is_no_document_is_refused_where_it_breaks() {
    let bomb = (1..12).fold("openapi: 3.0.0\na0: &a0 [x, x]\n".to_owned(), |text, level| {
        let names = vec![format!("*a{}", level - 1); 9].join(", ");
        text + &format!("a{level}: &a{level} [{names}]\n")
    });
    let deep = format!("{}{}", "{\"a\":".repeat(1000), "1");
    for (text, expected) in [
        (b"openapi: \xff3".to_vec(), "it.yaml:1:10: this byte isn't UTF-8"),
        (b"a: \xc3\xa4\n  \xf0\x28".to_vec(), "it.yaml:2:3: this byte isn't UTF-8"),
        (b"{\n \"a\": }".to_vec(), "it.json:2:7: this isn't JSON: expected value"),
        (b"a: b: c".to_vec(), "it.yaml:1:"),
        (deep.into_bytes(), "it.json:1:636: this isn't JSON: recursion limit exceeded"),
        (vec![b'['; 1 << 20], "it.json:1:128: this isn't JSON: recursion limit exceeded"),
        (bomb.into_bytes(), "it.yaml:8:"),
        (vec![b' '; (64 << 20) + 1], "it.yaml: it is larger than 64 MiB"),
        (Vec::new(), "it.yaml: it is empty"),
        (b"[]".to_vec(), "it.yaml: it is neither an OpenAPI document"),
        (b"swagger: '2.0'".to_vec(), "it.yaml: it is of OpenAPI 2.0; 3.0 and 3.1 can be imported"),
        (b"openapi: 3.2.0".to_vec(), "it.yaml: it is of OpenAPI 3.2.0"),
        (b"openapi: 3.0".to_vec(), "it.yaml: it describes no operation"),
        (b"tools: []".to_vec(), "it.yaml: a list of tools doesn't say where its server is"),
    ] {
        let name = expected.split(':').next().unwrap();
        let refusal = import(name, &text, &files(&[]), &options()).unwrap_err();
        let said = refusal.to_string();
        assert!(said.starts_with(expected), "{expected}: {said}");
    }
}

#[test]
fn circles_of_references_are_types_or_left_out() {
    let tree = json!({ "schemas": { "Tree": { "type": "object", "properties": {
        "leaves": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } } } } } });
    let schema = json!({ "$ref": "#/components/schemas/Tree" });
    let found = operation(&imported(&document(answering(schema, json!([])), tree)), "it");
    assert_eq!(found["output"]["$ref"], "#/$defs/Tree");
    let leaves = &found["output"]["$defs"]["Tree"]["properties"]["leaves"];
    assert_eq!(leaves["items"], json!({ "$ref": "#/$defs/Tree" }));
    let a = json!({ "schemas": { "A": { "$ref": "#/components/schemas/B" },
        "B": { "$ref": "#/components/schemas/A" } } });
    let schema = json!({ "$ref": "#/components/schemas/A" });
    let said = reason(&document(answering(schema, json!([])), a));
    assert!(said.contains("lead in a circle"), "{said}");
    let parameters = json!([{ "$ref": "#/components/parameters/A" }]);
    let a = json!({ "parameters": { "A": { "$ref": "#/components/parameters/A" } } });
    let said = reason(&document(answering(json!({}), parameters), a));
    assert_eq!(said, "references lead in a circle");
}

#[test]
fn everything_that_leads_to_everything_is_cut_and_said() {
    let properties: serde_json::Map<String, Value> = (0..60)
        .map(|index| {
            (format!("p{index}"), json!({ "$ref": format!("#/components/schemas/S{index}") }))
        })
        .collect();
    let schemas: serde_json::Map<String, Value> = (0..60)
        .map(|index| (format!("S{index}"), json!({ "type": "object", "properties": properties })))
        .collect();
    let schema = json!({ "$ref": "#/components/schemas/S0" });
    let text = document(answering(schema, json!([])), json!({ "schemas": schemas }));
    let imported = imported(&text);
    assert!(imported.text.len() < 200_000, "{}", imported.text.len());
    let [taken] = &imported.taken[..] else { panic!("{:?}", imported.left_out) };
    assert!(taken.notes.iter().any(|note| note.contains("what lies deeper is any value")));
}

#[test]
fn files_of_the_folder_belong_to_the_document() {
    let text = document(answering(json!({ "$ref": "s/a.yaml#/A" }), json!([])), json!({}));
    let folder = files(&[
        (
            "s/a.yaml",
            "A: { type: object, properties: { b: { $ref: '../b.json' }, a: { $ref: '#/A' } } }",
        ),
        ("b.json", r#"{ "type": "object", "properties": { "up": { "$ref": "s/a.yaml#/A" } } }"#),
    ]);
    let found = import("it.json", text.as_bytes(), &folder, &options()).unwrap();
    let output = operation(&found, "it")["output"].clone();
    let a = &output["$defs"]["A"]["properties"];
    assert_eq!((&a["b"]["$ref"], &a["a"]["$ref"]), (&json!("#/$defs/whole"), &json!("#/$defs/A")));
    assert_eq!(output["$defs"]["whole"]["properties"]["up"]["$ref"], "#/$defs/A");
    let broken = files(&[("s/a.yaml", "A: [")]);
    let said = import("it.json", text.as_bytes(), &broken, &options()).unwrap_err().to_string();
    assert!(said.contains("s/a.yaml:"), "the place in the other file: {said}");
}

#[test]
fn references_that_lead_out_are_never_read() {
    struct Nobody;
    impl Folder for Nobody {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            panic!("{path} was read")
        }
    }
    for reference in [
        "../x.yaml",
        "a/../../x.yaml",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://x.example/a",
        "//x.example/a",
        "..%2Fx.yaml",
        "%2e%2e/x.yaml",
        "a\\..\\..\\x.yaml",
        "C:/x.yaml",
    ] {
        let text = document(answering(json!({ "$ref": reference }), json!([])), json!({}));
        let said = import("it.yaml", text.as_bytes(), &Nobody, &options()).unwrap_err().to_string();
        assert!(said.contains("leads out of the document's folder"), "{reference}: {said}");
    }
}

#[test]
fn what_a_binding_cannot_say_is_left_out_with_its_reason() {
    let parameter = |name: &str, place: &str, more: Value| {
        let mut parameter = json!({ "name": name, "in": place, "required": true });
        parameter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answering(json!({}), json!([parameter]))
    };
    let list = json!({ "type": "array", "items": { "type": "string" } });
    for (paths, expected) in [
        (
            parameter("a", "query", json!({ "style": "deepObject", "schema": list })),
            "its parameter `a` is a list as `deepObject`, which has no agreed form",
        ),
        (
            parameter("a", "cookie", json!({ "schema": list })),
            "its parameter `a` is several cookies, which has no agreed form",
        ),
        (
            parameter("a", "query", json!({ "schema": { "type": "array", "items": list } })),
            "its parameter `a` holds lists or objects in each other, which have no form there",
        ),
        (
            parameter("a", "query", json!({ "content": { "application/xml": {} } })),
            "its parameter `a` is written as `application/xml`",
        ),
        (
            parameter("a", "query", json!({ "style": "matrix", "schema": list })),
            "its parameter `a` is written as `matrix` in `query`, which isn't defined",
        ),
        (
            parameter("Host", "header", json!({})),
            "its parameter `Host` is a header of the client's own",
        ),
        (parameter("a", "path", json!({})), "its parameter `a` doesn't stand in the path"),
    ] {
        assert_eq!(reason(&document(paths, json!({}))), expected);
    }
    let with = |operation: Value| document(json!({ "/it": { "get": operation } }), json!({}));
    let answers = |content: Value| {
        with(json!({ "responses": { "200": { "description": "", "content": content } } }))
    };
    for (text, expected) in [
        (with(json!({ "responses": {} })), "no answer that is a success is described"),
        (
            with(json!({ "responses": { "302": {}, "default": {} } })),
            "no answer that is a success is described",
        ),
        (
            answers(json!({ "text/event-stream": {} })),
            "it answers `text/event-stream`, which isn't read as a whole",
        ),
        (
            answers(json!({ "application/json": { "schema": { "$dynamicRef": "#x" } } })),
            "its schemas use `$dynamicRef`, which isn't followed",
        ),
        (
            with(json!({ "servers": [{ "url": "/v1" }], "responses": {} })),
            "the server's address `/v1` says no host: give the address by `--server`",
        ),
        (
            document(json!({ "/it": { "get": {} }, "/{x}": { "get": {} } }), json!({})),
            "no answer that is a success is described",
        ),
    ] {
        assert_eq!(reason(&text), expected);
    }
}

#[test]
fn ways_to_sign_in_are_the_first_that_can_be_said() {
    let schemes = json!({ "securitySchemes": {
        "key": { "type": "apiKey", "in": "query", "name": "k" },
        "basic": { "type": "http", "scheme": "basic" },
        "login": { "type": "oauth2", "flows": {} },
        "digest": { "type": "http", "scheme": "Digest" },
        "certificate": { "type": "mutualTLS" },
    } });
    let of = |security: Value| {
        let mut paths = answering(json!({}), json!([]));
        paths["/it"]["get"]["security"] = security;
        document(paths, schemes.clone())
    };
    for (security, auth) in [
        (json!([{ "key": [] }]), json!({ "kind": "query", "name": "k", "env": "IT_KEY" })),
        (
            json!([{ "basic": [] }]),
            json!({ "kind": "basic", "user_env": "IT_BASIC_USER", "env": "IT_BASIC" }),
        ),
        (json!([{ "login": ["read"] }]), json!({ "kind": "bearer", "env": "IT_LOGIN" })),
        (
            json!([{ "key": [], "basic": [] }, { "login": [] }]),
            json!({ "kind": "bearer", "env": "IT_LOGIN" }),
        ),
    ] {
        let imported = imported(&of(security.clone()));
        let entry: Value = serde_json::from_str(&imported.text).unwrap();
        let name = entry["endpoints"]["rest"]["auth"].as_str().unwrap();
        assert_eq!(entry["auth"][name], auth, "{security}");
        assert_eq!(entry["auth"].as_object().unwrap().len(), 1, "only what is used");
    }
    for (security, expected) in [
        (json!([{ "key": [], "basic": [] }]), "it needs `key` and `basic` at once"),
        (
            json!([{ "digest": [] }]),
            "it needs `digest`, the HTTP scheme `digest`, which isn't known",
        ),
        (json!([{ "certificate": [] }]), "it needs `certificate`, a client's certificate"),
        (json!([{ "nobody": [] }]), "it needs `nobody`, which the document doesn't describe"),
    ] {
        let said = reason(&of(security));
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn a_discriminator_tells_branches_apart_by_a_constant() {
    let schemas = json!({ "schemas": {
        "Cat": { "type": "object", "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } } },
        "Dog": { "type": "object", "properties": { "kind": { "type": "string" }, "tricks": { "type": "integer" } } },
        "Own": { "type": "object", "properties": { "kind": { "enum": ["own"] } } },
        "Base": { "type": "object", "discriminator": { "propertyName": "kind" }, "properties": {} },
    } });
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schema = json!({
        "oneOf": [to("Cat"), to("Dog"), to("Own")],
        "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "tom": "Cat" } },
    });
    let output = operation(
        &imported(&document(answering(schema, json!([])), schemas.clone())),
        "it",
    )["output"]
        .clone();
    let branches = &output["oneOf"];
    assert_eq!(branches[0]["allOf"][1]["properties"]["kind"]["enum"], json!(["cat", "tom"]));
    assert_eq!(branches[1]["allOf"][1]["properties"]["kind"]["enum"], json!(["Dog"]));
    assert_eq!(branches[2], json!({ "$ref": "#/$defs/Own" }), "it says so itself");
    let found = imported(&document(answering(to("Base"), json!([])), schemas));
    assert!(found.taken[0].notes[0].contains("only what they have in common"), "{:?}", found.taken);
}

#[test]
fn several_successes_are_one_output() {
    let json_of =
        |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let of = |responses: Value| {
        let text = document(
            json!({ "/it": { "get": { "operationId": "it", "responses": responses } } }),
            json!({}),
        );
        operation(&imported(&text), "it")
    };
    let text = json!({ "type": "string" });
    assert_eq!(of(json!({ "2XX": json_of(text.clone()) }))["output"], text);
    assert_eq!(of(json!({ "default": json_of(text.clone()) }))["output"], text);
    let both = of(json!({ "200": json_of(text.clone()), "204": {} }));
    assert_eq!(both["output"], json!({ "anyOf": [text, { "type": "null" }] }));
    let none = of(json!({ "204": {} }));
    assert_eq!(none["binding"]["response"], json!({ "kind": "none" }));
    let bytes = of(json!({ "200": { "content": { "image/*": {} } } }));
    assert_eq!(bytes["output"]["contentEncoding"], "base64");
    let several = of(json!({ "200": { "content": {
        "text/html": {}, "application/json": { "schema": text } } } }));
    assert_eq!(several["binding"]["set"]["headers"]["Accept"], "application/json");
}

#[test]
fn the_user_says_what_a_document_cannot() {
    let paths = json!({ "/it": { "post": { "operationId": "askIt", "responses": { "204": {} } },
        "get": { "responses": { "204": {} } } } });
    let text = document(paths, json!({}));
    let said = Options {
        only: vec!["post /it".to_owned()],
        reads: vec!["askIt".to_owned()],
        server: Some("http://127.0.0.1:9".to_owned()),
        source: Some(("https://it.example/api.json".to_owned(), "2026-11-28".to_owned())),
        ..options()
    };
    let found = import("it.json", text.as_bytes(), &files(&[]), &said).unwrap();
    let entry: Value = serde_json::from_str(&found.text).unwrap();
    let names: Vec<_> = entry["operations"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["ask_it"]);
    assert_eq!(entry["operations"]["ask_it"]["effect"], "read");
    assert_eq!(entry["endpoints"]["rest"]["base_url"], "http://127.0.0.1:9");
    assert_eq!(entry["sources"][0]["checked_on"], "2026-11-28");
    let unknown = Options { only: vec!["ask".to_owned()], ..options() };
    let refusal = import("it.json", text.as_bytes(), &files(&[]), &unknown).unwrap_err();
    assert_eq!(refusal.to_string(), "it.json: it has no operation `ask`");
    assert!(refusal.help().unwrap().contains("`get_it`"), "{refusal:?}");
}
