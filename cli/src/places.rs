//! Where configuration, store and cache lie. An option beats a variable beats the default.

use std::path::{Path, PathBuf};

use crate::{arguments::Global, command_error::CommandError, environment::variable};

/// The folders of this user.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// `config.toml` of the user; what is kept beside it lies in the same folder.
    pub(crate) config: PathBuf,
    /// Jobs.
    pub(crate) store: PathBuf,
    /// What can be fetched again.
    pub(crate) cache: PathBuf,
}

impl Places {
    pub(crate) fn find(global: &Global) -> Result<Self, CommandError> {
        let config = place(
            global.config.as_deref(),
            "ORCHESTRA_CONFIG",
            "XDG_CONFIG_HOME",
            ".config",
            "config.toml",
        )?;
        let store = place(
            global.store.as_deref(),
            "ORCHESTRA_STORE",
            "XDG_STATE_HOME",
            ".local/state",
            "",
        )?;
        let cache =
            place(global.cache.as_deref(), "ORCHESTRA_CACHE", "XDG_CACHE_HOME", ".cache", "")?;
        Ok(Self { config, store, cache })
    }

    /// Where packages of libraries are unpacked.
    pub(crate) fn packages(&self) -> PathBuf {
        self.cache.join("packages")
    }

    /// Where the user's grants of secrets to origins are kept.
    pub(crate) fn trusted_origins(&self) -> PathBuf {
        self.config.with_file_name("trusted-origins")
    }
}

fn place(
    option: Option<&Path>,
    own: &str,
    base: &str,
    below_home: &str,
    file: &str,
) -> Result<PathBuf, CommandError> {
    if let Some(path) = option {
        return Ok(path.to_owned());
    }
    if let Some(path) = variable(own) {
        return Ok(path.into());
    }
    let base_folder = variable(base).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = base_folder.or_else(|| Some(Path::new(&variable("HOME")?).join(below_home)));
    let folder = folder.ok_or_else(|| {
        CommandError::usage(format!(
            "can't tell where to look: neither {own} nor {base} nor HOME is set"
        ))
        .hint(format!("set {own} to a path of yours"))
    })?;
    let folder = folder.join("orchestra");
    Ok(if file.is_empty() { folder } else { folder.join(file) })
}
