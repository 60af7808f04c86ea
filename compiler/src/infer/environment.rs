//! What type names stand for, asked of the database.

use super::signature::{declared_type, heading};
use crate::{
    infer::ledger_types,
    types::{Named, NamedId, Type, TypeEnvironment, generic::substitute},
};

/// The types of a project.
#[derive(Clone, Copy)]
pub struct Environment<'db> {
    /// The database.
    pub db: &'db dyn salsa::Database,
}

impl TypeEnvironment for Environment<'_> {
    fn expand(&self, named: &Named) -> Type {
        match &named.id {
            NamedId::Item { item, arguments, .. } => {
                let declared = declared_type(self.db, *item);
                if arguments.is_empty() {
                    return declared;
                }
                substitute(self, &declared, &heading(self.db, *item).parameters, arguments)
            }
            NamedId::Definition { schema, pointer } => {
                ledger_types::definition(self.db, schema, pointer)
            }
        }
    }
}
