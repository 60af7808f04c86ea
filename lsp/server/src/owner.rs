//! The one thread that changes anything.

use std::{
    collections::BTreeSet,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
    thread,
};

use orchestra_compiler_project::STACK;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tower_lsp_server::{
    jsonrpc::Request,
    ls_types::{
        DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
        DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    },
};

use crate::{
    backend::Shared,
    configuration::Configuration,
    progress::Progress,
    protocol::WrongSetting,
    registrations::WatchedOutside,
    renewal::Renewed,
    snapshot::Snapshot,
    world::{Found, World},
};

/// What comes from the stream and changes something.
pub(crate) enum Change {
    Open(DidOpenTextDocumentParams),
    Edit(DidChangeTextDocumentParams),
    Close(DidCloseTextDocumentParams),
    Watched(DidChangeWatchedFilesParams),
    Folders(DidChangeWorkspaceFoldersParams),
}

fn read<P: DeserializeOwned>(request: &Request) -> Option<P> {
    serde_json::from_value(request.params()?.clone()).ok()
}

impl Change {
    /// What a message changes; none where it is another, or can't be understood.
    fn of(request: &Request) -> Option<Self> {
        Some(match request.method() {
            "textDocument/didOpen" => Self::Open(read(request)?),
            "textDocument/didChange" => Self::Edit(read(request)?),
            "textDocument/didClose" => Self::Close(read(request)?),
            "workspace/didChangeWatchedFiles" => Self::Watched(read(request)?),
            "workspace/didChangeWorkspaceFolders" => Self::Folders(read(request)?),
            _ => return None,
        })
    }
}

/// What the owner is told.
pub(crate) enum Message {
    Change(Change),
    /// Give a snapshot of what is known now.
    Snapshot(oneshot::Sender<Snapshot>),
    /// What was found in a snapshot that was taken after so many changes.
    Found {
        changes: u64,
        found: Found,
    },
    /// All of a project was looked at, in such a snapshot.
    Examined {
        changes: u64,
        root: PathBuf,
    },
    /// The last of it was looked at, or that failed.
    Ended {
        changes: u64,
    },
    /// A project that was opened once more.
    Renewed(Renewed),
    /// Something is configured otherwise: this, says a client that can't be asked.
    Configuration(DidChangeConfigurationParams),
    /// Find out what is configured.
    AskConfiguration,
    /// What is; where that was asked for, the answer to that turn.
    Configured {
        configuration: Configuration,
        turn: Option<u64>,
    },
    Stop,
}

impl Message {
    /// What the owner is told by a message of the client's; none where it is for somebody else.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        match request.method() {
            // A client that is asked anyway may leave out what is configured.
            "workspace/didChangeConfiguration" => Some(Self::Configuration(
                read(request).unwrap_or(DidChangeConfigurationParams { settings: Value::Null }),
            )),
            _ => Change::of(request).map(Self::Change),
        }
    }
}

/// Where messages for the owner go.
#[derive(Clone)]
pub(crate) struct OwnerHandle(mpsc::UnboundedSender<Message>);

impl OwnerHandle {
    /// Sends a message; after the end of the owner nobody wants it.
    pub(crate) fn send(&self, message: Message) {
        drop(self.0.send(message));
    }

    pub(crate) fn stop(&self) {
        self.send(Message::Stop);
    }
}

/// The thread's state.
pub(crate) struct Owner {
    handle: OwnerHandle,
    inbox: mpsc::UnboundedReceiver<Message>,
    world: World,
    shared: Arc<Shared>,
    /// How many changes there were.
    changes: u64,
    /// How many of them what is published says, or will say.
    examined: u64,
    /// How far the first reading of a large project is.
    progress: Option<Progress>,
    /// How many times it was asked what is configured: an answer to an earlier turn comes too late.
    turn: u64,
    /// What of the configuration the user was told that it is wrong.
    told_wrong: BTreeSet<WrongSetting>,
    watched: WatchedOutside,
}

/// Files that are looked at in about a second, from which on a person asks whether anything happens: 310 of
/// 236 lines took 0.19 to 0.45 s, a release build on two processors of 2026.
const FEW_FILES: usize = 1_000;

impl Owner {
    pub(crate) fn channel() -> (OwnerHandle, mpsc::UnboundedReceiver<Message>) {
        let (give, take) = mpsc::unbounded_channel();
        (OwnerHandle(give), take)
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// Where there can be none.
    pub(crate) fn start(
        handle: OwnerHandle,
        inbox: mpsc::UnboundedReceiver<Message>,
        shared: Arc<Shared>,
    ) -> io::Result<()> {
        let owner = Self {
            handle,
            inbox,
            world: World::default(),
            shared,
            changes: 0,
            examined: 0,
            progress: None,
            turn: 0,
            told_wrong: BTreeSet::new(),
            watched: WatchedOutside::default(),
        };
        let thread = thread::Builder::new().name("owner".to_owned()).stack_size(STACK);
        thread.spawn(move || owner.run()).map(drop)
    }

    fn run(mut self) {
        while let Some(message) = self.inbox.blocking_recv() {
            let mut next = Some(message);
            // All that has arrived is taken before anything is examined.
            while let Some(message) = next {
                if matches!(message, Message::Stop) {
                    return;
                }
                // A mistake of ours in one change must not end the session.
                let taken = catch_unwind(AssertUnwindSafe(|| self.take(message)));
                if taken.is_err() {
                    self.shared.log_error("a change couldn't be applied; this is our mistake");
                }
                next = self.inbox.try_recv().ok();
            }
            if self.shared.abilities().watches_anywhere {
                let outside = self.world.folders_outside();
                self.watched.become_these(outside, &self.shared.registrations);
            }
            self.examine();
            for renewal in self.world.renewals() {
                let handle = self.handle.clone();
                let make = move || handle.send(Message::Renewed(renewal.make()));
                self.shared.runtime.spawn_blocking(make);
            }
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Change(change) => {
                self.changes += 1;
                self.world.encoding = self.shared.encoding();
                match &change {
                    Change::Close(closed) => {
                        self.shared.told_tokens.forget(&closed.text_document.uri);
                    }
                    Change::Folders(changed) => self.shared.change_folders(&changed.event),
                    _ => {}
                }
                self.world.limits = self.shared.limits();
                let is_of_folders = matches!(change, Change::Folders(_));
                self.world.change(change);
                if is_of_folders {
                    self.ask_configuration();
                }
            }
            // Whoever asked may have given up.
            Message::Snapshot(give) => drop(give.send(self.world.snapshot())),
            Message::Found { changes, found } if changes == self.changes => {
                for publication in self.world.published(found) {
                    self.shared.publish(publication);
                }
                if let Some(progress) = &mut self.progress {
                    progress.step();
                }
            }
            Message::Examined { changes, root } if changes == self.changes => {
                self.world.examined(&root);
            }
            Message::Renewed(renewed) => {
                let worn = self.world.renew(renewed);
                self.shared.runtime.spawn_blocking(move || drop(worn));
            }
            Message::Ended { changes } if changes == self.changes => self.progress = None,
            Message::Configuration(told) => {
                if !self.ask_configuration() {
                    let otherwise = self.shared.settings();
                    let told = Configuration::of_workspace(otherwise, &told.settings);
                    self.configure(told);
                }
            }
            Message::AskConfiguration => drop(self.ask_configuration()),
            Message::Configured { configuration, turn } => {
                if turn.is_none_or(|turn| turn == self.turn) {
                    self.configure(configuration);
                }
            }
            Message::Found { .. }
            | Message::Examined { .. }
            | Message::Ended { .. }
            | Message::Stop => {}
        }
    }

    /// Asks what is configured, for all folders that there are now; whether the client can be asked.
    fn ask_configuration(&mut self) -> bool {
        if !self.shared.abilities().answers_configuration {
            return false;
        }
        self.turn += 1;
        let (handle, shared, turn) = (self.handle.clone(), Arc::clone(&self.shared), self.turn);
        self.shared.runtime.spawn(async move {
            if let Some(configuration) = shared.configuration().await {
                handle.send(Message::Configured { configuration, turn: Some(turn) });
            }
        });
        true
    }

    fn configure(&mut self, mut configuration: Configuration) {
        let wrong = configuration.take_wrong();
        let new = wrong.into_iter().filter(|it| self.told_wrong.insert(it.clone()));
        let lines: Vec<String> = new.map(|it| it.to_string()).collect();
        if !lines.is_empty() {
            self.shared.log_warnings(lines);
        }
        self.shared.refresh(self.world.configure(configuration));
    }

    /// Has what changed be looked at, beside this thread; the next change ends it.
    fn examine(&mut self) {
        if self.examined == self.changes || !self.shared.pushes() {
            return;
        }
        self.examined = self.changes;
        for publication in self.world.taken_back() {
            self.shared.publish(publication);
        }
        let (snapshot, order) = (self.world.snapshot(), self.world.to_examine());
        let parts: usize = order.iter().map(|(_, all)| all.len()).sum();
        match &mut self.progress {
            Some(progress) => progress.again(parts),
            None if self.world.unread(&order) > FEW_FILES => {
                self.progress = self.shared.progress("Checking the package", parts);
            }
            None => {}
        }
        let (handle, changes, shared) =
            (self.handle.clone(), self.changes, Arc::clone(&self.shared));
        self.shared.runtime.spawn_blocking(move || {
            let find = || {
                for (root, all) in order {
                    for asked in all {
                        let found = asked.find(&snapshot, &root);
                        handle.send(Message::Found { changes, found });
                    }
                    handle.send(Message::Examined { changes, root });
                }
            };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(find))
                && !orchestra_compiler::is_cancellation(&*panic)
            {
                shared.log_error("what is wrong couldn't be found out; this is our mistake");
            }
            handle.send(Message::Ended { changes });
        });
    }
}
