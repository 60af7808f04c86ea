//! Items that need themselves, which is refused: everything ends.
//!
//! Two graphs over all items of a project, and over what they lead to of the shipped modules, which lead
//! to none of them; a shipped module is looked at by itself. In the first a type leads to those that it *contains by
//! value* and couldn't be built without; in the second an item leads to all that it mentions. A
//! cycle of types alone is a mistake only in the first, a type may recur through a list, or where
//! its type arguments grow each time round. All later
//! passes ask [`recursive`] before they follow an item's meaning, and so end.

mod cycles;
mod instances;
mod types;

use rustc_hash::FxHashSet;

use crate::{
    db::{Project, SourceFile},
    diagnostics::{self, Fact, RecursionKind},
    items::{ItemId, ItemKind, items},
    mentioned::named,
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

/// The cycles of all items of `file`'s project; of a shipped module, its own.
pub fn recursion_of(db: &dyn salsa::Database, file: SourceFile) -> &Recursions {
    match file.path(db).package().is_std() {
        true => shipped_recursion(db, file),
        false => recursion(db, Project::get(db)),
    }
}

/// All cycles of what `project` declares.
#[salsa::tracked]
pub(crate) fn recursion(db: &dyn salsa::Database, project: Project) -> Recursions {
    let files = project.files(db).iter().filter(|(path, _)| !path.package().is_std());
    find(db, &files.map(|(_, file)| *file).collect::<Vec<_>>())
}

/// All cycles of a shipped module, and of those that it leads to.
#[salsa::tracked]
fn shipped_recursion(db: &dyn salsa::Database, file: SourceFile) -> Recursions {
    find(db, &[file])
}

/// The cycles of what `files` declare and lead to, one for each group of items that need one another.
///
/// They are looked for file by file, and together only in files that lead to one another, each behind those
/// that it leads to: whatever is kept of a group is small, however large the package.
fn find(db: &dyn salsa::Database, files: &[SourceFile]) -> Recursions {
    let shipped: FxHashSet<SourceFile> = shipped_files(db).collect();
    let mut reached: FxHashSet<ItemId> = FxHashSet::default();
    let groups = cycles::ordered(files, |file, to| {
        for led_to in declared(db, file).into_iter().flat_map(|item| leads(db, item)) {
            match led_to.file(db) {
                other if shipped.contains(&other) => drop(reached.insert(led_to)),
                other if other != file => to.push(other),
                _ => {}
            }
        }
    });
    let mut found = Recursions::default();
    let mut types = types::Types::new(db);
    found.add(db, &reached_shipped(db, reached), &mut types);
    for files in groups {
        let items: Vec<ItemId> = files.into_iter().flat_map(|file| declared(db, file)).collect();
        found.add(db, &items, &mut types);
    }
    found
}

fn declared(db: &dyn salsa::Database, file: SourceFile) -> Vec<ItemId> {
    items(db, file).declared().map(|declared| declared.id).collect()
}

fn shipped_files(db: &dyn salsa::Database) -> impl Iterator<Item = SourceFile> {
    let files = Project::get(db).files(db).iter().filter(|(path, _)| path.package().is_std());
    files.map(|(_, file)| *file)
}

/// These items of shipped modules and what they lead to, which are such items too, in the order of the project.
fn reached_shipped(db: &dyn salsa::Database, mut reached: FxHashSet<ItemId>) -> Vec<ItemId> {
    let mut waiting: Vec<ItemId> = reached.iter().copied().collect();
    while let Some(item) = waiting.pop() {
        waiting.extend(leads(db, item).filter(|to| reached.insert(*to)));
    }
    let files: FxHashSet<SourceFile> = reached.iter().map(|item| item.file(db)).collect();
    let files = shipped_files(db).filter(|file| files.contains(file));
    files.flat_map(|file| declared(db, file)).filter(|item| reached.contains(item)).collect()
}

/// The items that `item` names and that could lead back to it. Nothing leads to a provider or a
/// test, and to a template only a call in a template does.
fn leads(db: &dyn salsa::Database, item: ItemId) -> impl Iterator<Item = ItemId> {
    let is_template = item.kind(db) == ItemKind::Template;
    let named = match item.kind(db) {
        ItemKind::Provide | ItemKind::Test => &[],
        _ => &**named(db, item),
    };
    named.iter().copied().filter(move |to| (to.kind(db) == ItemKind::Template) == is_template)
}

/// Whether `item` needs itself, so that it has no meaning.
pub fn recursive(db: &dyn salsa::Database, item: ItemId) -> bool {
    match item.file(db).may_change(db) {
        true => remembered_recursive(db, item),
        false => recursion_of(db, item.file(db)).members.contains(&item),
    }
}

/// The same where texts may change: what is known of an item stays when another becomes part of a cycle.
#[salsa::tracked(returns(copy))]
fn remembered_recursive(db: &dyn salsa::Database, item: ItemId) -> bool {
    recursion_of(db, item.file(db)).members.contains(&item)
}

impl Recursions {
    /// Adds those of `items`, a group that leads to none but itself and those that were added.
    fn add<'db>(
        &mut self,
        db: &'db dyn salsa::Database,
        items: &[ItemId],
        types: &mut types::Types<'db>,
    ) {
        let is_type = |item: &ItemId| matches!(item.kind(db), ItemKind::Type | ItemKind::Enum);
        let mentioned = cycles::groups(items, |item, to| to.extend(leads(db, item)));
        types.enter(items);
        for group in mentioned.into_iter().filter(|group| !group.iter().all(is_type)) {
            self.add_cycle(db, group, RecursionKind::Whole);
        }
        for group in types.by_value() {
            self.add_cycle(db, group, RecursionKind::Whole);
        }
        for group in types.growing() {
            self.add_cycle(db, group, RecursionKind::Growing);
        }
        for item in types.boundless(&self.members) {
            self.add_cycle(db, vec![item], RecursionKind::Boundless);
        }
    }

    fn add_cycle(&mut self, db: &dyn salsa::Database, group: Vec<ItemId>, kind: RecursionKind) {
        if group.iter().any(|item| self.members.contains(item)) {
            return;
        }
        let items = cycles::cycle(&group, |item| leads(db, item));
        self.cycles.push(Cycle { items, kind });
        self.members.extend(group);
    }

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
