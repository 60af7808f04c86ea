//! What `orchc login` keeps: secrets by the names of their variables, and logins by registries' hosts.
//!
//! They lie in a file of the user's that nobody else may read ([`file`]), or with a program that speaks as
//! Docker's credential helpers do ([`credential_helper`]). The project has no say in it, and where a
//! secret may go is another matter: `orchc trust` says that of one that is kept here as of one in a
//! variable. Values go to the request that carries them and nowhere else; no error here holds one.

mod credential_helper;
mod file;
mod subject;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use orchestra_net::SecretText;

pub(crate) use self::subject::Subject;
use self::{credential_helper::CredentialHelper, file::LoginFile};
use crate::{command_error::CommandError, config::Config};

/// What is kept for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Who logs in, at a registry.
    pub(crate) user: Option<String>,
    /// Never printed.
    pub(crate) text: SecretText,
}

/// The user's logins. Nothing is read before the first is asked for, and each is looked for once, also
/// where that fails: a program that keeps them may ask a person.
#[derive(Debug)]
pub(crate) struct Logins {
    /// Where the user's configuration is: it may name the program, and the file lies beside it.
    config: PathBuf,
    keeper: OnceLock<Keeper>,
    found: Mutex<BTreeMap<Subject, Result<Option<Kept>, CommandError>>>,
}

/// Who keeps them.
#[derive(Debug)]
enum Keeper {
    File(LoginFile),
    Helper(CredentialHelper),
}

impl Logins {
    /// Those of the user with this configuration.
    pub(crate) fn new(config: &Path) -> Self {
        Self { config: config.to_owned(), keeper: OnceLock::new(), found: Mutex::default() }
    }

    fn keeper(&self) -> Result<&Keeper, CommandError> {
        if let Some(keeper) = self.keeper.get() {
            return Ok(keeper);
        }
        let keeper = match Config::read_at(&self.config)?.credential_helper {
            Some(named) => Keeper::Helper(CredentialHelper::named(&named, &self.config)?),
            None => Keeper::File(LoginFile { path: self.config.with_file_name("logins.json") }),
        };
        Ok(self.keeper.get_or_init(|| keeper))
    }

    /// Makes sure that what is kept can be used, where it lies in a file.
    ///
    /// # Errors
    /// Where others may read it, or it can't be read.
    pub(crate) fn check(&self) -> Result<(), CommandError> {
        match self.keeper()? {
            Keeper::File(file) => file.read().map(drop),
            Keeper::Helper(_) => Ok(()),
        }
    }

    /// What is kept for a subject, if anything is.
    ///
    /// # Errors
    /// Where the file or the program can't be used.
    pub(crate) fn find(&self, subject: &Subject) -> Result<Option<Kept>, CommandError> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = found.get(subject) {
            return known.clone();
        }
        let looked = self.look(subject);
        found.insert(subject.clone(), looked.clone());
        looked
    }

    fn look(&self, subject: &Subject) -> Result<Option<Kept>, CommandError> {
        match self.keeper()? {
            Keeper::File(file) => Ok(file.read()?.get(subject)),
            Keeper::Helper(helper) => helper.get(subject),
        }
    }

    /// Keeps a value, in the place of the one before.
    ///
    /// # Errors
    /// Where it can't be kept; then nothing changes.
    pub(crate) fn keep(&self, subject: &Subject, kept: &Kept) -> Result<(), CommandError> {
        match self.keeper()? {
            Keeper::File(file) => {
                let mut all = file.read()?;
                all.set(subject, kept);
                file.write(&all)
            }
            Keeper::Helper(helper) => helper.store(subject, kept),
        }
    }

    /// Forgets what is kept for a subject; whether anything was.
    ///
    /// # Errors
    /// Where the file or the program can't be used.
    pub(crate) fn forget(&self, subject: &Subject) -> Result<bool, CommandError> {
        match self.keeper()? {
            Keeper::File(file) => {
                let mut all = file.read()?;
                let was_kept = all.remove(subject);
                if was_kept {
                    file.write(&all)?;
                }
                Ok(was_kept)
            }
            Keeper::Helper(helper) => helper.erase(subject),
        }
    }

    /// The names of all that is kept in the file; none where a program keeps it.
    ///
    /// # Errors
    /// Where the file can't be used.
    pub(crate) fn names(&self) -> Result<Option<Vec<String>>, CommandError> {
        match self.keeper()? {
            Keeper::File(file) => Ok(Some(file.read()?.names())),
            Keeper::Helper(_) => Ok(None),
        }
    }

    /// Who keeps them, as people are told: a file's path, or the program.
    ///
    /// # Errors
    /// Where the configuration can't be read.
    pub(crate) fn place(&self) -> Result<String, CommandError> {
        Ok(match self.keeper()? {
            Keeper::File(file) => file.path.display().to_string(),
            Keeper::Helper(helper) => helper.to_string(),
        })
    }
}
