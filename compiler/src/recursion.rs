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
    find(db, files.map(|(_, file)| *file))
}

/// All cycles of a shipped module, and of those that it leads to.
#[salsa::tracked]
fn shipped_recursion(db: &dyn salsa::Database, file: SourceFile) -> Recursions {
    find(db, [file])
}

/// The cycles of what `files` declare and lead to, one for each group of items that need one another.
fn find(db: &dyn salsa::Database, files: impl IntoIterator<Item = SourceFile>) -> Recursions {
    let items = files.into_iter().flat_map(|file| declared(db, file)).collect();
    let items = with_shipped(db, items);
    let is_type = |item: &ItemId| matches!(item.kind(db), ItemKind::Type | ItemKind::Enum);
    let mentioned = cycles::groups(&items, |item, to| to.extend(leads(db, item)));
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
        let leads = |item: ItemId| leads(db, item);
        found.cycles.push(Cycle { items: cycles::cycle(&group, leads), kind });
        found.members.extend(group);
    };
    groups.into_iter().for_each(|group| add(&mut found, group, RecursionKind::Whole));
    types.growing().into_iter().for_each(|group| add(&mut found, group, RecursionKind::Growing));
    for item in types.boundless(&found.members) {
        add(&mut found, vec![item], RecursionKind::Boundless);
    }
    found
}

fn declared(db: &dyn salsa::Database, file: SourceFile) -> Vec<ItemId> {
    items(db, file).declared().map(|declared| declared.id).collect()
}

/// `items` and what they lead to of shipped modules, in the order of the project.
fn with_shipped(db: &dyn salsa::Database, items: Vec<ItemId>) -> Vec<ItemId> {
    let files = Project::get(db).files(db).iter().filter(|(path, _)| path.package().is_std());
    let files: Vec<SourceFile> = files.map(|(_, file)| *file).collect();
    let is_shipped: FxHashSet<SourceFile> = files.iter().copied().collect();
    let mut waiting = items.clone();
    let (shipped, mut found): (Vec<ItemId>, Vec<ItemId>) =
        items.into_iter().partition(|item| is_shipped.contains(&item.file(db)));
    let mut shipped: FxHashSet<ItemId> = shipped.into_iter().collect();
    while let Some(item) = waiting.pop() {
        for to in leads(db, item) {
            if is_shipped.contains(&to.file(db)) && shipped.insert(to) {
                waiting.push(to);
            }
        }
    }
    let reached: FxHashSet<SourceFile> = shipped.iter().map(|item| item.file(db)).collect();
    let reached = files.into_iter().filter(|file| reached.contains(file));
    found.extend(reached.flat_map(|file| declared(db, file)).filter(|it| shipped.contains(it)));
    found
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
