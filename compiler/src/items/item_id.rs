//! What names an item for as long as it is there.

#![expect(missing_docs, reason = "what salsa's attributes add has no comments")]

use std::sync::Arc;

use crate::db::SourceFile;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// `type`
    Type,
    /// `enum`
    Enum,
    /// `const`
    Const,
    /// `fn`
    Function,
    /// `template`
    Template,
    /// `provide`
    Provide,
    /// `test`
    Test,
}

impl ItemKind {
    /// As messages name it: "a constant".
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Type => "a type",
            Self::Enum => "an enum",
            Self::Const => "a constant",
            Self::Function => "a function",
            Self::Template => "a template",
            Self::Provide => "a provider",
            Self::Test => "a test",
        }
    }

    /// Whether other files may import it by its name.
    #[must_use]
    pub const fn is_named(self) -> bool {
        !matches!(self, Self::Provide | Self::Test)
    }
}

/// An item of a file: stays the same as long as file, kind and name do. Their order is that in which they were
/// met, by chance.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
#[derive(PartialOrd, Ord)]
pub struct ItemId {
    /// Where it is declared.
    #[returns(copy)]
    pub file: SourceFile,
    /// What it is.
    #[returns(copy)]
    pub kind: ItemKind,
    /// Its name; of a provider `search.web by acme.find`, of a test its title.
    #[returns(clone)]
    pub name: Arc<str>,
    /// How many of its kind and name stand above it in the file.
    #[returns(copy)]
    pub index: u32,
}
