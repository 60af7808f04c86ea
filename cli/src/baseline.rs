//! Problems that are known and put up with, so that old code can take up a check of new things.
//!
//! A problem is told by its file, code and message, and how often it is there, never by its place:
//! an edit elsewhere in the file doesn't bring it back. Of more than are known, the last ones are
//! reported. Files are named from the working folder, as everywhere.

use std::{collections::BTreeMap, io, path::Path};

use orchestra_diagnostics::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};

use crate::files;

/// Problems that are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    /// Of the form of this document.
    version: Version,
    /// In order of file, code and message.
    problems: Vec<Known>,
}

/// The one version that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct Version;

/// A problem, however often it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    file: String,
    code: String,
    message: String,
    count: u64,
}

type Key = (String, String, String);

impl Baseline {
    /// All that is in `found`, notes aside.
    pub(crate) fn of(found: &[Diagnostic]) -> Self {
        let mut counts: BTreeMap<Key, u64> = BTreeMap::new();
        for diagnostic in found.iter().filter(|it| it.severity != Severity::Note) {
            *counts.entry(key(diagnostic)).or_default() += 1;
        }
        let known = |((file, code, message), count)| Known { file, code, message, count };
        Self { version: Version, problems: counts.into_iter().map(known).collect() }
    }

    /// What the file at `path` lists; none where there is no such file.
    ///
    /// # Errors
    /// Where it can't be read, or is no baseline.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = files::read_optional(path)?;
        text.map(|text| Ok(serde_json::from_str(&text)?)).transpose()
    }

    /// Writes it to the file at `path`.
    ///
    /// # Errors
    /// Where that can't be written.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        files::write(path, &format!("{}\n", serde_json::to_string_pretty(self)?))
    }

    /// How many problems it lists.
    pub(crate) fn count(&self) -> u64 {
        self.problems.iter().map(|known| known.count).fold(0, u64::saturating_add)
    }

    /// What of `found` isn't known, and how many of the known are no longer found.
    pub(crate) fn unknown(&self, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, u64) {
        let mut left: BTreeMap<Key, u64> = BTreeMap::new();
        for known in &self.problems {
            let key = (known.file.clone(), known.code.clone(), known.message.clone());
            let count = left.entry(key).or_default();
            *count = count.saturating_add(known.count);
        }
        let mut is_known = |diagnostic: &Diagnostic| match left.get_mut(&key(diagnostic)) {
            Some(count) if *count > 0 && diagnostic.severity != Severity::Note => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let unknown = found.into_iter().filter(|diagnostic| !is_known(diagnostic)).collect();
        (unknown, left.into_values().fold(0, u64::saturating_add))
    }
}

fn key(diagnostic: &Diagnostic) -> Key {
    (diagnostic.file.to_string(), diagnostic.code.to_string(), diagnostic.message.clone())
}

impl TryFrom<u32> for Version {
    type Error = String;

    fn try_from(version: u32) -> Result<Self, String> {
        if version == 1 { Ok(Self) } else { Err(format!("a baseline of version {version}")) }
    }
}

impl From<Version> for u32 {
    fn from(Version: Version) -> Self {
        1
    }
}

#[cfg(test)]
mod tests {
    use orchestra_diagnostics::{Code, Span};

    use super::*;

    fn warning(message: &str, at: u32) -> Diagnostic {
        Diagnostic::error(Code::UnusedLet, "a.orch".into(), Span::at(at), message)
            .with_severity(Severity::Warning)
    }

    #[test]
    fn what_is_known_is_so_wherever_it_stands() {
        let known = Baseline::of(&[warning("`x`", 3), warning("`x`", 9), warning("`y`", 5)]);
        assert_eq!(known.count(), 3);
        let found = vec![warning("`x`", 30), warning("`x`", 40), warning("`x`", 50)];
        let (left, gone) = known.unknown(found);
        assert_eq!((left, gone), (vec![warning("`x`", 50)], 1));
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let known = Baseline::of(&[warning("`x`", 3)]);
        let text = serde_json::to_string(&known).unwrap();
        let expected = r#"{"version":1,"problems":[{"file":"a.orch","code":"unused-let","message":"`x`","count":1}]}"#;
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<Baseline>(&text).unwrap(), known);
        assert!(serde_json::from_str::<Baseline>(&text.replace(":1,\"p", ":2,\"p")).is_err());
    }

    #[test]
    fn notes_are_never_known() {
        let note = warning("`x`", 3).with_severity(Severity::Note);
        assert_eq!(Baseline::of(std::slice::from_ref(&note)).count(), 0);
        let known = Baseline::of(&[warning("`x`", 3)]);
        assert_eq!(known.unknown(vec![note.clone()]), (vec![note], 1));
    }
}
