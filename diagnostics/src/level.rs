//! What becomes of a lint's finding, and where that is set.

use std::collections::BTreeMap;

use crate::{Code, Diagnostic, Severity};

/// What becomes of a lint's finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is dropped.
    Allow,
    /// It is a warning.
    Warn,
    /// It is an error.
    Deny,
}

impl Level {
    /// Every level, the mildest first.
    pub const ALL: [Self; 3] = [Self::Allow, Self::Warn, Self::Deny];

    /// As it is written: `warn`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    /// The level written `text`, if there is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// The levels of all lints: the default of each, where nothing else is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LintLevels {
    set: BTreeMap<Code, Level>,
    warnings_denied: bool,
}

impl LintLevels {
    /// Sets the level of a lint, before anything that was set. Other codes have none.
    pub fn set(&mut self, lint: Code, level: Level) {
        self.set.insert(lint, level);
    }

    /// Makes an error of all that would be a warning.
    pub fn deny_warnings(&mut self) {
        self.warnings_denied = true;
    }

    /// The level of a lint; none of another code.
    #[must_use]
    pub fn level(&self, code: Code) -> Option<Level> {
        let default = code.default_level()?;
        match self.set.get(&code).copied().unwrap_or(default) {
            Level::Warn if self.warnings_denied => Some(Level::Deny),
            level => Some(level),
        }
    }

    /// What is left of `found`, each finding of a lint as severe as its level says. Other
    /// diagnostics stay as they are.
    #[must_use]
    pub fn apply(&self, found: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
        let levelled = |diagnostic: Diagnostic| match self.level(diagnostic.code) {
            None => Some(diagnostic),
            Some(Level::Allow) => None,
            Some(Level::Warn) => Some(diagnostic.with_severity(Severity::Warning)),
            Some(Level::Deny) => Some(diagnostic.with_severity(Severity::Error)),
        };
        found.into_iter().filter_map(levelled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn what_is_set_comes_before_the_default() {
        let found = [Code::UnusedLet, Code::NoBudget, Code::RetryMayRepeat, Code::E0301];
        let found = found.map(|code| Diagnostic::error(code, "a.orch".into(), Span::at(0), "m"));
        let severities = |levels: &LintLevels| {
            let left = levels.apply(found.clone()).into_iter();
            left.map(|it| (it.code, it.severity)).collect::<Vec<_>>()
        };
        let (error, warning) = (Severity::Error, Severity::Warning);
        let mut levels = LintLevels::default();
        assert_eq!(
            severities(&levels),
            [(Code::UnusedLet, warning), (Code::RetryMayRepeat, error), (Code::E0301, error)]
        );
        levels.set(Code::NoBudget, Level::Warn);
        levels.set(Code::RetryMayRepeat, Level::Allow);
        assert_eq!(
            severities(&levels),
            [(Code::UnusedLet, warning), (Code::NoBudget, warning), (Code::E0301, error)]
        );
        levels.deny_warnings();
        levels.set(Code::UnusedLet, Level::Allow);
        assert_eq!(severities(&levels), [(Code::NoBudget, error), (Code::E0301, error)]);
    }

    #[test]
    fn levels_are_read_as_they_are_written() {
        for level in Level::ALL {
            assert_eq!(Level::parse(level.as_str()), Some(level));
        }
        assert_eq!(Level::parse("forbid"), None);
    }
}
