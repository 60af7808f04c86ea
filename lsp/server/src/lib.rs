//! The language server: the only crate that knows the protocol.
//!
//! Three rules keep it right. *Edits are applied in the order in which they arrived*: messages are
//! stamped where they are read ([`in_order`]), before any handler is polled, and go to one owner thread
//! ([`owner`]). *Requests read snapshots*: a request's snapshot is ordered with the edits around it, its
//! work runs on a pool of threads, and an edit that comes meanwhile cancels it. *Nothing awaits the
//! client*: what is published goes through one queue, in order, and only as long as it is true.
//!
//! A request is a file in [`requests`]: it translates positions, asks `lsp/ide`, translates back. Run in
//! the editor starts `orchc run`: no job runs here, and nothing reaches the network.

mod abilities;
mod backend;
mod capabilities;
mod configuration;
mod convert;
mod document;
mod in_order;
mod limits;
mod owner;
mod parent;
mod positions;
mod progress;
pub mod protocol;
mod registrations;
mod renewal;
mod requests;
mod snapshot;
mod told_tokens;
mod world;

use std::{io, net::Ipv4Addr, path::PathBuf, sync::Arc};

use orchestra_compiler_project::STACK;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    runtime::Runtime,
};
use tower_lsp_server::{LspService, Server};

use crate::{backend::Backend, in_order::InOrder, owner::Owner};

/// Requests that may be at work at the same time; those behind them wait.
const MOST_AT_ONCE: usize = 64;

/// Threads for requests: each has a stack as deep as a text may be nested.
const MOST_THREADS: usize = 16;

/// Serves one client on stdin and stdout until it says `exit`, its end of stdin closes, or the process
/// that started us is gone. Whether it had said `shutdown` before. Packages of libraries are unpacked
/// in the folder `packages`; without one, none are looked for.
///
/// # Errors
/// Where no thread can be started.
pub fn serve_stdio(packages: Option<PathBuf>) -> io::Result<bool> {
    let runtime = runtime()?;
    let ended = runtime.block_on(serve_with(tokio::io::stdin(), tokio::io::stdout(), packages));
    // What still computes has nobody to tell.
    runtime.shutdown_background();
    ended
}

/// The same where a client listens at `port` of this machine, for one that looks into it.
///
/// # Errors
/// Where no client listens there, or no thread can be started.
pub fn serve_at(port: u16, packages: Option<PathBuf>) -> io::Result<bool> {
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let (input, output) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?.into_split();
        serve_with(input, output, packages).await
    });
    runtime.shutdown_background();
    ended
}

fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(MOST_THREADS)
        .thread_stack_size(STACK)
        .enable_all()
        .build()
}

/// The same on any stream, without packages of libraries.
///
/// # Errors
/// Where no thread can be started.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) -> io::Result<bool> {
    serve_with(input, output, None).await
}

/// The same with those that are unpacked in the folder `packages`.
///
/// # Errors
/// Where no thread can be started.
pub async fn serve_with(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite,
    packages: Option<PathBuf>,
) -> io::Result<bool> {
    let (owner, inbox) = Owner::channel();
    let mut backend = None;
    let (service, socket) = LspService::build(|client| {
        let made = Backend::new(client, owner.clone(), packages.clone());
        backend = Some(made.clone());
        made
    })
    .custom_method("orchestra/document", Backend::document)
    .custom_method("orchestra/planGraph", Backend::plan_graph)
    .custom_method("orchestra/ledgerTree", Backend::ledger_tree)
    .custom_method("orchestra/callSnippet", Backend::call_snippet)
    .custom_method("orchestra/runForm", Backend::run_form)
    .custom_method("orchestra/tests", Backend::tests)
    .finish();
    let backend = backend.expect("the service was built with it");
    let publisher = Arc::clone(&backend.shared);
    Owner::start(owner.clone(), inbox, publisher)?;
    let server = Server::new(input, output, socket).concurrency_level(MOST_AT_ONCE);
    server.serve(InOrder::new(service, owner.clone())).await;
    owner.stop();
    Ok(backend.shared.is_shut_down())
}
