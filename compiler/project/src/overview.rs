//! A project looked through on all processors.

use std::collections::HashMap;

use orchestra_compiler::{
    Database, SourceFile,
    ahead::{self, Wanted},
    items::ItemId,
};

use crate::workers::Workers;

/// What is asked of modules once it has been told what is wrong with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Also {
    /// Nothing: what is known of their items is let go of as soon as no other item needs it. Who asks for it
    /// all the same waits until it is made again.
    Nothing,
    /// Plans, pages, what they call.
    More,
}

/// What is left to be read once all files have been.
enum Rest {
    /// What names mean in a file.
    Names(SourceFile),
    /// What an item of a long file says.
    Item(ItemId),
}

/// All of a project, read.
pub(crate) struct Overview {
    workers: Workers,
    /// The modules of its packages, with their items.
    items: HashMap<SourceFile, Vec<ItemId>>,
    /// How long what is known of items is wanted; none: it is kept.
    wanted: Option<Wanted>,
}

impl Overview {
    /// Reads all that there is, and finds out what leads to what.
    pub(crate) fn of(db: &Database, also: Also) -> Self {
        let workers = Workers::start(db);
        let files = ahead::files(db);
        let read = workers.side_by_side(&files, |db, file| ahead::read(db, *file));
        let is_shipped = |file: &SourceFile| file.path(db).package().is_std();
        let own = files.iter().copied().zip(read).filter(|(file, _)| !is_shipped(file));
        let own: Vec<(SourceFile, Vec<ItemId>)> = own.collect();
        let long = own.iter().filter(|(file, _)| ahead::is_long(db, *file));
        let long = long.flat_map(|(_, items)| items).copied().map(Rest::Item);
        let rest: Vec<Rest> = files.iter().copied().map(Rest::Names).chain(long).collect();
        workers.side_by_side(&rest, |db, rest| match rest {
            Rest::Names(file) => ahead::resolve(db, *file),
            Rest::Item(item) => ahead::read_item(db, *item),
        });
        files.iter().for_each(|file| ahead::forget(db, *file));
        let items: Vec<ItemId> = own.iter().flat_map(|(_, items)| items).copied().collect();
        let lets_go = also == Also::Nothing && db.is_fixed();
        let wanted = lets_go.then(|| Wanted::new(&items));
        workers.side_by_side(&items, |db, item| ahead::follow_item(db, *item, wanted.as_ref()));
        // A query that reads thousands of others leaves the room for their names behind in its snapshot,
        // and each later one in its place would have to empty it: these get snapshots of their own.
        let of_all = [ahead::find_cycles, ahead::find_needed];
        workers.side_by_side(&of_all, |db, find| find(&db.clone()));
        Self { workers, items: own.into_iter().collect(), wanted }
    }

    /// What `ask` makes of each of `files` of the same database, in their order, once their items have been
    /// examined.
    pub(crate) fn ask<A: Send>(
        &self,
        db: &Database,
        files: &[SourceFile],
        ask: impl Fn(&Database, SourceFile) -> A + Sync,
    ) -> Vec<A> {
        let long = files.iter().filter(|file| ahead::is_long(db, **file));
        let long: Vec<ItemId> = long.flat_map(|file| self.items_of(*file)).copied().collect();
        let wanted = self.wanted.as_ref();
        self.workers.in_parts(&long, |db, items| ahead::examine(db, items, wanted));
        self.workers.side_by_side(files, |db, file| {
            if !ahead::is_long(db, *file) {
                ahead::examine(db, self.items_of(*file), wanted);
            }
            ask(db, *file)
        })
    }

    fn items_of(&self, file: SourceFile) -> &[ItemId] {
        self.items.get(&file).map_or(&[], Vec::as_slice)
    }
}
