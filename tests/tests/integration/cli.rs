//! What people and programs read from `orchc`: transcripts, and what is better said in code.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod documents;
mod packages;
mod runs;
mod terminal;
mod transcripts;

use orchestra_tests::{
    orchc::{Ran, Workplace},
    server::Server,
    subnet::{Subnet, object},
};
use serde_json::json;

#[track_caller]
fn succeeded(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

/// A project with a step of each kind of end.
fn project() -> (Workplace, Server) {
    let server = Server::answering("4");
    let entry = Subnet::at("numbers", &server.url()).operation(
        "get",
        json!({ "method": "GET", "path": "/n", "query": ["n"] }),
        object(json!({ "n": { "type": "integer" } })),
        json!({ "output": { "type": "integer" } }),
    );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write(
        "main.orch",
        "use subnet numbers\n\ntemplate main(of: int = 3) -> int {\n  \
         let all = for n in of.clamp(0, 9).range() { call numbers.get { n } }\n  all.sum()\n}\n",
    );
    (workplace, server)
}
