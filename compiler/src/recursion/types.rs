//! Types that contain themselves by value: no value of them could ever be built, or they are
//! nothing but another name for themselves.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::cycles::groups;
use crate::{
    db::Project,
    hir::{Body, Root, TypeId, TypeRefKind, lower::body},
    items::ItemId,
    scope::{Scope, scope},
};

/// The groups of `types` that contain themselves by value.
pub(super) fn by_value(
    db: &dyn salsa::Database,
    project: Project,
    types: &[ItemId],
) -> Vec<Vec<ItemId>> {
    let declared: Vec<Declared> = types
        .iter()
        .filter_map(|item| {
            let body = body(db, *item);
            let Root::Type { ty } = body.root else { return None };
            Some(Declared { item: *item, ty, body, scope: scope(db, project, item.file(db)) })
        })
        .collect();
    let endless = endless(&declared);
    let of = |item: ItemId| declared.iter().find(|declared| declared.item == item);
    let all: Vec<ItemId> = declared.iter().map(|declared| declared.item).collect();
    groups(&all, |item| {
        let Some(declared) = of(item) else { return Vec::new() };
        let mut leads = Vec::new();
        declared.bare(declared.ty, &mut leads);
        if endless.contains(&item) {
            declared.needed(declared.ty, &endless, &mut leads);
        }
        leads
    })
}

struct Declared {
    item: ItemId,
    ty: TypeId,
    body: Arc<Body>,
    scope: Arc<Scope>,
}

/// The types of which no value can be built: what is left once all that can be is taken away.
fn endless(declared: &[Declared]) -> FxHashSet<ItemId> {
    let mut endless: FxHashSet<ItemId> = declared.iter().map(|declared| declared.item).collect();
    loop {
        let built: Vec<ItemId> = declared
            .iter()
            .filter(|it| endless.contains(&it.item) && it.can_be_built(it.ty, &endless))
            .map(|it| it.item)
            .collect();
        if built.is_empty() {
            return endless;
        }
        built.iter().for_each(|item| {
            endless.remove(item);
        });
    }
}

impl Declared {
    fn named(&self, ty: TypeId) -> Option<ItemId> {
        match &self.body.ty(ty).kind {
            TypeRefKind::Name { name, .. } => self.scope.item(&name.text),
            _ => None,
        }
    }

    fn can_be_built(&self, ty: TypeId, endless: &FxHashSet<ItemId>) -> bool {
        let built = |ty: &TypeId| self.can_be_built(*ty, endless);
        match &self.body.ty(ty).kind {
            TypeRefKind::Name { .. } => self.named(ty).is_none_or(|item| !endless.contains(&item)),
            TypeRefKind::Tuple(items) => items.iter().all(built),
            TypeRefKind::Record { fields, .. } => {
                fields.iter().filter(|field| !field.optional).all(|field| built(&field.ty))
            }
            TypeRefKind::Union(arms) => arms.iter().any(built),
            TypeRefKind::Missing
            | TypeRefKind::Optional(_)
            | TypeRefKind::List { .. }
            | TypeRefKind::Map(_)
            | TypeRefKind::Literal(_) => true,
        }
    }

    /// The endless types that a value of `ty` would have to hold.
    fn needed(&self, ty: TypeId, endless: &FxHashSet<ItemId>, leads: &mut Vec<ItemId>) {
        match &self.body.ty(ty).kind {
            TypeRefKind::Name { .. } => {
                leads.extend(self.named(ty).filter(|item| endless.contains(item)));
            }
            TypeRefKind::Tuple(items) | TypeRefKind::Union(items) => {
                items.iter().for_each(|item| self.needed(*item, endless, leads));
            }
            TypeRefKind::Record { fields, .. } => fields
                .iter()
                .filter(|field| !field.optional)
                .for_each(|field| self.needed(field.ty, endless, leads)),
            TypeRefKind::Missing
            | TypeRefKind::Optional(_)
            | TypeRefKind::List { .. }
            | TypeRefKind::Map(_)
            | TypeRefKind::Literal(_) => {}
        }
    }

    /// The types that `ty` names with nothing around them that would hold them.
    fn bare(&self, ty: TypeId, leads: &mut Vec<ItemId>) {
        match &self.body.ty(ty).kind {
            TypeRefKind::Name { .. } => leads.extend(self.named(ty)),
            TypeRefKind::Optional(inner) => self.bare(*inner, leads),
            TypeRefKind::Union(arms) => arms.iter().for_each(|arm| self.bare(*arm, leads)),
            _ => {}
        }
    }
}
