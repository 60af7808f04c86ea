//! What really goes over the wire, when a subnet of our own invention is called from a folder that
//! holds nothing but a manifest, an entry and a template.

mod answers;
mod arguments;
mod auth;
mod empty_folder;
mod models;
mod order;

use orchestra_tests::{
    orchc::{Ran, Workplace},
    server::{Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// A project with these entries and this template.
fn project(subnets: &[Subnet], template: &str) -> Workplace {
    let workplace = Workplace::new();
    workplace.overlay(subnets).write("main.orch", template);
    workplace
}

/// Runs its template; it must succeed.
fn run(workplace: &Workplace, inputs: &[&str]) -> Ran {
    let ran = run_anyhow(workplace, inputs);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

fn run_anyhow(workplace: &Workplace, inputs: &[&str]) -> Ran {
    let inputs = inputs.iter().flat_map(|input| ["--input", input]);
    workplace.run(["run", "main.orch"].into_iter().chain(inputs))
}

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap_or_else(|error| panic!("{error}: {request:?}"))
}

/// A service that adds a word to a list.
fn words(server: &Server) -> Subnet {
    Subnet::at("words", &format!("{}/v1", server.url())).operation(
        "add",
        json!({ "method": "POST", "path": "/words" }),
        object(json!({ "word": { "type": "string", "maxLength": 20 } })),
        json!({ "output": { "type": "object", "properties": { "count": { "type": "integer" } },
            "required": ["count"] } }),
    )
}
