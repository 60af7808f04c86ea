//! The one thread that changes anything.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
    thread,
};

use orchestra_compiler_project::STACK;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};
use tower_lsp_server::{
    jsonrpc::Request,
    ls_types::{
        DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
        DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    },
};

use crate::{
    backend::Shared,
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

impl Change {
    /// What a message changes; none where it is another, or can't be understood.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        fn read<P: DeserializeOwned>(request: &Request) -> Option<P> {
            serde_json::from_value(request.params()?.clone()).ok()
        }
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
    /// A project that was opened once more.
    Renewed(Renewed),
    Stop,
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
}

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
        let owner =
            Self { handle, inbox, world: World::default(), shared, changes: 0, examined: 0 };
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
                self.world.change(change);
            }
            // Whoever asked may have given up.
            Message::Snapshot(give) => drop(give.send(self.world.snapshot())),
            Message::Found { changes, found } if changes == self.changes => {
                for publication in self.world.published(found) {
                    self.shared.publish(publication);
                }
            }
            Message::Examined { changes, root } if changes == self.changes => {
                self.world.examined(&root);
            }
            Message::Renewed(renewed) => {
                let worn = self.world.renew(renewed);
                self.shared.runtime.spawn_blocking(move || drop(worn));
            }
            Message::Found { .. } | Message::Examined { .. } | Message::Stop => {}
        }
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
        });
    }
}
