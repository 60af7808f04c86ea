//! Logins in a file: JSON, replaced as a whole, which only its owner may read.

use std::{collections::BTreeMap, io::ErrorKind, path::PathBuf};

use orchestra_net::SecretText;
use serde::{Deserialize, Serialize};

use super::{Kept, Subject};
use crate::{
    command_error::{CommandError, Doing as _},
    files,
};

/// The version of its form.
const VERSION: u32 = 1;

/// Where it lies.
#[derive(Debug)]
pub(super) struct LoginFile {
    pub(super) path: PathBuf,
}

/// All that it holds. It has no `Debug`: it would show the values.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    version: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    secrets: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    registries: BTreeMap<String, RegistryLogin>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistryLogin {
    user: String,
    password: String,
}

impl LoginFile {
    /// # Errors
    /// Where others may read it, or it isn't what `orchc login` writes.
    pub(super) fn read(&self) -> Result<Content, CommandError> {
        let shown = self.path.display();
        let text = match files::read_private(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Content::empty()),
            // Ours names the file, and says what to do.
            Err(error) if error.get_ref().is_some() => {
                return Err(CommandError::usage(format!("can't use what is logged in: {error}")));
            }
            Err(error) => {
                return Err(CommandError::usage(format!(
                    "can't read the logins in {shown}: {error}"
                )));
            }
        };
        // What is wrong isn't quoted: it may be a value.
        let content: Option<Content> = serde_json::from_str(&text).ok();
        content.filter(|content| content.version == VERSION).ok_or_else(|| {
            CommandError::usage(format!("{shown} isn't what this version's `orchc login` writes"))
                .hint("mend it, or remove it and log in again")
        })
    }

    /// # Errors
    /// Where it can't be written.
    pub(super) fn write(&self, content: &Content) -> Result<(), CommandError> {
        let shown = self.path.display();
        let text = serde_json::to_string_pretty(content).doing("write logins as JSON")?;
        files::write_private(&self.path, &format!("{text}\n")).doing(format_args!("write {shown}"))
    }
}

impl Content {
    const fn empty() -> Self {
        Self { version: VERSION, secrets: BTreeMap::new(), registries: BTreeMap::new() }
    }

    pub(super) fn get(&self, subject: &Subject) -> Option<Kept> {
        match subject {
            Subject::Secret(name) => {
                let text = SecretText::new(self.secrets.get(name)?);
                Some(Kept { user: None, text })
            }
            Subject::Registry(host) => {
                let RegistryLogin { user, password } = self.registries.get(host)?;
                Some(Kept { user: Some(user.clone()), text: SecretText::new(password) })
            }
        }
    }

    pub(super) fn set(&mut self, subject: &Subject, kept: &Kept) {
        let text = kept.text.reveal().to_owned();
        match subject {
            Subject::Secret(name) => drop(self.secrets.insert(name.clone(), text)),
            Subject::Registry(host) => {
                let user = kept.user.clone().unwrap_or_default();
                let login = RegistryLogin { user, password: text };
                drop(self.registries.insert(host.clone(), login));
            }
        }
    }

    pub(super) fn remove(&mut self, subject: &Subject) -> bool {
        match subject {
            Subject::Secret(name) => self.secrets.remove(name).is_some(),
            Subject::Registry(host) => self.registries.remove(host).is_some(),
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.secrets.keys().chain(self.registries.keys()).cloned().collect()
    }
}
