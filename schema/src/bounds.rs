//! What a schema may ask of a validator, found out before one is built.
//!
//! A validator recurses: over the schema when it is built, over schema and value when it checks.
//! A circle of references that never gets to a part of the value would recurse for ever, a fan of
//! references that each double the work would take for ever, and a long chain would exhaust the
//! stack. All three are found here by walks that don't recurse without a limit.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::keywords::{Holds, REFERENCES, each_subschema};
use crate::reference::at;
use crate::validator::SchemaError;

/// How deep documents may be; as deep as `serde_json` reads them.
pub(crate) const DEEPEST: usize = 128;

/// How many schemas may follow each other without getting to a part of the value.
const LONGEST_CHAIN: usize = 64;

/// How many schemas may be asked of one and the same value. Great unions have hundreds.
const MOST_WORK: u64 = 100_000;

/// How many different references a schema may have. Great documents have hundreds.
const MOST_REFERENCES: usize = 1_000;

/// Checks what has to hold before anything looks a reference up.
pub(crate) fn check_size(root: &Value) -> Result<(), SchemaError> {
    if is_deeper(root, DEEPEST) {
        return Err(SchemaError::TooDeep { most: DEEPEST });
    }
    let references = all(root).into_iter().filter_map(|schema| schema.get("$ref")?.as_str());
    if references.collect::<HashSet<_>>().len() > MOST_REFERENCES {
        return Err(SchemaError::TooManyReferences { most: MOST_REFERENCES });
    }
    Ok(())
}

/// Checks a localized schema against the other bounds.
pub(crate) fn check(root: &Value) -> Result<(), SchemaError> {
    let schemas = all(root);
    let mut anchors: HashMap<&str, Vec<&Value>> = HashMap::new();
    for schema in &schemas {
        if let Some(name) = schema.get("$dynamicAnchor").and_then(Value::as_str) {
            anchors.entry(name).or_default().push(schema);
        }
    }
    let mut walk = Walk { root, anchors, measured: HashMap::new() };
    schemas.into_iter().try_for_each(|schema| walk.measure(schema, 0).map(drop))
}

/// Whether a document is nested deeper than so many levels.
pub(crate) fn is_deeper(value: &Value, levels: usize) -> bool {
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > levels {
            return true;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(fields) => open.extend(fields.values().map(|field| (field, depth + 1))),
            _ => {}
        }
    }
    false
}

/// A schema and all schemas that stand in it.
fn all(root: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        found.push(schema);
        each_subschema(schema, |_, inner| open.push(inner));
    }
    found
}

struct Walk<'schema> {
    root: &'schema Value,
    /// The schemas that a `$dynamicRef` may mean, by name.
    anchors: HashMap<&'schema str, Vec<&'schema Value>>,
    /// Work and length of chain by a schema's address.
    measured: HashMap<*const Value, (u64, usize)>,
}

impl<'schema> Walk<'schema> {
    /// How many schemas are asked of a value that this one is asked of, and how many follow each
    /// other at most.
    fn measure(
        &mut self,
        schema: &'schema Value,
        depth: usize,
    ) -> Result<(u64, usize), SchemaError> {
        let known = self.measured.get(&std::ptr::from_ref(schema)).copied();
        if depth + known.map_or(0, |(_, chain)| chain) > LONGEST_CHAIN {
            return Err(SchemaError::EndlessReference { most: LONGEST_CHAIN });
        }
        if let Some(known) = known {
            return Ok(known);
        }
        let mut next = Vec::new();
        each_subschema(schema, |holds, inner| {
            if holds == Holds::SameValue {
                next.push(inner);
            }
        });
        for keyword in REFERENCES {
            if let Some(reference) = schema.get(keyword).and_then(Value::as_str) {
                next.extend(self.targets(reference)?);
            }
        }
        let (mut work, mut chain) = (1_u64, 1);
        for inner in next {
            let (more, longer) = self.measure(inner, depth + 1)?;
            work = work.saturating_add(more);
            chain = chain.max(longer + 1);
        }
        if work > MOST_WORK {
            return Err(SchemaError::TooMuchWork { most: MOST_WORK });
        }
        self.measured.insert(std::ptr::from_ref(schema), (work, chain));
        Ok((work, chain))
    }

    /// What a reference leads to. One to a standard's own schema leads to what we need not measure.
    fn targets(&self, reference: &str) -> Result<Vec<&'schema Value>, SchemaError> {
        let Some(name) = reference.strip_prefix('#') else {
            if is_standard(reference) {
                return Ok(Vec::new());
            }
            return Err(SchemaError::RemoteReference { reference: reference.to_owned() });
        };
        let targets = match at(self.root, reference) {
            Some(schema) if name.is_empty() || name.starts_with('/') => vec![schema],
            _ => self.anchors.get(name).cloned().unwrap_or_default(),
        };
        if targets.is_empty() {
            return Err(SchemaError::DanglingReference { reference: reference.to_owned() });
        }
        Ok(targets)
    }
}

/// Whether a reference names a schema of the standard itself, which the validator brings along.
fn is_standard(reference: &str) -> bool {
    ["https://json-schema.org/", "http://json-schema.org/"]
        .iter()
        .any(|origin| reference.starts_with(origin))
}
