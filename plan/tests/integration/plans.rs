//! Plans as texts: reading what is right, refusing what is wrong, and the id.

use orchestra_plan::{Plan, PlanError, Value, plan_schema};
use serde_json::{Value as Json, json};

/// `template main(n: int) -> int { n + 1 }`, with a function that nobody calls.
fn plan() -> Json {
    let int = || json!({ "type": "int", "min": null, "max": null });
    let sum = json!({
        "op": "binary", "operator": "add", "mark": 0,
        "left": { "op": "slot", "slot": 0 }, "right": { "op": "const", "value": 1 },
    });
    let bound = || json!({ "calls": 0, "cost": {}, "time": 0 });
    json!({
        "plan_version": 1,
        "template": "main",
        "params": [{ "name": "n", "shape": int(), "schema": { "type": "integer" }, "secret": false }],
        "output": { "type": "integer" },
        "ledger": [],
        "effects": {
            "operations": [], "origins": [], "secrets": [], "reads_files": [], "writes_files": [],
        },
        "bindings": {},
        "shapes": {},
        "functions": [{ "name": "same", "params": [5], "body": { "op": "slot", "slot": 5 } }],
        "templates": {
            "main": {
                "params": [{ "name": "n", "slot": 0 }],
                "body": {
                    "nodes": [{
                        "slot": 1, "id": "sum", "inputs": [0], "mark": 0,
                        "kind": { "kind": "eval", "expr": sum },
                    }],
                    "result": { "op": "slot", "slot": 1 },
                },
            },
        },
        "bounds": { "worst": bound(), "typical": bound(), "nodes": {}, "gaps": [] },
        "debug": { "files": {}, "marks": [], "documentation": "", "params": {} },
    })
}

/// The plan with another value at a pointer.
fn with(pointer: &str, value: Json) -> String {
    let mut plan = plan();
    *plan.pointer_mut(pointer).expect("the pointer is right") = value;
    plan.to_string()
}

fn read(text: &str) -> Plan {
    Plan::from_json(text).expect("the plan is right")
}

#[test]
fn a_parameter_that_is_null_where_left_out_may_be_left_out() {
    let mut json = plan();
    json["params"][0]["default"] = Json::Null;
    let plan = read(&json.to_string());
    assert_eq!(plan.params[0].default, Some(Value::Null));
    assert_eq!(read(&plan.to_json()), plan);
    json["params"][0].as_object_mut().expect("it is one").remove("default");
    assert_eq!(read(&json.to_string()).params[0].default, None);
}

const SUM: &str = "/templates/main/body/nodes/0/kind/expr";

#[test]
fn what_is_written_is_read_again() {
    let read_plan = read(&plan().to_string());
    let again = read(&read_plan.to_json());
    assert_eq!(again, read_plan);
    assert_eq!(again.id(), read_plan.id());
}

#[test]
fn debug_is_no_part_of_the_id() {
    let id = read(&plan().to_string()).id();
    assert_eq!(read(&with("/debug/documentation", json!("New."))).id(), id);
    let other = with(&format!("{SUM}/right/value"), json!(2));
    assert_ne!(read(&other).id(), id);
}

#[test]
fn other_versions_are_refused_by_name() {
    for (version, found) in [(json!(2), "2"), (json!("1"), "\"1\""), (json!(null), "null")] {
        let error = Plan::from_json(&with("/plan_version", version)).unwrap_err();
        assert_eq!(error, PlanError::OtherVersion { found: found.into() });
    }
    assert_eq!(Plan::from_json("{"), Err(PlanError::NotJson));
    assert!(matches!(Plan::from_json("[1]"), Err(PlanError::OtherVersion { .. })));
    assert!(matches!(Plan::from_json("{\"plan_version\":1}"), Err(PlanError::Form(_))));
}

#[test]
fn what_a_plan_refers_to_must_be_there() {
    let node = plan()["templates"]["main"]["body"]["nodes"][0].clone();
    let mut renamed = node.clone();
    renamed["id"] = json!("other");
    let result = "/templates/main/body/result";
    let nodes = "/templates/main/body/nodes";
    let nil = || json!({ "op": "const", "value": null });
    let kind = |kind: Json| with(&format!("{nodes}/0/kind"), kind);
    let named = json!({ "type": "named", "name": "Missing" });
    let cases = [
        (with("/template", json!("other")), "no template `other`"),
        (with(result, json!({ "op": "slot", "slot": 9 })), "slot 9 is never defined"),
        (
            with(result, json!({ "op": "apply", "function": 1, "arguments": [], "mark": 0 })),
            "no function 1",
        ),
        (
            with(result, json!({ "op": "apply", "function": 0, "arguments": [], "mark": 0 })),
            "no function 0 of that form",
        ),
        (
            with(
                "/functions/0/body",
                json!({ "op": "apply", "function": 0, "arguments": [nil()], "mark": 0 }),
            ),
            "the function 0 calls itself",
        ),
        (with("/params/0/shape", named.clone()), "no shape `Missing`"),
        (
            with(
                result,
                json!({ "op": "is", "of": nil(), "shape": { "type": "list", "item": named, "min": 0, "max": null } }),
            ),
            "no shape `Missing`",
        ),
        (with(nodes, json!([node, node])), "two nodes of one block are called `sum`"),
        (with(nodes, json!([node, renamed])), "slot 1 is defined twice"),
        (with(&format!("{nodes}/0/inputs"), json!([1])), "comes after it"),
        (with(&format!("{nodes}/0/inputs"), json!([7])), "slot 7 is never defined"),
        (
            kind(json!({ "kind": "template", "template": "main", "arguments": nil() })),
            "the template `main` calls itself",
        ),
        (
            kind(json!({ "kind": "template", "template": "gone", "arguments": nil() })),
            "no template `gone`",
        ),
        (
            kind(json!({
                "kind": "call", "target": "a.b", "capability": false, "arguments": nil(),
                "providers": [{ "binding": "a.b", "timeout": 1 }],
                "policy": { "retry": {
                    "attempts": 1, "backoff": "fixed", "first": 1, "max": 1, "on": [],
                }, "fallbacks": 0 },
            })),
            "no binding `a.b`",
        ),
    ];
    for (text, message) in cases {
        match Plan::from_json(&text) {
            Err(PlanError::Reference(found)) => assert!(found.contains(message), "{found}"),
            other => panic!("{message}: {other:?}"),
        }
    }
}

/// The plan with a call of `a.b` and `a.c`, one of which writes, under a policy.
fn calling(writes: bool, policy: Json) -> String {
    let binding = |operation: &str, writes: bool| {
        json!({
            "operation": operation, "endpoint": "a/rest", "revision": 1, "writes": writes,
            "idempotency": "safe", "transport": "http", "base_url": "https://a.example",
            "method": "POST", "path": "/", "query": [], "headers": [], "body": { "kind": "json" },
            "fixed": { "query": {}, "headers": {}, "body": {} },
            "response": { "kind": "json", "at": "" }, "input": {}, "output": {},
            "output_shape": { "type": "json" },
        })
    };
    let retry = json!({ "attempts": 1, "backoff": "fixed", "first": 1, "max": 1, "on": [] });
    let mut plan = plan();
    plan["bindings"] = json!({ "a.b": binding("a.b", false), "a.c": binding("a.c", writes) });
    let mut call = json!({
        "kind": "call", "target": "a.b", "capability": true,
        "arguments": { "op": "record", "entries": [] },
        "providers": [{ "binding": "a.b", "timeout": 1 }, { "binding": "a.c", "timeout": 1 }],
        "policy": { "retry": retry, "fallbacks": 1 },
    });
    let Json::Object(more) = policy else { panic!("a policy is an object") };
    call["policy"].as_object_mut().expect("it is one").extend(more);
    plan["templates"]["main"]["body"]["nodes"][0]["kind"] = call;
    plan.to_string()
}

#[test]
fn several_are_asked_only_of_reads_and_only_if_they_can_agree() {
    let on = || json!({ "params": [9], "body": { "op": "slot", "slot": 9 } });
    let quorum = |of: u32, agree: u32| json!({ "of": of, "agree": agree, "on": on() });
    let fine = [
        json!({ "hedge": 500, "budget": "0.5usd" }),
        json!({ "quorum": quorum(2, 2) }),
        json!({ "quorum": quorum(1, 1) }),
    ];
    for policy in fine {
        let plan = read(&calling(false, policy.clone()));
        assert_eq!(read(&plan.to_json()), plan, "{policy}");
    }
    let refused = [
        (json!({ "hedge": 0 }), "hedges without waiting"),
        (json!({ "hedge": 5, "quorum": quorum(2, 2) }), "both `hedge` and `quorum`"),
        (json!({ "quorum": quorum(3, 2) }), "asks 3 of 2 providers"),
        (json!({ "quorum": quorum(2, 1) }), "wants 1 of 2 to agree"),
        (json!({ "quorum": quorum(2, 3) }), "wants 3 of 2 to agree"),
        (json!({ "quorum": quorum(0, 0) }), "wants 0 of 0 to agree"),
        (json!({ "budget": "-1usd" }), "a budget of -1usd"),
    ];
    for (policy, message) in refused {
        let error = Plan::from_json(&calling(false, policy)).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    for policy in [json!({ "hedge": 5 }), json!({ "quorum": quorum(2, 2) })] {
        let error = Plan::from_json(&calling(true, policy)).unwrap_err().to_string();
        assert!(error.contains("writes, and would ask several"), "{error}");
    }
    assert!(Plan::from_json(&calling(true, json!({}))).is_ok());
    let lost = json!({ "of": 1, "agree": 1, "on": { "params": [], "body": { "op": "slot", "slot": 99 } } });
    let error =
        Plan::from_json(&calling(false, json!({ "quorum": lost }))).unwrap_err().to_string();
    assert!(error.contains("slot 99 is never defined"), "{error}");
}

#[test]
fn a_plan_lies_as_deep_in_itself_as_sources_do_and_no_deeper() {
    let nested = |levels: usize| {
        let (open, close) = (r#"{"op":"not","of":"#, "}");
        let deep = open.repeat(levels) + r#"{"op":"const","value":true}"# + &close.repeat(levels);
        with("/templates/main/body/result", json!("DEEP")).replace("\"DEEP\"", &deep)
    };
    let deep = read(&nested(600));
    assert_eq!(read(&deep.to_json()).id(), deep.id());
    assert_eq!(Plan::from_json(&nested(100_000)), Err(PlanError::NotJson));
}

#[test]
fn the_schema_describes_the_plan() {
    let schema = plan_schema();
    let validator = orchestra_schema::Validator::new(&schema).expect("the schema can be had");
    assert!(validator.accepts(&plan()));
    assert!(!validator.accepts(&json!({ "plan_version": 1 })));
}
