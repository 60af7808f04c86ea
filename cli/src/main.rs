//! `orchc`: arguments, commands, printing, exit codes. The only crate that prints.
//!
//! One command, one file in [`commands`]; the doc comment of its arguments is its help. A command
//! returns an [`exit::Exit`] or a [`command_error::CommandError`], whose kind decides the exit
//! code. Results go to stdout, all else to stderr, both through [`session::Session`].
//!
//! What several commands do stands beside them: [`asked`] finds the sources that paths stand for, [`target`] makes the plan of a named template,
//! [`inputs`] reads its inputs, [`job_engine`] and [`job_run`] run it, [`recording_file`] keeps what the
//! world said to it.

mod approvals;
mod arguments;
mod asked;
mod baseline;
mod change_document;
mod changes;
mod client_options;
mod command_error;
mod commands;
mod config;
mod definitions;
mod environment;
mod event_log;
mod exit;
mod files;
mod inputs;
mod job_engine;
mod job_run;
mod job_view;
mod launch;
mod library;
mod list;
mod live;
mod locking;
mod logins;
mod missing_secrets;
mod packages;
mod places;
mod quote_rates;
mod recording_file;
mod secrets;
mod session;
mod set_aside;
mod signals;
mod signers;
mod site_folder;
mod step_tree;
mod table;
mod target;
mod toolchain;
mod typed_line;
mod wall_time;
mod wallet;
mod with_texts;

use std::{process::ExitCode, thread};

use clap::Parser as _;
use orchestra_compiler_project::STACK;

use crate::{arguments::Arguments, command_error::CommandError, session::Session};

/// Checking a package makes many small values: with this allocator it takes a third less time than
/// with that of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || run(arguments));
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The panic has said on stderr what it was; it is a mistake of ours, with a code of its
        // own.
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => CommandError::usage(format!("can't start: {error}")).report_plainly(),
    }
}

fn run(arguments: Arguments) -> ExitCode {
    let session = match Session::open(&arguments.global) {
        Ok(session) => session,
        Err(error) => return error.report_plainly(),
    };
    match commands::run(&session, arguments) {
        Ok(exit) => exit.into(),
        Err(error) => session.report(&error),
    }
}
