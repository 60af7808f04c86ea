//! Binders and patterns.

use std::sync::Arc;

use super::Inferer;
use crate::{
    diagnostics::{Fact, NoSuchMember, Subject, TypesDiffer},
    hir::{ExprKind, LocalId, Name, PatternField, PatternId, PatternKind, Root, Site, TypeId},
    items::ItemKind,
    types::{
        Finite, Literal, Type,
        narrow::{Cover, matched},
    },
};

impl Inferer<'_> {
    /// Binds the names of a binder, which takes any `ty` there is.
    pub(super) fn binder(&mut self, id: PatternId, ty: &Type) {
        let body = self.body;
        self.result.patterns.insert(id, ty.clone());
        let pattern = body.pattern(id);
        match &pattern.kind {
            PatternKind::Bind { local, .. } => self.bind(*local, ty.clone()),
            PatternKind::Record { fields } => {
                for field in fields {
                    let of = self.binder_field(pattern.at, field, ty);
                    self.binder(field.pattern, &of);
                }
            }
            PatternKind::Tuple { items } => {
                let types = self.binder_items(pattern.at, items.len(), ty);
                for (item, ty) in items.iter().zip(types) {
                    self.binder(*item, &ty);
                }
            }
            _ => {}
        }
    }

    fn binder_field(&mut self, at: Site, field: &PatternField, ty: &Type) -> Type {
        if ty.is_error() || matches!(ty, Type::Never) {
            return Type::Error;
        }
        if ty.admits_null(&self.environment) && !matches!(ty.head(&self.environment), Type::Json) {
            let fact = crate::diagnostics::MayBeNull {
                at,
                subject: Subject::new("what is taken apart"),
                path: String::new(),
                found: ty.to_string(),
                always: false,
                member: None,
                postfix: false,
            };
            self.report(Fact::MayBeNull(fact));
            return Type::Error;
        }
        self.field_type(ty, &field.name.text).unwrap_or_else(|| {
            self.no_field(field, ty);
            Type::Error
        })
    }

    fn no_field(&mut self, field: &PatternField, ty: &Type) {
        let name = &field.name;
        let known = match ty.head(&self.environment) {
            Type::Record(record) => record.fields.iter().map(|f| f.name.to_string()).collect(),
            _ => Vec::new(),
        };
        let fact = NoSuchMember {
            at: name.at,
            kind: "field",
            name: name.text.to_string(),
            of: format!("`{ty}`"),
            known,
            shorthand: field.shorthand,
            help: self.any_type(&[ty]),
        };
        self.report(Fact::NoSuchMember(fact));
    }

    fn binder_items(&mut self, at: Site, count: usize, ty: &Type) -> Vec<Type> {
        match ty.head(&self.environment) {
            Type::Error | Type::Never => vec![Type::Error; count],
            Type::Tuple(items) if items.len() == count => items.to_vec(),
            Type::List(list)
                if list.size.min == count as u64 && list.size.max == Some(count as u64) =>
            {
                vec![list.item.clone(); count]
            }
            _ => {
                self.pattern_misfit(at, &format!("a tuple of {count}"), ty);
                vec![Type::Error; count]
            }
        }
    }

    fn pattern_misfit(&mut self, at: Site, expected: &str, found: &Type) {
        let fact = TypesDiffer {
            at,
            subject: Subject::new("what this pattern takes"),
            path: String::new(),
            expected: expected.to_owned(),
            found: format!("`{found}`"),
            help: self.any_type(&[found]),
            append: None,
        };
        self.report(Fact::TypesDiffer(fact));
    }

    /// Binds the names of a pattern that is asked of a `left` (a `whole` less what earlier arms
    /// take); what it takes.
    pub(super) fn pattern(&mut self, id: PatternId, left: &Type, whole: &Type) -> Cover {
        let body = self.body;
        self.result.patterns.insert(id, whole.clone());
        let pattern = body.pattern(id);
        match &pattern.kind {
            PatternKind::Missing => Cover::Any,
            PatternKind::Any => Cover::Any,
            PatternKind::Bind { local, ty } => self.bind_pattern(*local, *ty, left, whole),
            PatternKind::Literal(literal) => {
                let cover = self.literal_cover(*literal);
                self.possible(pattern.at, &cover, whole);
                cover
            }
            PatternKind::Variant { owner, variant } => {
                let Some(cover) = self.variant_cover(owner, variant) else { return Cover::Any };
                self.possible(pattern.at, &cover, whole);
                cover
            }
            PatternKind::Record { fields } => self.record_pattern(pattern.at, fields, left, whole),
            PatternKind::Tuple { items } => {
                let inner = left.without_null(&self.environment);
                let types = self.tuple_items(pattern.at, items.len(), &inner);
                let covers = items
                    .iter()
                    .zip(types)
                    .map(|(item, ty)| self.pattern(*item, &ty, &ty))
                    .collect();
                Cover::Tuple(covers)
            }
            PatternKind::Or { choices } => {
                Cover::Or(choices.iter().map(|choice| self.pattern(*choice, left, whole)).collect())
            }
        }
    }

    fn tuple_items(&mut self, at: Site, count: usize, ty: &Type) -> Vec<Type> {
        if let Type::Union(arms) = ty.head(&self.environment) {
            let tuple = arms.iter().find(
                |arm| matches!(arm.head(&self.environment), Type::Tuple(items) if items.len() == count),
            );
            if let Some(tuple) = tuple.cloned() {
                return self.binder_items(at, count, &tuple);
            }
        }
        self.binder_items(at, count, ty)
    }

    fn bind_pattern(
        &mut self,
        local: LocalId,
        ty: Option<TypeId>,
        left: &Type,
        whole: &Type,
    ) -> Cover {
        let Some(ty) = ty else {
            self.bind(local, left.clone());
            return Cover::Any;
        };
        let site = self.body.ty(ty).at;
        let written = self.written(ty);
        let written = self.refuse_asked(site, written);
        let cover = if written.is_error() { Cover::Any } else { Cover::Typed(written.clone()) };
        self.possible(site, &cover, whole);
        let taken = matched(&self.environment, left, &cover);
        let known = written.is_error()
            || matches!(taken, Type::Never)
            || matches!(taken.head(&self.environment), Type::Json);
        self.bind(local, if known { written } else { taken });
        cover
    }

    fn literal_cover(&mut self, literal: crate::hir::ExprId) -> Cover {
        let kind = self.body.expr(literal).clone();
        self.infer(literal);
        match kind {
            ExprKind::Null => Cover::Null,
            ExprKind::Bool(value) => Cover::Literal(Literal::Bool(value)),
            ExprKind::Int(value) => Cover::Literal(Literal::Int(value)),
            ExprKind::Float(bits) => Finite::new(f64::from_bits(bits))
                .map_or(Cover::Any, |value| Cover::Literal(Literal::Float(value))),
            ExprKind::String { text, .. } => Cover::Literal(Literal::String(text)),
            _ => Cover::Any,
        }
    }

    fn variant_cover(&mut self, owner: &Name, variant: &Name) -> Option<Cover> {
        let item = self.scope.item(&owner.text);
        let Some(item) = item.filter(|item| item.kind(self.db) == ItemKind::Enum) else {
            self.unknown_name(owner);
            return None;
        };
        let body = crate::hir::lower::body(self.db, item);
        let Root::Enum { variants } = &body.root else { return None };
        if variants.iter().any(|known| known.text == variant.text) {
            return Some(Cover::Literal(Literal::String(Arc::clone(&variant.text))));
        }
        let fact = NoSuchMember {
            at: variant.at,
            kind: "variant",
            name: variant.text.to_string(),
            of: format!("`{}`", owner.text),
            known: variants.iter().map(|known| known.text.to_string()).collect(),
            shorthand: false,
            help: None,
        };
        self.report(Fact::NoSuchMember(fact));
        None
    }

    /// Reports a pattern that no value of `whole` could match.
    fn possible(&mut self, at: Site, cover: &Cover, whole: &Type) {
        if whole.is_error() || matches!(whole.head(&self.environment), Type::Json) {
            return;
        }
        if matches!(matched(&self.environment, whole, cover), Type::Never) {
            let expected = match cover {
                Cover::Null => "something that may be null".to_owned(),
                Cover::Typed(ty) => format!("`{ty}`"),
                Cover::Literal(literal) => format!("`{}`", Type::Literal(literal.clone())),
                // Whatever else is asked is asked part by part.
                _ => return,
            };
            self.pattern_misfit(at, &expected, whole);
        }
    }

    fn record_pattern(
        &mut self,
        at: Site,
        fields: &[PatternField],
        left: &Type,
        whole: &Type,
    ) -> Cover {
        let mut candidates = self.records_with(left, fields);
        if candidates.is_empty() {
            candidates = self.records_with(whole, fields);
        }
        if candidates.is_empty() {
            if !whole.is_error() {
                let found = whole.without_null(&self.environment);
                match (fields.first(), found.head(&self.environment)) {
                    (Some(field), Type::Record(_)) => self.no_field(field, &found),
                    _ => self.pattern_misfit(at, "a record with these fields", whole),
                }
            }
            for field in fields {
                self.pattern(field.pattern, &Type::Error, &Type::Error);
            }
            return Cover::Any;
        }
        // First what the fields' literals tell, then what the names bind in the records left over.
        let mut covers = Vec::new();
        for field in fields {
            let of: Vec<Type> = candidates
                .iter()
                .filter_map(|record| self.field_type(record, &field.name.text))
                .collect();
            let ty = Type::union(&self.environment, of);
            let cover = self.pattern(field.pattern, &ty, &ty);
            candidates.retain(|record| {
                self.field_type(record, &field.name.text).is_some_and(|ty| {
                    !matches!(matched(&self.environment, &ty, &cover), Type::Never)
                })
            });
            covers.push((Arc::clone(&field.name.text), cover));
        }
        Cover::Record(covers)
    }

    /// The records among the arms of `ty` that have all these fields.
    fn records_with(&self, ty: &Type, fields: &[PatternField]) -> Vec<Type> {
        match ty.head(&self.environment) {
            Type::Union(arms) => {
                arms.iter().flat_map(|arm| self.records_with(arm, fields)).collect()
            }
            Type::Record(_) => {
                let has_all =
                    fields.iter().all(|field| self.field_type(ty, &field.name.text).is_some());
                if has_all { vec![ty.clone()] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }
}
