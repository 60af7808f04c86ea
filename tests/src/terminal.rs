//! A terminal, so that what only a person would see can be looked at.

use std::{
    fs,
    io::{Read as _, Write as _},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
};

use rustix::{
    process::Pid,
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};

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

    /// The same on a terminal of so many columns.
    #[must_use]
    pub fn run_wide(command: Command, columns: u16) -> (Option<i32>, String) {
        let (mut child, mut own) = start_wide(command, columns);
        let mut shown = Vec::new();
        drop(own.read_to_end(&mut shown));
        end(&mut child, &shown)
    }

    /// The same for somebody who types `typed` as soon as the terminal is there.
    #[must_use]
    pub fn run_typing(command: Command, typed: &str) -> (Option<i32>, String) {
        let (mut child, mut own) = start(command);
        own.write_all(typed.as_bytes()).expect("a terminal takes what is typed");
        let mut shown = Vec::new();
        // The last reader of a terminal that nobody writes to any more is told an error.
        drop(own.read_to_end(&mut shown));
        end(&mut child, &shown)
    }

    /// The same for somebody who types each answer once its question is shown.
    #[must_use]
    pub fn run_answering(command: Command, answers: &[(&str, &str)]) -> (Option<i32>, String) {
        let (mut child, mut own) = start(command);
        let (mut shown, mut more) = (Vec::new(), [0; 4096]);
        let (mut from, mut answers) = (0, answers.iter());
        let mut next = answers.next();
        while let Ok(count @ 1..) = own.read(&mut more) {
            shown.extend_from_slice(&more[..count]);
            if let Some((question, answer)) = next
                && String::from_utf8_lossy(&shown[from..]).contains(question)
            {
                own.write_all(answer.as_bytes()).expect("a terminal takes what is typed");
                (from, next) = (shown.len(), answers.next());
            }
        }
        end(&mut child, &shown)
    }

    /// The same for somebody who types nothing and, once `awaited` is shown, Ctrl-C.
    #[must_use]
    pub fn run_until(command: Command, awaited: &str) -> (Option<i32>, String) {
        let (code, shown, _) = Self::interrupted(command, awaited);
        (code, shown)
    }

    /// The same, and whether the terminal shows what is typed afterwards.
    #[must_use]
    pub fn interrupted(command: Command, awaited: &str) -> (Option<i32>, String, bool) {
        let (mut child, mut own) = start(command);
        let (mut shown, mut more) = (Vec::new(), [0; 4096]);
        let mut is_interrupted = false;
        while let Ok(count @ 1..) = own.read(&mut more) {
            shown.extend_from_slice(&more[..count]);
            if !is_interrupted && String::from_utf8_lossy(&shown).contains(awaited) {
                let interrupt = rustix::process::Signal::INT;
                rustix::process::kill_process(Pid::from_child(&child), interrupt)
                    .expect("it runs until it is interrupted");
                is_interrupted = true;
            }
        }
        let (code, shown) = end(&mut child, &shown);
        let modes = tcgetattr(&own).expect("it is a terminal").local_modes;
        (code, shown, modes.contains(LocalModes::ECHO))
    }

    /// Runs a command whose stderr isn't the terminal, for somebody who types `answer` once `question` stands
    /// there: its exit code, what the terminal showed, and what stderr said.
    #[must_use]
    pub fn run_asked_elsewhere(
        mut command: Command,
        question: &str,
        answer: &str,
    ) -> (Option<i32>, String, String) {
        let (own, other) = open(80);
        command.stderr(Stdio::piped());
        let (mut child, mut own) = spawn(command, own, other);
        let mut stderr = child.stderr.take().expect("it is a pipe");
        let (mut said, mut more) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = stderr.read(&mut more) {
            let was_asked = String::from_utf8_lossy(&said).contains(question);
            said.extend_from_slice(&more[..count]);
            if !was_asked && String::from_utf8_lossy(&said).contains(question) {
                own.write_all(answer.as_bytes()).expect("a terminal takes what is typed");
            }
        }
        let mut shown = Vec::new();
        drop(own.read_to_end(&mut shown));
        let (code, shown) = end(&mut child, &shown);
        (code, shown, String::from_utf8_lossy(&said).into_owned())
    }
}

/// Starts a command on a terminal: the process, and the terminal's own side.
fn start(command: Command) -> (Child, fs::File) {
    start_wide(command, 80)
}

fn start_wide(mut command: Command, columns: u16) -> (Child, fs::File) {
    let (own, other) = open(columns);
    command.stderr(other());
    spawn(command, own, other)
}

/// A terminal of so many columns: its own side, and what opens the other one.
fn open(columns: u16) -> (OwnedFd, impl Fn() -> Stdio) {
    let own = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("there are terminals");
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&own, size).expect("it is a terminal");
    grantpt(&own).and_then(|()| unlockpt(&own)).expect("it is ours");
    let name = ptsname(&own, Vec::new()).expect("it has a name");
    let name = name.to_str().expect("names of terminals are plain").to_owned();
    let other = move || {
        let file = fs::OpenOptions::new().read(true).write(true).open(&name);
        Stdio::from(file.expect("it was unlocked"))
    };
    (own, other)
}

/// Starts a command whose stdin and stdout are the other side.
fn spawn(mut command: Command, own: OwnedFd, other: impl Fn() -> Stdio) -> (Child, fs::File) {
    command.stdin(other()).stdout(other());
    command.env("TERM", "xterm");
    let child = command.spawn().expect("orchc can be started");
    // It keeps our copies of the other side open.
    drop(command);
    (child, fs::File::from(own))
}

fn end(child: &mut Child, shown: &[u8]) -> (Option<i32>, String) {
    let status = child.wait().expect("it was started");
    (status.code(), String::from_utf8_lossy(shown).replace("\r\n", "\n"))
}
