//! Everything that can be wrong with an entry is reported, where it stands.
//!
//! Each case changes a good entry at one JSON Pointer (to a value, or to nothing), and names the
//! text that is pointed at with the words.

use orchestra_diagnostics::Diagnostic;
use orchestra_ledger_model::{
    Ledger,
    check::{Standard, check_family, check_subnet},
};
use serde_json::{Value, json};

fn good() -> Value {
    json!({
        "slug": "weather", "name": "Weather", "status": "active", "revision": 2, "netuid": null,
        "sources": [{ "url": "https://weather.example/docs", "checked_on": "2026-11-22" }],
        "auth": { "key": { "kind": "header", "name": "X-Key", "format": "Key {secret}", "env": "WEATHER_KEY" } },
        "endpoints": { "rest": { "transport": "http", "base_url": "https://weather.example", "auth": "key" } },
        "operations": { "ask": {
            "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
            "binding": { "endpoint": "rest", "method": "GET", "path": "/{city}", "query": ["day", { "field": "tags", "as": "tag", "list": "comma" }] },
            "input": { "type": "object", "required": ["city"], "properties": {
                "city": { "type": "string" }, "day": { "type": "string" },
                "tags": { "type": "array", "items": { "type": "string" } }
            } },
            "output": { "type": "object", "properties": { "text": { "type": "string" } } },
            "examples": [{ "input": { "city": "Bern" }, "output": { "text": "rain" } }],
            "pricing": { "unit": "request", "amount": "0.01", "currency": "USD", "source": "https://weather.example/prices" },
            "limits": { "requests": 60, "per": "1m", "timeout": "5s" }
        } }
    })
}

fn good_family() -> Value {
    json!({
        "family": "sky", "version": 1, "summary": "The sky.",
        "capabilities": { "stars": {
            "summary": "Counts stars.", "version": 1,
            "input": { "type": "object", "properties": { "limit": { "type": "integer", "default": 2 } } },
            "output": { "type": "object", "properties": { "names": { "type": "array" } } },
            "examples": [{ "input": {}, "output": { "names": ["Vega"] } }],
            "laws": ["output.names.len() <= input.limit"]
        } }
    })
}

/// Sets what stands at `pointer`; null takes it away, and `"null"` sets null.
fn change(mut value: Value, pointer: &str, to: Value) -> String {
    let (parent, name) = pointer.rsplit_once('/').expect("a case changes something inside");
    let name = name.replace("~1", "/");
    match value.pointer_mut(parent).expect("the parent exists") {
        Value::Object(fields) if to.is_null() => drop(fields.remove(&name)),
        Value::Object(fields) => {
            drop(fields.insert(name, if to == "null" { Value::Null } else { to }))
        }
        Value::Array(items) => items[name.parse::<usize>().expect("an index")] = to,
        _ => panic!("{parent} holds nothing"),
    }
    format!("{value:#}")
}

fn shown(text: &str, problems: &[Diagnostic]) -> Vec<String> {
    let at = |problem: &Diagnostic| {
        let place = &text[problem.span.range()];
        let first = place.lines().next().unwrap_or_default();
        format!("{first} | {}", problem.message)
    };
    problems.iter().map(at).collect()
}

fn subnet(text: &str, standard: Standard) -> Vec<String> {
    shown(text, &check_subnet(&"weather.json".into(), text, &Ledger::embedded(), standard))
}

fn family(text: &str) -> Vec<String> {
    shown(text, &check_family(&"sky.json".into(), text))
}

#[test]
fn a_good_entry_and_a_good_family_pass() {
    assert_eq!(subnet(&good().to_string(), Standard::Listed), [""; 0]);
    assert_eq!(family(&good_family().to_string()), [""; 0]);
}

#[test]
fn a_synapse_is_posted_whole_to_its_name() {
    let receiver = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let mut axon = good();
    axon["auth"]["key"] = json!({ "kind": "axon", "receiver": receiver });
    axon["endpoints"]["rest"]["transport"] = json!("axon");
    axon["operations"]["ask"]["binding"] =
        json!({ "endpoint": "rest", "path": "/Toy", "hash_fields": ["city"] });
    assert_eq!(subnet(&axon.to_string(), Standard::Listed), [""; 0]);
    for (pointer, to, expected) in [
        ("/path", json!("/a/b"), "`path` is `/` and the name of the synapse"),
        ("/path", json!("/{city}"), "`path` is `/` and the name of the synapse"),
        ("/path", json!(null), "`path` is `/` and the name of the synapse"),
        ("/method", json!("GET"), "a synapse is posted as one JSON object"),
        ("/body", json!({ "kind": "form" }), "a synapse is posted as one JSON object"),
        ("/hash_fields", json!(["town"]), "the input has no field `town`"),
        ("/auth", json!("null"), "the transport `axon` and its signature go together"),
    ] {
        let text = change(axon.clone(), &format!("/operations/ask/binding{pointer}"), to);
        let found = subnet(&text, Standard::Listed);
        assert!(found.iter().any(|it| it.ends_with(expected)), "{pointer}: {found:?}");
    }
}

const OPERATION: &str = "/operations/ask";

#[test]
fn every_mistake_in_an_entry_is_reported_where_it_stands() {
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/colour", json!(1), r#""colour" | there is no field `colour` here"#),
        (
            "/slug",
            json!("We ather"),
            r#""We ather" | `We ather` isn't a name: write small letters, digits and `_`, a letter first"#,
        ),
        ("/slug", json!(null), "{ | `slug` is missing"),
        ("/netuid", json!(-1), "-1 | expected 0 or more, found -1"),
        ("/netuid", json!(70000), "70000 | expected 65535 or less, found 70000"),
        ("/netuid", json!("7"), r#""7" | expected a whole number or null, found a string"#),
        ("/status", json!("on"), r#""on" | expected `active`, `parked` or `gone`, found `on`"#),
        (
            "/sources/0/url",
            json!("docs"),
            r#""docs" | `docs` isn't a web address: relative URL without a base"#,
        ),
        (
            "/sources/0/checked_on",
            json!("today"),
            r#""today" | `today` isn't a day: write it as "2026-11-24""#,
        ),
        (
            "/categories",
            json!(["weather", "weather.none"]),
            r#""weather.none" | there is no capability `weather.none`"#,
        ),
        (
            "/auth/key/kind",
            json!("magic"),
            r#""magic" | expected `header`, `bearer`, `query`, `basic`, `btauth`, `axon`, `epistula` or `s3`, found `magic`"#,
        ),
        (
            "/auth/key/kind",
            json!(null),
            r#""key" | `kind` is missing: write `header`, `bearer`, `query`, `basic`, `btauth`, `axon`, `epistula` or `s3`"#,
        ),
        (
            "/auth/key",
            json!({ "kind": "btauth", "receiver": "5Grwva" }),
            r#""5Grwva" | `5Grwva` isn't an address: an address has 48 letters and digits and begins with 5"#,
        ),
        (
            "/auth/key",
            json!({ "kind": "axon", "receiver": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY" }),
            r#""binding" | the transport `axon` and its signature go together"#,
        ),
        ("/auth/key", json!({ "kind": "axon" }), r#""key" | `receiver` is missing"#),
        (
            "/operations/ask/binding/hash_fields",
            json!(["city"]),
            r#"[ | only the transport `axon` hashes fields"#,
        ),
        ("/auth/key/env", json!(null), r#""key" | `env` is missing"#),
        (
            "/auth/key/env",
            json!("key"),
            r#""key" | `key` isn't the name of a variable: write capitals, digits and `_`"#,
        ),
        (
            "/auth/key/format",
            json!("Key"),
            r#""Key" | write `{secret}` once, where the secret goes"#,
        ),
        (
            "/auth/user",
            json!({ "kind": "basic", "env": "A" }),
            r#""user" | the user's name is said by one of `user` and `user_env`"#,
        ),
        ("/endpoints/rest/auth", json!("other"), r#""other" | the entry's `auth` has no `other`"#),
        (
            "/endpoints/rest/base_url",
            json!("ftp://x.example"),
            r#""ftp://x.example" | `ftp://x.example` isn't a web address: it begins with neither `https://` nor `http://`"#,
        ),
        (
            "/endpoints/rest/base_url",
            json!("https://x.example/?a=1"),
            r#""https://x.example/?a=1" | paths are appended to it: a query or a fragment can't stand here"#,
        ),
        (
            "/endpoints/rest/headers",
            json!({ "A B": "c" }),
            r#""A B" | `A B` isn't the name of a header"#,
        ),
        (
            "/endpoints/rest/limits",
            json!({ "requests": 3 }),
            r#""limits" | `requests` and `per` stand together"#,
        ),
        ("/operations/ask/effect", json!(null), r#""ask" | `effect` is missing"#),
        (
            "/operations/Ask",
            good()["operations"]["ask"].clone(),
            r#""Ask" | `Ask` isn't a name: write small letters, digits and `_`, a letter first"#,
        ),
        ("/operations/ask/since", json!(3), "3 | the entry is at revision 2"),
        (
            "/operations/ask/deprecated",
            json!({ "since": 1, "use": "other" }),
            r#""other" | there is no operation `other`"#,
        ),
        (
            "/operations/ask/idempotency",
            json!("keyed"),
            r#""keyed" | `keyed` needs `binding.idempotency_header`, which takes the key"#,
        ),
        (
            "/operations/ask/generates_text",
            json!(true),
            "true | expected a string or null, found a boolean",
        ),
        (
            "/operations/ask/generates_text",
            json!("text"),
            r#""text" | `text` isn't a JSON Pointer: write "/choices/0/text", or "" for all of it"#,
        ),
        (
            "/operations/ask/generates_text",
            json!("/answer"),
            r#""/answer" | the output has nothing at `/answer`"#,
        ),
        (
            "/operations/ask/limits/timeout",
            json!("soon"),
            r#""soon" | expected a duration like "800ms", "3s", "1m", "2h" or "1d""#,
        ),
        ("/operations/ask/limits/timeout", json!("0s"), r#""0s" | this is no time at all"#),
        ("/operations/ask/input", json!([]), "[] | an input is an object"),
        ("/operations/ask/output/type", json!("thing"), r#""thing" | this isn't a JSON Schema"#),
        (
            "/operations/ask/examples/0/output/text",
            json!(4),
            "4 | the output must be a string, says its schema",
        ),
    ];
    for (pointer, to, expected) in cases {
        let text = change(good(), pointer, to.clone());
        let problems = subnet(&text, Standard::Overlay);
        assert!(
            problems.iter().any(|it| it.starts_with(expected)),
            "{pointer} = {to}: {problems:#?}"
        );
    }
}

#[test]
fn every_mistake_in_a_binding_is_reported_where_it_stands() {
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/endpoint", json!("ws"), r#""ws" | the entry's `endpoints` has no `ws`"#),
        ("/auth", json!("other"), r#""other" | the entry's `auth` has no `other`"#),
        ("/metod", json!("GET"), r#""metod" | there is no field `metod` here"#),
        ("/method", json!(null), r#""binding" | `method` is missing"#),
        (
            "/method",
            json!("FETCH"),
            r#""FETCH" | expected `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`, found `FETCH`"#,
        ),
        ("/path", json!("/{town}"), r#""/{town}" | the input has no field `town`"#),
        (
            "/path",
            json!("/{city"),
            r#""/{city" | a brace without the other: a field is written `{name}`"#,
        ),
        ("/path", json!("/all"), r#""city" | `city` goes nowhere: the request has no body"#),
        ("/query/0", json!("hour"), r#""hour" | the input has no field `hour`"#),
        (
            "/query/1/list",
            json!("tabs"),
            r#""tabs" | expected `repeat`, `comma`, `space` or `pipe`, found `tabs`"#,
        ),
        (
            "/headers",
            json!([{ "field": "day", "object": "deep" }]),
            r#"{ | one header or cookie holds the whole object"#,
        ),
        (
            "/cookies",
            json!([{ "field": "day", "as": "a;b" }]),
            r#"{ | this isn't the name of a cookie"#,
        ),
        (
            "/query/1",
            json!({ "field": "day", "json": true, "list": "comma" }),
            r#"{ | what is written as JSON has no other style"#,
        ),
        (
            "/body",
            json!({ "kind": "json", "at": "/params" }),
            r#""/params" | `set.body` has no object at `/params`"#,
        ),
        (
            "/body",
            json!({ "kind": "form", "at": "/params" }),
            r#""/params" | only a JSON body of several fields has them further inside"#,
        ),
        (
            "/body",
            json!({ "kind": "json", "fields": ["day"] }),
            r#"[ | only a form of several fields says how they are written"#,
        ),
        ("/query/1/in", json!("x"), r#""in" | there is no field `in` here"#),
        ("/query/0", json!(3), "3 | expected a string or an object, found a number"),
        (
            "/set",
            json!({ "query": { "a": {} } }),
            "{} | a fixed value here is a string, a number or a truth value",
        ),
        ("/set", json!({ "body": { "a": 1 } }), r#""body" | the request has no body"#),
        (
            "/body",
            json!({ "kind": "text" }),
            r#"{ | a body of kind `text` is one `field`: say which"#,
        ),
        ("/body", json!({ "kind": "json", "field": "x" }), r#""x" | the input has no field `x`"#),
        (
            "/body",
            json!({ "kind": "yaml" }),
            r#""yaml" | expected `json`, `text`, `form`, `multipart` or `binary`, found `yaml`"#,
        ),
        (
            "/structured",
            json!("json_schema"),
            r#""json_schema" | only the transport `openai` has a `response_format`"#,
        ),
        ("/prompt", json!("/question"), r#""/question" | the input has nothing at `/question`"#),
        (
            "/response",
            json!({ "kind": "text", "at": "/a" }),
            r#""/a" | only a JSON answer has parts"#,
        ),
        ("/idempotency_header", json!("A B"), r#""A B" | `A B` isn't the name of a header"#),
        ("/async", json!({ "job_id": "/id" }), r#""async" | `poll` is missing"#),
    ];
    for (pointer, to, expected) in cases {
        let text = change(good(), &format!("{OPERATION}/binding{pointer}"), to.clone());
        let problems = subnet(&text, Standard::Overlay);
        assert!(
            problems.iter().any(|it| it.starts_with(expected)),
            "{pointer} = {to}: {problems:#?}"
        );
    }
}

#[test]
fn an_object_can_only_stand_in_a_body() {
    let text = change(good(), "/operations/ask/input/properties/day", json!({ "type": "object" }));
    let expected = r#""day" | `day` is an object, which can only stand in the body"#;
    assert_eq!(subnet(&text, Standard::Overlay), [expected]);
}

#[test]
fn every_mistake_in_a_price_is_reported_where_it_stands() {
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/amount", json!(0.01), "0.01 | expected a string, found a number"),
        ("/amount", json!("-1"), r#""-1" | expected an amount like "0.0025""#),
        ("/amount", json!(null), r#""pricing" | `amount` is missing"#),
        ("/currency", json!("$"), r#""$" | a currency is written in three letters or more"#),
        ("/unit", json!("item"), r#""pricing" | `counts` is missing: it points to the items"#),
        ("/max", json!("5s"), r#""5s" | only seconds have a greatest time"#),
        (
            "/counts",
            json!("/hits"),
            r#""/hits" | `/hits` names no side: write "input:/urls" or "output:/hits""#,
        ),
        ("/counts", json!("input:/urls"), r#""input:/urls" | the input has nothing at `/urls`"#),
        ("/limited_by", json!("/limit"), r#""/limit" | the input has nothing at `/limit`"#),
        ("/when", json!({ "/model": "x" }), r#""/model" | the input has nothing at `/model`"#),
        ("/source", json!(null), r#""pricing" | every fact has a source: `source` is missing"#),
    ];
    for (pointer, to, expected) in cases {
        let text = change(good(), &format!("{OPERATION}/pricing{pointer}"), to.clone());
        let problems = subnet(&text, Standard::Listed);
        assert!(
            problems.iter().any(|it| it.starts_with(expected)),
            "{pointer} = {to}: {problems:#?}"
        );
    }
    for (charged, expected) in [
        (
            json!({ "at": "input:/day", "currency": "USD" }),
            r#""input:/day" | the charge stands in `output:` or `header:`"#,
        ),
        (
            json!({ "at": "output:/cost", "currency": "USD" }),
            r#""output:/cost" | the output has nothing at `/cost`"#,
        ),
        (
            json!({ "at": "header:x-cost", "currency": "$" }),
            r#""$" | a currency is written in three letters or more"#,
        ),
        (
            json!({ "at": "header:x-cost", "currency": "USD", "unit": "0" }),
            r#""0" | what is stated would be worth nothing"#,
        ),
        (json!({ "at": "header:x-cost" }), r#""charged" | `currency` is missing"#),
    ] {
        let text = change(good(), &format!("{OPERATION}/charged"), charged.clone());
        let problems = subnet(&text, Standard::Listed);
        assert!(problems.iter().any(|it| it.starts_with(expected)), "{charged}: {problems:#?}");
    }
    let empty = change(good(), "/operations/ask/pricing", json!([]));
    assert_eq!(subnet(&empty, Standard::Overlay), ["[] | expected 1 or more items, found 0"]);
}

#[test]
fn a_project_needs_no_sources() {
    let text = change(good(), "/sources", json!([]));
    assert_eq!(subnet(&text, Standard::Overlay), [""; 0]);
    assert_eq!(
        subnet(&text, Standard::Listed),
        ["[] | every fact has a source, and none is named"]
    );
}

#[test]
fn a_field_that_is_almost_right_is_mended() {
    let text = change(good(), "/operations/ask/sumary", json!("x"));
    let problems = check_subnet(&"a.json".into(), &text, &Ledger::embedded(), Standard::Overlay);
    let edit = &problems[0].fixes[0].edits[0];
    assert_eq!((&text[edit.span.range()], edit.text.as_str()), ("\"sumary\"", "\"summary\""));
}

#[test]
fn every_mistake_in_a_family_is_reported_where_it_stands() {
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/family", json!("Sky"), r#""Sky" | `Sky` isn't a name"#),
        (
            "/capabilities/stars/laws/0",
            json!("output.names"),
            r#""output.names" | a law compares two sides"#,
        ),
        (
            "/capabilities/stars/laws/0",
            json!("output.moons > 1"),
            r#""output.moons > 1" | the output has no field `moons`"#,
        ),
        (
            "/capabilities/stars/laws/0",
            json!("output.names.len() > input.limit"),
            r#""output" | the law `output.names.len() > input.limit` doesn't hold here"#,
        ),
        ("/capabilities/stars/version", json!(null), r#""stars" | `version` is missing"#),
        (
            "/capabilities/stars/examples/0/input",
            json!({ "limit": "x" }),
            r#""x" | the input must be an integer, says its schema"#,
        ),
    ];
    for (pointer, to, expected) in cases {
        let text = change(good_family(), pointer, to.clone());
        let problems = family(&text);
        assert!(
            problems.iter().any(|it| it.starts_with(expected)),
            "{pointer} = {to}: {problems:#?}"
        );
    }
}

#[test]
fn a_text_that_is_no_entry_is_reported_and_never_panics() {
    for text in ["", "{", "[]", "null", "3", "\"x\"", "{\"slug\": {}}", "{\"a\": 1, \"a\": 2}"] {
        assert!(!subnet(text, Standard::Overlay).is_empty(), "{text:?}");
        assert!(!family(text).is_empty(), "{text:?}");
    }
}
