//! A schema as the compiler has it: a type.

use std::collections::BTreeMap;

use orchestra_compiler::types::{
    Named, NamedId, Type, TypeEnvironment,
    export::export,
    import::{Side, expand_definition, import},
    shape::{ShapeTable, shape},
};
use orchestra_plan::Shape;
use serde_json::Value;

/// How the schema is called within the names of types.
const SOURCE: &str = "operation:suite.case:output";

/// A schema's type on one side.
#[derive(Debug)]
pub struct Imported {
    ty: Type,
    shape: Shape,
    named: BTreeMap<String, Shape>,
    /// The type as a schema of draft 2020-12.
    pub exported: Value,
}

/// The names of one schema.
struct Document<'a>(&'a Value, Side);

impl TypeEnvironment for Document<'_> {
    fn expand(&self, named: &Named) -> Type {
        match &named.id {
            NamedId::Definition { pointer, .. } => {
                expand_definition(self.0, self.1, SOURCE, pointer)
            }
            NamedId::Item { .. } => Type::Error,
        }
    }
}

impl Imported {
    /// The type of what is sent or received.
    #[must_use]
    pub fn new(schema: &Value, side: Side) -> Self {
        let document = Document(schema, side);
        let ty = import(schema, side, SOURCE);
        let mut table = ShapeTable::default();
        let shape = shape(&document, &ty, &mut table);
        let exported = export(&document, &ty);
        Self { ty, shape, named: table.shapes(), exported }
    }

    /// Whether the type has this value.
    #[must_use]
    pub fn has(&self, value: &Value) -> bool {
        self.shape.decode(value, &self.named).is_ok()
    }
}

impl std::fmt::Display for Imported {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ty.fmt(formatter)
    }
}
