//! `orchc lsp`.

use clap::Args;

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
};

/// Serve an editor on stdin and stdout, by the Language Server Protocol
///
/// Editors start it; nobody types it. It runs no job and reaches no network.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// What some editors add; there is no other way
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves until the client ends it. One that ends it without having asked for `shutdown` is told so by
/// the exit code, as the protocol has it.
///
/// # Errors
/// Where no thread can be started.
pub(crate) fn run(_: &Lsp) -> Result<Exit, CommandError> {
    let was_shut_down = orchestra_lsp_server::serve_stdio().doing("start the language server")?;
    Ok(if was_shut_down { Exit::Success } else { Exit::LeftAlone })
}
