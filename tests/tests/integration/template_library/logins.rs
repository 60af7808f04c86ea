//! Logins: where they go, and where they don't, whatever a registry says.

use orchestra_net::{ClientOptions, Redactor};
use orchestra_package_client::{Failure, Published};
use orchestra_tests::{
    registry::{Habits, Login, Registry},
    server::{Answer, Request, Server},
};

use super::kit::{NAME, client, client_with, package, version};

const PAIR: &str = "me:canary-word";
const ME: Option<(&str, &str)> = Some(("me", "canary-word"));

fn with_login(login: Login) -> Habits {
    Habits { referrers: true, catalogue: true, login, ..Habits::default() }
}

fn authorized(requests: &[Request]) -> Vec<String> {
    let told = requests.iter().filter_map(|it| it.header("authorization"));
    told.map(str::to_owned).collect()
}

#[test]
fn a_registry_that_wants_a_password_gets_it_once_it_asks() {
    let registry = Registry::start(with_login(Login::Basic(PAIR)));
    let made = package(NAME, "0.1.0", "// One.\n");
    let library = client(&registry.address(), ME);
    assert_eq!(library.publish(&made, None).unwrap(), Published::New);
    let requests = registry.server.requests();
    assert_eq!(requests[0].header("authorization"), None, "nothing is sent unasked");
    assert!(requests[1..].iter().all(|it| it.header("authorization").is_some()));
    let cache = tempfile::tempdir().unwrap();
    client(&registry.address(), ME).fetch(NAME, &made.digest, cache.path()).unwrap();
    for wrong in [None, Some(("me", "other-word"))] {
        let refused = client(&registry.address(), wrong).versions(NAME).unwrap_err();
        let Failure::Denied { .. } = refused else { panic!("{refused}") };
        let said = format!("{refused} {}", refused.hint().unwrap());
        assert!(said.contains("docker login 127.0.0.1") && !said.contains("word"), "{said}");
    }
}

#[test]
fn a_token_is_asked_for_what_is_needed_and_no_more() {
    let login = Login::Token { pair: PAIR, realm: None };
    let registry = Registry::start(with_login(login));
    let made = package(NAME, "0.1.0", "// One.\n");
    let address = format!("{}/team", registry.address());
    client(&address, ME).publish(&made, None).unwrap();
    // Whoever has no login reads what is public.
    let released = client(&address, None).released(NAME, &version("0.1.0")).unwrap();
    assert_eq!(released.digest, made.digest);
    let refused = client(&address, None).publish(&package(NAME, "0.2.0", "// 2.\n"), None);
    assert!(matches!(refused, Err(Failure::Denied { .. })), "{refused:?}");
    let requests = registry.server.requests();
    let asked: Vec<_> = requests.iter().filter(|it| it.path() == "/token").collect();
    assert!(!asked.is_empty());
    for request in asked {
        let target = &request.target;
        assert!(target.contains("repository%3Ateam%2Fmarket-kit%3Apull"), "{target}");
        assert!(!target.contains("other") && !target.contains("delete"), "{target}");
    }
    let others = requests.iter().filter(|it| it.path() != "/token").cloned().collect::<Vec<_>>();
    assert!(authorized(&others).iter().all(|it| it.starts_with("Bearer token-")), "{others:?}");
}

#[test]
fn a_login_does_not_go_to_whom_a_registry_names() {
    // It would give a token, to anybody.
    let foreign = Server::answering(r#"{"token":"token-push"}"#);
    let realm = Some(format!("{}/token", foreign.url()));
    let registry = Registry::start(with_login(Login::Token { pair: PAIR, realm }));
    let made = package(NAME, "0.1.0", "// One.\n");
    let refused = client(&registry.address(), ME).publish(&made, None).unwrap_err();
    assert_eq!(foreign.connections(), 0, "{refused}");
    assert!(registry.held().tags.is_empty());
    assert!(authorized(&registry.server.requests()).is_empty());
    // Nor where its address would be reached: it is asked without a login, and told nothing else.
    let mut options = ClientOptions::default();
    let origin: orchestra_net::Origin = foreign.url().parse().unwrap();
    options.rules.allow_loopback(origin.clone());
    options.redactor = Redactor::default();
    let reached = client_with(&registry.address(), ME, options.clone()).publish(&made, None);
    assert!(authorized(&foreign.requests()).is_empty(), "{reached:?}");
    assert!(!format!("{:?}", foreign.requests()).contains("canary"));
}

#[test]
fn a_foreign_giver_of_tokens_is_named_with_what_to_do() {
    let registry = Registry::start_with(Habits::default(), |request, _| {
        let asked = "Bearer realm=\"https://tokens.invalid/token\",service=\"kits\"";
        let has_token = request.header("authorization").is_some();
        (!has_token).then(|| Answer::status(401, "{}").with_header("WWW-Authenticate", asked))
    });
    let failure = client(&registry.address(), ME).versions(NAME).unwrap_err();
    // The name leads nowhere: what counts is that nothing of the login was on its way.
    assert!(authorized(&registry.server.requests()).is_empty());
    assert!(!failure.to_string().contains("canary"), "{failure}");
    for realm in ["http://tokens.example/token", "ftp://x/", "nonsense", ""] {
        let asked = format!("Bearer realm=\"{realm}\"");
        let registry = Registry::start_with(Habits::default(), move |_, _| {
            Some(Answer::status(401, "{}").with_header("WWW-Authenticate", &asked))
        });
        let failure = client(&registry.address(), ME).versions(NAME).unwrap_err();
        assert!(matches!(failure, Failure::Unreadable { .. }), "{realm}: {failure}");
    }
}

#[test]
fn a_login_stays_behind_where_bytes_lie_elsewhere() {
    let made = package(NAME, "0.1.0", "// One.\n");
    let plain = Registry::start(Habits::default());
    client(&plain.address(), None).publish(&made, None).unwrap();
    let blobs = plain.held().blobs.clone();
    let elsewhere = Server::start(move |_, request| {
        let digest = request.path().trim_start_matches('/').to_owned();
        match blobs.get(&(NAME.to_owned(), digest)) {
            Some(text) => Answer::status(200, text),
            None => Answer::status(404, ""),
        }
    });
    let place = elsewhere.url();
    for login in [Login::Basic(PAIR), Login::Token { pair: PAIR, realm: None }] {
        let (there, before) = (place.clone(), elsewhere.requests().len());
        let registry = Registry::start_with(with_login(login), move |request, _| {
            let (_, digest) = request.path().split_once("/blobs/sha256:")?;
            let may = request.header("authorization").is_some() && request.method == "GET";
            let target = format!("{there}/sha256:{digest}");
            may.then(|| Answer::status(307, "").with_header("Location", &target))
        });
        client(&registry.address(), ME).publish(&made, None).unwrap();
        let mut options = ClientOptions::default();
        options.rules.allow_loopback(place.parse().unwrap());
        let cache = tempfile::tempdir().unwrap();
        client_with(&registry.address(), ME, options)
            .fetch(NAME, &made.digest, cache.path())
            .unwrap();
        let asked = &elsewhere.requests()[before..];
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert!(authorized(asked).is_empty(), "{asked:?}");
        // What isn't allowed to be reached isn't, wherever a registry leads to.
        let cache = tempfile::tempdir().unwrap();
        let refused = client(&registry.address(), ME).fetch(NAME, &made.digest, cache.path());
        assert!(matches!(refused, Err(Failure::Network(_))), "{refused:?}");
        assert_eq!(elsewhere.requests().len(), before + 2);
    }
}

#[test]
fn what_a_registry_says_of_a_password_is_struck_out() {
    let registry = Registry::start_with(Habits::default(), |request, _| {
        let Some(told) = request.header("authorization") else {
            let asked = "Basic realm=\"kits\"";
            return Some(Answer::status(401, "{}").with_header("WWW-Authenticate", asked));
        };
        let echo = serde_json::json!({ "errors": [{ "code": "NO", "message": told }] });
        Some(Answer::status(500, &echo.to_string()))
    });
    let failure = client(&registry.address(), ME).versions(NAME).unwrap_err().to_string();
    let encoded = "bWU6Y2FuYXJ5LXdvcmQ=";
    assert!(!failure.contains("canary") && !failure.contains(encoded), "{failure}");
    assert!(failure.contains("redacted"), "{failure}");
}
