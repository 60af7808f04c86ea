//! A schema as one set of keywords: references followed, `allOf` merged, a branch of each union
//! chosen.

use serde_json::{Map, Value, json};

use super::draw::Draw;
use crate::reference::resolve;

/// Schemas that are merged into one at most.
const MOST_MERGED: usize = 64;

pub(super) struct Flattener<'run> {
    root: &'run Value,
    draw: &'run mut Draw,
    /// Whether the plainest branch is wanted: the one that ends a recursion soonest.
    modest: bool,
    attempt: usize,
    merged: usize,
}

impl<'run> Flattener<'run> {
    pub(super) fn new(
        root: &'run Value,
        draw: &'run mut Draw,
        modest: bool,
        attempt: usize,
    ) -> Self {
        Self { root, draw, modest, attempt, merged: 0 }
    }

    /// The keywords of a schema and of all that it is made of.
    pub(super) fn flatten(&mut self, schema: &Value) -> Map<String, Value> {
        self.merged += 1;
        let Value::Object(own) = schema else { return Map::new() };
        if self.merged > MOST_MERGED {
            return own.clone();
        }
        let mut flat = own.clone();
        for keyword in
            ["$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "$defs", "definitions"]
        {
            flat.shift_remove(keyword);
        }
        if own.contains_key("$ref") {
            let target = resolve(self.root, schema);
            if target.get("$ref").is_none() {
                let inner = self.flatten(target);
                merge(&mut flat, inner);
            }
        }
        for part in own.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let inner = self.flatten(part);
            merge(&mut flat, inner);
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = own.get(keyword)
                && let Some(branch) = self.branch(branches)
            {
                let inner = self.flatten(branch);
                merge(&mut flat, inner);
            }
        }
        // One attempt takes the condition, the next its contrary.
        let taken: &[&str] =
            if self.attempt.is_multiple_of(2) { &["if", "then"] } else { &["else"] };
        if own.contains_key("if") {
            for part in taken.iter().filter_map(|keyword| own.get(*keyword)) {
                let inner = self.flatten(part);
                merge(&mut flat, inner);
            }
        }
        flat
    }

    fn branch<'branches>(&mut self, branches: &'branches [Value]) -> Option<&'branches Value> {
        let is_null = |branch: &&Value| branch.get("type") == Some(&json!("null"));
        if self.modest
            && let Some(null) = branches.iter().find(is_null)
        {
            return Some(null);
        }
        let possible = |branch: &&Value| **branch != Value::Bool(false);
        let told: Vec<_> =
            branches.iter().filter(possible).filter(|branch| !is_null(branch)).collect();
        if self.modest {
            // A branch without a reference ends; where all have one, they take turns.
            let ends = told.iter().find(|branch| !branch.to_string().contains("\"$ref\""));
            if let Some(branch) = ends {
                return Some(branch);
            }
        }
        match told.len() {
            0 => branches.first(),
            count => told.get(self.draw.below(count)).copied(),
        }
    }
}

/// Adds what another schema asks for; where both speak of the same, the stricter counts.
fn merge(flat: &mut Map<String, Value>, other: Map<String, Value>) {
    for (keyword, theirs) in other {
        let Some(ours) = flat.get_mut(&keyword) else {
            flat.insert(keyword, theirs);
            continue;
        };
        match (keyword.as_str(), &mut *ours, theirs) {
            ("properties" | "patternProperties", Value::Object(ours), Value::Object(theirs)) => {
                for (name, theirs) in theirs {
                    let both = match ours.get(&name) {
                        Some(own) if *own != theirs => json!({ "allOf": [own, theirs] }),
                        _ => theirs,
                    };
                    ours.insert(name, both);
                }
            }
            ("required", Value::Array(ours), Value::Array(theirs)) => {
                let new: Vec<_> = theirs.into_iter().filter(|name| !ours.contains(name)).collect();
                ours.extend(new);
            }
            ("enum", Value::Array(ours), Value::Array(theirs)) => {
                ours.retain(|value| theirs.contains(value))
            }
            ("type", ours, theirs) => *ours = common_type(ours, &theirs),
            ("items" | "contains", ours @ Value::Object(_), theirs @ Value::Object(_))
                if *ours != theirs =>
            {
                *ours = json!({ "allOf": [ours.clone(), theirs] });
            }
            ("additionalProperties", ours, Value::Bool(false)) => *ours = Value::Bool(false),
            (keyword, Value::Number(ours), Value::Number(theirs)) => {
                let greater = theirs.as_f64() > ours.as_f64();
                let lower_bound = keyword.starts_with("min") || keyword == "exclusiveMinimum";
                if greater == lower_bound {
                    *ours = theirs;
                }
            }
            _ => {}
        }
    }
}

fn common_type(ours: &Value, theirs: &Value) -> Value {
    let names = |value: &Value| match value {
        Value::Array(names) => names.clone(),
        one => vec![one.clone()],
    };
    let (ours, theirs) = (names(ours), names(theirs));
    let has = |names: &[Value], name: &str| names.iter().any(|one| one == name);
    let mut common: Vec<_> = ours.iter().filter(|name| theirs.contains(name)).cloned().collect();
    // An integer is a number.
    let narrowed = has(&ours, "integer") && has(&theirs, "number")
        || has(&ours, "number") && has(&theirs, "integer");
    if narrowed && !has(&common, "integer") && !has(&common, "number") {
        common.push(json!("integer"));
    }
    Value::Array(common)
}
