//! A dependency that was looked at and granted what it did, and what its next version may try: one
//! that lies beside the project, and one that is published in a library. Each is refused by name
//! before anything is sent, and by `orchc update` before anything is locked.

use std::path::Path;

use orchestra_tests::{server::Server, subnet::object};
use serde_json::json;

use super::{
    brought::Place,
    victim::{Victim, asking_for, reading},
};

/// What was granted: a call of `harmless`, for nothing but its price.
const LOOKED_AT: &str = "use subnet harmless\n\n\
    template work() -> json {\n  call harmless.get {}\n}\n";

const MAIN: &str = "use kit.lib_of { work }\n\ntemplate main() -> json {\n  call work {}\n}\n";

/// What was looked at, of the package and of the one that it may need.
const FIRST: &str = "1.0.0";
/// What may be more.
const NEXT: &str = "1.0.1";

/// A project that has granted `kit` what it did, and services that it never granted.
struct Granted {
    victim: Victim,
    evil: Server,
    place: Place,
    /// The digest of the version that was looked at, in a library.
    digest: Option<String>,
}

/// What the next version is.
#[derive(Clone, Copy, Default)]
struct Next<'text> {
    /// Its module.
    source: &'text str,
    /// What stands in its manifest besides.
    manifest: &'text str,
    /// What else it brings.
    files: &'text [(&'text str, &'text str)],
}

impl<'text> From<&'text str> for Next<'text> {
    fn from(source: &'text str) -> Self {
        Self { source, ..Self::default() }
    }
}

/// Does the same with a package that lies beside, and with those of libraries.
fn wherever_it_is_from(looked_at: &str, test: impl Fn(&Granted)) {
    for place in Place::each() {
        test(&Granted::new(place, looked_at));
    }
}

impl Granted {
    fn new(place: Place, looked_at: &str) -> Self {
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
        let library = place.library();
        let default = library.map(|it| format!("\n[library]\ndefault = \"{it}\"\n"));
        let manifest = format!(
            "[package]\nname = \"victim\"\n\n[ledger]\noverlay = \"ledger/\"\n{}",
            default.as_deref().unwrap_or_default()
        );
        victim.workplace.write("orchestra.toml", &manifest);
        let files = [("lib_of.orch", looked_at)];
        let digest = place.bring(&victim.workplace, ("kit", FIRST), "", &files);
        let from: &[&str] = if digest.is_some() { &[] } else { &["--path", "../kit"] };
        let added = victim.run(&[&["add", "kit", "--yes"], from].concat());
        assert_eq!(added.code, Some(0), "{added:#?}");
        let granted = Self { victim, evil, place, digest };
        granted.assert_checks();
        granted
    }

    fn text(&self, path: &str) -> String {
        let files = self.victim.workplace.files();
        String::from_utf8(files[Path::new(path)].clone()).unwrap()
    }

    fn lock(&self) -> String {
        self.text("project/orchestra.lock")
    }

    #[track_caller]
    fn assert_checks(&self) {
        let checked = self.victim.run(&["check", "--locked"]);
        assert_eq!(checked.code, Some(0), "{checked:#?}");
    }

    /// Has the next version where it is from. Its digest, in a library.
    fn bring(&self, next: Next<'_>) -> Option<String> {
        let files = [&[("lib_of.orch", next.source)][..], next.files].concat();
        self.place.bring(&self.victim.workplace, ("kit", NEXT), next.manifest, &files)
    }

    /// The next version is refused with these words, and how to grant what it does, by every command
    /// that comes to it.
    #[track_caller]
    fn assert_refused<'text>(&self, next: impl Into<Next<'text>>, words: &[&str]) {
        self.assert_told(next.into(), words, &["orchc update --accept kit"]);
    }

    /// The same, with these words of what can be done.
    #[track_caller]
    fn assert_told(&self, next: Next<'_>, words: &[&str], help: &[&str]) {
        let before = self.lock();
        let digest = self.bring(next);
        let told = self.victim.run(&["update"]);
        let update = [words, &["kit", "orchc update --accept kit", "nothing was locked"]].concat();
        self.victim.assert_refused(&told, &update);
        assert_eq!(self.lock(), before);
        if let (Some(first), Some(next)) = (&self.digest, digest) {
            // What is locked stays what it was, until a hand moves it past `update`.
            self.assert_checks();
            let moved = before.replace(first, &next).replace(FIRST, NEXT);
            self.victim.workplace.write("orchestra.lock", &moved);
            let fetched = self.victim.run(&["update", "--locked"]);
            assert_eq!(fetched.code, Some(0), "{fetched:#?}");
        }
        let all = [&["E0704", "orchestra.toml:", "`kit`"], words, help].concat();
        for command in [&["check"][..], &["plan", "main.orch"], &["run", "main.orch"]] {
            self.victim.assert_refused(&self.victim.run(command), &all);
        }
        self.victim.workplace.write("orchestra.lock", &before);
        assert_eq!(self.evil.connections(), 0);
    }

    /// Once it is accepted by name, the next version is locked, and may do what it does.
    #[track_caller]
    fn assert_accepted(&self) {
        self.accept();
        self.assert_checks();
    }

    /// Accepts it by name.
    #[track_caller]
    fn accept(&self) {
        let accepted = self.victim.run(&["update", "--accept", "kit"]);
        assert_eq!(accepted.code, Some(0), "{accepted:#?}");
        assert!(accepted.stdout.contains("1.0.0 → 1.0.1") || self.digest.is_none());
        assert!(self.lock().contains("\"version\":\"1.0.1\""), "{}", self.lock());
    }
}

#[test]
fn a_next_version_that_reaches_further_is_refused_by_name() {
    wherever_it_is_from(LOOKED_AT, |granted| {
        granted.assert_refused(
            "use subnet harmless, evil\n\ntemplate work() -> json {\n  call _quietly {}\n}\n\n\
             template _quietly() -> json {\n  call evil.get {}\n}\n",
            &[
                "calls `evil.get`",
                ": `work` calls `_quietly`, which calls `evil.get`",
                "reaches http://127.0.0.1:",
            ],
        );
        granted.assert_accepted();
        let ran = granted.victim.run(&["run", "main.orch"]);
        assert_eq!((ran.code, granted.evil.connections()), (Some(0), 1), "{ran:#?}");
        // What it no longer does it may no longer do.
        let lock = granted.lock();
        assert!(!lock.contains("harmless.get\"],\"origins"), "{lock}");
    });
}

#[test]
fn a_next_version_that_sends_a_secret_is_refused_by_name() {
    wherever_it_is_from(LOOKED_AT, |granted| {
        granted.assert_refused(
            "use subnet thief\n\ntemplate work() -> json {\n  call thief.get {}\n}\n",
            &[
                "sends the secret `AWS_SECRET_ACCESS_KEY` to http://127.0.0.1:",
                ": `work` calls `thief.get`",
            ],
        );
        granted.assert_accepted();
    });
}

#[test]
fn a_next_version_that_writes_is_refused_by_name() {
    let reads = "use subnet shop\n\ntemplate work() -> json {\n  call shop.get {}\n}\n";
    wherever_it_is_from(reads, |granted| {
        granted.assert_refused(
            &*reads.replace("shop.get", "shop.post"),
            &["calls `shop.post`, which writes", ": `work` calls `shop.post`"],
        );
        granted.assert_accepted();
    });
}

#[test]
fn a_next_version_that_is_dearer_is_refused_by_name() {
    let cheap = "use subnet shop\n\ntemplate work() -> json {\n  \
        let first = call shop.cheap {}\n  first\n}\n";
    wherever_it_is_from(cheap, |granted| {
        granted.assert_refused(
            "use subnet shop\n\ntemplate work() -> json {\n  let first = call shop.cheap {}\n  \
             let second = call shop.cheap {}\n  [first, second].to_json()\n}\n",
            &["`kit.lib_of.work` costs up to 0.02usd, and up to 0.01usd was granted"],
        );
        granted.assert_accepted();
        assert!(granted.lock().contains("\"costs\":{\"kit.lib_of.work\":{\"usd\":\"0.02\"}}"));
    });
}

#[test]
fn a_next_version_that_reads_files_is_refused_by_name_even_where_it_may_reach_some() {
    wherever_it_is_from(LOOKED_AT, |granted| {
        granted.victim.workplace.write("keys.txt", "c4nary");
        granted.assert_told(
            "template work() -> json {\n  call sys.read_file { path: \"keys.txt\" }\n}\n".into(),
            &["reads files", "`work`", "calls `sys.read_file`"],
            &["files = [\"kit\"]"],
        );
        // To grant what it does isn't to let it reach files, which is the root's to say.
        granted.accept();
        let ran = granted.victim.run(&["run", "main.orch"]);
        granted.victim.assert_refused(&ran, &["E0704", "`kit` reads files", "files = [\"kit\"]"]);
        let manifest = granted.text("project/orchestra.toml");
        let permitted = format!("{manifest}\n[permissions]\nfiles = [\"kit\"]\n");
        granted.victim.workplace.write("orchestra.toml", &permitted);
        granted.assert_checks();
    });
}

#[test]
fn a_next_version_that_writes_files_is_refused_by_name_where_it_was_not_granted() {
    wherever_it_is_from(LOOKED_AT, |granted| {
        let manifest = granted.text("project/orchestra.toml");
        let permitted = format!("{manifest}\n[permissions]\nfiles = [\"kit\"]\n");
        granted.victim.workplace.write("orchestra.toml", &permitted);
        granted.assert_refused(
            "template work() -> json {\n  \
             call sys.write_file { path: \"out.txt\", text: \"x\" }\n}\n",
            &["writes files", ": `work` calls `sys.write_file`"],
        );
        granted.assert_accepted();
    });
}

#[test]
fn a_next_version_that_needs_another_package_is_refused_by_what_that_does() {
    wherever_it_is_from(LOOKED_AT, |granted| {
        let far = "use subnet evil\n\ntemplate far() -> json {\n  call evil.get {}\n}\n";
        let at = granted.place.library().map_or("{ path = \"../inner\" }", |_| "\"^1\"");
        let (place, before) = (&granted.place, granted.lock());
        place.bring(&granted.victim.workplace, ("inner", FIRST), "", &[("far.orch", far)]);
        granted.bring(Next {
            source: "use inner.far { far }\n\ntemplate work() -> json {\n  call far {}\n}\n",
            manifest: &format!("\n[dependencies]\ninner = {at}\n"),
            files: &[],
        });
        let told = granted.victim.run(&["update"]);
        let words = ["inner\n", "calls `evil.get`: `far` calls `evil.get`", "--accept inner"];
        granted.victim.assert_refused(&told, &words);
        assert_eq!((granted.lock(), granted.evil.connections()), (before, 0));
        if granted.digest.is_none() {
            let ran = granted.victim.run(&["run", "main.orch"]);
            let words = ["E0704", "`inner` calls `evil.get`", "--accept inner"];
            granted.victim.assert_refused(&ran, &words);
        }
    });
}

const CATCHES: &str = "use subnet evil\nuse capability search\n\n\
    fn word() -> string = \"tea\"\n\n\
    provide search.web by evil.get {\n  request: _ => {},\n  response: _ => { hits: [] },\n}\n";

#[test]
fn a_next_version_catches_no_call_of_the_root() {
    const CALLS: &str = "use capability search\nuse kit.lib_of { word }\n\n\
        template main() -> json {\n  let found = call search.web { query: word() } with {\n    \
        route: cheapest,\n  } else { hits: [] }\n  found.hits.len().to_text()\n}\n";
    let looked_at = format!("{LOOKED_AT}\nfn word() -> string = \"tea\"\n");
    wherever_it_is_from(&looked_at, |granted| {
        granted.victim.workplace.write("main.orch", CALLS);
        assert_eq!(granted.victim.run(&["update"]).code, Some(0));
        let before = granted.victim.run(&["plan", "main.orch", "--format", "json"]).json();
        // A provider is exported, so it is refused even though no call of the root reaches it.
        granted.assert_refused(CATCHES, &["calls `evil.get`", ": `search.web by evil.get` calls"]);
        granted.assert_accepted();
        let after = granted.victim.run(&["plan", "main.orch", "--format", "json"]).json();
        assert!(after["effects"]["operations"].as_array().is_some_and(|it| !it.is_empty()));
        assert_eq!(after["effects"], before["effects"]);
    });
}

#[test]
fn a_next_version_brings_no_service() {
    wherever_it_is_from(LOOKED_AT, |granted| {
        let evil = asking_for("AWS_SECRET_ACCESS_KEY", "harmless", &granted.evil.url());
        let own = asking_for("AWS_SECRET_ACCESS_KEY", "own", &granted.evil.url());
        let next = Next {
            source: LOOKED_AT,
            manifest: "\n[ledger]\noverlay = \"ledger\"\n",
            files: &[
                ("ledger/subnets/harmless.json", &evil.text()),
                ("ledger/subnets/own.json", &own.text()),
                ("own.orch", "use subnet own\n\ntemplate more() -> json {\n  call own.get {}\n}\n"),
            ],
        };
        granted.bring(next);
        // What it needs of its own isn't there, and what it replaces stays what it was.
        let updated = granted.victim.run(&["update"]);
        assert_eq!(updated.code, Some(0), "{updated:#?}");
        let checked = granted.victim.run(&["check"]);
        let told = format!("{}{}", checked.stdout, checked.stderr);
        assert!(told.contains("`kit` brings an overlay"), "{checked:#?}");
        let ran = granted.victim.run(&["run", "main.orch"]);
        assert_eq!((ran.code, granted.victim.harmless.connections()), (Some(0), 1), "{ran:#?}");
        let main = "use kit.own { more }\n\ntemplate main() -> json {\n  call more {}\n}\n";
        granted.victim.workplace.write("main.orch", main);
        let ran = granted.victim.run(&["run", "main.orch"]);
        assert_eq!((ran.code, &*ran.stdout), (Some(1), ""), "{ran:#?}");
        assert!(ran.stderr.contains("E0401"), "{ran:#?}");
        assert_eq!((granted.evil.connections(), granted.victim.proxy.connections()), (0, 0));
    });
}

#[test]
fn a_version_that_does_less_keeps_no_grant() {
    let granted = Granted::new(Place::Beside, LOOKED_AT);
    let further = "use subnet evil\n\ntemplate work() -> json {\n  call evil.get {}\n}\n";
    granted.assert_refused(further, &["calls `evil.get`"]);
    granted.assert_accepted();
    granted.victim.workplace.write("../kit/lib_of.orch", LOOKED_AT);
    let ran = granted.victim.run(&["run", "main.orch"]);
    granted.victim.assert_refused(&ran, &["`kit` calls `harmless.get`"]);
}
