//! What type names stand for, asked of the database.

use super::signature::declared_type;
use crate::{
    db::Project,
    infer::ledger_types,
    types::{Named, NamedId, Type, TypeEnvironment},
};

/// The types of a project.
#[derive(Clone, Copy)]
pub struct Environment<'db> {
    /// The database.
    pub db: &'db dyn salsa::Database,
    /// Whose names they are.
    pub project: Project,
}

impl TypeEnvironment for Environment<'_> {
    fn expand(&self, named: &Named) -> Type {
        match &named.id {
            NamedId::Item { module, name } => {
                crate::items::find_type(self.db, self.project, module, name)
                    .map_or(Type::Error, |item| declared_type(self.db, self.project, item))
            }
            NamedId::Definition { schema, pointer } => {
                ledger_types::definition(self.db, self.project, schema, pointer)
            }
        }
    }
}
