//! Libraries that lie: whatever they say, nothing of it is kept.

use std::path::Path;

use orchestra_package_client::{ContentDigest, Failure, Folder, LibraryClient, Package};
use orchestra_tests::{
    corpus,
    registry::{Habits, Held, Registry, digest},
    server::Answer,
};

use super::kit::{NAME, client, file, manifest, of_files, package, version};

/// Publishes a package, lets `lie` change what the registry holds, and fetches: what is said then. Nothing
/// may be left in the cache.
fn fetched(made: &Package, lie: impl Fn(&mut Held)) -> Result<(), Failure> {
    let registry = Registry::start(Habits { referrers: true, ..Habits::default() });
    let library = client(&registry.address(), None);
    library.publish(made, None).unwrap();
    lie(&mut registry.held());
    let cache = tempfile::tempdir().unwrap();
    let fetched = library.fetch(NAME, &made.digest, cache.path());
    let left = corpus::files(cache.path(), "");
    assert_eq!(left.is_empty(), fetched.is_err(), "{left:?}");
    fetched.map(drop)
}

fn blob_with<'held>(held: &'held mut Held, part: &str) -> &'held mut String {
    held.blobs.values_mut().find(|text| text.contains(part)).unwrap()
}

#[test]
fn other_bytes_than_those_of_the_digest_are_refused() {
    let made = package(NAME, "0.1.0", "// One.\n");
    fetched(&made, |_| {}).unwrap();
    for (part, what) in [("// One.", "the sources"), ("\"templates\"", "the config")] {
        // As long, and other.
        let lie = fetched(&made, |held| {
            let text = blob_with(held, part);
            *text = text.replace("One", "Two").replace("templates", "templetas");
        });
        let lie = lie.unwrap_err();
        assert!(
            matches!(&lie, Failure::Untrue { what: found, .. } if found.starts_with(what)),
            "{lie}"
        );
        for resized in ["", "much longer than it should be"] {
            let lie = fetched(&made, |held| {
                let text = blob_with(held, part);
                match resized {
                    "" => drop(text.pop()),
                    more => text.push_str(more),
                }
            });
            let lie = lie.unwrap_err().to_string();
            assert!(lie.contains("bytes and not"), "{lie}");
        }
        // One that would never end in memory is cut off on its way.
        let lie = fetched(&made, |held| blob_with(held, part).extend(["x"; 100_000]));
        let lie = lie.unwrap_err().to_string();
        assert!(lie.contains("larger than"), "{lie}");
    }
    let lie = fetched(&made, |held| {
        for (_, text) in held.manifests.values_mut() {
            *text = text.replace("MIT", "BSD");
        }
    });
    let lie = lie.unwrap_err();
    assert!(matches!(&lie, Failure::Untrue { what, .. } if what.contains("manifest")), "{lie}");
    let lie = fetched(&made, |held| held.blobs.clear()).unwrap_err();
    assert!(matches!(lie, Failure::Missing { .. }), "{lie}");
    let lie = fetched(&made, |held| held.manifests.clear()).unwrap_err();
    assert!(matches!(lie, Failure::Missing { .. }), "{lie}");
}

#[test]
fn sources_that_are_no_package_are_refused_though_their_digests_hold() {
    // An archive with a link, as another tool packs it.
    let made = package(NAME, "0.1.0", "// One.\n");
    let registry = Registry::start(Habits::default());
    let library = client(&registry.address(), None);
    library.publish(&made, None).unwrap();
    let mut held = registry.held();
    let packed = blob_with(&mut held, "// One.").clone();
    // The kind of the first entry: a symbolic link, with the checksum mended.
    let mut bytes = packed.clone().into_bytes();
    bytes[156] = b'2';
    let sum: u32 = bytes[..512]
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
        .sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let linked = String::from_utf8(bytes).unwrap();
    let (_, manifest) = held.manifests.values().next().unwrap().clone();
    let manifest = manifest.replace(&digest(&packed), &digest(&linked));
    held.blobs.insert((NAME.to_owned(), digest(&linked)), linked);
    let at = digest(&manifest);
    held.manifests.insert((NAME.to_owned(), at.clone()), (String::new(), manifest));
    drop(held);
    let cache = tempfile::tempdir().unwrap();
    let lie = library.fetch(NAME, &at.parse().unwrap(), cache.path()).unwrap_err();
    let Failure::Archive { why, .. } = &lie else { panic!("{lie}") };
    assert_eq!(why.to_string(), "`orchestra.toml` is a symbolic link: a package has files alone");
    assert!(corpus::files(cache.path(), "").is_empty());
}

#[test]
fn a_package_says_of_itself_what_its_config_says() {
    let other_name = of_files(NAME, "0.1.0", &[manifest("other-kit", "0.1.0")]);
    let other_version = of_files(NAME, "0.1.0", &[manifest(NAME, "0.1.1")]);
    let none = of_files(NAME, "0.1.0", &[file("a.orch", "")]);
    let broken = of_files(NAME, "0.1.0", &[file("orchestra.toml", "[package\n")]);
    let hidden_dependency = of_files(
        NAME,
        "0.1.0",
        &[file(
            "orchestra.toml",
            "[package]\nname = \"market-kit\"\nversion = \"0.1.0\"\n\n[dependencies]\nevil = \"1\"\n",
        )],
    );
    for (made, word) in [
        (other_name, "has the name `other-kit`, not `market-kit`"),
        (other_version, "has the version `0.1.1`, not `0.1.0`"),
        (none, "no `orchestra.toml`"),
        (broken, "`orchestra.toml`"),
        (hidden_dependency, "other dependencies"),
    ] {
        let lie = fetched(&made, |_| {}).unwrap_err().to_string();
        assert!(lie.contains(word), "{lie}");
    }
}

#[test]
fn a_version_is_the_one_that_its_tag_says() {
    let registry = Registry::start(Habits::default());
    let library = client(&registry.address(), None);
    library.publish(&package(NAME, "0.1.0", "// One.\n"), None).unwrap();
    let mut held = registry.held();
    let one = held.tags.values().next().unwrap().clone();
    held.tags.insert((NAME.to_owned(), "0.9.0".to_owned()), one);
    for tag in ["latest", "1", "v1.0.0", "01.0.0", "1.0.0+build", "sha256-00"] {
        let one = held.tags.values().next().unwrap().clone();
        held.tags.insert((NAME.to_owned(), tag.to_owned()), one);
    }
    drop(held);
    assert_eq!(library.versions(NAME).unwrap(), [version("0.1.0"), version("0.9.0")]);
    let lie = library.released(NAME, &version("0.9.0")).unwrap_err().to_string();
    assert!(lie.contains("it is that of `market-kit 0.1.0`"), "{lie}");
}

#[test]
fn documents_that_are_none_are_said_to_be() {
    for (status, body, word) in [
        (200, "<html>", "can't be read"),
        (200, "{}", "can't be read"),
        (200, "[1]", "can't be read"),
        (500, "", "500"),
        (
            429,
            r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow"}]}"#,
            "TOOMANYREQUESTS: slow",
        ),
        (404, "", "has no"),
    ] {
        let registry =
            Registry::start_with(Habits::default(), move |_, _| Some(Answer::status(status, body)));
        let library = client(&registry.address(), None);
        let said = library.released(NAME, &version("0.1.0")).unwrap_err().to_string();
        assert!(said.contains(word), "{status} {body}: {said}");
    }
}

#[test]
fn what_is_cut_on_its_way_leaves_nothing() {
    let made = package(NAME, "0.1.0", "// One.\n");
    let layer = made.digest.clone();
    // The sources come by halves.
    let cut = |request: &orchestra_tests::server::Request, held: &mut Held| {
        let at = request.path().rsplit('/').next().unwrap_or_default();
        let text = held.blobs.get(&(NAME.to_owned(), at.to_owned()))?;
        let is_layer = request.method == "GET" && text.contains("// One.");
        is_layer.then(|| {
            let half = &text[..text.len() / 2];
            Answer::Raw(
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{half}", text.len()).into(),
            )
        })
    };
    let registry = Registry::start_with(Habits::default(), cut);
    let library = client(&registry.address(), None);
    library.publish(&made, None).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let failure = library.fetch(NAME, &layer, cache.path()).unwrap_err();
    assert!(matches!(failure, Failure::Network(_)), "{failure}");
    assert!(corpus::files(cache.path(), "").is_empty());
    // An upload that is cut: no version names anything.
    let registry = Registry::start_with(Habits::default(), |request, _| {
        let is_layer = request.method == "PUT" && request.body.contains("// One.");
        is_layer.then_some(Answer::Cut)
    });
    let library = client(&registry.address(), None);
    assert!(library.publish(&made, None).unwrap_err().is_of_the_network());
    assert!(registry.held().tags.is_empty());
    assert!(matches!(library.versions(NAME), Err(Failure::Missing { .. })));
}

#[test]
fn signatures_of_others_or_of_something_else_are_nobodys() {
    let alice = orchestra_keys::Hotkey::from_seed([1; 32]);
    for (field, other) in [
        // Another signature, another signer, another thing.
        ("\"signature\":\"0x", "\"signature\":\"0xf"),
        ("\"signer\":\"5", "\"signer\":\"6"),
        ("signature", "signatur"),
    ] {
        let registry = Registry::start(Habits { referrers: true, ..Habits::default() });
        let library = client(&registry.address(), None);
        let made = package(NAME, "0.1.0", "// One.\n");
        library.publish(&made, Some(&alice)).unwrap();
        let signers = || library.released(NAME, &version("0.1.0")).unwrap().signers;
        assert_eq!(signers(), [alice.address()]);
        let mut held = registry.held();
        let text = blob_with(&mut held, "\"signer\"");
        *text = text.replacen(field, other, 1);
        drop(held);
        assert_eq!(signers(), [], "{field}");
    }
    // A true signature of one version, said of another.
    let registry = Registry::start(Habits { referrers: true, ..Habits::default() });
    let library = client(&registry.address(), None);
    let (one, two) = (package(NAME, "0.1.0", "// 1.\n"), package(NAME, "0.2.0", "// 2.\n"));
    library.publish(&one, Some(&alice)).unwrap();
    library.publish(&two, None).unwrap();
    let mut held = registry.held();
    let signature = held.manifests.values().find(|(_, text)| text.contains("subject")).unwrap();
    let moved = signature.1.replace(one.digest.as_str(), two.digest.as_str());
    let key = (NAME.to_owned(), digest(&moved));
    held.manifests.insert(key, ("application/vnd.oci.image.manifest.v1+json".into(), moved));
    drop(held);
    assert_eq!(library.released(NAME, &version("0.2.0")).unwrap().signers, []);
}

#[test]
fn a_list_that_goes_on_elsewhere_is_not_followed() {
    let silent = orchestra_tests::server::Server::answering("{}");
    let elsewhere = silent.url();
    let registry = Registry::start_with(Habits::default(), move |request, _| {
        let next = format!("<{elsewhere}/v2/next>; rel=\"next\"");
        let is_list = request.path().ends_with("/tags/list");
        is_list.then(|| Answer::json(r#"{"tags":["0.1.0"]}"#).with_header("Link", &next))
    });
    let library = client(&registry.address(), None);
    let said = library.versions(NAME).unwrap_err().to_string();
    assert!(said.contains("another registry"), "{said}");
    assert_eq!(silent.connections(), 0);
    // Nor one that never ends.
    let registry = Registry::start_with(Habits::default(), |request, _| {
        let is_list = request.path().ends_with("/tags/list");
        is_list.then(|| {
            Answer::json(r#"{"tags":["0.1.0"]}"#).with_header("Link", "<?n=1>; rel=\"next\"")
        })
    });
    let said = client(&registry.address(), None).versions(NAME).unwrap_err().to_string();
    assert!(said.contains("more than 200 pages"), "{said}");
}

#[test]
fn what_is_published_goes_to_no_other_registry() {
    let silent = orchestra_tests::server::Server::answering("{}");
    let elsewhere = silent.url();
    let registry = Registry::start_with(Habits::default(), move |request, _| {
        let place = format!("{elsewhere}/upload");
        (request.method == "POST").then(|| Answer::status(202, "").with_header("Location", &place))
    });
    let library = client(&registry.address(), None);
    let made = package(NAME, "0.1.0", "// One.\n");
    let said = library.publish(&made, None).unwrap_err().to_string();
    assert!(said.contains("another registry"), "{said}");
    assert_eq!(silent.connections(), 0);
}

#[test]
fn a_registry_without_a_catalogue_says_so() {
    let registry = Registry::start(Habits::default());
    let library = client(&registry.address(), None);
    let failure = library.search(&["tea".to_owned()]).unwrap_err();
    assert!(matches!(failure, Failure::NoCatalogue { .. }), "{failure}");
    assert!(failure.hint().unwrap().contains("orchc add"));
}

#[test]
fn a_damaged_folder_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library");
    let open = || LibraryClient::new(Box::new(Folder::open_or_make(&path, "./library").unwrap()));
    let made = package(NAME, "0.1.0", "// One.\n");
    open().publish(&made, None).unwrap();
    let blob = |digest: &ContentDigest| path.join("blobs/sha256").join(digest.hexadecimal());
    let whole = corpus::read(&blob(&made.digest));
    corpus::write(&blob(&made.digest), &whole.replace("MIT", "BSD"));
    let released = || open().released(NAME, &version("0.1.0")).map(drop).unwrap_err();
    assert!(matches!(released(), Failure::Untrue { .. }), "{}", released());
    // Whoever publishes the same again mends it.
    open().publish(&made, None).unwrap_err();
    corpus::write(&blob(&made.digest), &whole);
    open().released(NAME, &version("0.1.0")).unwrap();
    let index = path.join("index.json");
    let good = corpus::read(&index);
    for (bad, word) in [("{", "can't be read"), ("", "can't be read"), ("[]", "can't be read")] {
        corpus::write(&index, bad);
        let said = open().versions(NAME).unwrap_err().to_string();
        assert!(said.contains(word), "{bad}: {said}");
    }
    let outside = good.replace(made.digest.as_str(), "sha256:../../../../etc/passwd");
    corpus::write(&index, &outside);
    assert!(open().versions(NAME).unwrap_err().to_string().contains("is no digest"));
    corpus::write(&index, &good);
    remove(&blob(&made.digest));
    assert!(matches!(released(), Failure::Unreadable { .. }), "{}", released());
}

#[expect(clippy::disallowed_methods, reason = "the test damages a library")]
fn remove(path: &Path) {
    std::fs::remove_file(path).unwrap();
}
