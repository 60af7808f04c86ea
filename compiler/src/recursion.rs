//! Items that need themselves, which is refused: everything ends.
//!
//! Two graphs over all items of a project. In the first a type leads to those that it *contains by
//! value* and couldn't be built without; in the second an item leads to all that it mentions. A
//! cycle of types alone is a mistake only in the first: a type may recur through a list. All later
//! passes ask [`recursive`] before they follow an item's meaning, and so end.

mod cycles;
mod mentions;
mod types;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::{
    db::{Project, SourceFile},
    diagnostics::{self, Fact},
    items::{ItemId, ItemKind, items},
};

/// All cycles of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recursions {
    cycles: Vec<Vec<ItemId>>,
    members: FxHashSet<ItemId>,
}

/// All cycles of `project`, one for each group of items that need one another.
#[salsa::tracked(returns(clone))]
pub fn recursion(db: &dyn salsa::Database, project: Project) -> Arc<Recursions> {
    let files = project.files(db).values();
    let items: Vec<ItemId> = files
        .flat_map(|file| items(db, *file).declared().map(|it| it.id).collect::<Vec<_>>())
        .collect();
    let is_type = |item: &ItemId| matches!(item.kind(db), ItemKind::Type | ItemKind::Enum);
    let mentioned =
        cycles::groups(&items, |item| mentions::mentions(db, project, item).all.clone());
    let mut groups: Vec<_> =
        mentioned.into_iter().filter(|group| !group.iter().all(is_type)).collect();
    let types: Vec<ItemId> = items.iter().copied().filter(is_type).collect();
    groups.extend(types::by_value(db, project, &types));
    let mut found = Recursions::default();
    for group in groups {
        let leads = |item: ItemId| mentions::mentions(db, project, item).all.clone();
        found.cycles.push(cycles::cycle(&group, leads));
        found.members.extend(group);
    }
    Arc::new(found)
}

/// Whether `item` needs itself, so that it has no meaning.
#[salsa::tracked(returns(copy))]
pub fn recursive(db: &dyn salsa::Database, project: Project, item: ItemId) -> bool {
    recursion(db, project).members.contains(&item)
}

impl Recursions {
    /// The cycles whose first item stands in `file`.
    pub fn facts_of<'a>(
        &'a self,
        db: &'a dyn salsa::Database,
        file: SourceFile,
    ) -> impl Iterator<Item = Fact> + 'a {
        let here = move |cycle: &&Vec<ItemId>| cycle[0].file(db) == file;
        self.cycles.iter().filter(here).map(|cycle| {
            let (cycle, kind) = (cycle.clone(), cycle[0].kind(db));
            Fact::Recursion(diagnostics::Recursion { cycle, kind })
        })
    }
}
