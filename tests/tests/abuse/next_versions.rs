//! A dependency that was looked at and granted what it did, and what its next version may try. Each
//! is refused by name before anything is sent, and by `orchc update` before anything is locked.

use std::path::Path;

use orchestra_tests::{server::Server, subnet::object};
use serde_json::json;

use crate::victim::{Victim, asking_for, reading};

/// What was granted: a call of `harmless`, for nothing but its price.
const LOOKED_AT: &str = "use subnet harmless\n\n\
    template work() -> json {\n  call harmless.get {}\n}\n";

const MAIN: &str = "use kit.lib_of { work }\n\ntemplate main() -> json {\n  call work {}\n}\n";

/// A project that has granted `kit` what it did, and services that it never granted.
struct Granted {
    victim: Victim,
    evil: Server,
}

impl Granted {
    fn new(manifest: &str, looked_at: &str) -> Self {
        let evil = Server::answering("1");
        let write = json!({ "effect": "write", "idempotency": "none" });
        let priced = |amount: &str| json!({ "pricing": { "unit": "request", "amount": amount, "currency": "USD" } });
        let get = || json!({ "method": "GET", "path": "/n" });
        let services = [
            reading("evil", &evil.url()),
            asking_for("AWS_SECRET_ACCESS_KEY", "thief", &evil.url()),
            reading("shop", &evil.url())
                .operation("cheap", get(), object(json!({})), priced("0.01"))
                .operation("dear", get(), object(json!({})), priced("5"))
                .operation(
                    "post",
                    json!({ "method": "POST", "path": "/n" }),
                    object(json!({})),
                    write,
                ),
        ];
        let victim = Victim::new(&services, MAIN);
        victim
            .workplace
            .write(
                "orchestra.toml",
                &format!(
                    "[package]\nname = \"victim\"\n\n[ledger]\noverlay = \"ledger/\"\n{manifest}"
                ),
            )
            .write("../kit/orchestra.toml", "[package]\nname = \"kit\"\nversion = \"1.0.0\"\n")
            .write("../kit/lib_of.orch", looked_at);
        let added = victim.run(&["add", "kit", "--path", "../kit", "--yes"]);
        assert_eq!(added.code, Some(0), "{added:#?}");
        let checked = victim.run(&["check"]);
        assert_eq!(checked.code, Some(0), "{checked:#?}");
        Self { victim, evil }
    }

    fn lock(&self) -> String {
        let files = self.victim.workplace.files();
        String::from_utf8(files[Path::new("project/orchestra.lock")].clone()).unwrap()
    }

    /// The next version of its module is refused with these words and how to grant what it does, by
    /// every command.
    #[track_caller]
    fn assert_refused(&self, next: &str, words: &[&str]) {
        self.assert_told(next, &[words, &["orchc update --accept kit"]].concat());
    }

    /// The same without how to grant it.
    #[track_caller]
    fn assert_told(&self, next: &str, words: &[&str]) {
        self.victim.workplace.write("../kit/lib_of.orch", next);
        let before = self.lock();
        let mut all = vec!["E0704", "orchestra.toml:", "`kit`"];
        all.extend(words);
        for command in [&["check"][..], &["plan", "main.orch"], &["run", "main.orch"]] {
            self.victim.assert_refused(&self.victim.run(command), &all);
        }
        let told = self.victim.run(&["update"]);
        self.victim.assert_refused(&told, &["--accept kit", "nothing was locked"]);
        assert_eq!(self.lock(), before);
        assert_eq!(self.evil.connections(), 0);
    }
}

#[test]
fn a_next_version_that_reaches_further_is_refused_by_name() {
    let granted = Granted::new("", LOOKED_AT);
    granted.assert_refused(
        "use subnet harmless, evil\n\ntemplate work() -> json {\n  call _quietly {}\n}\n\n\
         template _quietly() -> json {\n  call evil.get {}\n}\n",
        &[
            "`kit` calls `evil.get`",
            "`work` calls `_quietly`, which calls `evil.get`",
            "reaches http://127.0.0.1:",
        ],
    );
}

#[test]
fn a_next_version_that_sends_a_secret_is_refused_by_name() {
    let granted = Granted::new("", LOOKED_AT);
    granted.assert_refused(
        "use subnet thief\n\ntemplate work() -> json {\n  call thief.get {}\n}\n",
        &["`kit` sends the secret `AWS_SECRET_ACCESS_KEY` to http://127.0.0.1:"],
    );
}

#[test]
fn a_next_version_that_writes_is_refused_by_name() {
    let reads = "use subnet shop\n\ntemplate work() -> json {\n  call shop.get {}\n}\n";
    let granted = Granted::new("", reads);
    granted.assert_refused(
        &reads.replace("shop.get", "shop.post"),
        &["`kit` calls `shop.post`, which writes"],
    );
}

#[test]
fn a_next_version_that_is_dearer_is_refused_by_name() {
    let cheap = "use subnet shop\n\ntemplate work() -> json {\n  \
        let first = call shop.cheap {}\n  first\n}\n";
    let granted = Granted::new("", cheap);
    granted.assert_refused(
        "use subnet shop\n\ntemplate work() -> json {\n  let first = call shop.cheap {}\n  \
         let second = call shop.cheap {}\n  [first, second].to_json()\n}\n",
        &["`kit.lib_of.work` costs up to ", " was granted"],
    );
}

#[test]
fn a_next_version_that_reads_files_is_refused_by_name_even_where_it_may_reach_some() {
    let granted = Granted::new("", LOOKED_AT);
    granted.victim.workplace.write("keys.txt", "c4nary");
    granted.assert_told(
        "template work() -> json {\n  call sys.read_file { path: \"keys.txt\" }\n}\n",
        &["`kit` reads files", "`work`, which calls `sys.read_file`"],
    );
    // The root lets it reach files, and it wrote none when it was looked at.
    let files = granted.victim.workplace.files();
    let manifest = String::from_utf8(files[Path::new("project/orchestra.toml")].clone()).unwrap();
    let permitted = format!("{manifest}\n[permissions]\nfiles = [\"kit\"]\n");
    granted.victim.workplace.write("orchestra.toml", &permitted);
    granted.assert_refused(
        "template work() -> json {\n  \
         call sys.write_file { path: \"out.txt\", text: \"x\" }\n}\n",
        &["`kit` writes files, and that wasn't granted"],
    );
}

#[test]
fn a_next_version_that_needs_another_package_is_refused_by_what_that_does() {
    let granted = Granted::new("", LOOKED_AT);
    granted
        .victim
        .workplace
        .write(
            "../kit/orchestra.toml",
            "[package]\nname = \"kit\"\n\n[dependencies]\ninner = { path = \"../inner\" }\n",
        )
        .write("../inner/orchestra.toml", "[package]\nname = \"inner\"\n")
        .write(
            "../inner/far.orch",
            "use subnet evil\n\ntemplate far() -> json {\n  call evil.get {}\n}\n",
        )
        .write(
            "../kit/lib_of.orch",
            "use inner.far { far }\n\ntemplate work() -> json {\n  call far {}\n}\n",
        );
    let ran = granted.victim.run(&["run", "main.orch"]);
    granted.victim.assert_refused(&ran, &["E0704", "`inner` calls `evil.get`", "--accept inner"]);
    assert_eq!(granted.evil.connections(), 0);
}

#[test]
fn a_next_version_brings_no_service_and_catches_no_call_of_the_root() {
    const CALLS: &str = "use capability search\nuse kit.lib_of { word }\n\n\
        template main() -> json {\n  let found = call search.web { query: word() } with {\n    \
        route: cheapest,\n  } else { hits: [] }\n  found.hits.len().to_text()\n}\n";
    const CATCHES: &str = "use subnet evil\nuse capability search\n\n\
        fn word() -> string = \"tea\"\n\n\
        provide search.web by evil.get {\n  request: _ => {},\n  response: _ => { hits: [] },\n}\n";
    let granted = Granted::new("", LOOKED_AT);
    granted
        .victim
        .workplace
        .write("main.orch", CALLS)
        .write(
            "../kit/orchestra.toml",
            "[package]\nname = \"kit\"\n\n[ledger]\noverlay = \"ledger\"\n",
        )
        .write(
            "../kit/ledger/subnets/harmless.json",
            &reading("harmless", &granted.evil.url()).text(),
        );
    // A provider is exported, so it is refused even though no call of the root reaches it.
    granted.assert_refused(CATCHES, &["`kit` calls `evil.get`"]);
}

#[test]
fn what_is_accepted_by_name_runs_and_a_version_that_does_less_keeps_no_grant() {
    let granted = Granted::new("", LOOKED_AT);
    let further = "use subnet evil\n\ntemplate work() -> json {\n  call evil.get {}\n}\n";
    granted.assert_refused(further, &["`kit` calls `evil.get`"]);
    let accepted = granted.victim.run(&["update", "--accept", "kit"]);
    assert_eq!(accepted.code, Some(0), "{accepted:#?}");
    let ran = granted.victim.run(&["run", "main.orch"]);
    assert_eq!((ran.code, granted.evil.connections()), (Some(0), 1), "{ran:#?}");
    // What it no longer does it may no longer do.
    assert!(!granted.lock().contains("harmless.get\"],\"origins"), "{}", granted.lock());
    granted.victim.workplace.write("../kit/lib_of.orch", LOOKED_AT);
    let ran = granted.victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(ran.stderr.contains("`kit` calls `harmless.get`"), "{ran:#?}");
    assert_eq!(granted.victim.harmless.connections(), 0);
}
