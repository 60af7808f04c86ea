//! Packages of a library, from publishing one to a fresh clone of a project that needs it: from an
//! empty folder, with a library that is a folder, and a registry's where that does otherwise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::path::{Path, PathBuf};

use orchestra_keys::{Hotkey, write_key_file};
use orchestra_tests::{
    orchc::{Ran, Workplace, finish},
    registry::{Habits, Registry},
    server::NOBODY,
};

const HARMLESS: &str = "use subnet desearch\n\n\
    /// How much is found.\ntemplate find(topic: string(1..=80)) -> int {\n  \
    let found = call desearch.web_search { query: topic }\n  found.data.len()\n}\n";

const FURTHER: &str = "use subnet desearch\n\n\
    /// How much is found.\ntemplate find(topic: string(1..=80)) -> int {\n  \
    let found = call desearch.web_search { query: topic }\n  \
    let again = call desearch.web_search { query: topic }\n  \
    found.data.len() + again.data.len()\n}\n";

const MAIN: &str = "use kit.findings { find }\n\n\
    template main(topic: string(1..=80)) -> int {\n  call find { topic }\n}\n";

/// A project beside a package and the library that this is published in.
struct Team {
    workplace: Workplace,
    library: String,
}

/// The digest of the only package of a lock.
fn digest_in(lock: &str) -> &str {
    let begins = lock.find("sha256:").unwrap();
    lock[begins..].split('"').next().unwrap()
}

impl Team {
    fn new() -> Self {
        Self::with("../library")
    }

    fn with(library: &str) -> Self {
        let workplace = Workplace::new();
        let manifest = format!("[package]\nname = \"app\"\n\n[library]\ndefault = \"{library}\"\n");
        workplace.write("orchestra.toml", &manifest).write("main.orch", MAIN);
        Self { workplace, library: library.to_owned() }
    }

    fn publish(&self, version: &str, source: &str, more: &[&str]) -> Ran {
        self.workplace
            .write(
                "../kit/orchestra.toml",
                &format!(
                    "[package]\nname = \"kit\"\nversion = \"{version}\"\n\
                     description = \"What is found.\"\nlicense = \"MIT\"\n\n[lint]\nno-budget = \"allow\"\n"
                ),
            )
            .write("../kit/findings.orch", source);
        let arguments = [&["publish", "--library", &self.library], more].concat();
        self.run_in("../kit", &arguments)
    }

    /// The file of a key, beside the package; its address.
    fn key(&self, seed: u8) -> (String, String) {
        let key = Hotkey::from_seed([seed; 32]);
        let file = format!("../key-{seed}");
        let text = write_key_file(&key, None);
        self.workplace.write_private(&file, std::str::from_utf8(&text).unwrap());
        (file, key.address().to_string())
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let mut command = self.workplace.command(arguments);
        command.current_dir(self.workplace.project().join(folder));
        finish(command.output().unwrap())
    }

    #[track_caller]
    fn succeeds(&self, arguments: &[&str]) -> Ran {
        let ran = self.workplace.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?} {ran:#?}");
        ran
    }

    #[track_caller]
    fn is_refused(&self, arguments: &[&str], code: i32, words: &[&str]) {
        let ran = self.workplace.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?} {ran:#?}");
        for word in words {
            assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
        }
    }

    fn text(&self, path: &str) -> String {
        let files = self.workplace.files();
        String::from_utf8(files[Path::new(path)].clone()).unwrap()
    }

    fn lock(&self) -> String {
        self.text("project/orchestra.lock")
    }

    fn cache(&self) -> PathBuf {
        self.workplace.root().join("home/.cache/orchestra/packages")
    }

    fn remove(&self, path: &Path) {
        std::fs::remove_dir_all(path).unwrap();
    }
}

#[test]
fn a_published_package_is_added_used_and_fetched_again() {
    let team = Team::new();
    let published = team.publish("1.0.0", HARMLESS, &[]);
    assert_eq!(published.code, Some(0), "{published:#?}");
    // Nobody is there to be asked.
    team.is_refused(&["add", "kit"], 2, &["nobody can be asked", "--yes"]);
    let before = team.text("project/orchestra.toml");
    assert!(!before.contains("kit"), "{before}");
    let added = team.succeeds(&["add", "kit", "--yes"]);
    for shown in [
        "kit 1.0.0 of ../library, signed by nobody",
        "kit.findings.find",
        "calls `desearch.web_search`",
        "sends the secret `DESEARCH_API_KEY`",
    ] {
        assert!(added.stdout.contains(shown), "no {shown:?} in {added:#?}");
    }
    assert!(team.text("project/orchestra.toml").ends_with("\n[dependencies]\nkit = \"1.0.0\"\n"));
    assert!(team.lock().contains(
        "\"kit\": {\"version\":\"1.0.0\",\"library\":\"../library\",\"digest\":\"sha256:"
    ));
    team.succeeds(&["check", "--locked"]);
    let ran = team.succeeds(&["run", "main.orch", "--sandbox", "--input", "topic=tea"]);
    assert!(ran.stdout.trim().parse::<u32>().is_ok(), "{ran:#?}");
    assert!(team.succeeds(&["tree"]).stdout.contains("kit 1.0.0 (../library)"));
    // Without its library it still is here; on another machine it is told what fetches it.
    let library = team.workplace.root().join("library");
    let away = team.workplace.root().join("away");
    std::fs::rename(&library, &away).unwrap();
    team.succeeds(&["check"]);
    team.is_refused(&["outdated"], 2, &["../library"]);
    std::fs::rename(&away, &library).unwrap();
    team.remove(&team.cache());
    team.is_refused(&["check"], 1, &["E0702", "isn't on this machine", "orchc update --locked"]);
    team.succeeds(&["update", "--locked"]);
    team.succeeds(&["check", "--locked"]);
}

#[test]
fn a_newer_version_is_told_taken_and_where_it_does_more_refused_by_name() {
    let team = Team::new();
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    team.succeeds(&["add", "kit", "--yes"]);
    let words = HARMLESS.replace("How much is found.", "How much is found of it.");
    assert_eq!(team.publish("1.0.1", &words, &[]).code, Some(0));
    let outdated = team.succeeds(&["outdated"]).stdout;
    assert!(outdated.contains("1.0.0") && outdated.contains("1.0.1"), "{outdated}");
    let updated = team.succeeds(&["update", "kit"]);
    assert!(updated.stdout.contains("1.0.0 → 1.0.1"), "{updated:#?}");
    let lock = team.lock();
    let published = team.publish("1.1.0", FURTHER, &[]);
    assert_eq!(published.code, Some(0), "{published:#?}");
    team.is_refused(&["update"], 2, &["kit.findings.find", "--accept kit", "nothing was locked"]);
    assert_eq!(team.lock(), lock);
    team.succeeds(&["check", "--locked"]);
    team.succeeds(&["update", "--accept", "kit"]);
    assert!(team.lock().contains("\"version\":\"1.1.0\""));
    team.succeeds(&["check", "--locked"]);
}

#[test]
fn a_yanked_version_stays_where_it_is_locked_and_is_taken_by_nobody_else() {
    let team = Team::new();
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    let words = HARMLESS.replace("How much is found.", "How much is found of it.");
    assert_eq!(team.publish("1.0.1", &words, &[]).code, Some(0));
    team.succeeds(&["add", "kit", "--yes"]);
    assert!(team.lock().contains("\"version\":\"1.0.1\""));
    let yanked = team.run_in("../kit", &["yank", "kit", "1.0.1", "--library", "../library"]);
    assert_eq!(yanked.code, Some(0), "{yanked:#?}");
    team.succeeds(&["check", "--locked"]);
    let outdated = team.succeeds(&["outdated"]).stdout;
    assert!(outdated.contains("1.0.1 (yanked)"), "{outdated}");
    team.succeeds(&["remove", "kit"]);
    assert!(!team.lock().contains("kit"), "{}", team.lock());
    team.succeeds(&["add", "kit", "--yes"]);
    assert!(team.lock().contains("\"version\":\"1.0.0\""));
}

#[test]
fn versions_that_do_not_fit_and_packages_that_are_not_there_are_told() {
    let team = Team::new();
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    team.is_refused(
        &["add", "kit", "--version", "2"],
        1,
        &["E0702", "this asks for `kit` ^2", "../library has `kit` 1.0.0"],
    );
    team.is_refused(&["add", "kot"], 2, &["no version of `kot`"]);
    team.is_refused(&["add", "kit", "--library", "../nowhere"], 2, &["../nowhere"]);
    assert!(!team.text("project/orchestra.toml").contains("kit"));
}

#[test]
fn who_asks_for_what_is_not_there_is_shown_where_by_whoever_looks_for_versions() {
    let team = Team::new();
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    team.succeeds(&["add", "kit", "--yes"]);
    let manifest = team.text("project/orchestra.toml").replace("\"1.0.0\"", "\"2\"");
    team.workplace.write("orchestra.toml", &manifest);
    let line = manifest.lines().position(|line| line.starts_with("kit = ")).unwrap() + 1;
    let place = format!("orchestra.toml:{line}:1");
    for command in ["outdated", "update"] {
        let words = ["E0702", &place, "this asks for `kit` ^2", "no versions of the packages fit"];
        team.is_refused(&[command], 1, &words);
    }
}

#[test]
fn another_signer_is_refused_until_it_is_accepted() {
    let team = Team::new();
    let ((one, alice), (other, mallory)) = (team.key(7), team.key(8));
    assert_eq!(team.publish("1.0.0", HARMLESS, &["--sign", &one]).code, Some(0));
    let added = team.succeeds(&["add", "kit", "--yes"]);
    assert!(added.stdout.contains(&format!("signed by {alice}")), "{added:#?}");
    let words = HARMLESS.replace("How much is found.", "How much is found of it.");
    assert_eq!(team.publish("1.0.1", &words, &["--sign", &other]).code, Some(0));
    let lock = team.lock();
    let said = format!("`kit` 1.0.1 was signed by {mallory}, and by {alice} before");
    team.is_refused(&["update"], 2, &[&said, "--accept kit"]);
    assert_eq!(team.lock(), lock);
    team.succeeds(&["update", "--accept", "kit"]);
    assert!(team.lock().contains(&mallory));
    // Where a key is trusted, no other one's signature counts.
    let manifest = team.text("project/orchestra.toml");
    team.workplace.write("orchestra.toml", &format!("{manifest}\n[trust]\nkeys = [\"{alice}\"]\n"));
    team.is_refused(&["update"], 2, &["nobody whose signature counts signed `kit` 1.0.1"]);
}

#[test]
fn a_locked_version_that_is_something_else_now_is_refused_with_both_digests() {
    let team = Team::new();
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    team.succeeds(&["add", "kit", "--yes"]);
    let lock = team.lock();
    team.remove(&team.workplace.root().join("library"));
    let words = HARMLESS.replace("How much is found.", "How much is found of it.");
    let published = team.publish("1.0.0", &words, &["--format", "json"]).json();
    let now = published["digest"].as_str().unwrap();
    let then = digest_in(&lock);
    assert_ne!(then, now);
    let words = [
        "E0703",
        "orchestra.toml:",
        &format!("`kit` 1.0.0 was locked with the digest {then}"),
        &format!("../library has {now} under that version now"),
        "orchc update --accept kit",
    ];
    team.is_refused(&["update"], 1, &words);
    team.is_refused(&["outdated"], 1, &words);
    let ran = team.workplace.run(["outdated"]);
    assert!(!ran.stderr.contains("written"), "it never writes: {ran:#?}");
    // What is locked is here, and stays what it was.
    team.succeeds(&["check", "--locked"]);
    team.succeeds(&["update", "--locked"]);
    // With a version more, that one is suspect too.
    assert_eq!(team.publish("1.0.1", HARMLESS, &[]).code, Some(0));
    team.is_refused(&["update"], 1, &words);
    assert_eq!(team.lock(), lock);
    // Where it isn't here, nobody else has it either.
    team.remove(&team.cache());
    for command in [&["update", "--locked"][..], &["add", "kit", "--yes"]] {
        team.is_refused(command, 1, &words);
    }
    team.is_refused(&["check", "--locked"], 1, &["E0702", "orchc update --locked"]);
    assert_eq!(team.lock(), lock);
    team.succeeds(&["update", "--accept", "kit"]);
    assert_ne!(team.lock(), lock);
}

#[test]
fn a_version_that_a_registry_moved_is_told_and_what_is_locked_fetched_all_the_same() {
    let registry = Registry::start(Habits { referrers: true, ..Habits::default() });
    let team = Team::with(&registry.address());
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    team.succeeds(&["add", "kit", "--yes"]);
    let lock = team.lock();
    let words = HARMLESS.replace("How much is found.", "How much is found of it.");
    let published = team.publish("1.0.1", &words, &["--format", "json"]).json();
    let other = published["digest"].as_str().unwrap();
    let at = |tag: &str| ("kit".to_owned(), tag.to_owned());
    registry.held().tags.insert(at("1.0.0"), other.to_owned());
    let words = [
        "E0703",
        &format!("`kit` 1.0.0 was locked with the digest {}", digest_in(&lock)),
        &format!("has {other} under that version now"),
    ];
    for command in ["update", "outdated"] {
        team.is_refused(&[command], 1, &words);
    }
    // The registry still has it under its digest.
    team.remove(&team.cache());
    team.succeeds(&["update", "--locked"]);
    team.succeeds(&["check", "--locked"]);
    // Until it is cleaned up.
    team.remove(&team.cache());
    registry.held().manifests.remove(&at(digest_in(&lock)));
    team.is_refused(&["update", "--locked"], 1, &words);
    assert_eq!(team.lock(), lock);
}

#[test]
fn a_registry_that_is_down_is_said_to_be_with_the_code_of_the_network() {
    let registry = Registry::start(Habits { referrers: true, ..Habits::default() });
    let team = Team::with(&registry.address());
    assert_eq!(team.publish("1.0.0", HARMLESS, &[]).code, Some(0));
    team.succeeds(&["add", "kit", "--yes"]);
    let down = format!("oci://{NOBODY}");
    for file in ["project/orchestra.toml", "project/orchestra.lock"] {
        let text = team.text(file).replace(&registry.address(), &down);
        team.workplace.write(&format!("../{file}"), &text);
    }
    let lock = team.lock();
    let publish = ["publish", "--library", &down];
    let search = ["search", "kit", "--library", &down];
    let yank = ["yank", "kit", "1.0.0", "--library", &down];
    let add = ["add", "other", "--yes"];
    for command in
        [&["update"][..], &["update", "kit"], &["outdated"], &add, &publish, &search, &yank]
    {
        let folder = if command[0] == "publish" { "../kit" } else { "" };
        let ran = team.run_in(folder, command);
        assert_eq!((ran.code, &*ran.stdout), (Some(5), ""), "{command:?} {ran:#?}");
        let host = down.replace("oci://", "");
        for word in [&*host, "can't be reached", "is it up, and the address right?"] {
            assert!(ran.stderr.contains(word), "{command:?}: no {word:?} in {ran:#?}");
        }
    }
    // What is here needs nobody.
    team.succeeds(&["check", "--locked"]);
    team.succeeds(&["update", "--locked"]);
    team.remove(&team.cache());
    team.is_refused(&["update", "--locked"], 5, &["can't be reached", "is it up"]);
    assert_eq!(team.lock(), lock);
}
