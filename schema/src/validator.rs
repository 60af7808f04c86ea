//! Validation of values against a schema, built once and used often.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jsonschema::PatternOptions;
use serde_json::Value;

use crate::bounds::{self, DEEPEST};
use crate::dialect;
use crate::encoding::is_base64;
use crate::localize::try_localized;
use crate::violation::Violation;

/// Steps that a pattern may go back in one match: enough for any that a person wrote.
const MOST_BACKTRACKING: usize = 100_000;

/// Bytes that a compiled pattern may take.
const LARGEST_PATTERN: usize = 4 * 1024 * 1024;

/// Characters of a message that quotes a schema.
const LONGEST_MESSAGE: usize = 300;

/// Checks values against one schema. Cheap to clone; shared between threads.
#[derive(Clone)]
pub struct Validator {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    /// The schema in the words of JSON Schema, whatever dialect it came in, its references pointers.
    pub(crate) schema: Value,
    compiled: jsonschema::Validator,
}

/// Why a schema can't be validated against.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// Nested too deeply.
    #[error("the schema is nested deeper than {most} levels")]
    TooDeep {
        /// The levels that are fine.
        most: usize,
    },
    /// A reference to another document.
    #[error("`$ref` leads out of the schema to `{reference}`, and nothing is fetched")]
    RemoteReference {
        /// As written.
        reference: String,
    },
    /// A reference to nothing.
    #[error("`$ref` leads to `{reference}`, which doesn't exist")]
    DanglingReference {
        /// As written.
        reference: String,
    },
    /// References in a circle, or in a chain that might as well be one.
    #[error(
        "references lead in a circle, or through more than {most} schemas, without getting to a part of the value"
    )]
    EndlessReference {
        /// The length that is fine.
        most: usize,
    },
    /// A fan of references that multiply.
    #[error("the schema asks more than {most} schemas of a single value")]
    TooMuchWork {
        /// The number that is fine.
        most: u64,
    },
    /// More references than any document needs.
    #[error("the schema has more than {most} different references")]
    TooManyReferences {
        /// The number that is fine.
        most: usize,
    },
    /// Not a schema in the first place, a bad pattern for instance.
    #[error("not a valid schema at `{pointer}`: {message}")]
    Invalid {
        /// Where in the schema, as a JSON pointer.
        pointer: String,
        /// What is wrong.
        message: String,
    },
}

impl From<jsonschema::ReferencingError> for SchemaError {
    fn from(error: jsonschema::ReferencingError) -> Self {
        let message = error.to_string().chars().take(LONGEST_MESSAGE).collect();
        Self::Invalid { pointer: String::new(), message }
    }
}

impl Validator {
    /// A validator for a schema of the draft that its `$schema` names, else of 2020-12.
    ///
    /// # Errors
    /// A [`SchemaError`] where it is no schema, would have to fetch something, or is beyond what
    /// can be checked in bounded time and space.
    pub fn new(schema: &Value) -> Result<Self, SchemaError> {
        bounds::check_size(schema)?;
        let local = try_localized(schema)?;
        bounds::check(&local)?;
        let mut written = schema.clone();
        dialect::rewrite(&mut written);
        let compiled = compile(&written)?;
        let schema = match local {
            Cow::Borrowed(_) => written,
            Cow::Owned(mut local) => {
                dialect::rewrite(&mut local);
                local
            }
        };
        Ok(Self { inner: Arc::new(Inner { schema, compiled }) })
    }

    /// Whether the schema accepts a value; the words for why not are left out.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        !bounds::is_deeper(value, DEEPEST) && self.inner.compiled.is_valid(value)
    }

    /// Checks a value.
    ///
    /// # Errors
    /// The violation that says most, in the user's words: of a union, the one within the branch
    /// that was meant. What the schema marks as a secret (`x-secret`) isn't shown.
    pub fn validate(&self, value: &Value) -> Result<(), Violation> {
        if bounds::is_deeper(value, DEEPEST) {
            return Err(Violation::too_deep(value).redacted(&self.inner.schema, value));
        }
        if self.inner.compiled.is_valid(value) {
            return Ok(());
        }
        let errors: Vec<_> = self.inner.compiled.iter_errors(value).collect();
        Err(Violation::choose(&errors, value).redacted(&self.inner.schema, value))
    }

    /// The schema, in the words of JSON Schema, its references pointers.
    #[must_use]
    pub fn schema(&self) -> &Value {
        &self.inner.schema
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Validator").field(&self.inner.schema).finish()
    }
}

/// A validator of a schema that has passed the bounds.
pub(crate) fn compile(schema: &Value) -> Result<jsonschema::Validator, SchemaError> {
    let patterns = PatternOptions::fancy_regex()
        .backtrack_limit(MOST_BACKTRACKING)
        .size_limit(LARGEST_PATTERN);
    let options = jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_format("byte", is_base64)
        .with_pattern_options(patterns);
    options.build(schema).map_err(|error| SchemaError::Invalid {
        pointer: error.instance_path().to_string(),
        message: error.to_string().chars().take(LONGEST_MESSAGE).collect(),
    })
}
