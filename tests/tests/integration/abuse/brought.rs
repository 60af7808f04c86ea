//! Packages as somebody else brings them, who may change them at any time: beside the project, or in a
//! library, where versions are published past all checks of `orchc publish`.

use std::path::Path;

use orchestra_net::ClientOptions;
use orchestra_package_client::{
    About, Address, Folder, LibraryClient, Package, Published, Registry as Registered, Store,
    archive::PackedFile,
};
use orchestra_package_model::{Manifest, Source};
use orchestra_tests::{
    orchc::Workplace,
    registry::{Habits, Registry},
};
use semver::Version;
use serde_json::{Map, json};

/// Where packages come from.
pub(crate) enum Place {
    /// Folders beside the project's.
    Beside,
    /// A library in a folder.
    Folder,
    /// A library in a registry.
    Registry(Registry),
}

impl Place {
    /// One of each kind.
    pub(crate) fn each() -> [Self; 3] {
        let habits = Habits { referrers: true, ..Habits::default() };
        [Self::Beside, Self::Folder, Self::Registry(Registry::start(habits))]
    }

    /// The library, as a project's manifest names it.
    pub(crate) fn library(&self) -> Option<String> {
        match self {
            Self::Beside => None,
            Self::Folder => Some("../library".to_owned()),
            Self::Registry(registry) => Some(registry.address()),
        }
    }

    /// Has a package there with these files beside its manifest, which has these lines behind
    /// `[package]`'s. Its digest, in a library.
    pub(crate) fn bring(
        &self,
        workplace: &Workplace,
        (name, version): (&str, &str),
        manifest: &str,
        files: &[(&str, &str)],
    ) -> Option<String> {
        let manifest = format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\n{manifest}");
        let mut all = vec![("orchestra.toml", &*manifest)];
        all.extend(files);
        let store: Box<dyn Store> = match self {
            Self::Beside => {
                for (path, text) in all {
                    workplace.write(&format!("../{name}/{path}"), text);
                }
                return None;
            }
            Self::Folder => {
                let path = workplace.root().join("library");
                Box::new(Folder::open_or_make(&path, "../library").unwrap())
            }
            Self::Registry(registry) => {
                let address = Address::parse(&registry.address(), Path::new("/")).unwrap();
                let Address::Registry(address) = address else { panic!("it is a registry's") };
                let nobody = Box::new(|_: &str| Ok(None));
                Box::new(Registered::open(address, ClientOptions::default(), nobody).unwrap())
            }
        };
        let package = packed(name, version, &all);
        let digest = package.digest.to_string();
        let published = LibraryClient::new(store).publish(&package, None).unwrap();
        assert_eq!(published, Published::New, "{name} {version}");
        Some(digest)
    }
}

/// A package of these files, whatever they are; its config says what the manifest says, or it would not
/// be taken.
fn packed(name: &str, version: &str, files: &[(&str, &str)]) -> Package {
    let (manifest, problems) = Manifest::parse(&"orchestra.toml".into(), files[0].1);
    assert_eq!(problems, [], "{}", files[0].1);
    let dependencies = manifest.dependencies.iter().map(|(name, dependency)| {
        let Source::Library { library, requirement } = &dependency.source else {
            panic!("{name} is of no library");
        };
        let mut said = json!({ "version": requirement.to_string() });
        if let Some(library) = library {
            said["library"] = json!(library);
        }
        (name.clone(), said)
    });
    let config = json!({
        "version": 1,
        "package": { "name": name, "version": version },
        "dependencies": dependencies.collect::<Map<_, _>>(),
        "templates": [],
    });
    let about = About {
        name: name.to_owned(),
        version: Version::parse(version).unwrap(),
        description: None,
        license: None,
        repository: None,
        keywords: Vec::new(),
    };
    let files = files.iter().map(|(path, text)| PackedFile {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
    });
    Package::new(about, &config, &files.collect::<Vec<_>>()).unwrap()
}
