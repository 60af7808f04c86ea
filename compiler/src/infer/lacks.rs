//! Operations that the Ledger describes and this version of the tools can't call.

use std::sync::Arc;

use super::{
    Inferer,
    ledger_types::{QualifiedName, ledger_subnet, operation_types},
};
use crate::types::{Type, secrets::secret_path};

impl Inferer<'_> {
    /// What of an operation this version of the tools lacks, in words: "binary answers". An engine
    /// puts secrets where they go by themselves, and keeps none that comes back.
    pub(super) fn lacks(&self, slug: &Arc<str>, name: &Arc<str>) -> Option<String> {
        let binding = ledger_subnet(self.db, self.project, slug)?.binding(name)?;
        if let Some(what) = binding.unsupported() {
            return Some(what);
        }
        let key = QualifiedName::new(self.db, Arc::clone(slug), Arc::clone(name));
        let types = operation_types(self.db, self.project, key)?;
        if self.secret(&types.output) {
            return Some("secrets in answers".to_owned());
        }
        let Type::Record(input) = types.input.head(&self.environment) else {
            return self.secret(&types.input).then(|| "secrets in bodies".to_owned());
        };
        for field in &input.fields {
            let Some(path) = secret_path(&self.environment, &field.ty) else { continue };
            let name = &*field.name;
            let stands_alone = binding
                .query
                .iter()
                .chain(binding.headers)
                .any(|place| place.field == name && path.is_empty());
            if binding.path_fields.contains(&name) {
                return Some("secrets in paths".to_owned());
            }
            if !stands_alone {
                return Some("secrets in bodies".to_owned());
            }
        }
        None
    }
}
