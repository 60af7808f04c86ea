//! A reference in a schema is never fetched.

use orchestra_tests::{
    server::{Answer, Server},
    subnet::{Subnet, object},
};
use serde_json::json;

use super::victim::{Victim, asks};

#[test]
fn no_reference_reaches_the_network_or_a_file() {
    let fetched = Server::answering(r#"{ "type": "integer" }"#);
    let victim = Victim::new(&[], &asks("refs"));
    victim.workplace.write("schema.json", r#"{ "type": "integer" }"#);
    let file = victim.workplace.project().join("schema.json").display().to_string();
    for reference in [
        format!("{}/schema.json", fetched.url()),
        "http://public.example/schema.json".to_owned(),
        format!("file://{file}"),
        file,
        "schema.json".to_owned(),
        "../../../schema.json#/x".to_owned(),
    ] {
        let server = Server::start(|_, _| Answer::json("\"a text\""));
        let output = json!({ "$ref": reference });
        let entry = Subnet::at("refs", &server.url()).operation(
            "get",
            json!({ "method": "GET", "path": "/n" }),
            object(json!({})),
            json!({ "output": output }),
        );
        victim.workplace.write("ledger/subnets/refs.json", &entry.text());
        for arguments in [
            &["check"][..],
            &["ledger", "check"],
            &["ledger", "show", "refs"],
            &["plan", "main.orch"],
            &["run", "main.orch", "--sandbox"],
            &["run", "main.orch"],
        ] {
            let ran = victim.run(arguments);
            assert!(matches!(ran.code, Some(0..=3)), "{arguments:?} {ran:#?}");
            // Had the file been read, a text wouldn't fit.
            let error = "must be an integer";
            assert!(!ran.stderr.contains(error), "{reference} {arguments:?} {ran:#?}");
        }
    }
    assert_eq!((fetched.connections(), victim.proxy.connections()), (0, 0));
}
