//! Which keywords of a schema hold schemas, and whether these look at the same value or at a part
//! of it.

use serde_json::Value;

/// The keywords that refer to another schema.
pub(crate) const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// What a keyword's value is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Schemas (one, a list or a map of them) for the value itself.
    SameValue,
    /// Schemas for parts of the value, or definitions for use elsewhere.
    Parts,
    /// No schemas.
    Data,
}

/// What a keyword holds. Unknown keywords may hold definitions (`components` does).
pub(crate) fn holds(keyword: &str) -> Holds {
    match keyword {
        "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" | "dependentSchemas" => {
            Holds::SameValue
        }
        "enum" | "const" | "default" | "example" | "examples" | "required"
        | "dependentRequired" => Holds::Data,
        _ => Holds::Parts,
    }
}

/// Whether a keyword's value is a map from names to schemas, so that its keys are no keywords.
pub(crate) fn is_map(keyword: &str) -> bool {
    matches!(
        keyword,
        "properties"
            | "patternProperties"
            | "dependentSchemas"
            | "dependencies"
            | "$defs"
            | "definitions"
            | "schemas"
    )
}

/// Calls back for each schema that stands directly in this one, with what its keyword holds.
pub(crate) fn each_subschema<'schema>(
    schema: &'schema Value,
    mut each: impl FnMut(Holds, &'schema Value),
) {
    let Value::Object(fields) = schema else { return };
    for (keyword, value) in fields {
        let holds = holds(keyword);
        match value {
            _ if holds == Holds::Data => {}
            Value::Object(schemas) if is_map(keyword) => {
                schemas.values().for_each(|schema| each(holds, schema));
            }
            Value::Object(_) => each(holds, value),
            Value::Array(schemas) => schemas.iter().for_each(|schema| each(holds, schema)),
            _ => {}
        }
    }
}
