//! Patterns of `match`, and binders.

use std::borrow::Cow;

use orchestra_diagnostics::Span;
use orchestra_syntax::{
    NodeKind,
    ast::{self, View as _},
};

use super::lowering::Lowering;
use crate::{
    diagnostics::list_words,
    exact::gathered,
    hir::{Name, PatternField, PatternId, PatternKind},
};

impl Lowering {
    /// The binder, or what stands for a missing one at `around`.
    pub(super) fn binder(&mut self, binder: Option<ast::Binder<'_>>, around: Span) -> PatternId {
        let Some(binder) = binder else { return self.pattern_at(around, PatternKind::Missing) };
        let span = binder.span();
        let kind = match binder {
            ast::Binder::Name(binder) => self.bound(binder.name(), None),
            ast::Binder::Wildcard(_) => PatternKind::Any,
            ast::Binder::Record(record) => {
                let fields = gathered(record.fields().filter_map(|field| {
                    let name = self.field_name(field.key(), field.field_name(), field.span())?;
                    let pattern = self.binder(field.binder(), field.span());
                    let shorthand = field.key().is_none();
                    Some(PatternField { name, pattern, shorthand })
                }));
                self.record_pattern(fields)
            }
            ast::Binder::Tuple(tuple) => {
                let items = places(tuple, NodeKind::MissingBinder);
                let items =
                    gathered(items.map(|node| self.binder(ast::Binder::cast(node), node.span())));
                PatternKind::Tuple { items }
            }
        };
        self.pattern_at(span, kind)
    }

    /// The pattern, or what stands for a missing one at `around`.
    pub(super) fn pattern(&mut self, pattern: Option<ast::Pattern<'_>>, around: Span) -> PatternId {
        let Some(pattern) = pattern else { return self.pattern_at(around, PatternKind::Missing) };
        let span = pattern.span();
        let kind = match pattern {
            ast::Pattern::Literal(literal) => self.literal_pattern(literal),
            ast::Pattern::Variant(variant) => match (variant.enum_name(), variant.variant()) {
                (Some(owner), Some(variant)) => {
                    PatternKind::Variant { owner: self.name(owner), variant: self.name(variant) }
                }
                _ => PatternKind::Missing,
            },
            ast::Pattern::Binding(binding) => {
                let ty = binding.declared_type().map(|ty| self.ty(Some(ty), ty.span()));
                self.bound(binding.name(), ty)
            }
            ast::Pattern::Wildcard(_) => PatternKind::Any,
            ast::Pattern::Record(record) => {
                let fields = gathered(record.fields().filter_map(|field| {
                    let name = self.field_name(field.key(), field.field_name(), field.span())?;
                    let pattern = self.pattern(field.pattern(), field.span());
                    let shorthand = field.key().is_none();
                    Some(PatternField { name, pattern, shorthand })
                }));
                self.record_pattern(fields)
            }
            ast::Pattern::Tuple(tuple) => {
                let items = places(tuple, NodeKind::MissingPattern);
                let items =
                    gathered(items.map(|node| self.pattern(ast::Pattern::cast(node), node.span())));
                PatternKind::Tuple { items }
            }
            ast::Pattern::Or(or) => self.alternatives(or),
        };
        self.pattern_at(span, kind)
    }

    fn bound(
        &mut self,
        name: Option<ast::Name<'_>>,
        ty: Option<crate::hir::TypeId>,
    ) -> PatternKind {
        let Some(name) = name else { return PatternKind::Missing };
        let name = self.name(name);
        PatternKind::Bind { local: self.bind(name, "name"), ty }
    }

    /// The name of a field: its key, or the name that stands for both.
    fn field_name(
        &mut self,
        key: Option<ast::Key<'_>>,
        name: Option<Cow<'_, str>>,
        span: Span,
    ) -> Option<Name> {
        match key {
            Some(key) => Some(self.key(key)),
            None => Some(Name { text: name?.into(), at: self.site(span) }),
        }
    }

    fn record_pattern(&mut self, fields: Vec<PatternField>) -> PatternKind {
        self.refuse_twice(fields.iter().map(|field| &field.name), "field");
        PatternKind::Record { fields }
    }

    fn literal_pattern(&mut self, literal: ast::LiteralPattern<'_>) -> PatternKind {
        let value = literal.value();
        if value.is_none() {
            return PatternKind::Missing;
        }
        PatternKind::Literal(self.literal(value, literal.span()))
    }

    /// Alternatives bind nothing: which of them matched would be unknown.
    fn alternatives(&mut self, or: ast::OrPattern<'_>) -> PatternKind {
        let locals = self.body.locals.len();
        let choices = self.scoped(|own| {
            or.alternatives()
                .map(|choice| own.scoped(|own| own.pattern(Some(choice), choice.span())))
                .collect()
        });
        let mut bound: Vec<Name> = Vec::new();
        for local in &self.body.locals[locals..] {
            if bound.iter().all(|name| name.text != local.name.text) {
                bound.push(local.name.clone());
            }
        }
        for name in &bound {
            // The arm may read it, without a type.
            self.bind(name.clone(), "name");
        }
        if let Some(first) = bound.first() {
            let names: Vec<String> = bound.iter().map(|name| format!("`{}`", name.text)).collect();
            let verb = if names.len() == 1 { "is" } else { "are" };
            let names = list_words(&names, "and");
            let sentence = format!("{names} {verb} bound in one of several alternatives");
            let help = Some("write an arm for each, or `_` in its place".to_owned());
            self.mistakes.unexpected.push(crate::hir::Unexpected { at: first.at, sentence, help });
        }
        PatternKind::Or { choices }
    }
}

/// The places of a tuple, missing ones included.
fn places<'t>(
    tuple: impl ast::View<'t>,
    missing: NodeKind,
) -> impl Iterator<Item = orchestra_syntax::NodeRef<'t>> {
    tuple.node().children().filter(move |node| {
        node.kind() == missing
            || ast::Binder::cast(*node).is_some()
            || ast::Pattern::cast(*node).is_some()
    })
}
