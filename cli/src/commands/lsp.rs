//! `orchc lsp`.

use clap::Args;

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::Session,
};

/// Serve an editor on stdin and stdout, by the Language Server Protocol
///
/// Editors start it; nobody types it. It runs no job and reaches no network.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// What some editors add; it is so in any case
    #[arg(long, hide = true, conflicts_with = "socket")]
    stdio: bool,

    /// Connect to an editor that listens at this port of 127.0.0.1, in place of stdin and stdout
    #[arg(long, value_name = "PORT")]
    socket: Option<u16>,
}

/// Serves until the client ends it. One that ends it without having asked for `shutdown` is told so by
/// the exit code, as the protocol has it.
///
/// # Errors
/// Where no editor listens at the port, or no thread can be started.
pub(crate) fn run(session: &Session, arguments: &Lsp) -> Result<Exit, CommandError> {
    let packages = Some(session.places.packages());
    let served = match arguments.socket {
        None => orchestra_lsp_server::serve_stdio(packages).doing("start the language server"),
        Some(port) => orchestra_lsp_server::serve_at(port, packages)
            .doing(format_args!("serve an editor at port {port} of 127.0.0.1")),
    };
    let was_shut_down = served?;
    Ok(if was_shut_down { Exit::Success } else { Exit::LeftAlone })
}
