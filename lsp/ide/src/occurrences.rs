//! What each name of a file means: the base of definition, references, rename and hover.

use std::sync::Arc;

use orchestra_compiler::{
    Database, SourceFile,
    hir::{
        Body, ExprId, ExprKind, LocalId, Name, Param, PatternKind, RecordEntry, Root, Site, Target,
        TypeRefKind, lower,
    },
    infer::{CallTarget, Inference, Mocked, Use, infer},
    items::{Entry, ItemId, item_places, items},
    scope::{Scope, scope},
};
use orchestra_diagnostics::Span;

/// Something that has a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// An item of some file.
    Item(ItemId),
    /// A bound name of an item.
    Local(ItemId, LocalId),
    /// A variant of an enum.
    Variant(ItemId, Arc<str>),
    /// A subnet, by its slug.
    Subnet(Arc<str>),
    /// An operation of a subnet.
    Operation(Arc<str>, Arc<str>),
    /// A family of capabilities.
    Family(Arc<str>),
    /// A capability, by its whole name.
    Capability(Arc<str>),
    /// A built-in method, by its name.
    Method(Arc<str>),
}

/// What an occurrence of a name does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It gives the name.
    Definition,
    /// It brings the name into the file.
    Import,
    /// It uses the name.
    Read,
}

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Where.
    pub span: Span,
    /// What it means.
    pub symbol: Symbol,
    /// What it does.
    pub role: Role,
    /// Whether it stands for two names at once.
    pub form: Form,
}

/// Whether a name stands for two: `{ title }` is `{ title: title }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// It is one name.
    Plain,
    /// It is the value, or what is bound; the field of the same name is another's.
    ShorthandValue,
    /// It is the field, a parameter of what is called; the value of the same name is another's.
    ShorthandKey,
}

/// All names of `file` that mean something, in order of the text. Names that can't be resolved aren't
/// among them.
#[must_use]
pub fn occurrences(db: &Database, file: SourceFile) -> Vec<Occurrence> {
    let mut finder =
        Finder { db, scope: scope(db, file), found: Vec::new(), shorthands: Vec::new() };
    finder.file(file);
    let Finder { mut found, shorthands, .. } = finder;
    let is_short = |it: &&mut Occurrence| it.form == Form::Plain && shorthands.contains(&it.span);
    found.iter_mut().filter(is_short).for_each(|it| it.form = Form::ShorthandValue);
    found.sort_by_key(|it| (it.span, it.role != Role::Definition));
    found.dedup_by(|later, earlier| later.span == earlier.span && later.symbol == earlier.symbol);
    found
}

/// The occurrence that `offset` lies in or touches; of two that it touches, the one that it begins.
#[must_use]
pub fn occurrence_at(db: &Database, file: SourceFile, offset: u32) -> Option<Occurrence> {
    occurrences(db, file).into_iter().rfind(|it| it.span.touches(offset))
}

/// The parameters of a function or template.
pub(crate) fn parameters(body: &Body) -> &[Param] {
    match &body.root {
        Root::Function { params, .. } | Root::Template { params, .. } => params,
        _ => &[],
    }
}

struct Finder<'db> {
    db: &'db Database,
    scope: &'db Scope,
    found: Vec<Occurrence>,
    shorthands: Vec<Span>,
}

/// An item's body with what is known of it.
struct Inside<'db> {
    item: ItemId,
    body: &'db Body,
    spans: Arc<lower::BodySpans>,
    inference: Arc<Inference>,
}

impl Finder<'_> {
    fn add(&mut self, span: Span, symbol: Symbol, role: Role) {
        if span.start < span.end {
            self.found.push(Occurrence { span, symbol, role, form: Form::Plain });
        }
    }

    fn file(&mut self, file: SourceFile) {
        let places = item_places(self.db, file);
        for entry in &items(self.db, file).entries {
            match entry {
                Entry::Subnets(aliases) => {
                    for alias in aliases {
                        for name in [&alias.name, &alias.local] {
                            let symbol = Symbol::Subnet(Arc::clone(&alias.name.text));
                            self.add(places.span(name.at), symbol, Role::Import);
                        }
                    }
                }
                Entry::Families(names) => {
                    for name in names {
                        let symbol = Symbol::Family(Arc::clone(&name.text));
                        self.add(places.span(name.at), symbol, Role::Import);
                    }
                }
                Entry::Module(module) => {
                    for alias in &module.names {
                        let Some(item) = self.scope.item(&alias.local.text) else { continue };
                        for name in [&alias.name, &alias.local] {
                            self.add(places.span(name.at), Symbol::Item(item), Role::Import);
                        }
                    }
                }
                Entry::Item(declared) => {
                    if declared.kind.is_named() {
                        let symbol = Symbol::Item(declared.id);
                        self.add(places.span(declared.name.at), symbol, Role::Definition);
                    }
                    self.item(declared.id);
                }
            }
        }
    }

    fn item(&mut self, item: ItemId) {
        let inside = Inside {
            item,
            body: lower::body(self.db, item),
            spans: lower::body_spans(self.db, item),
            inference: infer(self.db, item),
        };
        self.root(&inside);
        for (index, local) in inside.body.locals.iter().enumerate() {
            let symbol = Symbol::Local(item, LocalId(index as u32));
            self.name(&inside, &local.name, symbol, Role::Definition);
        }
        for (index, expression) in inside.body.exprs.iter().enumerate() {
            self.expression(&inside, ExprId(index as u32), expression.at, &expression.kind);
        }
        for pattern in &inside.body.patterns {
            match &pattern.kind {
                PatternKind::Variant { owner, variant } => self.variant(&inside, owner, variant),
                PatternKind::Record { fields } => {
                    for field in fields.iter().filter(|field| field.shorthand) {
                        self.shorthands.push(inside.spans.span(field.name.at));
                    }
                }
                _ => {}
            }
        }
        for ty in &inside.body.types {
            if let TypeRefKind::Name { name, .. } = &ty.kind
                && let Some(item) = self.scope.item(&name.text)
            {
                self.name(&inside, name, Symbol::Item(item), Role::Read);
            }
        }
    }

    fn root(&mut self, inside: &Inside<'_>) {
        match &inside.body.root {
            Root::Enum { variants } => {
                for variant in variants {
                    let symbol = Symbol::Variant(inside.item, Arc::clone(&variant.text));
                    self.name(inside, variant, symbol, Role::Definition);
                }
            }
            Root::Provide { capability, operation, .. } => {
                if let Some(second) = &capability.second {
                    let family = Arc::clone(&capability.first.text);
                    let name = format!("{family}.{}", second.text).into();
                    self.name(inside, &capability.first, Symbol::Family(family), Role::Read);
                    self.name(inside, second, Symbol::Capability(name), Role::Read);
                }
                if let (Some(second), Some(slug)) =
                    (&operation.second, self.scope.subnet(&operation.first.text))
                {
                    let symbol = Symbol::Operation(Arc::clone(&slug), Arc::clone(&second.text));
                    self.name(inside, &operation.first, Symbol::Subnet(slug), Role::Read);
                    self.name(inside, second, symbol, Role::Read);
                }
            }
            _ => {}
        }
        for (mock, written) in inside.inference.mocks.iter().zip(&inside.body.mocks) {
            match &mock.mocked {
                Mocked::Operation { slug, operation } => {
                    self.operation(inside, &written.target, slug, operation);
                }
                Mocked::Capability(name) => self.capability(inside, &written.target, name),
            }
        }
    }

    fn expression(&mut self, inside: &Inside<'_>, id: ExprId, at: Site, kind: &ExprKind) {
        match kind {
            ExprKind::Local(local) => {
                let symbol = Symbol::Local(inside.item, *local);
                self.add(inside.spans.span(at), symbol, Role::Read);
            }
            ExprKind::Name(name) => {
                if let Some(item) = self.scope.item(&name.text) {
                    self.name(inside, name, Symbol::Item(item), Role::Read);
                }
            }
            ExprKind::Field { of, name, .. } => {
                if matches!(inside.inference.uses.get(&id), Some(Use::Variant(_)))
                    && let ExprKind::Name(owner) = inside.body.expr(*of)
                {
                    self.variant(inside, owner, name);
                }
            }
            ExprKind::Method(method) => {
                if matches!(inside.inference.uses.get(&id), Some(Use::Method(_))) {
                    let symbol = Symbol::Method(Arc::clone(&method.name.text));
                    self.name(inside, &method.name, symbol, Role::Read);
                }
            }
            ExprKind::Record { entries, .. } => {
                for entry in entries {
                    if let RecordEntry::Field { name, value } = entry {
                        let span = inside.spans.span(name.at);
                        if span == inside.spans.span(inside.body.site(*value)) {
                            self.shorthands.push(span);
                        }
                    }
                }
            }
            ExprKind::Apply { arguments, .. } => {
                if let Some(Use::Apply { function, .. }) = inside.inference.uses.get(&id) {
                    for name in arguments.iter().filter_map(|argument| argument.name.as_ref()) {
                        self.parameter(inside, *function, name, Form::Plain);
                    }
                }
            }
            ExprKind::Call(call) => {
                let Some(Use::Call(used)) = inside.inference.uses.get(&id) else { return };
                self.target(inside, &call.target, &used.target, &used.name);
                if let CallTarget::Template(template) = used.target
                    && let ExprKind::Record { entries, .. } = inside.body.expr(call.arguments)
                {
                    for entry in entries {
                        let RecordEntry::Field { name, value } = entry else { continue };
                        let value = inside.spans.span(inside.body.site(*value));
                        let is_short = inside.spans.span(name.at) == value;
                        let form = if is_short { Form::ShorthandKey } else { Form::Plain };
                        self.parameter(inside, template, name, form);
                    }
                }
            }
            ExprKind::Calls(target) => {
                if let Some(Use::Calls(used)) = inside.inference.uses.get(&id) {
                    self.target(inside, target, &used.target, &used.name);
                }
            }
            _ => {}
        }
    }

    fn target(&mut self, inside: &Inside<'_>, written: &Target, meant: &CallTarget, name: &str) {
        match meant {
            CallTarget::Operation { slug, operation } => {
                self.operation(inside, written, slug, operation);
            }
            CallTarget::Capability { .. } => self.capability(inside, written, name),
            CallTarget::Template(item) => {
                self.name(inside, &written.first, Symbol::Item(*item), Role::Read);
            }
            CallTarget::Sys(_) => {}
        }
    }

    fn operation(
        &mut self,
        inside: &Inside<'_>,
        written: &Target,
        slug: &Arc<str>,
        name: &Arc<str>,
    ) {
        self.name(inside, &written.first, Symbol::Subnet(Arc::clone(slug)), Role::Read);
        if let Some(second) = &written.second {
            let symbol = Symbol::Operation(Arc::clone(slug), Arc::clone(name));
            self.name(inside, second, symbol, Role::Read);
        }
    }

    fn capability(&mut self, inside: &Inside<'_>, written: &Target, name: &str) {
        let family = Symbol::Family(Arc::clone(&written.first.text));
        self.name(inside, &written.first, family, Role::Read);
        if let Some(second) = &written.second {
            self.name(inside, second, Symbol::Capability(name.into()), Role::Read);
        }
    }

    /// The name of a parameter of `owner`, before its argument.
    fn parameter(&mut self, inside: &Inside<'_>, owner: ItemId, name: &Name, form: Form) {
        let params = parameters(lower::body(self.db, owner));
        if let Some(param) = params.iter().find(|param| param.name.text == name.text) {
            let symbol = Symbol::Local(owner, param.local);
            self.name(inside, name, symbol, Role::Read);
            if let Some(last) = self.found.last_mut() {
                last.form = form;
            }
        }
    }

    fn variant(&mut self, inside: &Inside<'_>, owner: &Name, variant: &Name) {
        if let Some(item) = self.scope.item(&owner.text) {
            self.name(inside, owner, Symbol::Item(item), Role::Read);
            let symbol = Symbol::Variant(item, Arc::clone(&variant.text));
            self.name(inside, variant, symbol, Role::Read);
        }
    }

    /// A name counts where it stands in the text as it is: `_` and what the compiler made up don't.
    fn name(&mut self, inside: &Inside<'_>, name: &Name, symbol: Symbol, role: Role) {
        let span = inside.spans.span(name.at);
        if span.end - span.start == name.text.len() as u32 && &*name.text != "_" {
            self.add(span, symbol, role);
        }
    }
}
