//! Finding packages by words.

use semver::Version;

use crate::{
    Failure,
    document::Annotations,
    library::LibraryClient,
    package::{DESCRIPTION, KEYWORDS},
    yank,
};

/// Packages that are looked at: in a registry each takes requests of its own.
const MOST: usize = 500;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Those whose name holds a word first, then by name.
    pub hits: Vec<Hit>,
    /// Whether there are more packages than were looked at.
    pub is_cut: bool,
}

/// A package that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its name.
    pub name: String,
    /// The newest version that isn't yanked.
    pub version: Version,
    /// What it says of itself.
    pub description: String,
    /// What it is to be found by.
    pub keywords: Vec<String>,
}

pub(crate) fn search(library: &LibraryClient, words: &[String]) -> Result<Found, Failure> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut names = library.store.packages(MOST + 1)?;
    let is_cut = names.len() > MOST;
    names.truncate(MOST);
    let mut hits = Vec::new();
    for name in names {
        hits.extend(hit(library, &name, &words)?);
    }
    let in_name = |hit: &Hit| words.iter().any(|word| hit.name.contains(word));
    hits.sort_by_key(|hit| (!in_name(hit), hit.name.clone()));
    Ok(Found { hits, is_cut })
}

/// The package, if all words stand in what its newest version says of itself. Other artifacts than
/// packages may lie beside them, and are passed over.
fn hit(library: &LibraryClient, name: &str, words: &[String]) -> Result<Option<Hit>, Failure> {
    let versions = match library.versions(name) {
        Ok(versions) => versions,
        Err(Failure::Missing { .. }) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let stable = versions.iter().rev().filter(|version| version.pre.is_empty());
    let early = versions.iter().rev().filter(|version| !version.pre.is_empty());
    for version in stable.chain(early) {
        let found = match library.tagged(name, version) {
            Ok(Some(found)) => found,
            Ok(None) | Err(Failure::Unreadable { .. }) => continue,
            Err(failure) => return Err(failure),
        };
        let hit = said(name, version, &found.manifest.annotations);
        let text = format!("{}\n{}\n{}", hit.name, hit.description, hit.keywords.join("\n"));
        let text = text.to_lowercase();
        if !words.iter().all(|word| text.contains(word)) {
            return Ok(None);
        }
        if !yank::is_yanked(&*library.store, name, &found.descriptor.digest)? {
            return Ok(Some(hit));
        }
    }
    Ok(None)
}

fn said(name: &str, version: &Version, annotations: &Annotations) -> Hit {
    let text = |name: &str| annotations.get(name).cloned().unwrap_or_default();
    let keywords = text(KEYWORDS);
    let keywords = keywords.split(',').filter(|word| !word.is_empty()).map(str::to_owned);
    Hit {
        name: name.to_owned(),
        version: version.clone(),
        description: text(DESCRIPTION),
        keywords: keywords.collect(),
    }
}
