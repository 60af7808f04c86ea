//! What an MCP server answers to `tools/list`, as operations over its streamable HTTP.
//!
//! A call is one `tools/call` by POST. What a binding can't do is keep a session (`initialize`,
//! `Mcp-Session-Id`) or read events one by one, so servers that insist on either refuse the call or
//! answer what isn't JSON, which fails it: the notes say so. A result that says `isError` doesn't
//! fit the output, and fails too.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Bound, Candidate, Found, Options, Refusal,
    names::{is_called, snake, unused},
    schemas::described,
    server,
};

/// The revision of the protocol that requests name.
const PROTOCOL: &str = "2025-06-18";

/// The tools of a list, as it is answered or as its `result` alone.
pub(crate) fn tools(root: &Value) -> Option<&Vec<Value>> {
    if root.get("openapi").is_some() || root.get("swagger").is_some() {
        return None;
    }
    root.get("tools").or_else(|| root.pointer("/result/tools"))?.as_array()
}

/// What a list of tools holds.
///
/// # Errors
/// Where nobody says where the server is.
pub(crate) fn found(file: &str, tools: &[Value], options: &Options) -> Result<Found, Refusal> {
    let Some(address) = &options.server else {
        let message = "a list of tools doesn't say where its server is";
        return Err(Refusal::new(file, message).hint("give its address by `--server`"));
    };
    server::check(address).map_err(|why| Refusal::new(file, why))?;
    let slug = options.slug.clone().ok_or_else(|| {
        Refusal::new(file, "a list of tools doesn't say whose it is").hint("name it by `--slug`")
    })?;
    let mut names = BTreeSet::new();
    let operations: Vec<_> = tools
        .iter()
        .enumerate()
        .map(|(index, tool)| {
            let id = tool.get("name").and_then(Value::as_str).unwrap_or_default();
            let name = unused(snake(id, "tool"), &mut names);
            let outcome = bound(tool, id, &name, options);
            Candidate {
                name,
                id: Some(id.to_owned()),
                origin: format!("tool {id}"),
                place: format!("/tools/{index}"),
                outcome,
            }
        })
        .collect();
    let entry = json!({
        "netuid": null,
        "slug": slug,
        "name": slug,
        "status": "active",
        "sources": [],
        "verification": { "state": "unverified" },
        "revision": 1,
        "endpoints": { "mcp": {
            "transport": "http",
            "base_url": address.trim_end_matches('/'),
            "headers": { "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": PROTOCOL },
        } },
    });
    let notes = vec![
        "the server must answer without a session, and in JSON: calls of others fail".to_owned(),
        "whether the server wants a key isn't in the list: add `auth` where it does".to_owned(),
    ];
    Ok(Found { slug, entry, operations, notes })
}

fn bound(tool: &Value, id: &str, name: &str, options: &Options) -> Result<Bound, String> {
    if id.is_empty() {
        return Err("it has no name".to_owned());
    }
    let mut input = tool.get("inputSchema").cloned().unwrap_or_else(|| json!({ "type": "object" }));
    if !input.is_object() {
        return Err("its `inputSchema` is no object".to_owned());
    }
    if input.get("properties").is_none() {
        input["properties"] = json!({});
    }
    let hint = |key: &str| tool.pointer(&format!("/annotations/{key}")) == Some(&json!(true));
    let told = options.reads.iter().any(|said| is_called(said, name, Some(id), ""));
    let reads = hint("readOnlyHint") || told;
    let safe = reads || hint("idempotentHint");
    let (at, output) = match tool.get("outputSchema") {
        Some(schema) => ("/result/structuredContent", schema.clone()),
        None => ("/result", without_schema()),
    };
    let summary = tool.get("description").or_else(|| tool.get("title")).and_then(Value::as_str);
    let first = summary.and_then(|text| text.lines().find(|line| !line.trim().is_empty()));
    let mut said = json!({
        "summary": first.and_then(described).unwrap_or_else(|| name.replace('_', " ")),
    });
    if let Some(text) = summary.and_then(described)
        && said["summary"] != text.as_str()
    {
        said["description"] = text.into();
    }
    said["effect"] = if reads { "read" } else { "write" }.into();
    said["idempotency"] = if safe { "safe" } else { "none" }.into();
    said["binding"] = json!({
        "endpoint": "mcp",
        "method": "POST",
        "path": "",
        "body": { "kind": "json", "at": "/params/arguments" },
        "set": { "body": {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": { "name": id, "arguments": {} },
        } },
        "response": { "kind": "json", "at": at },
    });
    said["input"] = input;
    said["output"] = output;
    said["since"] = 1.into();
    said["confidence"] = "medium".into();
    Ok(Bound { operation: said, notes: Vec::new() })
}

/// A result of which only the protocol says what it looks like.
fn without_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "content": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "type": { "type": "string" }, "text": { "type": "string" } },
                    "required": ["type"],
                    "additionalProperties": true,
                },
            },
            "isError": { "const": false },
        },
        "required": ["content"],
    })
}
