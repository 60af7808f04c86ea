//! Types that contain themselves by value: no value of them could ever be built, or they are
//! nothing but another name for themselves.

use rustc_hash::FxHashSet;

use super::cycles::groups;
use crate::{
    hir::{Body, Name, Root, TypeId, TypeRefKind, lower::body},
    items::{ItemId, ItemKind},
    scope::{Scope, scope},
};

/// A type parameter: of which type, and which of its parameters.
pub(super) type Parameter = (ItemId, usize);

/// Types, as far as they contain one another. They come group by group, each behind those that it leads to.
pub(super) struct Types<'db> {
    db: &'db dyn salsa::Database,
    /// Those of the last group.
    declared: Vec<Declared<'db>>,
    /// Parameters of which each value of their types holds one.
    held: FxHashSet<Parameter>,
    /// Parameters for which their types may be nothing but another name.
    bare: FxHashSet<Parameter>,
    /// The types of which no value can be built.
    endless: FxHashSet<ItemId>,
}

/// A `type` with what it says.
pub(super) struct Declared<'db> {
    pub(super) item: ItemId,
    pub(super) generics: &'db [Name],
    ty: TypeId,
    pub(super) body: &'db Body,
    scope: &'db Scope,
}

impl<'db> Types<'db> {
    /// None yet.
    pub(super) fn new(db: &'db dyn salsa::Database) -> Self {
        let (held, bare) = (FxHashSet::default(), FxHashSet::default());
        Self { db, declared: Vec::new(), held, bare, endless: FxHashSet::default() }
    }

    /// Takes the types among `items` for the group that is looked at.
    pub(super) fn enter(&mut self, items: &[ItemId]) {
        self.declared.clear();
        self.declared.extend(items.iter().filter_map(|item| Declared::of(self.db, *item)));
        self.find_parameters();
        self.find_endless();
    }

    /// The groups of types that contain themselves by value.
    pub(super) fn by_value(&self) -> Vec<Vec<ItemId>> {
        let all: Vec<ItemId> = self.declared.iter().map(|declared| declared.item).collect();
        groups(&all, |item, leads| {
            let Some(declared) = self.declared(item) else { return };
            self.bare(&declared, declared.ty, leads);
            if self.endless.contains(&item) {
                self.needed(&declared, declared.ty, leads);
            }
        })
    }

    /// Those of the group.
    pub(super) fn all(&self) -> &[Declared<'db>] {
        &self.declared
    }

    /// `item`, of this group or another.
    pub(super) fn declared(&self, item: ItemId) -> Option<Declared<'db>> {
        Declared::of(self.db, item)
    }

    /// The arguments of the type written at `ty`, each with the parameter that it stands for.
    pub(super) fn arguments<'a>(
        &'a self,
        within: &'a Declared<'db>,
        ty: TypeId,
    ) -> impl Iterator<Item = (Parameter, TypeId)> + 'a {
        let arguments: &[TypeId] = match &within.body.ty(ty).kind {
            TypeRefKind::Name { arguments, .. } => arguments,
            _ => &[],
        };
        let named = if arguments.is_empty() { None } else { within.named(ty) };
        let of = named.and_then(|item| self.declared(item));
        let of = of.filter(|of| of.generics.len() == arguments.len());
        of.into_iter().flat_map(move |of| {
            arguments.iter().enumerate().map(move |(at, argument)| ((of.item, at), *argument))
        })
    }

    /// Finds what is true of parameters, from the inside out.
    fn find_parameters(&mut self) {
        loop {
            let before = self.held.len() + self.bare.len();
            let (mut held, mut bare) = (Vec::new(), Vec::new());
            for declared in &self.declared {
                for at in 0..declared.generics.len() {
                    let parameter = (declared.item, at);
                    if self.holds(declared, declared.ty, at) {
                        held.push(parameter);
                    }
                    if self.is_bare(declared, declared.ty, at) {
                        bare.push(parameter);
                    }
                }
            }
            self.held.extend(held);
            self.bare.extend(bare);
            if self.held.len() + self.bare.len() == before {
                return;
            }
        }
    }

    /// Whether a value of `ty` holds one of the parameter at `at`.
    fn holds(&self, within: &Declared<'db>, ty: TypeId, at: usize) -> bool {
        let holds = |ty: &TypeId| self.holds(within, *ty, at);
        match &within.body.ty(ty).kind {
            TypeRefKind::Parameter { .. } => within.parameter(ty) == Some(at),
            TypeRefKind::Name { .. } => self
                .arguments(within, ty)
                .any(|(parameter, argument)| self.held.contains(&parameter) && holds(&argument)),
            TypeRefKind::Tuple(items) => items.iter().any(holds),
            TypeRefKind::Record { fields, .. } => {
                fields.iter().any(|field| !field.optional && holds(&field.ty))
            }
            TypeRefKind::Union(arms) => arms.iter().all(holds),
            _ => false,
        }
    }

    /// Whether `ty` may be nothing but another name for the parameter at `at`.
    fn is_bare(&self, within: &Declared<'db>, ty: TypeId, at: usize) -> bool {
        let is_bare = |ty: &TypeId| self.is_bare(within, *ty, at);
        match &within.body.ty(ty).kind {
            TypeRefKind::Parameter { .. } => within.parameter(ty) == Some(at),
            TypeRefKind::Name { .. } => self
                .arguments(within, ty)
                .any(|(parameter, argument)| self.bare.contains(&parameter) && is_bare(&argument)),
            TypeRefKind::Optional(inner) => is_bare(inner),
            TypeRefKind::Union(arms) => arms.iter().any(is_bare),
            _ => false,
        }
    }

    /// Finds the types of which no value can be built: what is left once all that can be is taken away.
    fn find_endless(&mut self) {
        self.endless.extend(self.declared.iter().map(|it| it.item));
        loop {
            let left = self.declared.iter().filter(|it| self.endless.contains(&it.item));
            let built = left.filter(|it| self.can_be_built(it, it.ty)).map(|it| it.item);
            let built: Vec<ItemId> = built.collect();
            if built.is_empty() {
                return;
            }
            for item in built {
                self.endless.remove(&item);
            }
        }
    }

    fn can_be_built(&self, within: &Declared<'db>, ty: TypeId) -> bool {
        let built = |ty: &TypeId| self.can_be_built(within, *ty);
        match &within.body.ty(ty).kind {
            TypeRefKind::Name { .. } => {
                let itself = within.named(ty).is_none_or(|item| !self.endless.contains(&item));
                itself
                    && self.arguments(within, ty).all(|(parameter, argument)| {
                        !self.held.contains(&parameter) || built(&argument)
                    })
            }
            TypeRefKind::Tuple(items) => items.iter().all(built),
            TypeRefKind::Record { fields, .. } => {
                fields.iter().filter(|field| !field.optional).all(|field| built(&field.ty))
            }
            TypeRefKind::Union(arms) => arms.iter().any(built),
            TypeRefKind::Missing
            | TypeRefKind::Parameter { .. }
            | TypeRefKind::Optional(_)
            | TypeRefKind::List { .. }
            | TypeRefKind::Map(_)
            | TypeRefKind::Literal(_) => true,
        }
    }

    /// The endless types that a value of `ty` would have to hold.
    fn needed(&self, within: &Declared<'db>, ty: TypeId, leads: &mut Vec<ItemId>) {
        match &within.body.ty(ty).kind {
            TypeRefKind::Name { .. } => {
                leads.extend(within.named(ty).filter(|item| self.endless.contains(item)));
                for (parameter, argument) in self.arguments(within, ty) {
                    if self.held.contains(&parameter) {
                        self.needed(within, argument, leads);
                    }
                }
            }
            TypeRefKind::Tuple(items) | TypeRefKind::Union(items) => {
                items.iter().for_each(|item| self.needed(within, *item, leads));
            }
            TypeRefKind::Record { fields, .. } => fields
                .iter()
                .filter(|field| !field.optional)
                .for_each(|field| self.needed(within, field.ty, leads)),
            TypeRefKind::Missing
            | TypeRefKind::Parameter { .. }
            | TypeRefKind::Optional(_)
            | TypeRefKind::List { .. }
            | TypeRefKind::Map(_)
            | TypeRefKind::Literal(_) => {}
        }
    }

    /// The types that `ty` names with nothing around them that would hold them.
    fn bare(&self, within: &Declared<'db>, ty: TypeId, leads: &mut Vec<ItemId>) {
        match &within.body.ty(ty).kind {
            TypeRefKind::Name { .. } => {
                leads.extend(within.named(ty));
                for (parameter, argument) in self.arguments(within, ty) {
                    if self.bare.contains(&parameter) {
                        self.bare(within, argument, leads);
                    }
                }
            }
            TypeRefKind::Optional(inner) => self.bare(within, *inner, leads),
            TypeRefKind::Union(arms) => arms.iter().for_each(|arm| self.bare(within, *arm, leads)),
            _ => {}
        }
    }
}

impl<'db> Declared<'db> {
    /// What `item` says, where it is a `type`.
    fn of(db: &'db dyn salsa::Database, item: ItemId) -> Option<Self> {
        if item.kind(db) != ItemKind::Type {
            return None;
        }
        let body = body(db, item);
        let Root::Type { generics, ty } = &body.root else { return None };
        Some(Self { item, generics, ty: *ty, body, scope: scope(db, item.file(db)) })
    }

    pub(super) fn named(&self, ty: TypeId) -> Option<ItemId> {
        match &self.body.ty(ty).kind {
            TypeRefKind::Name { name, .. } => self.scope.item(&name.text),
            _ => None,
        }
    }

    /// Which of its type parameters stands at `ty`.
    pub(super) fn parameter(&self, ty: TypeId) -> Option<usize> {
        let TypeRefKind::Parameter { name, .. } = &self.body.ty(ty).kind else { return None };
        self.generics.iter().position(|known| known.text == name.text)
    }
}
