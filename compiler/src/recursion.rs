//! Items that need themselves, which is refused: everything ends.
//!
//! Two graphs over all items of a project. In the first a type leads to those that it *contains by
//! value* and couldn't be built without; in the second an item leads to all that it mentions. A
//! cycle of types alone is a mistake only in the first, a type may recur through a list, or where
//! its type arguments grow each time round. All later
//! passes ask [`recursive`] before they follow an item's meaning, and so end.

mod cycles;
mod instances;
mod mentions;
mod types;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::{
    db::{Project, SourceFile},
    diagnostics::{self, Fact, RecursionKind},
    items::{ItemId, ItemKind, items},
};

/// All cycles of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recursions {
    cycles: Vec<Cycle>,
    members: FxHashSet<ItemId>,
}

/// Items that need one another, the first one first in the project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cycle {
    items: Vec<ItemId>,
    kind: RecursionKind,
}

/// All cycles of `project`, one for each group of items that need one another.
#[salsa::tracked(returns(clone))]
pub fn recursion(db: &dyn salsa::Database, project: Project) -> Arc<Recursions> {
    let files = project.files(db).values();
    let items: Vec<ItemId> = files
        .flat_map(|file| items(db, *file).declared().map(|it| it.id).collect::<Vec<_>>())
        .collect();
    let is_type = |item: &ItemId| matches!(item.kind(db), ItemKind::Type | ItemKind::Enum);
    let mentioned = cycles::groups(&items, |item| mentions::mentions(db, item).all.clone());
    let mut groups: Vec<_> =
        mentioned.into_iter().filter(|group| !group.iter().all(is_type)).collect();
    let types: Vec<ItemId> = items.iter().copied().filter(is_type).collect();
    let types = types::Types::of(db, &types);
    groups.extend(types.by_value());
    let mut found = Recursions::default();
    let add = |found: &mut Recursions, group: Vec<ItemId>, kind: RecursionKind| {
        if group.iter().any(|item| found.members.contains(item)) {
            return;
        }
        let leads = |item: ItemId| mentions::mentions(db, item).all.clone();
        found.cycles.push(Cycle { items: cycles::cycle(&group, leads), kind });
        found.members.extend(group);
    };
    groups.into_iter().for_each(|group| add(&mut found, group, RecursionKind::Whole));
    types.growing().into_iter().for_each(|group| add(&mut found, group, RecursionKind::Growing));
    for item in types.boundless(&found.members) {
        add(&mut found, vec![item], RecursionKind::Boundless);
    }
    Arc::new(found)
}

/// Looks up what `item` leads to, so that [`recursion`] finds it made.
pub(crate) fn follow(db: &dyn salsa::Database, item: ItemId) {
    mentions::mentions(db, item);
}

/// Whether `item` needs itself, so that it has no meaning.
#[salsa::tracked(returns(copy))]
pub fn recursive(db: &dyn salsa::Database, item: ItemId) -> bool {
    let project = Project::get(db);
    recursion(db, project).members.contains(&item)
}

impl Recursions {
    /// The cycles whose first item stands in `file`.
    pub fn facts_of<'a>(
        &'a self,
        db: &'a dyn salsa::Database,
        file: SourceFile,
    ) -> impl Iterator<Item = Fact> + 'a {
        let here = move |cycle: &&Cycle| cycle.items[0].file(db) == file;
        self.cycles.iter().filter(here).map(|Cycle { items, kind: how }| {
            let (cycle, kind) = (items.clone(), items[0].kind(db));
            Fact::Recursion(diagnostics::Recursion { cycle, kind, how: *how })
        })
    }
}
