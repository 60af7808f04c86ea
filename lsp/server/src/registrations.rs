//! What the client is asked to tell us of, after the start. One is asked for after the other, so that what
//! takes the place of something else is never taken back with it.

use std::{collections::BTreeSet, path::PathBuf};

use tokio::{
    runtime::Handle,
    sync::mpsc::{self, UnboundedSender},
};
use tower_lsp_server::{
    Client,
    ls_types::{Registration, Unregistration},
};

use crate::capabilities::{WATCHED, watched_folders};

/// What the client is asked to tell us of.
pub(crate) struct Registrations {
    wishes: UnboundedSender<Wish>,
}

enum Wish {
    Register(Vec<Registration>),
    Unregister(Unregistration),
}

impl Registrations {
    pub(crate) fn new(runtime: &Handle, client: Client) -> Self {
        let (wishes, mut waiting) = mpsc::unbounded_channel();
        runtime.spawn(async move {
            while let Some(wish) = waiting.recv().await {
                // A client that refuses tells us of less; there is nothing else to do about it.
                drop(match wish {
                    Wish::Register(wanted) => client.register_capability(wanted).await,
                    Wish::Unregister(unwanted) => {
                        client.unregister_capability(vec![unwanted]).await
                    }
                });
            }
        });
        Self { wishes }
    }

    pub(crate) fn register(&self, wanted: Vec<Registration>) {
        if !wanted.is_empty() {
            drop(self.wishes.send(Wish::Register(wanted)));
        }
    }

    fn unregister(&self, id: String, method: &str) {
        let unwanted = Unregistration { id, method: method.to_owned() };
        drop(self.wishes.send(Wish::Unregister(unwanted)));
    }
}

/// Folders outside the workspace that the client watches for us.
#[derive(Default)]
pub(crate) struct WatchedOutside {
    folders: BTreeSet<PathBuf>,
    /// How many times others were asked for: each time has its own name.
    turns: u64,
}

impl WatchedOutside {
    /// From now on, these are wanted.
    pub(crate) fn become_these(
        &mut self,
        folders: BTreeSet<PathBuf>,
        registrations: &Registrations,
    ) {
        if folders == self.folders {
            return;
        }
        let name = |turn| format!("files-outside-{turn}");
        if !folders.is_empty() {
            registrations.register(vec![watched_folders(name(self.turns + 1), &folders)]);
        }
        if !self.folders.is_empty() {
            registrations.unregister(name(self.turns), WATCHED);
        }
        self.turns += 1;
        self.folders = folders;
    }
}
