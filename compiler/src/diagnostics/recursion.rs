//! Items that need themselves.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::items::{ItemId, ItemKind};

/// The most items of a cycle that a message names.
const MOST_NAMED: usize = 6;

/// Items that need themselves: E0502.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recursion {
    /// The items, each needed by the one before it and the first by the last. The first stands first
    /// in the project.
    pub cycle: Vec<ItemId>,
    /// What the first is.
    pub kind: ItemKind,
}

impl Recursion {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let first = self.cycle[0];
        let name = reporter.name(first);
        let is_type = self.kind == ItemKind::Type;
        let (verb, help) = if is_type {
            ("contains", "a type may recur through a list, a map, `?` or an optional field")
        } else {
            (
                "needs",
                "recursion is refused, so that everything ends; go through a list with `for`, `map` or `reduce`",
            )
        };
        let message = format!("`{name}` {verb} itself");
        let mut diagnostic = reporter.error_at_name(Code::E0502, first, message).with_help(help);
        for (index, item) in self.cycle.iter().enumerate().skip(1).take(MOST_NAMED) {
            let before = reporter.name(self.cycle[index - 1]);
            diagnostic = reporter.label_name(diagnostic, *item, format!("`{before}` {verb} this"));
        }
        diagnostic
    }
}
