//! A value that may be null where none may stand.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, Subject};
use crate::hir::Site;

/// A value that may be null where none may stand: E0305.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayBeNull {
    /// The value.
    pub at: Site,
    /// What stands at that place.
    pub subject: Subject<'static>,
    /// Where inside the value: `.url`; empty: the value itself.
    pub path: String,
    /// The value's type, as written.
    pub found: String,
    /// Whether it is null in any case.
    pub always: bool,
    /// The member that is read of it: a `?.` would do.
    pub member: Option<String>,
    /// Whether `!` may follow the value as it stands.
    pub postfix: bool,
}

impl MayBeNull {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let verb = if self.always { "is" } else { "may be" };
        let message = match (&self.member, self.path.is_empty()) {
            (Some(member), _) => format!("this {verb} null, and null has no `{member}`"),
            (None, true) => format!("{} {verb} null", self.subject),
            (None, false) => format!("`{}` in {} {verb} null", self.path, self.subject),
        };
        let mut diagnostic = reporter.error(Code::E0305, self.at, message);
        if let Some(authority) = self.subject.authority() {
            diagnostic = authority.quoted(reporter, diagnostic, &self.path, "is never null");
        }
        if self.always {
            return diagnostic;
        }
        if !self.path.is_empty() {
            return diagnostic.with_help(format!("its type is `{}`", self.found));
        }
        diagnostic = diagnostic.with_help(if self.member.is_some() {
            "read it with `?.`, give a value for null with `??`, or fail on null with `!`"
        } else {
            "give a value for null with `??`, or fail on null with `!`"
        });
        if self.postfix {
            let (end, text) = (reporter.end(self.at), reporter.behind(self.at, "!"));
            diagnostic = diagnostic.with_suggestion("fail on null with `!`", end, text);
        }
        diagnostic
    }
}
