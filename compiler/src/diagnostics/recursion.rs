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
    /// How they do.
    pub how: RecursionKind,
}

/// How items need themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecursionKind {
    /// One couldn't be without the other.
    Whole,
    /// Types recur as they may, but with ever larger type arguments.
    Growing,
    /// A type leads to too many others, if perhaps not to all without end.
    Boundless,
}

impl Recursion {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let first = self.cycle[0];
        let name = reporter.name(first);
        let is_type = self.kind == ItemKind::Type;
        let verb = if is_type { "contains" } else { "needs" };
        let (message, help) = match self.how {
            RecursionKind::Whole if is_type => (
                format!("`{name}` contains itself"),
                "a type may recur through a list, a map, `?` or an optional field",
            ),
            RecursionKind::Whole => (
                format!("`{name}` needs itself"),
                "recursion is refused, so that everything ends; go through a list with `for`, `map` or `reduce`",
            ),
            RecursionKind::Growing => (
                format!("`{name}` contains itself, with larger type arguments each time"),
                "where it contains itself, give it its own type parameters as they are",
            ),
            RecursionKind::Boundless => (
                format!("`{name}` is made of more than 1,000 types, or of larger ones"),
                "hand on fewer type parameters, and in the order in which they are declared",
            ),
        };
        let mut diagnostic = reporter.error_at_name(Code::E0502, first, message).with_help(help);
        for (index, item) in self.cycle.iter().enumerate().skip(1).take(MOST_NAMED) {
            let before = reporter.name(self.cycle[index - 1]);
            diagnostic = reporter.label_name(diagnostic, *item, format!("`{before}` {verb} this"));
        }
        diagnostic
    }
}
