//! What the tests publish, and where.

use std::path::Path;

use orchestra_net::ClientOptions;
use orchestra_package_client::{
    About, Address, Folder, LibraryClient, Login, Package, Registry, archive::PackedFile,
};
use orchestra_tests::registry::{self, Habits};
use semver::Version;
use serde_json::json;

pub(crate) const NAME: &str = "market-kit";

pub(crate) fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

pub(crate) fn file(path: &str, text: &str) -> PackedFile {
    PackedFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

pub(crate) fn manifest(name: &str, version: &str) -> PackedFile {
    file(
        "orchestra.toml",
        &format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = 1\n"),
    )
}

/// A package whose one module says `text`.
pub(crate) fn package(name: &str, number: &str, text: &str) -> Package {
    of_files(name, number, &[manifest(name, number), file("scores/market.orch", text)])
}

pub(crate) fn of_files(name: &str, number: &str, files: &[PackedFile]) -> Package {
    let config = json!({
        "version": 1,
        "package": { "name": name, "version": number },
        "dependencies": {},
        "templates": [],
    });
    let about = About {
        name: name.to_owned(),
        version: version(number),
        description: Some(format!("Scores of markets, by {name}.")),
        license: Some("MIT".to_owned()),
        repository: None,
        keywords: vec!["research".to_owned(), "Tea".to_owned()],
    };
    Package::new(about, &config, files).unwrap()
}

/// A library in a registry, as somebody with this login has it.
pub(crate) fn client(address: &str, login: Option<(&str, &str)>) -> LibraryClient {
    client_with(address, login, ClientOptions::default())
}

pub(crate) fn client_with(
    address: &str,
    login: Option<(&str, &str)>,
    options: ClientOptions,
) -> LibraryClient {
    let Address::Registry(address) = Address::parse(address, Path::new("/")).unwrap() else {
        panic!("{address} is no registry");
    };
    let login = login.map(|(user, password)| Login {
        user: user.to_owned(),
        password: orchestra_net::SecretText::new(password),
    });
    let find = Box::new(move |_: &str| Ok(login.clone()));
    LibraryClient::new(Box::new(Registry::open(address, options, find).unwrap()))
}

/// Does the same with a library in a folder, and in registries with and without what not all have.
pub(crate) fn in_every_library(test: impl Fn(&dyn Fn() -> LibraryClient, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library");
    let open = || LibraryClient::new(Box::new(Folder::open_or_make(&path, "./library").unwrap()));
    test(&open, "folder");
    for (referrers, conditions, page) in
        [(true, true, None), (false, false, None), (true, false, Some(1))]
    {
        let habits = Habits { referrers, conditions, page, catalogue: true, ..Habits::default() };
        let registry = registry::Registry::start(habits);
        let address = format!("{}/team", registry.address());
        test(&|| client(&address, None), &format!("{referrers} {conditions} {page:?}"));
    }
}
