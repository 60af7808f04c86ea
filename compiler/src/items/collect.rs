//! From a file's tree to what it declares, and where.

use std::sync::Arc;

use orchestra_diagnostics::Span;
use orchestra_syntax::ast::{self, View as _};
use rustc_hash::FxHashMap;

use super::{
    Alias, Declared, Entry, ItemId, ItemKind, ItemPlaces, Items, ModuleSource, ModuleUse, Provides,
};
use crate::{
    db::{SourceFile, parse},
    hir::{Name, Site},
};

/// Both at once, so that sites and positions can't differ. Never compared: each is by itself.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn collected(
    db: &dyn salsa::Database,
    file: SourceFile,
) -> (Arc<Items>, Arc<ItemPlaces>) {
    let parse = parse(db, file);
    let mut collector = Collector {
        db,
        file,
        items: Items::default(),
        places: ItemPlaces::default(),
        order: FxHashMap::default(),
        counts: FxHashMap::default(),
    };
    let count = parse.file().items().count();
    collector.items.entries.reserve_exact(count);
    collector.order.reserve(count);
    collector.counts.reserve(count);
    for item in parse.file().items() {
        collector.item(item);
    }
    let order = Arc::new(collector.order);
    collector.items.order = Arc::clone(&order);
    collector.places.order = order;
    collector.places.use_at = use_place(&parse);
    (Arc::new(collector.items), Arc::new(collector.places))
}

struct Collector<'db> {
    db: &'db dyn salsa::Database,
    file: SourceFile,
    items: Items,
    places: ItemPlaces,
    order: FxHashMap<ItemId, u32>,
    counts: FxHashMap<(ItemKind, Arc<str>), u32>,
}

impl Collector<'_> {
    fn item(&mut self, item: ast::Item<'_>) {
        let entry = match item {
            ast::Item::UseSubnets(subnets) => {
                Entry::Subnets(subnets.subnets().filter_map(|alias| self.alias(alias)).collect())
            }
            ast::Item::UseCapabilities(families) => {
                Entry::Families(families.families().map(|name| self.name(name)).collect())
            }
            ast::Item::UseModule(module) => match self.module(module) {
                Some(module) => Entry::Module(module),
                None => return,
            },
            ast::Item::Type(declared) => {
                return self.declare(ItemKind::Type, item, declared.name());
            }
            ast::Item::Enum(declared) => {
                return self.declare(ItemKind::Enum, item, declared.name());
            }
            ast::Item::Const(declared) => {
                return self.declare(ItemKind::Const, item, declared.name());
            }
            ast::Item::Fn(declared) => {
                return self.declare(ItemKind::Function, item, declared.name());
            }
            ast::Item::Template(declared) => {
                return self.declare(ItemKind::Template, item, declared.name());
            }
            ast::Item::Provide(provide) => return self.provide(item, provide),
            ast::Item::Test(test) => return self.test(item, test),
        };
        self.items.entries.push(entry);
    }

    fn declare(&mut self, kind: ItemKind, item: ast::Item<'_>, name: Option<ast::Name<'_>>) {
        if let Some(name) = name {
            let name = self.name(name);
            self.push(kind, item, name, None);
        }
    }

    fn provide(&mut self, item: ast::Item<'_>, provide: ast::ProvideItem<'_>) {
        let Some((family, capability)) = words(provide.capability()) else { return };
        let Some((subnet, operation)) = words(provide.operation()) else { return };
        let span = provide.capability().map_or(item.span(), ast::View::span);
        let text = format!("{family}.{capability} by {subnet}.{operation}");
        let name = Name { text: text.into(), at: self.site(span) };
        let provides = Provides {
            capability: format!("{family}.{capability}").into(),
            subnet: subnet.into(),
            operation: operation.into(),
        };
        self.push(ItemKind::Provide, item, name, Some(provides));
    }

    fn test(&mut self, item: ast::Item<'_>, test: ast::TestItem<'_>) {
        let title = test.title();
        let text = title.and_then(ast::StringLiteral::plain_text).unwrap_or_default();
        let span = title.map_or(item.span(), ast::View::span);
        let name = Name { text: text.into(), at: self.site(span) };
        self.push(ItemKind::Test, item, name, None);
    }

    fn push(
        &mut self,
        kind: ItemKind,
        item: ast::Item<'_>,
        name: Name,
        provides: Option<Provides>,
    ) {
        let count = self.counts.entry((kind, Arc::clone(&name.text))).or_default();
        let id = ItemId::new(self.db, self.file, kind, Arc::clone(&name.text), *count);
        *count += 1;
        self.order.insert(id, self.places.nodes.len() as u32);
        if kind.is_named() {
            self.items.by_name.entry(Arc::clone(&name.text)).or_insert(id);
        }
        self.places.nodes.push(item.node().id());
        self.places.names.push(name.at);
        let is_documented = ast::is_documented(item.node());
        let declared = Declared { id, kind, name, is_documented, provides };
        self.items.entries.push(Entry::Item(declared));
    }

    fn alias(&mut self, alias: ast::Alias<'_>) -> Option<Alias> {
        let name = self.name(alias.name()?);
        let local = match alias.alias() {
            Some(local) => self.name(local),
            None => name.clone(),
        };
        Some(Alias { name, local })
    }

    fn module(&mut self, module: ast::UseModule<'_>) -> Option<ModuleUse> {
        let (source, span) = match (module.path(), module.file()) {
            (Some(path), _) => {
                let words = path.segments().map(|word| Arc::from(word.text())).collect();
                (ModuleSource::Path(words), path.span())
            }
            (None, Some(file)) => (ModuleSource::File(file.plain_text()?.into()), file.span()),
            (None, None) => return None,
        };
        let at = self.site(span);
        let mut names = Vec::new();
        let mut providers = None;
        for import in module.imports() {
            match import {
                ast::Import::Name(alias) => names.extend(self.alias(alias)),
                ast::Import::Providers(node) => {
                    let site = self.site(node.span());
                    providers.get_or_insert(site);
                }
            }
        }
        Some(ModuleUse { source, at, names, providers })
    }

    fn name(&mut self, name: ast::Name<'_>) -> Name {
        Name { text: name.text().into(), at: self.site(name.span()) }
    }

    fn site(&mut self, span: Span) -> Site {
        self.places.spans.push(span);
        Site(self.places.spans.len() as u32 - 1)
    }
}

/// Both words of a target.
fn words(target: Option<ast::Target<'_>>) -> Option<(&str, &str)> {
    let target = target?;
    Some((target.first()?.text(), target.second()?.text()))
}

/// Where a further `use` may be written, on lines of its own: behind the last one, else before the
/// first item and what documents it.
fn use_place(parse: &orchestra_syntax::Parse) -> UsePlace {
    let file = parse.file();
    let is_use = |item: &ast::Item<'_>| {
        matches!(
            item,
            ast::Item::UseSubnets(_) | ast::Item::UseCapabilities(_) | ast::Item::UseModule(_)
        )
    };
    if let Some(last) = file.items().filter(is_use).last() {
        return UsePlace::Behind(last.span().end);
    }
    let first_token = parse.tree.tokens().first().map(|token| token.start);
    let first_comment = parse
        .tree
        .comments()
        .iter()
        .find(|comment| comment.kind != orchestra_syntax::CommentKind::FileDoc)
        .map(|comment| comment.span.start);
    let places = [first_token, first_comment];
    UsePlace::Before(places.into_iter().flatten().min().unwrap_or(0))
}

/// Where a further `use` may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UsePlace {
    /// Behind another `use`.
    Behind(u32),
    /// Before what else there is.
    Before(u32),
}

impl Default for UsePlace {
    fn default() -> Self {
        Self::Before(0)
    }
}
