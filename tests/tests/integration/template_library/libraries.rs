//! What holds of every library alike.

use std::{
    path::{Path, PathBuf},
    sync::Barrier,
    thread,
};

use orchestra_keys::Hotkey;
use orchestra_package_client::{ContentDigest, Failure, Folder, LibraryClient, Published, Yanked};
use orchestra_tests::{corpus, registry, server::NOBODY};

use super::kit::{NAME, client, in_every_library, manifest, of_files, package, version};

/// Every file below a folder, by its path from there, with its text.
fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let files = corpus::files(folder, "").into_iter();
    files.map(|it| (it.strip_prefix(folder).unwrap().to_owned(), corpus::read(&it))).collect()
}

#[test]
fn what_is_published_is_fetched_as_it_was_and_again_without_the_library() {
    in_every_library(|open, habits| {
        let made = package(NAME, "0.1.0", "// One.\n");
        assert_eq!(open().publish(&made, None).unwrap(), Published::New, "{habits}");
        let library = open();
        assert_eq!(library.versions(NAME).unwrap(), [version("0.1.0")], "{habits}");
        let released = library.released(NAME, &version("0.1.0")).unwrap();
        assert_eq!(released.digest, made.digest);
        assert_eq!((released.yanked, released.signers.len()), (false, 0));
        assert_eq!(released.config["package"]["name"], NAME);
        let cache = tempfile::tempdir().unwrap();
        let folder = library.fetch(NAME, &made.digest, cache.path()).unwrap();
        let expected = [
            (
                "orchestra.toml",
                "[package]\nname = \"market-kit\"\nversion = \"0.1.0\"\nedition = 1\n",
            ),
            ("scores/market.orch", "// One.\n"),
        ];
        let expected = expected.map(|(path, text)| (PathBuf::from(path), text.to_owned()));
        assert_eq!(texts(&folder), expected, "{habits}");
        // Nothing but the package is left in the cache, and it needs nobody any more.
        assert_eq!(texts(cache.path()).len(), 2);
        let nobody = client(&format!("oci://{NOBODY}"), None);
        assert_eq!(nobody.fetch(NAME, &made.digest, cache.path()).unwrap(), folder);
        let unknown = ContentDigest::of(b"other");
        assert!(nobody.fetch(NAME, &unknown, cache.path()).unwrap_err().is_of_the_network());
    });
}

#[test]
fn a_version_is_never_replaced() {
    in_every_library(|open, habits| {
        let one = package(NAME, "0.1.0", "// One.\n");
        let other = package(NAME, "0.1.0", "// Other.\n");
        open().publish(&one, None).unwrap();
        assert_eq!(open().publish(&one, None).unwrap(), Published::Already, "{habits}");
        let refused = open().publish(&other, None).unwrap_err();
        let Failure::Taken { published, ours, .. } = &refused else { panic!("{refused}") };
        assert_eq!((published, ours), (&one.digest, &other.digest));
        assert!(refused.hint().unwrap().contains("raise `version`"));
        let there = open().released(NAME, &version("0.1.0")).unwrap();
        assert_eq!(there.digest, one.digest, "{habits}");
        let next = package(NAME, "0.2.0-rc.1", "// Other.\n");
        assert_eq!(open().publish(&next, None).unwrap(), Published::New);
        let versions = open().versions(NAME).unwrap();
        assert_eq!(versions, [version("0.1.0"), version("0.2.0-rc.1")], "{habits}");
    });
}

#[test]
fn of_two_who_publish_at_once_one_wins_and_the_other_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library");
    for round in 0..8 {
        let number = format!("0.{round}.0");
        let made = ["a", "b"].map(|text| package(NAME, &number, &format!("// {text}\n")));
        let barrier = Barrier::new(2);
        let publish = |package| {
            let store = Folder::open_or_make(&path, "./library").unwrap();
            let library = LibraryClient::new(Box::new(store));
            barrier.wait();
            library.publish(package, None)
        };
        let ended: Vec<_> = thread::scope(|scope| {
            let threads = made.each_ref().map(|package| scope.spawn(|| publish(package)));
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let won: Vec<_> = ended.iter().filter(|it| **it == Ok(Published::New)).collect();
        assert_eq!(won.len(), 1, "{ended:?}");
        let lost = ended.iter().find_map(|it| it.as_ref().err()).unwrap();
        assert!(matches!(lost, Failure::Taken { .. } | Failure::Outrun { .. }), "{lost}");
        let store = Folder::open(&path, "./library").unwrap();
        let library = LibraryClient::new(Box::new(store));
        let there = library.released(NAME, &version(&number)).unwrap().digest;
        let winner = usize::from(ended[0].is_err());
        assert_eq!(there, made[winner].digest);
    }
}

#[test]
fn in_a_registry_the_second_of_two_is_told_whatever_the_registry_can_do() {
    for conditions in [true, false] {
        let other = package(NAME, "0.1.0", "// Other.\n");
        let text = String::from_utf8(other_manifest(&other)).unwrap();
        let habits = registry::Habits { conditions, referrers: true, ..Default::default() };
        let digest = registry::digest(&text);
        let expected = digest.clone();
        // Somebody else publishes between our look and our own version: before it, or right behind.
        let registry = registry::Registry::start_with(habits, move |request, held| {
            let at = (NAME.to_owned(), digest.clone());
            if request.method == "PUT" && request.path().ends_with("/manifests/0.1.0") {
                held.manifests.insert(at, (String::new(), text.clone()));
                held.tags.insert((NAME.to_owned(), "0.1.0".to_owned()), digest.clone());
                // One without conditions has ours in its place for a moment.
                return (!conditions).then(|| orchestra_tests::server::Answer::status(201, ""));
            }
            None
        });
        let library = client(&registry.address(), None);
        let ours = package(NAME, "0.1.0", "// Ours.\n");
        let lost = library.publish(&ours, None).unwrap_err();
        let Failure::Outrun { published, ours: sent, .. } = &lost else { panic!("{lost}") };
        assert_eq!(published.as_str(), expected);
        assert_eq!(*sent, ours.digest);
    }
}

/// The manifest of a package, as a registry gets it.
fn other_manifest(package: &orchestra_package_client::Package) -> Vec<u8> {
    let registry = registry::Registry::start(registry::Habits::default());
    client(&registry.address(), None).publish(package, None).unwrap();
    let held = registry.held();
    let (_, (_, text)) = held.manifests.iter().next().unwrap();
    text.clone().into_bytes()
}

#[test]
fn who_signed_is_known_and_nothing_unsigned_is_seen() {
    let (alice, bob) = (Hotkey::from_seed([1; 32]), Hotkey::from_seed([2; 32]));
    in_every_library(|open, habits| {
        let made = package(NAME, "0.1.0", "// One.\n");
        open().publish(&made, Some(&alice)).unwrap();
        let signers = || open().released(NAME, &version("0.1.0")).unwrap().signers;
        assert_eq!(signers(), [alice.address()], "{habits}");
        assert_eq!(open().publish(&made, Some(&alice)).unwrap(), Published::Already);
        assert_eq!(open().publish(&made, Some(&bob)).unwrap(), Published::SignedNow);
        let mut both = [alice.address(), bob.address()];
        both.sort_by_key(ToString::to_string);
        assert_eq!(signers(), both, "{habits}");
        // Another version of the same is signed by nobody.
        open().publish(&package(NAME, "0.2.0", "// One.\n"), None).unwrap();
        let unsigned = open().released(NAME, &version("0.2.0")).unwrap();
        assert_eq!(unsigned.signers, [], "{habits}");
    });
}

#[test]
fn a_yanked_version_says_so_and_stays_as_it_was() {
    in_every_library(|open, habits| {
        let made = package(NAME, "0.1.0", "// One.\n");
        open().publish(&made, None).unwrap();
        open().publish(&package(NAME, "0.2.0", "// Two.\n"), None).unwrap();
        assert_eq!(open().yank(NAME, &version("0.1.0")).unwrap(), Yanked::Now, "{habits}");
        assert_eq!(open().yank(NAME, &version("0.1.0")).unwrap(), Yanked::Already, "{habits}");
        let yanked = open().released(NAME, &version("0.1.0")).unwrap();
        assert_eq!((yanked.yanked, yanked.digest), (true, made.digest.clone()), "{habits}");
        assert!(!open().released(NAME, &version("0.2.0")).unwrap().yanked, "{habits}");
        let cache = tempfile::tempdir().unwrap();
        open().fetch(NAME, &made.digest, cache.path()).unwrap();
        let missing = open().yank(NAME, &version("9.0.0")).unwrap_err();
        assert!(matches!(missing, Failure::Missing { .. }), "{missing}");
    });
}

#[test]
fn packages_are_found_by_all_words_the_newest_that_is_not_yanked() {
    in_every_library(|open, habits| {
        for (name, number) in [
            ("market-kit", "0.1.0"),
            ("market-kit", "0.2.0"),
            ("market-kit", "0.3.0-rc.1"),
            ("tea-kit", "1.0.0"),
            ("gone-kit", "1.0.0"),
        ] {
            open().publish(&package(name, number, "// A.\n"), None).unwrap();
        }
        open().yank("market-kit", &version("0.2.0")).unwrap();
        open().yank("gone-kit", &version("1.0.0")).unwrap();
        let found = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
            let hits = open().search(&words).unwrap().hits.into_iter();
            hits.map(|it| format!("{} {}", it.name, it.version)).collect::<Vec<_>>()
        };
        assert_eq!(found(&["tea"]), ["tea-kit 1.0.0", "market-kit 0.1.0"], "{habits}");
        assert_eq!(found(&["SCORES", "market"]), ["market-kit 0.1.0", "tea-kit 1.0.0"]);
        assert_eq!(found(&["research", "tea-kit"]), ["tea-kit 1.0.0"], "{habits}");
        assert!(found(&["nothing"]).is_empty());
    });
}

#[test]
fn a_digest_leads_to_what_it_led_to_wherever_its_version_was_moved() {
    let registry = registry::Registry::start(registry::Habits::default());
    let library = client(&registry.address(), None);
    let (one, other) = (package(NAME, "0.1.0", "// One.\n"), package(NAME, "0.2.0", "// Other.\n"));
    library.publish(&one, None).unwrap();
    library.publish(&other, None).unwrap();
    let tag = (NAME.to_owned(), "0.1.0".to_owned());
    registry.held().tags.insert(tag, other.digest.to_string());
    let said = library.released(NAME, &version("0.1.0")).unwrap_err().to_string();
    assert!(said.contains("it is that of `market-kit 0.2.0`"), "{said}");
    let cache = tempfile::tempdir().unwrap();
    let folder = library.fetch(NAME, &one.digest, cache.path()).unwrap();
    assert_eq!(corpus::read(&folder.join("scores/market.orch")), "// One.\n");
}

#[test]
fn a_folder_that_is_no_library_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    corpus::write(&folder.path().join("notes.txt"), "mine");
    for opened in [
        Folder::open(folder.path(), "./notes"),
        Folder::open_or_make(folder.path(), "./notes"),
        Folder::open(&folder.path().join("none"), "./none"),
    ] {
        assert!(matches!(opened, Err(Failure::NoLibrary { .. })), "{opened:?}");
    }
    assert_eq!(texts(folder.path()).len(), 1);
}

#[test]
fn the_same_sources_are_the_same_package() {
    let files =
        [manifest(NAME, "0.1.0"), super::kit::file("b.orch", "b"), super::kit::file("a.orch", "a")];
    let mut reversed = files.clone();
    reversed.reverse();
    let digests = [&files, &reversed].map(|files| of_files(NAME, "0.1.0", files).digest);
    assert_eq!(digests[0], digests[1]);
}
