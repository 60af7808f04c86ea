//! Conversion and decoding: a value that has exactly a shape.

use std::collections::BTreeMap;

use super::{
    Misfit, Shape,
    fit::{Fitter, Source},
};
use crate::{pattern::Patterns, value::Value};

impl Shape {
    /// The value with exactly this shape: records have its fields in its order, others are
    /// dropped; ints are widened where it is float; null optional fields are left out; of a union
    /// it is the arm that the discriminator names, else the first that fits. Doing it twice
    /// changes nothing more.
    ///
    /// # Errors
    /// The part that doesn't fit.
    pub fn convert(&self, value: &Value, named: &BTreeMap<String, Shape>) -> Result<Value, Misfit> {
        self.convert_with(value, named, &Patterns::default())
    }

    /// As [`Shape::convert`], with patterns compiled before.
    pub(crate) fn convert_with(
        &self,
        value: &Value,
        named: &BTreeMap<String, Shape>,
        patterns: &Patterns,
    ) -> Result<Value, Misfit> {
        Fitter::new(named, patterns, Source::Expression).fit_whole(self, value)
    }

    /// Whether the value can be converted: whether it is one of the type.
    #[must_use]
    pub fn is(&self, value: &Value, named: &BTreeMap<String, Shape>) -> bool {
        self.convert(value, named).is_ok()
    }

    /// The value that JSON stands for where this shape is expected: as [`Shape::convert`], but
    /// durations and amounts are the literal in a text, and `3.0` is an int as well. A secret
    /// isn't given as JSON.
    ///
    /// # Errors
    /// The part that doesn't fit.
    pub fn decode(
        &self,
        json: &serde_json::Value,
        named: &BTreeMap<String, Shape>,
    ) -> Result<Value, Misfit> {
        let patterns = Patterns::default();
        Fitter::new(named, &patterns, Source::Json).fit_whole(self, &Value::from_json(json))
    }
}
