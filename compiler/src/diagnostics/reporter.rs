//! Where the parts of an item, or of a file's top, stand.

use std::sync::Arc;

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};
use orchestra_syntax::NodeKind;

use crate::{
    db::SourceFile,
    hir::{
        Site,
        lower::{BodySpans, Separator, body_spans},
    },
    items::{ItemId, ItemPlaces, item_places},
};

/// What turns sites into places of one file.
pub(crate) struct Reporter<'db> {
    db: &'db dyn salsa::Database,
    file: SourceFile,
    name: FileName,
    places: Arc<ItemPlaces>,
    /// Of the item whose sites are meant; without one, those of the file's top are.
    spans: Option<Arc<BodySpans>>,
}

impl<'db> Reporter<'db> {
    /// For facts of `item`'s body.
    pub(crate) fn of_item(db: &'db dyn salsa::Database, item: ItemId) -> Self {
        let spans = Some(body_spans(db, item));
        Self { spans, ..Self::of_file(db, item.file(db)) }
    }

    /// For facts of what stands at `file`'s top.
    pub(crate) fn of_file(db: &'db dyn salsa::Database, file: SourceFile) -> Self {
        let name = file.path(db).to_string().into();
        Self { db, file, name, places: item_places(db, file), spans: None }
    }

    /// An error at `site`.
    pub(crate) fn error(&self, code: Code, site: Site, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.name.clone(), self.span(site), message)
    }

    /// An error at `item`'s name.
    pub(crate) fn error_at_name(
        &self,
        code: Code,
        item: ItemId,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (file, span) = self.name_of(item);
        Diagnostic::error(code, file, span, message)
    }

    /// The tree of the file, for what its tokens tell.
    pub(crate) fn parse(&self) -> Arc<orchestra_syntax::Parse> {
        crate::db::parse(self.db, self.file)
    }

    /// Where `site` stands.
    pub(crate) fn span(&self, site: Site) -> Span {
        match &self.spans {
            Some(spans) => spans.span(site),
            None => self.places.span(site),
        }
    }

    /// The place behind `site`.
    pub(crate) fn end(&self, site: Site) -> Span {
        Span::at(self.span(site).end)
    }

    /// What, written behind `site`, makes `text` follow its value: of a shorthand `{ a }` that is both
    /// the field's name and its value, `: a` with `text`.
    pub(crate) fn behind(&self, site: Site, text: &str) -> String {
        let (span, parse) = (self.span(site), self.parse());
        let mut node = parse.tree.root();
        let holds = |outer: Span| outer.start <= span.start && span.end <= outer.end;
        while let Some(child) = node.children().find(|child| holds(child.span())) {
            if child.kind() == NodeKind::Shorthand && child.span() == span {
                return format!(": {}{text}", child.text());
            }
            node = child;
        }
        text.to_owned()
    }

    /// Where a further entry of the list at `site` may be written.
    pub(crate) fn insertion(&self, site: Site) -> Option<(Span, &Separator)> {
        self.spans.as_ref()?.insertion(site)
    }

    /// Where the line `text`, a `use`, may be written, and as what.
    pub(crate) fn insertion_of_use(&self, text: &str) -> (Span, String) {
        self.places.insertion_of_use(text)
    }

    /// The same diagnostic with a label at the name of `item`, in whatever file that is.
    pub(crate) fn label_name(
        &self,
        diagnostic: Diagnostic,
        item: ItemId,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (file, span) = self.name_of(item);
        diagnostic.with_label_in(file, span, message)
    }

    /// The same diagnostic with a label at a site of `item`, in whatever file that is.
    pub(crate) fn label_at(
        &self,
        diagnostic: Diagnostic,
        item: ItemId,
        site: Site,
        message: impl Into<String>,
    ) -> Diagnostic {
        let file = item.file(self.db).path(self.db).to_string().into();
        let span = body_spans(self.db, item).span(site);
        diagnostic.with_label_in(file, span, message)
    }

    fn name_of(&self, item: ItemId) -> (FileName, Span) {
        let file = item.file(self.db);
        if file == self.file {
            return (self.name.clone(), self.places.name(item).unwrap_or_default());
        }
        let span = item_places(self.db, file).name(item).unwrap_or_default();
        (file.path(self.db).to_string().into(), span)
    }

    /// The name of an item.
    pub(crate) fn name(&self, item: ItemId) -> Arc<str> {
        item.name(self.db)
    }
}
