//! How keys are sent.

use orchestra_tests::{
    server::Server,
    subnet::{Subnet, object},
};
use serde_json::json;

use super::project;

#[test]
fn each_kind_of_auth_sends_the_key_its_own_way() {
    let key = "k3y with /+?&\"";
    let cases = [
        (
            json!({ "kind": "header", "name": "X-Api-Key", "format": "Apikey {secret}", "env": "OUR_KEY" }),
            "x-api-key",
            Some(format!("Apikey {key}")),
        ),
        (
            json!({ "kind": "bearer", "env": "OUR_KEY" }),
            "authorization",
            Some(format!("Bearer {key}")),
        ),
        (
            json!({ "kind": "basic", "user": "me", "env": "OUR_KEY" }),
            "authorization",
            Some("Basic bWU6azN5IHdpdGggLys/JiI=".to_owned()),
        ),
        (
            json!({ "kind": "basic", "user_env": "OUR_USER", "env": "OUR_KEY" }),
            "authorization",
            Some("Basic eW91OmszeSB3aXRoIC8rPyYi".to_owned()),
        ),
        (json!({ "kind": "query", "name": "key", "env": "OUR_KEY" }), "authorization", None),
    ];
    for (auth, header, expected) in cases {
        let server = Server::answering("null");
        let echo = Subnet::at("echo", &server.url())
            .auth(auth.clone())
            .operation(
                "locked",
                json!({ "method": "GET", "path": "/locked" }),
                object(json!({})),
                json!({}),
            )
            .operation(
                "free",
                json!({ "method": "GET", "path": "/free", "auth": null }),
                object(json!({})),
                json!({}),
            );
        let template = "use subnet echo\n\ntemplate main() -> json {\n  \
                        call echo.locked {}\n  call echo.free {}\n}\n";
        let workplace = project(&[echo], template);
        let ran =
            workplace.run_with(&[("OUR_KEY", key), ("OUR_USER", "you")], ["run", "main.orch"]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        for request in requests {
            let is_locked = request.path() == "/locked";
            assert_eq!(
                request.header(header),
                expected.as_deref().filter(|_| is_locked),
                "{auth} {request:?}"
            );
            let in_query = request.target.replace('+', "%20");
            let in_query = in_query.split_once('?').map(|(_, query)| query.to_owned());
            let encoded = "key=k3y%20with%20%2F%2B%3F%26%22".to_owned();
            assert_eq!(in_query, (is_locked && expected.is_none()).then_some(encoded), "{auth}");
        }
    }
}
