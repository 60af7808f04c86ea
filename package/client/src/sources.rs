//! What of a project is published: its manifest, its modules, and what people read at its root.
//!
//! Chosen by what it is, never by what it isn't: a key, a log or a build that lies in the folder can't get
//! into a package. Not published are `tests/`, hidden files, the overlay, the lock, and the sections of
//! the manifest that count in the root alone: prices and trust are the user's own.

use std::path::Path;

use orchestra_package_model::{ModuleError, Project, project::MANIFEST};
use semver::Version;
use serde_json::{Value, json};
use toml_edit::{DocumentMut, InlineTable, Item, value};

use crate::{
    About, Address,
    archive::{MOST_FILE, PackedFile},
    files,
};

/// What is published of a project.
#[derive(Clone, Debug)]
pub struct Sources {
    /// What people read of it.
    pub about: About,
    /// Its dependencies as its config states them: by name, the versions, and the library where it isn't
    /// the one that the package itself is in.
    pub dependencies: Value,
    /// Sorted.
    pub files: Vec<PackedFile>,
    /// The manifest as it is published, but for its dependencies and libraries, which are named as they are
    /// locked here: to look at the package as others will have it.
    pub local_manifest: String,
}

/// Why a project can't be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourcesError {
    /// No manifest.
    #[error("there is no package here: no `{MANIFEST}` at or above {0}")]
    NoPackage(String),
    /// The manifest lacks what a published package has.
    #[error("`{MANIFEST}` lacks `{0}` in `[package]`")]
    Lacks(&'static str),
    /// The manifest can't be read.
    #[error("`{MANIFEST}` can't be read: {0}")]
    Manifest(String),
    /// A version that no tag can be.
    #[error("the version `{0}` has build metadata (`+…`), which the tag of a registry can't have")]
    Build(Version),
    /// A dependency that nobody else has.
    #[error("`{0}` is a dependency by path, which nobody else has")]
    Path(String),
    /// A dependency that nobody else finds.
    #[error("`{0}` is a dependency from a library in a folder, which nobody else has")]
    Folder(String),
    /// A file that can't be read.
    #[error("`{path}` can't be published: {why}")]
    File {
        /// From the root.
        path: String,
        /// What is wrong.
        why: String,
    },
}

impl SourcesError {
    pub(crate) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoPackage(_) => "`orchc init` makes the folder a package".to_owned(),
            Self::Lacks("version") => {
                "write `version = \"0.1.0\"`: it says what a version may change".to_owned()
            }
            Self::Lacks(_) => "`orchc init` writes one".to_owned(),
            Self::Build(version) => {
                let plain = Version { build: semver::BuildMetadata::EMPTY, ..version.clone() };
                format!("write `version = \"{plain}\"`")
            }
            Self::Path(name) => {
                format!("publish `{name}` first, and name its version: `orchc add {name}`")
            }
            Self::Folder(name) => {
                format!("publish `{name}` where this package goes, or in a registry")
            }
            Self::Manifest(_) | Self::File { .. } => return None,
        })
    }
}

/// Sections that mean something in a package that isn't the root.
const PUBLISHED_SECTIONS: &[&str] = &["package", "toolchain", "dependencies"];

/// Files at the root that people read, by how their names begin, whatever the case.
const READ_BY_PEOPLE: &[&str] = &["readme", "license", "licence", "copying", "notice", "changelog"];

/// Modules below this folder are the package's own tests.
const TESTS: &str = "tests/";

impl Sources {
    /// What is published of a project, in `library`; without one, in that of its manifest.
    ///
    /// # Errors
    /// Where it can't be.
    pub fn of(project: &Project, library: Option<&Address>) -> Result<Self, SourcesError> {
        if !project.is_package {
            return Err(SourcesError::NoPackage(project.root.display().to_string()));
        }
        let text = project.read_text(MANIFEST).map_err(|why| SourcesError::Manifest(words(why)))?;
        let whole = document(&text)?;
        let mut local = whole.clone();
        keep_sections(&mut local, &[PUBLISHED_SECTIONS, &["library"]].concat());
        let local_manifest = local.to_string();
        let document = published(whole, &project.root, library)?;
        let Stated { about, dependencies } = Stated::of(&document)?;
        let mut files = vec![PackedFile {
            path: MANIFEST.to_owned(),
            bytes: document.to_string().into_bytes(),
        }];
        let overlay = project.manifest.overlay.as_ref().map(|(folder, _)| {
            let folder = folder.trim_start_matches("./").trim_end_matches('/');
            format!("{folder}/")
        });
        let is_ours = |path: &&String| {
            !path.starts_with(TESTS)
                && overlay.as_ref().is_none_or(|folder| !path.starts_with(folder.as_str()))
        };
        for path in project.modules.iter().filter(is_ours) {
            let text = project.read_text(path);
            let text =
                text.map_err(|why| SourcesError::File { path: path.clone(), why: words(why) })?;
            files.push(PackedFile { path: path.clone(), bytes: text.into_bytes() });
        }
        files.extend(read_by_people(&project.root)?);
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { about, dependencies, files, local_manifest })
    }
}

/// What a manifest states that is published as such.
pub(crate) struct Stated {
    pub(crate) about: About,
    pub(crate) dependencies: Value,
}

impl Stated {
    /// What the text of a manifest states.
    pub(crate) fn read(text: &str) -> Result<Self, SourcesError> {
        Self::of(&document(text)?)
    }

    fn of(document: &DocumentMut) -> Result<Self, SourcesError> {
        Ok(Self { about: about(document)?, dependencies: dependencies(document)? })
    }
}

fn document(text: &str) -> Result<DocumentMut, SourcesError> {
    let wrong = |error: toml_edit::TomlError| SourcesError::Manifest(error.message().to_owned());
    text.parse().map_err(wrong)
}

trait ReadText {
    fn read_text(&self, path: &str) -> Result<String, ModuleError>;
}

impl ReadText for Project {
    fn read_text(&self, path: &str) -> Result<String, ModuleError> {
        let text = self.read_module(path)?;
        if text.not_utf8.is_empty() {
            return Ok(text.text);
        }
        Err(ModuleError::Unreadable("it isn't UTF-8".to_owned()))
    }
}

fn words(error: ModuleError) -> String {
    match error {
        ModuleError::Outside => "it is a link that leads out of the package".to_owned(),
        ModuleError::Unreadable(why) => why,
    }
}

fn about(document: &DocumentMut) -> Result<About, SourcesError> {
    let said = |key: &str| {
        let text = document.get("package").and_then(|package| package.get(key));
        text.and_then(Item::as_str).map(str::to_owned)
    };
    let name = said("name").ok_or(SourcesError::Lacks("name"))?;
    let version = said("version").ok_or(SourcesError::Lacks("version"))?;
    let version = Version::parse(&version).map_err(|_| SourcesError::Lacks("version"))?;
    if !version.build.is_empty() {
        return Err(SourcesError::Build(version));
    }
    let keywords = document.get("package").and_then(|package| package.get("keywords"));
    let keywords = keywords.and_then(Item::as_array).into_iter().flatten();
    let keywords = keywords.filter_map(|word| Some(word.as_str()?.replace(',', " ")));
    Ok(About {
        name,
        version,
        description: said("description"),
        license: said("license"),
        repository: said("repository"),
        keywords: keywords.collect(),
    })
}

/// The dependencies, each with what it says.
fn dependencies(document: &DocumentMut) -> Result<Value, SourcesError> {
    let mut all = serde_json::Map::new();
    let section = document.get("dependencies").and_then(Item::as_table_like);
    for (name, said) in section.into_iter().flat_map(|section| section.iter()) {
        let text = |key: &str| Some(said.get(key)?.as_str()?.to_owned());
        if said.get("path").is_some() {
            return Err(SourcesError::Path(name.to_owned()));
        }
        let version = said.as_str().map(str::to_owned).or_else(|| text("version"));
        let mut dependency = json!({ "version": version });
        if let Some(library) = text("library") {
            dependency["library"] = library.into();
        }
        all.insert(name.to_owned(), dependency);
    }
    Ok(Value::Object(all))
}

/// The manifest without what is nobody else's business. A dependency names its library where that isn't the
/// one in which the package itself will be.
fn published(
    mut document: DocumentMut,
    root: &Path,
    library: Option<&Address>,
) -> Result<DocumentMut, SourcesError> {
    let place = |item: Option<&Item>| Some(item?.as_str()?.to_owned());
    let default = place(document.get("library").and_then(|section| section.get("default")));
    let address = |text: &str| Address::parse(text, root).ok();
    let own = library.cloned().or_else(|| address(default.as_deref()?));
    let section = document.get_mut("dependencies").and_then(Item::as_table_like_mut);
    for (name, said) in section.into_iter().flat_map(|section| section.iter_mut()) {
        let named = place(said.get("library")).or_else(|| default.clone());
        let Some(named) = named.filter(|_| said.get("path").is_none()) else { continue };
        let found = address(&named);
        let version = place(Some(said)).or_else(|| place(said.get("version")));
        match found {
            _ if found == own => *said = value(version.unwrap_or_default()),
            Some(Address::Folder(_)) => return Err(SourcesError::Folder(name.to_string())),
            _ => {
                let mut table = InlineTable::new();
                table.insert("library", named.into());
                table.insert("version", version.unwrap_or_default().into());
                *said = value(table);
            }
        }
    }
    keep_sections(&mut document, PUBLISHED_SECTIONS);
    Ok(document)
}

fn keep_sections(document: &mut DocumentMut, kept: &[&str]) {
    let sections: Vec<String> = document.iter().map(|(name, _)| name.to_owned()).collect();
    for name in sections.iter().filter(|name| !kept.contains(&name.as_str())) {
        document.remove(name);
    }
}

fn read_by_people(root: &Path) -> Result<Vec<PackedFile>, SourcesError> {
    let wrong = |path: &str, why: String| SourcesError::File { path: path.to_owned(), why };
    let names = files::names(root).map_err(|error| wrong(".", error.to_string()))?;
    let is_such = |name: &&String| {
        let name = name.to_lowercase();
        READ_BY_PEOPLE.iter().any(|it| name.starts_with(it)) && !name.ends_with(".orch")
    };
    let mut found = Vec::new();
    for path in names.iter().filter(is_such) {
        let bytes = files::read(&root.join(path), MOST_FILE);
        let bytes = bytes.map_err(|error| wrong(path, error.to_string()))?.unwrap_or_default();
        found.push(PackedFile { path: path.clone(), bytes });
    }
    Ok(found)
}
