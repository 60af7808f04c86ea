//! Hears of changes of files.
//!
//! Folders are watched one by one, never with all below them: who has a million files in
//! `node_modules` pays nothing for them. A change is told once it is quiet: editors write a file in
//! several strokes, or write another one and give it the file's name.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{CreateKind, ModifyKind, RemoveKind},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::command_error::{CommandError, Doing as _};

/// How long nothing may happen before a change counts as whole.
const QUIET: Duration = Duration::from_millis(20);
/// Where it is never quiet, changes are told after so many.
const MOST: usize = 1000;
/// What the files that we read end in.
const ENDINGS: [&str; 3] = ["orch", "toml", "json"];

/// Hears of changes from the moment it is made.
pub(crate) struct Changes {
    watcher: RecommendedWatcher,
    told: UnboundedReceiver<()>,
    watched: BTreeSet<PathBuf>,
}

impl Changes {
    /// # Errors
    /// Where the system tells of no changes.
    pub(crate) fn listen() -> Result<Self, CommandError> {
        let (tell, told) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error says that changes were missed.
            if event.map_or(true, |event| matters(&event)) {
                // Nobody listens any more once the command ends.
                let _ = tell.send(());
            }
        });
        Ok(Self { watcher: watcher.doing("watch files")?, told, watched: BTreeSet::new() })
    }

    /// Watches just these folders. Says whether there was one among them that wasn't watched: what
    /// changed there before wasn't heard. Folders that are gone are left out.
    ///
    /// # Errors
    /// Where the system can't watch so many.
    pub(crate) fn watch(&mut self, folders: BTreeSet<PathBuf>) -> Result<bool, CommandError> {
        for gone in self.watched.difference(&folders) {
            // It is no longer watched anyway where it isn't there any more.
            drop(self.watcher.unwatch(gone));
        }
        self.watched.retain(|folder| folders.contains(folder) && folder.is_dir());
        let mut is_new = false;
        for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
            if self.watched.contains(&folder) {
                continue;
            }
            let watched = self.watcher.watch(&folder, RecursiveMode::NonRecursive);
            match watched {
                Err(_) if !folder.is_dir() => continue,
                watched => watched.doing(format_args!("watch {}", folder.display()))?,
            }
            self.watched.insert(folder);
            is_new = true;
        }
        Ok(is_new)
    }

    /// Comes back once something has changed, and nothing changes any more.
    pub(crate) async fn next(&mut self) {
        if self.told.recv().await.is_none() {
            // The watcher, which lives as long as this does, holds the other end.
            std::future::pending::<()>().await;
        }
        for _ in 0..MOST {
            if tokio::time::timeout(QUIET, self.told.recv()).await.is_err() {
                break;
            }
        }
    }
}

/// Whether an event may change what we read: files of ours, and folders that come and go.
fn matters(event: &Event) -> bool {
    let is_ours = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ENDINGS.contains(&ending))
    };
    match event.kind {
        EventKind::Access(_) => false,
        _ if event.need_rescan() => true,
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => true,
        EventKind::Modify(ModifyKind::Name(_)) => {
            event.paths.iter().any(|path| is_ours(path) || !has_ending(path))
        }
        _ => event.paths.iter().any(is_ours),
    }
}

/// Folders seldom have one.
fn has_ending(path: &Path) -> bool {
    path.extension().is_some()
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, DataChange, RenameMode};

    use super::*;

    #[test]
    fn only_what_may_change_what_we_read_matters() {
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let named = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        for (kind, path, expected) in [
            (data, "a/market.orch", true),
            (data, "a/orchestra.toml", true),
            (data, "a/subnets/acme.json", true),
            (data, "a/out.log", false),
            (named, "a/market.orch", true),
            (named, "a/folder", true),
            (named, "a/market.orch.swp", false),
            (EventKind::Access(AccessKind::Any), "a/market.orch", false),
            (EventKind::Create(CreateKind::Folder), "a/new", true),
            (EventKind::Remove(RemoveKind::File), "a/market.orch", true),
        ] {
            let event = Event::new(kind).add_path(path.into());
            assert_eq!(matters(&event), expected, "{kind:?} {path}");
        }
    }
}
