//! Where the fields of an input go.

use std::collections::BTreeSet;

use orchestra_tests::{
    server::{Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

use super::{body, project, run, run_anyhow};

#[test]
fn fields_of_a_path_are_encoded_as_one_segment() {
    let server = Server::answering("null");
    let echo = Subnet::at("echo", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/items/{id}/parts/{part}" }),
        object(json!({ "id": { "type": "string" }, "part": { "type": "integer" } })),
        json!({}),
    );
    let template = "use subnet echo\n\ntemplate main(id: string) -> json {\n  \
                    call echo.get { id, part: -3 }\n}\n";
    let workplace = project(&[echo], template);
    for id in ["a/b?c#d", "%2e%2e", "...", "é ü", "a\\b", ";x=1&y"] {
        run(&workplace, &[&format!("id={id}")]);
    }
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        [
            "/items/a%2Fb%3Fc%23d/parts/-3",
            "/items/%252e%252e/parts/-3",
            "/items/.../parts/-3",
            "/items/%C3%A9%20%C3%BC/parts/-3",
            "/items/a%5Cb/parts/-3",
            "/items/%3Bx%3D1%26y/parts/-3",
        ]
    );
    for id in ["", ".", ".."] {
        let ran = run_anyhow(&workplace, &[&format!("id={id}")]);
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        assert!(ran.stderr.contains("(guard)") && ran.stderr.contains("`id` is"), "{ran:#?}");
    }
    assert_eq!(server.requests().len(), 6, "what a guard refuses isn't sent");
}

/// An operation with every kind of place.
fn places(server: &Server) -> Subnet {
    let input = json!({
        "type": "object",
        "properties": {
            "q": { "type": "string" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "ids": { "type": "array", "items": { "type": "integer" } },
            "lang": { "type": ["string", "null"] },
            "score": { "type": "number" },
            "fresh": { "type": "boolean" },
            "trace": { "type": "string" },
            "rest": { "type": "integer" },
        },
        "required": ["q"],
        "additionalProperties": false,
    });
    let binding = json!({
        "method": "POST",
        "path": "/places?static=1",
        "query": [
            "q",
            { "field": "tags", "as": "tag" },
            { "field": "ids", "list": "comma" },
            "score",
            "fresh",
        ],
        "headers": [{ "field": "lang", "as": "Accept-Language" }, { "field": "trace", "as": "X-Trace" }],
        "set": {
            "query": { "api": "v2" },
            "headers": { "X-Fixed": "yes" },
            "body": { "streaming": false, "depth": { "of": [1, 2] } },
        },
    });
    Subnet::at("places", &server.url()).headers(json!({ "X-Client": "tests" })).operation(
        "ask",
        binding,
        input,
        json!({}),
    )
}

#[test]
fn every_field_goes_where_the_entry_says() {
    let server = Server::answering("null");
    let template = r#"use subnet places

template main(lang: string?) -> json {
  let all = call places.ask {
    q: "a b&c=d+é",
    tags: ["x", "y/z"],
    ids: [1, -2],
    lang: "de",
    score: 0.5,
    fresh: true,
    trace: "t 1",
    rest: 9,
  }
  ensure all == null
  call places.ask { q: "1", lang, tags: [], ids: [], score: 1 }
}
"#;
    run(&project(&[places(&server)], template), &[]);
    let requests = server.requests();
    let pairs = |request: &Request| -> Vec<(String, String)> {
        let (_, query) = request.target.split_once('?').unwrap();
        let mut pairs: Vec<_> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.replace('+', "%20")))
            .collect();
        pairs.sort();
        pairs
    };
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    };
    assert_eq!(requests[0].path(), "/places");
    assert_eq!(
        pairs(&requests[0]),
        own(&[
            ("api", "v2"),
            ("fresh", "true"),
            ("ids", "1,-2"),
            ("q", "a%20b%26c%3Dd%2B%C3%A9"),
            ("score", "0.5"),
            ("static", "1"),
            ("tag", "x"),
            ("tag", "y%2Fz"),
        ])
    );
    let headers = ["accept-language", "x-trace", "x-fixed", "x-client"];
    let found = |request: &Request| headers.map(|it| request.header(it).map(str::to_owned));
    assert_eq!(
        found(&requests[0]),
        [Some("de"), Some("t 1"), Some("yes"), Some("tests")].map(|it| it.map(str::to_owned))
    );
    let fixed = json!({ "streaming": false, "depth": { "of": [1, 2] } });
    assert_eq!(
        body(&requests[0]),
        json!({ "rest": 9, "streaming": false, "depth": fixed["depth"] })
    );
    // What is absent, null or an empty list is left out. A float prints as one.
    assert_eq!(
        pairs(&requests[1]),
        own(&[("api", "v2"), ("q", "1"), ("score", "1.0"), ("static", "1")])
    );
    assert_eq!(found(&requests[1])[..2], [None, None]);
    assert_eq!(body(&requests[1]), fixed);
}

#[test]
fn bodies_are_what_is_left_of_the_input() {
    let server = Server::answering("null");
    let text = |name: &str| object(json!({ name: { "type": "string" } }));
    let nothing = object(json!({}));
    let echo = Subnet::at("echo", &server.url())
        .operation("empty", json!({ "method": "PUT", "path": "/empty" }), nothing.clone(), json!({}))
        .operation("none", json!({ "method": "DELETE", "path": "/none" }), nothing.clone(), json!({}))
        .operation(
            "bare",
            json!({ "method": "POST", "path": "/bare", "body": null }),
            nothing,
            json!({}),
        )
        .operation(
            "text",
            json!({ "method": "POST", "path": "/text", "body": { "kind": "text", "field": "words" } }),
            text("words"),
            json!({}),
        )
        .operation(
            "only",
            json!({ "method": "PATCH", "path": "/only", "body": { "kind": "json", "field": "list" } }),
            object(json!({ "list": { "type": "array", "items": { "type": "number" } } })),
            json!({}),
        );
    let template = r#"use subnet echo

template main() -> null {
  for x in [1] with { parallel: 1 } {
    call echo.empty {}
    call echo.none {}
    call echo.bare {}
    call echo.text { words: "two\nlines \"é\"" }
    call echo.only { list: [1, 2.5] }
  }
  null
}
"#;
    run(&project(&[echo], template), &[]);
    let found: BTreeSet<_> = server
        .requests()
        .into_iter()
        .map(|it| {
            let kind = it.header("content-type").unwrap_or_default().to_owned();
            (it.method, it.target, kind, it.body)
        })
        .collect();
    let own = |(method, path, kind, body): (&str, &str, &str, &str)| {
        (method.to_owned(), path.to_owned(), kind.to_owned(), body.to_owned())
    };
    let expected = [
        ("PUT", "/empty", "application/json", "{}"),
        ("DELETE", "/none", "", ""),
        ("POST", "/bare", "", ""),
        ("POST", "/text", "text/plain; charset=utf-8", "two\nlines \"é\""),
        ("PATCH", "/only", "application/json", "[1.0,2.5]"),
    ];
    let body_of_only = found.iter().find(|it| it.1 == "/only").map(|it| it.3.clone()).unwrap();
    let numbers: Value = serde_json::from_str(&body_of_only).unwrap();
    assert_eq!(numbers.as_array().map(Vec::len), Some(2));
    let expected: BTreeSet<_> = expected.into_iter().map(own).collect();
    let but_only = |set: &BTreeSet<(String, String, String, String)>| {
        set.iter().filter(|it| it.1 != "/only").cloned().collect::<Vec<_>>()
    };
    assert_eq!(but_only(&found), but_only(&expected));
}
