//! `into`: reading what a model, or somebody else without a schema, has written.

use std::collections::BTreeMap;

use super::{
    Misfit, Shape,
    fit::{Fitter, Source},
};
use crate::{
    json_text::{self, Wanted},
    pattern::Patterns,
    value::Value,
};

impl Shape {
    /// Reads json, or a text that holds JSON: code fences, prose around it and trailing commas are
    /// tolerated, unknown fields dropped. Where this shape is of lists or objects, the first
    /// complete value of that kind is taken; else the whole text if it is JSON, or if the text
    /// itself fits, or the first complete value in it.
    ///
    /// # Errors
    /// The part that doesn't fit; its text, at most 2,000 characters, can be shown to a model.
    pub fn read_into(
        &self,
        value: &Value,
        named: &BTreeMap<String, Shape>,
    ) -> Result<Value, Misfit> {
        self.read_into_with(value, named, &Patterns::default())
    }

    /// As [`Shape::read_into`], with patterns compiled before.
    pub(crate) fn read_into_with(
        &self,
        value: &Value,
        named: &BTreeMap<String, Shape>,
        patterns: &Patterns,
    ) -> Result<Value, Misfit> {
        let mut fitter = Fitter::new(named, patterns, Source::Json);
        let Value::String(text) = value else { return fitter.fit_whole(self, value) };
        let wanted = self.wanted(&fitter, 0);
        if wanted != Wanted::Any {
            return match json_text::first(text, wanted) {
                Some(json) => fitter.fit_whole(self, &Value::from_json(&json)),
                None => Err(self.not_held(&fitter, value)),
            };
        }
        let whole = json_text::whole(unfenced(text), 127).map(|json| Value::from_json(&json));
        if let Some(fitted) = whole.as_ref().and_then(|whole| fitter.fit_whole(self, whole).ok()) {
            return Ok(fitted);
        }
        let as_text = fitter.fit_whole(self, value);
        if as_text.is_ok() && !matches!(fitter.resolved(self), Some(Shape::Json)) {
            return as_text;
        }
        match whole.or_else(|| Some(Value::from_json(&json_text::first(text, Wanted::Any)?))) {
            Some(found) => fitter.fit_whole(self, &found),
            None => Err(self.not_held(&fitter, value)),
        }
    }

    fn not_held(&self, fitter: &Fitter<'_>, value: &Value) -> Misfit {
        let constraint = match fitter.resolved(self) {
            Some(Shape::Json) => "a text that holds JSON".to_owned(),
            _ => format!("a text that holds {} in JSON", fitter.describe(self)),
        };
        fitter.without_secrets(self, Misfit::new(constraint, value))
    }

    /// What kind of value all values of this shape but null are.
    fn wanted(&self, fitter: &Fitter<'_>, depth: u32) -> Wanted {
        match fitter.resolved(self) {
            Some(Shape::Record { .. } | Shape::Map { .. }) => Wanted::Object,
            Some(Shape::List { .. } | Shape::Tuple { .. }) => Wanted::List,
            // Unions of unions are few; eight levels can't be written.
            Some(Shape::Union { arms }) if depth < 8 => arms
                .iter()
                .filter(|arm| !matches!(arm, Shape::Null))
                .map(|arm| arm.wanted(fitter, depth + 1))
                .reduce(|left, right| match (left, right) {
                    (Wanted::Any, _) | (_, Wanted::Any) => Wanted::Any,
                    (left, right) if left == right => left,
                    _ => Wanted::Composite,
                })
                .unwrap_or(Wanted::Any),
            _ => Wanted::Any,
        }
    }
}

/// The text without a code fence around all of it.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let fenced = text.strip_prefix("```").and_then(|text| text.strip_suffix("```"));
    match fenced.and_then(|text| text.split_once('\n')) {
        Some((_, inner)) => inner.trim(),
        None => text,
    }
}
