//! An entry in a file, as those who sign it and check it read it.

use std::path::Path;

use orchestra_ledger_model::Subnet;
use serde_json::Value;

use crate::{
    command_error::{CommandError, Doing as _},
    files,
    session::Session,
};

/// What a file says.
pub(super) struct EntryFile {
    pub(super) text: String,
    pub(super) document: Value,
    pub(super) subnet: Subnet,
}

/// Reads it. Whether its signatures hold isn't asked: who asks that wants to know which don't.
pub(super) fn read(session: &Session, path: &Path) -> Result<EntryFile, CommandError> {
    let shown = path.display();
    let text = files::read(&session.working.join(path)).doing(format_args!("read {shown}"))?;
    let wrong = |error: serde_json::Error| {
        CommandError::usage(format!("{shown} is no entry of a subnet: {error}"))
            .hint("`orchc ledger check FOLDER` says all that is wrong with its entries")
    };
    let document: Value = serde_json::from_str(&text).map_err(wrong)?;
    let subnet: Subnet = serde_json::from_str(&text).map_err(wrong)?;
    Ok(EntryFile { text, document, subnet })
}
