//! Type arguments that a type doesn't take, or too few.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, list_words};
use crate::hir::Site;

/// Type arguments that a type doesn't take, or too few: E0203.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongTypeArguments {
    /// The type's name in the text.
    pub at: Site,
    /// Its name.
    pub name: String,
    /// Its type parameters.
    pub wanted: Vec<String>,
    /// How many arguments are written.
    pub found: usize,
    /// Whether it is a type parameter itself.
    pub is_parameter: bool,
}

impl WrongTypeArguments {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let Self { name, wanted, found, .. } = self;
        let counted = |count: usize| match count {
            1 => "1 type argument".to_owned(),
            count => format!("{count} type arguments"),
        };
        let message = match (wanted.len(), found) {
            (0, _) if self.is_parameter => {
                format!("the type parameter `{name}` takes no type arguments")
            }
            (0, _) => format!("`{name}` takes no type arguments"),
            (most, 0) => format!("`{name}` is a type only with {}", counted(most)),
            (most, found) => format!("`{name}` takes {}, found {found}", counted(most)),
        };
        let diagnostic = reporter.error(Code::E0203, self.at, message);
        if wanted.is_empty() {
            return diagnostic.with_help(format!("write `{name}`"));
        }
        let parameters: Vec<String> = wanted.iter().map(|name| format!("`{name}`")).collect();
        diagnostic.with_help(format!(
            "write `{name}<{}>`, with a type for {}",
            vec!["…"; wanted.len()].join(", "),
            list_words(&parameters, "and"),
        ))
    }
}
