//! Libraries of packages: a registry that wants our login for somebody else, a package that would take a
//! key along, one that would have us ask this machine.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use orchestra_tests::{
    corpus,
    orchc::Workplace,
    registry::{Habits, Login, Registry},
    server::Server,
};

use super::brought::Place;

const CANARY: &str = "canary-registry-password";

fn package() -> Workplace {
    let workplace = Workplace::new();
    workplace
        .write("orchestra.toml", "[package]\nname = \"greeting-kit\"\nversion = \"0.1.0\"\n")
        .write("words.orch", "fn one() -> int {\n  1\n}\n");
    workplace
}

/// Docker's logins of a user who has one for the registry.
fn login(workplace: &Workplace, registry: &Registry) -> String {
    let host = registry.address().replace("oci://", "");
    let pair = STANDARD.encode(format!("me:{CANARY}"));
    let text = format!("{{\"auths\":{{\"{host}\":{{\"auth\":\"{pair}\"}}}}}}");
    workplace.write("../docker/config.json", &text);
    workplace.root().join("docker").display().to_string()
}

#[test]
fn a_login_for_a_registry_does_not_go_to_whom_it_names() {
    let thief = Server::answering(r#"{"token":"token-push"}"#);
    let realm = Some(format!("{}/token", thief.url()));
    let pair = "me:canary-registry-password";
    let registry =
        Registry::start(Habits { login: Login::Token { pair, realm }, ..Habits::default() });
    let workplace = package();
    let docker = login(&workplace, &registry);
    let publish = ["publish", "--library", &registry.address()];
    let ran = workplace.run_with(&[("DOCKER_CONFIG", &docker)], publish);
    assert_ne!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(thief.connections(), 0, "{ran:#?}");
    let sent = format!("{:?}", registry.server.requests());
    let encoded = STANDARD.encode(pair);
    assert!(!sent.contains(CANARY) && !sent.contains(&encoded), "{sent}");
    assert!(!format!("{ran:?}").contains(CANARY), "{ran:#?}");
}

#[test]
fn what_lies_beside_the_sources_is_not_published() {
    let workplace = package();
    workplace
        .write("README.md", "# Greetings\n")
        .write("notes.txt", CANARY)
        .write(".env", CANARY)
        .write(".git/config", CANARY)
        .write("keys/hotkey.json", CANARY)
        .write("tests/secret.orch", &format!("// {CANARY}\n"))
        .write("orchestra.lock", &format!("{{\"version\": 1, \"{CANARY}\": 1}}\n"))
        .write("ledger/subnets/README.txt", CANARY);
    let manifest = format!(
        "[package]\nname = \"greeting-kit\"\nversion = \"0.1.0\"\n\n[ledger]\noverlay = \"ledger\"\n\n\
         # {CANARY}\n[prices]\n\"taostats.get_tao_price\" = \"0.001usd\"\n"
    );
    workplace.write("orchestra.toml", &manifest);
    workplace.write("orchestra.lock", "{\n  \"version\": 1\n}\n");
    let ran = workplace.run(["publish", "--library", "./library"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let library = workplace.project().join("library");
    let texts = corpus::files(&library, "").into_iter().map(|it| corpus::read(&it));
    let texts: Vec<_> = texts.collect();
    assert!(texts.iter().any(|text| text.contains("# Greetings")), "{texts:#?}");
    assert!(texts.iter().all(|text| !text.contains(CANARY)), "{texts:#?}");
}

#[test]
fn a_module_that_is_a_link_to_elsewhere_is_not_published() {
    let workplace = package();
    corpus::write(&workplace.root().join("elsewhere.orch"), &format!("// {CANARY}\n"));
    let link = workplace.project().join("stolen.orch");
    std::os::unix::fs::symlink(workplace.root().join("elsewhere.orch"), link).unwrap();
    let readme = workplace.project().join("README.md");
    std::os::unix::fs::symlink(workplace.root().join("elsewhere.orch"), readme).unwrap();
    workplace.run(["publish", "--library", "./library"]);
    let library = workplace.project().join("library");
    for file in corpus::files(&library, "") {
        assert!(!corpus::read(&file).contains(CANARY), "{}", Path::display(&file));
    }
}

#[test]
fn a_package_has_nobody_ask_this_machine() {
    let evil = Server::answering(r#"{"tags":["1.0.0"]}"#);
    let local = evil.url().replace("http://", "oci://");
    let workplace = Workplace::new();
    let needs =
        format!("\n[dependencies]\ninner = {{ library = \"{local}\", version = \"^1\" }}\n");
    let files = [("words.orch", "fn one() -> int = 1\n")];
    Place::Folder.bring(&workplace, ("kit", "1.0.0"), "", &files);
    Place::Folder.bring(&workplace, ("kit", "1.0.1"), &needs, &files);
    let manifest = "[package]\nname = \"app\"\n\n[library]\ndefault = \"../library\"\n";
    workplace.write("orchestra.toml", manifest);
    let refused = |arguments: &[&str]| {
        let ran = workplace.run(arguments);
        assert_eq!(ran.code, Some(2), "{ran:#?}");
        for word in [&*local, "somebody else's names it", "only your own manifest may"] {
            assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
        }
    };
    refused(&["add", "kit", "--yes"]);
    let added = workplace.run(["add", "kit", "--version", "=1.0.0", "--yes"]);
    assert_eq!(added.code, Some(0), "{added:#?}");
    let manifest = corpus::read(&workplace.project().join("orchestra.toml"));
    workplace.write("orchestra.toml", &manifest.replace("=1.0.0", "1"));
    for command in ["update", "outdated"] {
        refused(&[command]);
    }
    assert_eq!(evil.connections(), 0);
    // Whom the root names itself is asked.
    let own = format!("{manifest}other = {{ library = \"{local}\", version = \"1\" }}\n");
    workplace.write("orchestra.toml", &own);
    let ran = workplace.run(["update"]);
    assert!(evil.connections() > 0, "{ran:#?}");
}
