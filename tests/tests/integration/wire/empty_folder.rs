//! A project of nothing but a manifest, an entry and a template.

use orchestra_tests::server::Server;

use super::{project, run, words};

#[test]
fn a_subnet_of_ones_own_works_from_an_empty_folder() {
    let server = Server::answering(r#"{"count": 7, "more": "dropped"}"#);
    let workplace = project(
        &[words(&server)],
        "use subnet words\n\ntemplate main(word: string(..=20)) -> int {\n  \
         let added = call words.add { word }\n  added.count\n}\n",
    );
    let checked = workplace.run(["check"]);
    assert_eq!(checked.code, Some(0), "{checked:#?}");
    let planned = workplace.run(["plan", "main.orch", "--format", "json"]);
    assert_eq!(planned.code, Some(0), "{planned:#?}");
    let operation = &planned.json()["effects"]["operations"][0]["operation"];
    assert_eq!(operation, "words.add");
    let listed = workplace.run(["ledger", "show", "words"]);
    assert!(listed.code == Some(0) && listed.stdout.contains("add"), "{listed:#?}");
    assert_eq!(server.connections(), 0, "only a run sends");

    let ran = run(&workplace, &["word=tea"]);
    assert_eq!(ran.stdout, "7\n");
    let [request] = &server.requests()[..] else { panic!("{:?}", server.requests()) };
    assert_eq!((&*request.method, &*request.target), ("POST", "/v1/words"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("host"), server.url().strip_prefix("http://"));
    assert!(request.header("user-agent").is_some_and(|it| it.starts_with("orchc/")));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.body, r#"{"word":"tea"}"#);
    // Nothing of it lies in the project but what was put there.
    let inside = workplace.files().into_keys().filter(|path| path.starts_with("project"));
    assert_eq!(inside.count(), 3);
}
