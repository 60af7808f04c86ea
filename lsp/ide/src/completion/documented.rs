//! What is known of an item, asked for when it is looked at.

use std::{fmt, str::FromStr, sync::Arc};

use orchestra_compiler::{
    Database, Project, SourceFile,
    items::{documentation as documentation_of_item, items, module_name},
};

use crate::{call_target::CallTarget, ledger_page::of_subnet};

/// What [`documentation`] is asked of; as text, one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DocumentationKey {
    /// A subnet, by its slug.
    Subnet(String),
    /// A family, by its name.
    Family(String),
    /// An operation, a capability or an operation of `sys`, by the words of a target.
    Target(String, String),
    /// An item, by its module and name.
    Item {
        /// As `orchestra_compiler::items::module_name` says it.
        module: Arc<str>,
        /// Its name there.
        name: Arc<str>,
    },
}

/// What is known of `key`, as Markdown; `file` is where it was offered.
#[must_use]
pub fn documentation(db: &Database, file: SourceFile, key: &DocumentationKey) -> Option<String> {
    let ledger = Project::get(db).ledger(db);
    match key {
        DocumentationKey::Subnet(slug) => Some(of_subnet(db, ledger.subnet(slug)?)),
        DocumentationKey::Family(name) => Some(ledger.family(name)?.summary.clone()),
        DocumentationKey::Target(first, second) => {
            CallTarget::named(db, file, first, second)?.documentation(db)
        }
        DocumentationKey::Item { module, name } => {
            let mut files = Project::get(db).files(db).values();
            let file = files.find(|file| module_name(db, **file) == *module)?;
            let declared = items(db, *file);
            let item = declared.named().find(|it| it.name.text == *name)?.id;
            Some(documentation_of_item(db, item)).filter(|text| !text.is_empty())
        }
    }
}

impl fmt::Display for DocumentationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subnet(slug) => write!(f, "subnet {slug}"),
            Self::Family(name) => write!(f, "family {name}"),
            Self::Target(first, second) => write!(f, "target {first} {second}"),
            Self::Item { module, name } => write!(f, "item {name} {module}"),
        }
    }
}

/// A text that no [`DocumentationKey`] is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchKey;

impl fmt::Display for NoSuchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this names nothing that was offered")
    }
}

impl std::error::Error for NoSuchKey {}

impl FromStr for DocumentationKey {
    type Err = NoSuchKey;

    fn from_str(text: &str) -> Result<Self, NoSuchKey> {
        let (kind, rest) = text.split_once(' ').ok_or(NoSuchKey)?;
        match kind {
            "subnet" => Ok(Self::Subnet(rest.to_owned())),
            "family" => Ok(Self::Family(rest.to_owned())),
            "target" => {
                let (first, second) = rest.split_once(' ').ok_or(NoSuchKey)?;
                Ok(Self::Target(first.to_owned(), second.to_owned()))
            }
            "item" => {
                let (name, module) = rest.split_once(' ').ok_or(NoSuchKey)?;
                Ok(Self::Item { module: module.into(), name: name.into() })
            }
            _ => Err(NoSuchKey),
        }
    }
}
