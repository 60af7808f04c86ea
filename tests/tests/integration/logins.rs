//! `orchc login` and `logout`: what is kept, where, for whom, and what never is shown.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace, finish},
    registry::{Habits, Login, Registry},
    server::Server,
    subnet::{Subnet, object},
    terminal::Terminal,
};
use serde_json::json;

const VALUE: &str = "canary-5c1f";

/// Runs a command with this on its stdin.
fn piped(mut command: Command, text: &str) -> Ran {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    finish(child.wait_with_output().unwrap())
}

fn login(workplace: &Workplace, arguments: &[&str], text: &str) -> Ran {
    piped(workplace.command([&["login"], arguments].concat()), text)
}

#[track_caller]
fn succeeded(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(!format!("{ran:?}").contains(VALUE), "{ran:#?}");
    ran
}

#[track_caller]
fn refused(ran: &Ran, word: &str) {
    assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{ran:#?}");
    assert!(ran.stderr.contains(word) && !ran.stderr.contains(VALUE), "no {word:?} in {ran:#?}");
}

fn kept(workplace: &Workplace) -> PathBuf {
    workplace.root().join("home/.config/orchestra/logins.json")
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// A project whose one call needs `OUR_KEY`, of a service on this machine.
fn project() -> (Workplace, Server) {
    let server = Server::answering("1");
    let entry = Subnet::at("vault", &server.url())
        .auth(json!({ "kind": "header", "name": "X-Key", "format": "{secret}", "env": "OUR_KEY" }))
        .operation(
            "get",
            json!({ "method": "GET", "path": "/n" }),
            object(json!({})),
            json!({ "output": { "type": "integer" } }),
        );
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write(
        "main.orch",
        "use subnet vault\n\ntemplate main() -> int {\n  call vault.get {}\n}\n",
    );
    (workplace, server)
}

fn keys(server: &Server) -> Vec<String> {
    server.requests().iter().filter_map(|it| it.header("x-key").map(str::to_owned)).collect()
}

#[test]
fn a_secret_is_kept_for_its_owner_alone_and_used_where_no_variable_is_set() {
    let (workplace, server) = project();
    refused(&workplace.run(["run", "main.orch"]), "orchc login OUR_KEY");
    assert_eq!(server.connections(), 0);
    succeeded(login(&workplace, &["OUR_KEY"], &format!("{VALUE}\n")));
    let file = kept(&workplace);
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert_eq!(succeeded(workplace.run(["login"])).stdout, "OUR_KEY\n");
    assert_eq!(succeeded(workplace.run(["run", "main.orch"])).stdout, "1\n");
    let ran = workplace.run_with(&[("OUR_KEY", "of-the-variable")], ["run", "main.orch"]);
    assert_eq!(succeeded(ran).stdout, "1\n");
    assert_eq!(keys(&server), [VALUE, "of-the-variable"]);
    // Another value takes its place; a line's end isn't part of one, whoever's it is.
    succeeded(login(&workplace, &["OUR_KEY"], "other\r\n"));
    succeeded(workplace.run(["run", "main.orch"]));
    assert_eq!(keys(&server)[2], "other");
    succeeded(workplace.run(["logout", "OUR_KEY"]));
    refused(&workplace.run(["logout", "OUR_KEY"]), "nothing is kept for OUR_KEY");
    refused(&workplace.run(["run", "main.orch"]), "OUR_KEY");
    assert_eq!(keys(&server).len(), 3);
    let beside = workplace.files().into_keys().filter(|it| it.starts_with("home/.config"));
    assert_eq!(beside.collect::<Vec<_>>(), [PathBuf::from("home/.config/orchestra/logins.json")]);
}

#[test]
fn what_is_kept_goes_where_its_owner_lets_it_and_nowhere_else() {
    let workplace = Workplace::new();
    let entry = Subnet::at("vault", "https://collector.invalid")
        .auth(json!({ "kind": "bearer", "env": "DESEARCH_API_KEY" }))
        .operation(
            "get",
            json!({ "method": "GET", "path": "/n" }),
            object(json!({})),
            json!({ "output": { "type": "integer" } }),
        );
    workplace.overlay(&[entry]).write(
        "main.orch",
        "use subnet vault\n\ntemplate main() -> int {\n  call vault.get {}\n}\n",
    );
    succeeded(login(&workplace, &["DESEARCH_API_KEY"], VALUE));
    let ran = workplace.run(["run", "main.orch"]);
    refused(&ran, "orchc trust DESEARCH_API_KEY https://collector.invalid");
}

#[test]
fn a_file_that_others_may_read_is_refused_before_anything_is_sent() {
    let (workplace, server) = project();
    succeeded(login(&workplace, &["OUR_KEY"], VALUE));
    let (file, text) = (kept(&workplace), corpus::read(&kept(&workplace)));
    for open in [0o644, 0o640, 0o602] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(open)).unwrap();
        for command in [
            workplace.command(["run", "main.orch"]),
            workplace.command(["login"]),
            workplace.command(["login", "OTHER_KEY"]),
            workplace.command(["logout", "OUR_KEY"]),
        ] {
            refused(&piped(command, "value"), "chmod 600");
        }
    }
    assert_eq!((corpus::read(&file), server.connections()), (text, 0));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    corpus::write(&file, &format!("{{ \"version\": 1, \"secrets\": {{ \"A\": [\"{VALUE}\"] }} }}"));
    refused(&workplace.run(["run", "main.orch"]), "isn't what this version's `orchc login` writes");
    refused(&login(&workplace, &["A"], "value"), "remove it and log in again");
}

#[test]
fn a_value_that_is_none_or_stands_in_the_wrong_place_is_refused_and_not_shown() {
    let workplace = Workplace::new();
    for (arguments, text, word) in [
        (&["OUR_KEY", VALUE][..], "", "never given as an argument"),
        (&[&format!("OUR_KEY={VALUE}")], "x", "neither the name of a variable nor"),
        (&[&format!("sk-{VALUE}")], "x", "neither the name of a variable nor"),
        (&["@hotkey"], "x", "neither the name of a variable nor"),
        (&["@file:key"], "x", "neither the name of a variable nor"),
        (&["ORCHESTRA_STORE"], "x", "from the environment alone"),
        (&["OUR_KEY"], "", "there is no value"),
        (&["OUR_KEY"], "\n", "there is no value"),
        (&["OUR_KEY"], &format!("{VALUE}\nmore\n"), "line break"),
        (&["OUR_KEY"], &VALUE.repeat(5000), "longer than any"),
        (&["OUR_KEY", "--user", "me"], VALUE, "at a registry"),
        (&["registry.example"], VALUE, "--user NAME"),
        (&["registry.example", "--user", "me:you"], VALUE, "no user's name"),
    ] {
        refused(&login(&workplace, arguments, text), word);
    }
    assert!(workplace.files().keys().all(|it| !it.ends_with("logins.json")));
}

#[test]
fn what_is_typed_on_a_terminal_is_not_shown() {
    let workplace = Workplace::new();
    let typed = format!("{VALUE}\n");
    let command = workplace.command(["login", "OUR_KEY"]);
    let (code, shown) = Terminal::run_answering(command, &[("OUR_KEY: ", &typed)]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("OUR_KEY is kept in") && !shown.contains(VALUE), "{shown:?}");
    let command = workplace.command(["login", "registry.example"]);
    let answers =
        [("user at registry.example: ", "me\n"), ("password at registry.example: ", &*typed)];
    let (code, shown) = Terminal::run_answering(command, &answers);
    assert!(code == Some(0) && shown.contains("me\n") && !shown.contains(VALUE), "{shown:?}");
    let text = corpus::read(&kept(&workplace));
    assert_eq!(text.matches(VALUE).count(), 2, "{text}");
    // Nobody types anything, or ends the input.
    for nothing in ["\n", "\u{4}"] {
        let command = workplace.command(["login", "OTHER_KEY"]);
        let (code, shown) = Terminal::run_answering(command, &[("OTHER_KEY: ", nothing)]);
        assert!(code == Some(2) && shown.contains("there is no value"), "{shown}");
    }
    // A terminal drops what is beyond its line: what is kept would be another value.
    let command = workplace.command(["login", "OTHER_KEY"]);
    let long = format!("{}\n", "k".repeat(5000));
    let (code, shown) = Terminal::run_answering(command, &[("OTHER_KEY: ", &long)]);
    assert!(code == Some(2) && shown.contains("longer than what a terminal hands on"), "{shown}");
    let command = workplace.command(["login", "OTHER_KEY"]);
    let (code, shown, is_typing_shown) = Terminal::interrupted(command, "OTHER_KEY: ");
    assert!(code == Some(130) && shown.contains("nothing was kept"), "{shown}");
    assert!(is_typing_shown, "the terminal is left as it was");
    assert_eq!(corpus::read(&kept(&workplace)), text);
}

#[test]
fn what_is_typed_is_not_shown_either_where_the_question_goes_elsewhere() {
    let workplace = Workplace::new();
    let command = workplace.command(["login", "OUR_KEY"]);
    let typed = format!("{VALUE}\n");
    let (code, shown, said) = Terminal::run_asked_elsewhere(command, "OUR_KEY: ", &typed);
    assert_eq!((code, &*shown), (Some(0), ""), "{said}");
    assert!(said.contains("OUR_KEY is kept in") && !said.contains(VALUE), "{said}");
    assert_eq!(corpus::read(&kept(&workplace)).matches(VALUE).count(), 1);
}

#[test]
fn a_registry_is_shown_the_login_that_is_kept_before_that_of_docker() {
    let login_of = |pair| Login::Basic(pair);
    let registry = Registry::start(Habits {
        referrers: true,
        catalogue: true,
        login: login_of("me:canary-5c1f"),
        ..Habits::default()
    });
    let (workplace, address) = (Workplace::new(), registry.address());
    let host = address.trim_start_matches("oci://").split('/').next().unwrap().to_owned();
    workplace
        .write("orchestra.toml", "[package]\nname = \"kit\"\nversion = \"0.1.0\"\n")
        .write("words.orch", "template greet() -> string {\n  \"Hello\"\n}\n");
    let publish = ["publish", "--library", &address];
    let ran = workplace.run(publish);
    assert!(ran.code == Some(2) && ran.stderr.contains(&format!("orchc login {host}")), "{ran:#?}");
    // Docker's doesn't do.
    let docker =
        format!("{{\"auths\":{{\"{host}\":{{\"username\":\"me\",\"password\":\"old\"}}}}}}");
    workplace.write("../home/.docker/config.json", &docker);
    let ran = workplace.run(publish);
    assert!(ran.code == Some(2) && ran.stderr.contains("isn't enough"), "{ran:#?}");
    succeeded(login(&workplace, &[&address, "--user", "me"], VALUE));
    assert_eq!(succeeded(workplace.run(["login"])).stdout, format!("{host}\n"));
    succeeded(workplace.run(publish));
    succeeded(workplace.run(["logout", &host]));
    let yank = ["yank", "kit", "0.1.0", "--library", &address];
    let ran = workplace.run(yank);
    assert!(ran.code == Some(2) && ran.stderr.contains("isn't enough"), "{ran:#?}");
    // What a program keeps goes before it as well, if it is a name and a password.
    for (user, word) in [("<token>", "is an identity token"), ("", "helper failed at `get`")] {
        let answer = json!({ "Username": user, "Secret": VALUE });
        with_helper(&workplace, &format!("#!/bin/sh\necho '{answer}'\n"));
        refused(&workplace.run(yank), word);
    }
}

/// A credential helper as Docker has them, which keeps a file a server in the folder of the script.
const HELPER: &str = r#"#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$1" >> asked
case "$1" in
store)
  text=$(cat)
  server=$(printf '%s' "$text" | sed 's/.*"ServerURL":"\([^"]*\)".*/\1/')
  printf '%s' "$text" > "kept-$(printf '%s' "$server" | tr -c 'A-Za-z0-9' '_')" ;;
get)
  file="kept-$(tr -c 'A-Za-z0-9' '_')"
  if [ -f "$file" ]; then cat "$file"; else echo 'credentials not found in native keychain'; exit 1; fi ;;
erase) rm -f "kept-$(tr -c 'A-Za-z0-9' '_')" ;;
esac
"#;

/// One whose user has a credential helper.
fn with_helper(workplace: &Workplace, script: &str) {
    workplace.write("../keeper/helper", script).permit("../keeper/helper", 0o700);
    let config = "credential_helper = \"../../../keeper/helper\"\n";
    workplace.write("../home/.config/orchestra/config.toml", config);
}

#[test]
fn a_program_that_the_user_names_keeps_logins_instead() {
    let (workplace, server) = project();
    with_helper(&workplace, HELPER);
    succeeded(login(&workplace, &["OUR_KEY"], VALUE));
    let stored =
        corpus::read(&workplace.root().join("keeper/kept-https___orchestra_invalid_OUR_KEY"));
    let stored: serde_json::Value = serde_json::from_str(&stored).unwrap();
    let whole = json!({
        "ServerURL": "https://orchestra.invalid/OUR_KEY", "Username": "OUR_KEY", "Secret": VALUE,
    });
    assert_eq!(stored, whole);
    assert!(!kept(&workplace).exists());
    let asked = || corpus::read(&workplace.root().join("keeper/asked"));
    let before = asked();
    assert_eq!(succeeded(workplace.run(["run", "main.orch"])).stdout, "1\n");
    assert_eq!(keys(&server), [VALUE]);
    // It may ask a person each time, and so is asked once.
    assert_eq!(asked(), format!("{before}get\n"));
    let listed = succeeded(workplace.run(["login"]));
    assert!(listed.stdout.is_empty() && listed.stderr.contains("lists them itself"), "{listed:#?}");
    succeeded(login(&workplace, &["registry.example:5000", "--user", "me"], VALUE));
    let stored = corpus::read(&workplace.root().join("keeper/kept-registry_example_5000"));
    assert!(
        stored.contains("\"ServerURL\":\"registry.example:5000\",\"Username\":\"me\""),
        "{stored}"
    );
    succeeded(workplace.run(["logout", "OUR_KEY"]));
    refused(&workplace.run(["logout", "OUR_KEY"]), "nothing is kept");
    refused(&workplace.run(["run", "main.orch"]), "OUR_KEY");
}

#[test]
fn a_program_that_fails_is_named_and_what_it_prints_is_not_shown() {
    let (workplace, server) = project();
    for script in [
        format!("#!/bin/sh\necho '{VALUE}'; echo '{VALUE}' >&2; exit 1\n"),
        format!("#!/bin/sh\necho '{{\"Secret\": \"{VALUE}'\n"),
    ] {
        with_helper(&workplace, &script);
        refused(&workplace.run(["run", "main.orch"]), "keeper/helper failed at `get` for OUR_KEY");
    }
    with_helper(&workplace, "#!/bin/sh\nexit 3\n");
    refused(&login(&workplace, &["OUR_KEY"], VALUE), "failed at `store`");
    workplace
        .write("../home/.config/orchestra/config.toml", "credential_helper = \"is-not-there\"\n");
    refused(&workplace.run(["run", "main.orch"]), "docker-credential-is-not-there");
    refused(&login(&workplace, &["OUR_KEY"], VALUE), "docker-credential-is-not-there");
    workplace.write("../home/.config/orchestra/config.toml", "credential_helper = \"\"\n");
    refused(&login(&workplace, &["OUR_KEY"], VALUE), "is empty");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_program_that_fails_is_asked_once() {
    let (workplace, server) = project();
    with_helper(&workplace, "#!/bin/sh\necho \"$1\" >> \"$(dirname \"$0\")/asked\"\nexit 3\n");
    refused(&workplace.run(["run", "main.orch"]), "keeper/helper failed at `get` for OUR_KEY");
    assert_eq!(corpus::read(&workplace.root().join("keeper/asked")), "get\n");
    assert_eq!(server.connections(), 0);
}

#[test]
fn who_has_a_variable_needs_no_program() {
    let (workplace, server) = project();
    with_helper(&workplace, "#!/bin/sh\nexit 3\n");
    let ran = workplace.run_with(&[("OUR_KEY", "of-the-variable")], ["run", "main.orch"]);
    assert_eq!(succeeded(ran).stdout, "1\n");
    assert_eq!(keys(&server), ["of-the-variable"]);
}
