//! The fields of objects.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    known::{Known, Node, Types},
    misfit::What,
    prover::Prover,
};

/// Keywords that speak of fields, together.
const FIELDS: [&str; 3] = ["properties", "patternProperties", "additionalProperties"];

impl<'a> Prover<'a> {
    /// The schemas that a field of this name fits, if it is there.
    pub(super) fn field(&mut self, known: &Known<'a>, name: &str) -> Vec<Node<'a>> {
        let atoms = known.atoms.clone();
        atoms.into_iter().flat_map(|atom| self.field_of(atom, name)).collect()
    }

    /// The schemas that one schema has for a field.
    fn field_of(&mut self, schema: Node<'a>, name: &str) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        found.extend(map(schema, "properties").and_then(|all| all.get(name)));
        for (pattern, inner) in map(schema, "patternProperties").into_iter().flatten() {
            if self.matches(pattern, name) {
                found.push(inner);
            }
        }
        if found.is_empty() {
            found.extend(schema.get("additionalProperties"));
        }
        found.into_iter().map(|inner| schema.child(inner)).collect()
    }

    /// Whether the fields that a value may have fit those of a schema.
    pub(super) fn fields_fit(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        if !known.types.has(Types::OBJECT) || FIELDS.iter().all(|it| to.get(it).is_none()) {
            return true;
        }
        let mut names: BTreeSet<&'a str> = listed(to).collect();
        names.extend(known.atoms.iter().flat_map(|atom| listed(*atom)));
        names.extend(Self::needed(known));
        let mut fit = true;
        for name in names {
            fit &= self.field_fits(known, to, name);
        }
        self.unlisted_fit(known, to) & fit
    }

    fn field_fits(&mut self, known: &Known<'a>, to: Node<'a>, name: &'a str) -> bool {
        let schemas = self.field(known, name);
        let ways = self.ways(&schemas);
        let asked = self.field_of(to, name);
        let mut fit = true;
        for schema in asked {
            if schema.schema == &Value::Bool(false) {
                let told = known.atoms.iter().find_map(|atom| map(*atom, "properties")?.get(name));
                let lives = !self.alone(|prover| ways.iter().all(|way| prover.is_impossible(way)));
                if lives {
                    self.miss(schema.schema, told, What::Field(name));
                    fit = false;
                }
                continue;
            }
            let told = self.misfits.len();
            if !self.all_fit(&ways, schema) {
                fit = false;
                // A field that was open to anything is told of as a whole.
                if schemas.iter().all(|it| it.schema.as_object().is_none_or(Map::is_empty)) {
                    self.misfits.truncate(told);
                    self.miss(schema.schema, None, What::OpenField(name));
                }
            }
        }
        fit
    }

    /// Whether the fields that neither side lists fit.
    fn unlisted_fit(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let patterns: Vec<(&'a str, &'a Value)> = map(to, "patternProperties")
            .into_iter()
            .flatten()
            .map(|(pattern, schema)| (pattern.as_str(), schema))
            .collect();
        let mut fit = true;
        for (pattern, schema) in &patterns {
            let ways = self.unlisted_ways(known, &[], Some(pattern));
            if !self.all_fit(&ways, to.child(schema)) {
                fit = false;
            }
        }
        let Some(others) = to.get("additionalProperties") else { return fit };
        let covered: Vec<&str> = patterns.iter().map(|(pattern, _)| *pattern).collect();
        let ways = self.unlisted_ways(known, &covered, None);
        if others == &Value::Bool(false) {
            let lives = !self.alone(|prover| ways.iter().all(|way| prover.is_impossible(way)));
            if lives {
                let from = known.all("additionalProperties").next();
                self.miss(others, from, What::OtherFields);
            }
            return fit && !lives;
        }
        self.all_fit(&ways, to.child(others)) && fit
    }

    /// What is known of a field whose name nobody lists: that matches none of the `covered`
    /// patterns, or that matches `pattern`.
    fn unlisted_ways(
        &mut self,
        known: &Known<'a>,
        covered: &[&str],
        pattern: Option<&str>,
    ) -> Vec<Known<'a>> {
        let mut certain: Vec<Node<'a>> = Vec::new();
        // Of one schema with patterns, what its fields may be; of more, that is left out.
        let mut perhaps: Option<Vec<Node<'a>>> = None;
        for atom in &known.atoms {
            let others = atom.get("additionalProperties").map(|it| atom.child(it));
            let patterns = map(*atom, "patternProperties").filter(|map| !map.is_empty());
            let Some(patterns) = patterns else {
                // An `additionalProperties` without patterns beside it speaks of all unlisted.
                certain.extend(others);
                continue;
            };
            if let Some(schema) = pattern.and_then(|pattern| patterns.get(pattern)) {
                certain.push(atom.child(schema));
                continue;
            }
            if perhaps.is_none() {
                let open = patterns.iter().filter(|(it, _)| !covered.contains(&it.as_str()));
                let mut options: Vec<_> = open.map(|(_, schema)| atom.child(schema)).collect();
                let anything: &'a Value = &Value::Bool(true);
                options.push(others.unwrap_or(atom.child(anything)));
                perhaps = Some(options);
            }
        }
        let Some(options) = perhaps else { return self.ways(&certain) };
        let mut ways = Vec::new();
        for option in options {
            let mut schemas = certain.clone();
            schemas.push(option);
            ways.extend(self.ways(&schemas));
        }
        ways
    }

    pub(super) fn required_fits(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        if !known.types.has(Types::OBJECT) {
            return true;
        }
        let Some(asked) = to.get("required") else { return true };
        let needed = Self::needed(known);
        let mut fit = true;
        for name in asked.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !needed.contains(name) {
                fit = false;
                let from = known.atoms.iter().find_map(|atom| map(*atom, "properties")?.get(name));
                self.miss(asked, from, What::Required(name));
            }
        }
        fit
    }

    /// The names of fields that are surely there.
    pub(super) fn needed(known: &Known<'a>) -> BTreeSet<&'a str> {
        let lists = known.all("required").filter_map(Value::as_array);
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// How many fields there can be, where only those listed may be there.
    pub(super) fn most_fields(known: &Known<'a>) -> Option<f64> {
        let closed = known.atoms.iter().filter(|atom| is_closed(**atom));
        closed.map(|atom| listed(*atom).count()).min().map(|count| count as f64)
    }

    pub(super) fn names_fit(&mut self, known: &Known<'a>, to: Node<'a>, asked: &'a Value) -> bool {
        if !known.types.has(Types::OBJECT) {
            return true;
        }
        let schema = to.child(asked);
        if let Some(closed) = known.atoms.iter().find(|atom| is_closed(**atom)) {
            let mut names = listed(*closed);
            if names.all(|name| self.try_value(schema, &name.into()) == Some(true)) {
                return true;
            }
        }
        let told: Vec<_> = known
            .atoms
            .iter()
            .filter_map(|atom| Some(atom.child(atom.get("propertyNames")?)))
            .collect();
        let ways = self.ways(&told);
        let ways: Vec<_> = ways.iter().map(|way| way.of_types(Types::STRING)).collect();
        self.all_fit(&ways, schema)
    }

    pub(super) fn dependent_required_fits(&mut self, known: &Known<'a>, asked: &'a Value) -> bool {
        if !known.types.has(Types::OBJECT) {
            return true;
        }
        let needed = Self::needed(known);
        let mut fit = true;
        for (trigger, names) in asked.as_object().into_iter().flatten() {
            let told: Vec<_> = known
                .all("dependentRequired")
                .filter_map(|all| all.get(trigger)?.as_array())
                .flatten()
                .collect();
            let mut names = names.as_array().into_iter().flatten();
            let given = |name: &Value| {
                told.contains(&name) || name.as_str().is_some_and(|name| needed.contains(name))
            };
            if !names.all(given) && !self.never_there(known, trigger) {
                self.miss(asked, None, What::Unsure("dependentRequired"));
                fit = false;
            }
        }
        fit
    }

    pub(super) fn dependent_schemas_fit(
        &mut self,
        known: &Known<'a>,
        to: Node<'a>,
        asked: &'a Value,
    ) -> bool {
        if !known.types.has(Types::OBJECT) {
            return true;
        }
        let mut fit = true;
        for (trigger, schema) in asked.as_object().into_iter().flatten() {
            if self.never_there(known, trigger) {
                continue;
            }
            // Where it is there, so is what was said to depend on it.
            let mut ways = vec![known.of_types(Types::OBJECT)];
            for atom in &known.atoms {
                let Some(also) = atom.get("dependentSchemas").and_then(|all| all.get(trigger))
                else {
                    continue;
                };
                ways = ways.iter().flat_map(|way| self.with(way, atom.child(also))).collect();
            }
            fit &= self.all_fit(&ways, to.child(schema));
        }
        fit
    }

    fn never_there(&mut self, known: &Known<'a>, name: &str) -> bool {
        let schemas = self.field(known, name);
        self.ways(&schemas).is_empty()
    }
}

fn map<'a>(schema: Node<'a>, keyword: &str) -> Option<&'a Map<String, Value>> {
    schema.get(keyword)?.as_object()
}

fn listed(schema: Node<'_>) -> impl Iterator<Item = &str> {
    map(schema, "properties").into_iter().flatten().map(|(name, _)| name.as_str())
}

/// Whether a schema lets no field be there that it doesn't list.
fn is_closed(schema: Node<'_>) -> bool {
    schema.get("additionalProperties") == Some(&Value::Bool(false))
        && map(schema, "patternProperties").is_none_or(Map::is_empty)
}
