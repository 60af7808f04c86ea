//! What a plan can touch, gathered as its calls are lowered.

use orchestra_plan::{
    Effects,
    effects::{OperationEffect, OriginEffect, SecretEffect},
    node::SysOperation,
};

use super::builder::PlanBuilder;
use crate::{
    hir::{Root, lower::body},
    items::ItemId,
    scope::scope,
};

/// What calls that a provider answers may touch; none where it can't be called.
#[must_use]
pub fn provider_effects(db: &dyn salsa::Database, provider: ItemId) -> Option<Effects> {
    let Root::Provide { operation, .. } = &body(db, provider).root else { return None };
    let slug = scope(db, provider.file(db)).subnet(&operation.first.text)?;
    let mut builder = PlanBuilder::new(db);
    let package = builder.package_of(provider);
    builder.binding(&slug, &operation.second.as_ref()?.text, None, &package)?;
    Some(builder.plan.effects)
}

impl PlanBuilder<'_> {
    /// The package whose source an item is part of; `""` is the root package.
    pub(super) fn package_of(&self, item: ItemId) -> String {
        item.file(self.db).path(self.db).package().name().to_owned()
    }

    /// The dependency whose source an item is part of; none of the root and the standard library.
    pub(super) fn dependency_of(&self, item: ItemId) -> Option<String> {
        let path = item.file(self.db).path(self.db);
        path.package().is_dependency().then(|| path.package().name().to_owned())
    }

    /// A `sys` call may touch files, or a person.
    pub(super) fn touch_system(&mut self, item: ItemId, operation: SysOperation) {
        let package = self.package_of(item);
        match operation {
            SysOperation::ReadFile => insert(&mut self.plan.effects.reads_files, package),
            SysOperation::WriteFile => insert(&mut self.plan.effects.writes_files, package),
            SysOperation::Approve => insert(&mut self.plan.effects.asks_people, package),
            _ => {}
        }
    }

    /// An operation may be called, with what that releases.
    pub(super) fn touch_operation(
        &mut self,
        binding: &orchestra_plan::Binding,
        origin: &str,
        package: &str,
    ) {
        let effects: &mut Effects = &mut self.plan.effects;
        let operation = OperationEffect {
            operation: binding.operation.clone(),
            revision: binding.revision,
            writes: binding.writes,
            package: package.to_owned(),
        };
        insert(&mut effects.operations, operation);
        let package = package.to_owned();
        insert(
            &mut effects.origins,
            OriginEffect { origin: origin.to_owned(), package: package.clone() },
        );
        for name in binding.auth.iter().flat_map(|auth| auth.secrets()) {
            let secret = SecretEffect {
                name: name.to_owned(),
                origin: origin.to_owned(),
                package: package.clone(),
            };
            insert(&mut effects.secrets, secret);
        }
    }
}

/// Inserts into a sorted list without repetition.
fn insert<T: Ord>(list: &mut Vec<T>, item: T) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}
