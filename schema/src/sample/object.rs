//! Objects: required fields, most of the others, and names where a schema only counts them.

use serde_json::{Map, Value};

use super::{NULLS, Sampler, pattern, text};

/// Fields of a map, and those that `minProperties` may ask for.
const MAP_FIELDS: usize = 2;
const MOST_FIELDS: usize = 100;

impl Sampler<'_> {
    pub(super) fn object(&mut self, flat: &Value, depth: usize) -> Value {
        let mut fields = Map::new();
        let required = names(flat.get("required"));
        let properties = flat.get("properties").and_then(Value::as_object);
        let most = flat.get("maxProperties").and_then(Value::as_u64).unwrap_or(u64::MAX);
        for (name, schema) in properties.into_iter().flatten() {
            let is_required = required.contains(&name.as_str());
            let room = (fields.len() as u64) < most.saturating_sub(required.len() as u64);
            let wanted = is_required || room && self.wants(schema, depth);
            if wanted && *schema != Value::Bool(false) {
                let value = self.value(schema, depth + 1);
                fields.insert(name.clone(), value);
            }
        }
        for name in required {
            if !fields.contains_key(name) {
                let schema = self.schema_of(flat, name);
                let value = self.value(&schema, depth + 1);
                fields.insert(name.to_owned(), value);
            }
        }
        self.fill(flat, depth, &mut fields);
        Value::Object(fields)
    }

    /// Whether an optional field is drawn.
    fn wants(&mut self, schema: &Value, depth: usize) -> bool {
        let is_input = schema.get("writeOnly") == Some(&Value::Bool(true));
        !is_input && !self.is_modest(depth) && self.draw.below(NULLS) != 0
    }

    /// Adds fields whose names the schema leaves open: to a map some, else as many as it counts.
    fn fill(&mut self, flat: &Value, depth: usize, fields: &mut Map<String, Value>) {
        let is_map = !flat
            .get("properties")
            .is_some_and(|properties| properties != &Value::Object(Map::new()))
            && (flat.get("additionalProperties").is_some_and(Value::is_object)
                || flat.get("patternProperties").is_some());
        let least = flat.get("minProperties").and_then(Value::as_u64).unwrap_or(0);
        let least = usize::try_from(least).unwrap_or(MOST_FIELDS).min(MOST_FIELDS);
        let most = flat.get("maxProperties").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let usual = if is_map && !self.is_modest(depth) { MAP_FIELDS } else { 0 };
        let wanted = least.max(usual).min(usize::try_from(most).unwrap_or(usize::MAX));
        for _ in 0..wanted * 4 {
            if fields.len() >= wanted || self.is_exhausted() {
                break;
            }
            let name = self.name(flat);
            if !fields.contains_key(&name) {
                let schema = self.schema_of(flat, &name);
                let value = self.value(&schema, depth + 1);
                fields.insert(name, value);
            }
        }
    }

    /// A name for a field that the schema doesn't name.
    fn name(&mut self, flat: &Value) -> String {
        let patterns = flat.get("patternProperties").and_then(Value::as_object);
        if let Some((pattern, _)) = patterns.and_then(|patterns| patterns.iter().next()) {
            return text::draw(&serde_json::json!({ "pattern": pattern }), self.draw);
        }
        let names = flat.get("propertyNames").filter(|names| names.is_object());
        match names.map(|names| self.value(names, 0)) {
            Some(Value::String(name)) => name,
            _ => text::word(self.draw).to_owned(),
        }
    }

    /// The schema of a field that `properties` doesn't list.
    fn schema_of(&self, flat: &Value, name: &str) -> Value {
        let patterns = flat.get("patternProperties").and_then(Value::as_object);
        let mut patterns = patterns.into_iter().flatten();
        let first = patterns.clone().next();
        let fits = patterns.find(|(pattern, _)| pattern::is_plain_prefix(pattern, name));
        let rest = flat.get("additionalProperties").filter(|schema| schema.is_object());
        let schema = fits.map(|(_, schema)| schema).or(rest).or(first.map(|(_, schema)| schema));
        schema.cloned().unwrap_or(Value::Bool(true))
    }
}

fn names(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
