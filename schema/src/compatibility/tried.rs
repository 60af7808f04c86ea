//! Values that can be counted are tried, one by one, with the validator that jobs use.

use serde_json::{Value, json};

use super::{
    known::{Known, Node, Types},
    misfit::What,
    prover::Prover,
};
use crate::validator::compile;

/// Values that are tried; more of them aren't counted.
const MOST_VALUES: usize = 512;

/// Schemas that are compiled for it in one proof.
const MOST_COMPILED: usize = 400;

/// Where the document lies that a part of it is compiled from.
const DOCUMENT: &str = "json-schema:///document";

/// The name that the part has there.
const PART: &str = "orchestra-part";

impl<'a> Prover<'a> {
    /// All values that there can be, and perhaps some that can't; none where they can't be counted.
    pub(super) fn values(&mut self, known: &Known<'a>) -> Option<Vec<Value>> {
        let mut counted: Option<Vec<Value>> = None;
        let small = Types(Types::NULL.0 | Types::BOOLEAN.0);
        if known.types.is_within(small) {
            let all = [json!(null), json!(true), json!(false)];
            counted =
                Some(all.into_iter().filter(|it| known.types.has(Types::of_value(it))).collect());
        }
        for atom in &known.atoms {
            let values = match (atom.get("const"), atom.get("enum")) {
                (Some(value), _) => std::slice::from_ref(value),
                (None, Some(Value::Array(values))) => values,
                _ => continue,
            };
            if counted.as_ref().is_none_or(|counted| values.len() < counted.len()) {
                counted = Some(values.to_vec());
            }
        }
        let mut values = counted.filter(|values| values.len() <= MOST_VALUES)?;
        values.retain(|value| known.types.has(Types::of_value(value)));
        for atom in &known.atoms {
            if !self.may_go_on() {
                return None;
            }
            values.retain(|value| self.try_value(*atom, value) != Some(false));
        }
        for not in &known.nots {
            values.retain(|value| self.try_value(*not, value) != Some(true));
        }
        Some(values)
    }

    /// Whether all of the values fit a schema; those that don't are noted.
    pub(super) fn values_fit(&mut self, known: &Known<'a>, values: &[Value], to: Node<'a>) -> bool {
        let mut lost = Vec::new();
        for value in values {
            if self.try_value(to, value) != Some(true) {
                lost.push(value.clone());
            }
        }
        if lost.is_empty() {
            return true;
        }
        let stands = |node: Node<'a>| node.get("enum").or_else(|| node.get("const"));
        let written = known.atoms.iter().rev().find_map(|atom| stands(*atom));
        let from = written.or_else(|| known.atoms.last().map(|atom| atom.schema));
        self.miss(stands(to).unwrap_or(to.schema), from, What::Values(lost));
        false
    }

    /// Whether a schema accepts a value; none where that can't be told.
    pub(super) fn try_value(&mut self, schema: Node<'a>, value: &Value) -> Option<bool> {
        match schema.schema {
            Value::Bool(all) => return Some(*all),
            Value::Object(fields) => {
                let plain = |keyword: &str| matches!(keyword, "enum" | "type");
                if fields.keys().all(|keyword| plain(keyword)) {
                    let listed = schema.get("enum").and_then(Value::as_array);
                    let is_listed = listed.is_none_or(|values| values.contains(value));
                    let types = Types::of_keyword(schema.get("type"));
                    // Numbers may be equal that aren't written alike, also within others.
                    if value.is_string() || value.is_null() || value.is_boolean() {
                        return Some(is_listed && types.has(Types::of_value(value)));
                    }
                }
            }
            _ => return Some(false),
        }
        let address = schema.address();
        if !self.tried.contains_key(&address) {
            let compiled = (self.tried.len() < MOST_COMPILED).then(|| part(schema)).flatten();
            self.tried.insert(address, compiled);
        }
        let compiled = self.tried.get(&address)?.as_ref()?;
        Some(compiled.is_valid(value))
    }

    /// Whether a pattern, as it stands in a schema, matches a name.
    pub(super) fn matches(&mut self, pattern: &str, name: &str) -> bool {
        self.may_go_on();
        match compile(&json!({ "pattern": pattern })) {
            Ok(compiled) => compiled.is_valid(&json!(name)),
            Err(_) => {
                self.give_up();
                false
            }
        }
    }
}

/// A validator of a part of a document, whose references lead into the document.
fn part(schema: Node<'_>) -> Option<jsonschema::Validator> {
    if std::ptr::eq(schema.root, schema.schema) {
        return compile(schema.root).ok();
    }
    let mut document = schema.root.clone();
    let fields = document.as_object_mut()?;
    fields.insert("$id".to_owned(), json!(DOCUMENT));
    let defined = fields.entry("$defs").or_insert_with(|| json!({}));
    defined.as_object_mut()?.insert(PART.to_owned(), schema.schema.clone());
    let reference = format!("{DOCUMENT}#/$defs/{PART}");
    compile(&json!({ "$ref": reference, "$defs": { "document": document } })).ok()
}
