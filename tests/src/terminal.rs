//! A terminal, so that what only a person would see can be looked at.

use std::{
    fs,
    io::{Read as _, Write as _},
    os::fd::OwnedFd,
    process::Command,
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A pseudo-terminal's own side.
#[derive(Debug)]
pub struct Terminal;

impl Terminal {
    /// Runs a command on a terminal to its end: its exit code, and all that was shown, with the
    /// terminal's own `\r\n` as `\n`.
    #[must_use]
    pub fn run(command: Command) -> (Option<i32>, String) {
        Self::run_typing(command, "")
    }

    /// The same for somebody who types `typed` as soon as the terminal is there.
    #[must_use]
    pub fn run_typing(mut command: Command, typed: &str) -> (Option<i32>, String) {
        let own = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("there are terminals");
        grantpt(&own).and_then(|()| unlockpt(&own)).expect("it is ours");
        let name = ptsname(&own, Vec::new()).expect("it has a name");
        let name = name.to_str().expect("names of terminals are plain");
        let other = || -> OwnedFd {
            let file = fs::OpenOptions::new().read(true).write(true).open(name);
            file.expect("it was unlocked").into()
        };
        command.stdin(other()).stdout(other()).stderr(other());
        command.env("TERM", "xterm");
        let mut child = command.spawn().expect("orchc can be started");
        // It keeps our copies of the other side open.
        drop(command);
        let mut own = fs::File::from(own);
        own.write_all(typed.as_bytes()).expect("a terminal takes what is typed");
        let mut shown = Vec::new();
        // The last reader of a terminal that nobody writes to any more is told an error.
        drop(own.read_to_end(&mut shown));
        let status = child.wait().expect("it was started");
        (status.code(), String::from_utf8_lossy(&shown).replace("\r\n", "\n"))
    }
}
