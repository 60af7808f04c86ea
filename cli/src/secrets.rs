//! Where the text of a secret comes from, by its handle.
//!
//! A handle is the name of a variable (`ACME_API_KEY`), by which `orchc login` may keep it too, `@file:` with an absolute path, or `@hotkey`
//! for the key that signs. Handles
//! stand in plans and journals, so that a resumed job asks for the same secret again; texts are
//! read when a request needs them, and go nowhere else.

use std::sync::Arc;

use orchestra_keys::Hotkey;
use orchestra_net::{HOTKEY, SecretText};
use orchestra_runtime_engine::SecretSource;

use crate::{
    environment::variable,
    files,
    logins::{Logins, Subject},
    session::Session,
    wallet,
};

/// What a handle of a file begins with.
pub(crate) const FILE: &str = "@file:";

/// The user's own secrets.
pub(crate) fn real(session: &Session) -> Arc<SecretSource> {
    let logins = Arc::clone(&session.logins);
    Arc::new(move |handle| find(&logins, handle).ok())
}

/// The text behind a handle, or why there is none. A variable goes before what is kept.
pub(crate) fn find(logins: &Logins, handle: &str) -> Result<SecretText, String> {
    if handle == HOTKEY {
        return wallet::hotkey()
            .as_ref()
            .map(|key| SecretText::new(key.to_text().to_string()))
            .map_err(Clone::clone);
    }
    let Some(path) = handle.strip_prefix(FILE) else {
        if let Some(value) = variable(handle) {
            return Ok(SecretText::new(value));
        }
        let kept = logins.find(&Subject::Secret(handle.to_owned()));
        let kept = kept.map_err(|error| error.message)?;
        return kept
            .map(|kept| kept.text)
            .ok_or_else(|| format!("the variable {handle} isn't set"));
    };
    let text = files::read_private(path.as_ref()).map_err(|error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => error.to_string(),
        _ => format!("there is no text to be read in {path}"),
    })?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(format!("there is no text to be read in {path}")),
        text => Ok(SecretText::new(text)),
    }
}

/// A text for every handle that is nobody's secret: what the sandbox is given.
pub(crate) fn pretended() -> Arc<SecretSource> {
    Arc::new(|handle| {
        let nobody = Hotkey::from_seed(*b"nobody's hotkey, for the sandbox");
        Some(SecretText::new(match handle {
            HOTKEY => nobody.to_text().to_string(),
            _ => "orchestra-sandbox".to_owned(),
        }))
    })
}

/// Whether a variable can have that name in a shell.
pub(crate) fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
