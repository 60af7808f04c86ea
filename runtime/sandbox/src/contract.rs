//! A schema of the Ledger, made ready when it is first needed: a sandbox serves many operations
//! and a job asks for few.

use std::sync::{Arc, OnceLock};

use orchestra_schema::{Draw, SampleHints, SchemaError, Validator, resolve};
use serde_json::Value;

use crate::field_type;

/// What goes into an operation, or what comes out.
#[derive(Debug)]
pub(crate) struct Contract {
    schema: Arc<Value>,
    validator: OnceLock<Result<Validator, SchemaError>>,
}

impl Contract {
    pub(crate) fn new(schema: Arc<Value>) -> Self {
        Self { schema, validator: OnceLock::new() }
    }

    /// The validator, or why there is none: an overlay may ask for what can't be checked.
    pub(crate) fn validator(&self) -> Result<&Validator, &SchemaError> {
        self.validator.get_or_init(|| Validator::new(&self.schema)).as_ref()
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.validator().is_ok_and(|validator| validator.accepts(value))
    }

    pub(crate) fn sample(&self, draw: &mut Draw, hints: SampleHints) -> Option<Value> {
        self.validator().ok()?.sample(draw, hints)
    }

    /// The value that a text stands for in a field.
    pub(crate) fn typed(&self, field: &str, text: String) -> Value {
        field_type::typed(&self.schema, self.field(field), text)
    }

    /// The value that a text stands for in a list that is a field.
    pub(crate) fn typed_item(&self, field: &str, text: String) -> Value {
        let items = self.field(field).and_then(|schema| resolve(&self.schema, schema).get("items"));
        field_type::typed(&self.schema, items, text)
    }

    /// The value that a text stands for in a field of an object that is a field.
    pub(crate) fn typed_property(&self, field: &str, property: &str, text: String) -> Value {
        let schema = self.field(field).map(|schema| resolve(&self.schema, schema));
        let inner = schema.and_then(|schema| {
            let listed = schema.get("properties").and_then(|all| all.get(property));
            listed.or_else(|| schema.get("additionalProperties"))
        });
        field_type::typed(&self.schema, inner, text)
    }

    /// The names of the fields of an object that is a field, as far as they are listed.
    pub(crate) fn properties(&self, field: &str) -> Vec<&str> {
        let schema = self.field(field).map(|schema| resolve(&self.schema, schema));
        let listed = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        listed.into_iter().flat_map(|all| all.keys()).map(String::as_str).collect()
    }

    /// Whether a field takes objects.
    pub(crate) fn is_object(&self, field: &str) -> bool {
        self.field(field)
            .is_some_and(|schema| field_type::accepts(&self.schema, schema, "object", 0))
    }

    /// Whether a field takes lists.
    pub(crate) fn is_list(&self, field: &str) -> bool {
        self.field(field)
            .is_some_and(|schema| field_type::accepts(&self.schema, schema, "array", 0))
    }

    /// Whether a field is listed.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.field(field).is_some()
    }

    /// What a field reads as where it is left out.
    pub(crate) fn default_of(&self, field: &str) -> Option<&Value> {
        resolve(&self.schema, self.field(field)?).get("default")
    }

    fn field(&self, name: &str) -> Option<&Value> {
        let schema = resolve(&self.schema, &self.schema);
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let parts = parts.map(|part| resolve(&self.schema, part));
        [schema].into_iter().chain(parts).find_map(|schema| schema.get("properties")?.get(name))
    }
}
