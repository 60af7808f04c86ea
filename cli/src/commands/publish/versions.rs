//! The number of a version, held against what changed since the one before.

use orchestra_package_client::{Failure, LibraryClient};
use orchestra_package_interface::{Change, Interface, Verdict, baseline, compare, hides, verdict};
use semver::Version;
use serde_json::{Value, json};

use crate::{command_error::CommandError, exit::Exit, library::explain, session::Session};

/// Changes that are listed; a change of everything is told as well by a few.
const MOST_LISTED: usize = 20;

/// What changed since the version that is compared with.
pub(super) struct Compared {
    old: Version,
    changes: Vec<Change>,
    verdict: Verdict,
}

impl Compared {
    /// What changed between the newest published version below `version`, and `interface`; none where there
    /// is none.
    ///
    /// # Errors
    /// Where the library can't be asked.
    pub(super) fn with(
        session: &Session,
        library: &LibraryClient,
        (name, version): (&str, &Version),
        interface: &Interface,
    ) -> Result<Option<Self>, CommandError> {
        let published = match library.versions(name) {
            Err(Failure::Missing { .. }) => return Ok(None),
            found => found.map_err(explain)?,
        };
        let Some(old) = baseline(&published, version) else { return Ok(None) };
        let released = library.released(name, old).map_err(explain)?;
        let Ok(before) = serde_json::from_value::<Interface>(released.config["interface"].clone())
        else {
            session.note(&format!(
                "what {name} {old} offers isn't written as these tools do, and isn't compared"
            ));
            return Ok(None);
        };
        let changes = compare(&before, interface);
        let verdict = verdict(&changes);
        Ok(Some(Self { old: old.clone(), changes, verdict }))
    }

    /// Refuses a number that hides what changed.
    ///
    /// # Errors
    /// With what changed, and the number that says so.
    pub(super) fn refuse(&self, name: &str, version: &Version) -> Result<(), CommandError> {
        let Some(needed) = hides(&self.old, version, self.verdict) else { return Ok(()) };
        let what = match self.verdict {
            Verdict::Major => "what callers have of",
            Verdict::Minor | Verdict::Patch => "what is new since",
        };
        let message = match self.verdict {
            Verdict::Major => format!("{what} {name} {} may no longer compile", self.old),
            _ => format!("{version} doesn't say {what} {name} {}", self.old),
        };
        Err(CommandError::usage(format!("{message}; nothing was published"))
            .exit(Exit::Source)
            .details(self.lines().join("\n"))
            .hint(format!("write `version = \"{needed}\"`, or take the change back")))
    }

    /// A line a change, what breaks first.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut sorted: Vec<&Change> = self.changes.iter().collect();
        sorted.sort_by_key(|change| std::cmp::Reverse(change.verdict));
        let listed = sorted.iter().take(MOST_LISTED);
        let line = |change: &&Change| {
            format!("{}: `{}` {}", word(change.verdict), change.export, change.what)
        };
        let mut lines: Vec<_> = listed.map(line).collect();
        if sorted.len() > MOST_LISTED {
            lines.push(format!("and {} more", sorted.len() - MOST_LISTED));
        }
        lines
    }

    /// `since 0.1.0: minor`
    pub(super) fn title(&self) -> String {
        format!("since {}: {}", self.old, word(self.verdict))
    }

    /// For programs.
    pub(super) fn document(&self) -> Value {
        json!({
            "with": self.old.to_string(),
            "verdict": self.verdict,
            "changes": self.changes,
        })
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Patch => "patch",
        Verdict::Minor => "minor",
        Verdict::Major => "major",
    }
}
