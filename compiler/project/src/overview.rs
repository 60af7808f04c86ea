//! A project looked through on all processors.

use std::collections::HashMap;

use orchestra_compiler::{
    Database, SourceFile,
    ahead::{self, Wanted},
    items::ItemId,
};

use crate::workers::{AT_A_TIME, FILES_AT_A_TIME, Workers};

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
        let read = workers.in_parts(&files, FILES_AT_A_TIME, |db, files| ahead::read(db, files));
        let is_shipped = |file: &SourceFile| file.path(db).package().is_std();
        let own = files.iter().copied().zip(read.into_iter().flatten());
        let own = own.filter(|(file, _)| !is_shipped(file));
        let own: Vec<(SourceFile, Vec<ItemId>)> = own.collect();
        let long = own.iter().filter(|(file, _)| ahead::is_long(db, *file));
        let long = long.flat_map(|(_, items)| items).copied().map(Rest::Item);
        let rest: Vec<Rest> = files.iter().copied().map(Rest::Names).chain(long).collect();
        workers.in_parts(&rest, AT_A_TIME, |db, rest| {
            let mut items = Vec::new();
            for rest in rest {
                match rest {
                    Rest::Names(file) => ahead::resolve(db, *file),
                    Rest::Item(item) => items.push(*item),
                }
            }
            ahead::read_items(db, &items);
        });
        files.iter().for_each(|file| ahead::forget(db, *file));
        let mut items = Vec::with_capacity(own.iter().map(|(_, items)| items.len()).sum());
        items.extend(own.iter().flat_map(|(_, items)| items).copied());
        let lets_go = also == Also::Nothing && db.is_fixed();
        let wanted = lets_go.then(|| Wanted::new(&items));
        workers.each(&items, |db, item| ahead::follow_item(db, *item, wanted.as_ref()));
        // A query that reads thousands of others leaves the room for their names behind in its snapshot,
        // and each later one in its place would have to empty it: these get snapshots of their own.
        let of_all = [ahead::find_cycles, ahead::find_unneeded];
        workers.each(&of_all, |db, find| find(&db.clone()));
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
        self.workers.in_parts(&long, AT_A_TIME, |db, items| ahead::examine(db, items, wanted));
        let asked = self.workers.in_parts(files, FILES_AT_A_TIME, |db, files| {
            let short = files.iter().filter(|file| !ahead::is_long(db, **file));
            let items: Vec<ItemId> = short.flat_map(|file| self.items_of(*file)).copied().collect();
            ahead::examine(db, &items, wanted);
            files.iter().map(|file| ask(db, *file)).collect::<Vec<_>>()
        });
        asked.into_iter().flatten().collect()
    }

    fn items_of(&self, file: SourceFile) -> &[ItemId] {
        self.items.get(&file).map_or(&[], Vec::as_slice)
    }
}
