//! A package with all that its pages say, read once.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use orchestra_compiler::{
    Database, Project, SourceFile,
    infer::{CallTarget, Use, infer},
    items::{ItemId, ItemKind, item_places, items},
    parse, plan,
};
use orchestra_diagnostics::Span;
use orchestra_package_interface::{Interface, interface, module_name};
use orchestra_plan::Plan;
use orchestra_syntax::{Parse, ast, ast::View as _};

use crate::About;

/// A package.
pub(crate) struct Book<'d> {
    pub(crate) db: &'d Database,
    pub(crate) about: &'d About,
    pub(crate) interface: Interface,
    /// By their paths.
    pub(crate) files: BTreeMap<String, SourceFile>,
    /// Exported items, by their whole names.
    exported: BTreeMap<String, ItemId>,
    /// Tests by the template that they call, in the order of the files.
    tests: HashMap<ItemId, Vec<ItemId>>,
}

impl<'d> Book<'d> {
    pub(crate) fn new(db: &'d Database, about: &'d About) -> Self {
        let files = Project::get(db).files(db).iter();
        let own = files.filter(|(path, _)| path.package().is_root());
        let files: BTreeMap<String, SourceFile> =
            own.map(|(path, file)| (path.path().to_owned(), *file)).collect();
        let (mut exported, mut tests) = (BTreeMap::new(), HashMap::<_, Vec<_>>::new());
        for file in files.values() {
            let module = module_name(db, *file);
            for item in items(db, *file).declared() {
                if item.kind == ItemKind::Test {
                    for template in called(db, item.id) {
                        tests.entry(template).or_default().push(item.id);
                    }
                } else if item.kind.is_named() {
                    exported.entry(format!("{module}.{}", item.name.text)).or_insert(item.id);
                }
            }
        }
        Self { db, about, interface: interface(db), files, exported, tests }
    }

    /// The item of an exported name.
    pub(crate) fn item(&self, name: &str) -> Option<ItemId> {
        self.exported.get(name).copied()
    }

    /// The plan of a template.
    pub(crate) fn plan(&self, template: ItemId) -> Option<Arc<Plan>> {
        plan(self.db, template)
    }

    /// The tests that call a template.
    pub(crate) fn tests(&self, template: ItemId) -> &[ItemId] {
        self.tests.get(&template).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn parse(&self, file: SourceFile) -> Arc<Parse> {
        parse(self.db, file)
    }

    /// Where an item stands in its file, what documents it aside.
    pub(crate) fn span(&self, item: ItemId) -> Option<Span> {
        let file = item.file(self.db);
        let node = item_places(self.db, file).node(item)?;
        Some(self.parse(file).tree.node(node).span())
    }

    /// The line on which an item begins, from 1.
    pub(crate) fn line(&self, item: ItemId) -> usize {
        let file = item.file(self.db);
        let start = self.span(item).map_or(0, |span| span.start);
        let text = file.text(self.db);
        text.get(..start as usize).map_or(1, |before| before.matches('\n').count() + 1)
    }

    /// What a file says of itself.
    pub(crate) fn file_documentation(&self, file: SourceFile) -> String {
        let parse = self.parse(file);
        ast::File::cast(parse.tree.root()).and_then(ast::File::docs).unwrap_or_default()
    }

    /// The file of a module.
    pub(crate) fn file_of(&self, module: &str) -> Option<SourceFile> {
        self.files.values().copied().find(|file| module_name(self.db, *file) == module)
    }
}

/// The templates that a test calls itself.
fn called(db: &Database, test: ItemId) -> Vec<ItemId> {
    let mut found = Vec::new();
    for meaning in infer(db, test).uses.values() {
        if let Use::Call(call) = meaning
            && let CallTarget::Template(template) = &call.target
            && !found.contains(template)
        {
            found.push(*template);
        }
    }
    found
}
