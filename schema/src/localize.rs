//! Schemas whose references are pointers.
//!
//! A schema may hold documents of their own (`$id`) and name places (`$anchor`), against which what
//! is below and beside them is meant. Only the validator reads that as it is written. All others
//! (bounds, draws, secrets, the compiler) read the schema with each reference to a part of it as
//! `#/…` from the top, and without the names. Who refers to what is asked of the validator's own
//! library, so that there are no two opinions.

use std::borrow::Cow;
use std::collections::HashMap;

use jsonschema::{Draft, Registry, Retrieve, Uri, uri};
use serde_json::{Map, Value};

use crate::bounds::check_size;
use crate::keywords::{REFERENCES, each_subschema};
use crate::validator::SchemaError;

/// Where a document without `$id` lies.
const NOWHERE: &str = "json-schema:///";

/// Names that other schemas may refer by, and which pointers do without.
const NAMES: [&str; 2] = ["$id", "$anchor"];

/// The schema with each reference to a part of it written as a pointer, `#/…`. References to other
/// documents and to nothing stay as they are, and so do those whose aim depends on who asks
/// (`$dynamicRef`), as `#name`. A schema too large to be looked at stays as it is.
#[must_use]
pub fn localized(schema: &Value) -> Cow<'_, Value> {
    if check_size(schema).is_err() {
        return Cow::Borrowed(schema);
    }
    try_localized(schema).unwrap_or(Cow::Borrowed(schema))
}

/// As [`localized`], of a schema that has passed [`check_size`].
pub(crate) fn try_localized(root: &Value) -> Result<Cow<'_, Value>, SchemaError> {
    if is_local(root) {
        return Ok(Cow::Borrowed(root));
    }
    rewritten(root).map(Cow::Owned)
}

/// Whether all references are pointers already.
fn is_local(root: &Value) -> bool {
    let id = Draft::default().detect(root).id_keyword();
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        let is_named = |name: &str| schema.get(name).is_some_and(Value::is_string);
        let is_pointer = |reference: &str| reference == "#" || reference.starts_with("#/");
        let texts = REFERENCES.iter().filter_map(|keyword| schema.get(*keyword)?.as_str());
        let has_document = is_named(id) && !std::ptr::eq(schema, root);
        if has_document || is_named("$anchor") || texts.into_iter().any(|text| !is_pointer(text)) {
            return false;
        }
        each_subschema(schema, |_, inner| open.push(inner));
    }
    true
}

fn rewritten(root: &Value) -> Result<Value, SchemaError> {
    let draft = Draft::default().detect(root);
    let own = draft.create_resource_ref(root);
    let base = uri::from_str(own.id().unwrap_or(NOWHERE))?;
    let registry =
        Registry::new().retriever(Nothing).draft(draft).add(base.as_str(), own)?.prepare()?;
    let places = places(root);
    let mut edits: Vec<(&str, &str, String)> = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    let mut open = vec![(root, registry.resolver(base), draft)];
    while let Some((schema, resolver, draft)) = open.pop() {
        let Some(place) = places.get(&std::ptr::from_ref(schema)) else { continue };
        if NAMES.iter().any(|name| schema.get(*name).is_some_and(Value::is_string)) {
            named.push(place);
        }
        for keyword in REFERENCES {
            let Some(reference) = schema.get(keyword).and_then(Value::as_str) else { continue };
            let place_of = |part: &Value| places.get(&std::ptr::from_ref(part));
            let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
            let Ok(found) = resolver.lookup(reference) else {
                let document = resolver.lookup(document);
                if document.is_ok_and(|found| place_of(found.contents()).is_some()) {
                    return Err(SchemaError::DanglingReference { reference: reference.to_owned() });
                }
                continue;
            };
            let dynamic = found.contents().get("$dynamicAnchor").and_then(Value::as_str);
            if keyword != "$ref" && dynamic == Some(fragment) {
                edits.push((place, keyword, format!("#{fragment}")));
            } else if let Some(target) = place_of(found.contents()) {
                edits.push((place, keyword, format!("#{}", target.replace('%', "%25"))));
            }
        }
        let mut inside = Vec::new();
        each_subschema(schema, |_, inner| inside.push(inner));
        for inner in inside {
            let draft = draft.detect(inner);
            let resolver = resolver.in_subresource(draft.create_resource_ref(inner))?;
            open.push((inner, resolver, draft));
        }
    }
    let mut local = root.clone();
    for (place, keyword, reference) in edits {
        if let Some(fields) = fields(&mut local, place) {
            fields.insert(keyword.to_owned(), reference.into());
        }
    }
    for place in named {
        if let Some(fields) = fields(&mut local, place) {
            NAMES.iter().for_each(|name| drop(fields.shift_remove(*name)));
        }
    }
    Ok(local)
}

fn fields<'value>(root: &'value mut Value, place: &str) -> Option<&'value mut Map<String, Value>> {
    root.pointer_mut(place)?.as_object_mut()
}

/// The pointers to all parts, by their addresses.
fn places(root: &Value) -> HashMap<*const Value, String> {
    let mut places = HashMap::new();
    let mut open = vec![(root, String::new())];
    while let Some((value, place)) = open.pop() {
        match value {
            Value::Array(items) => open.extend(
                items.iter().enumerate().map(|(index, item)| (item, format!("{place}/{index}"))),
            ),
            Value::Object(fields) => open.extend(fields.iter().map(|(name, field)| {
                (field, format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")))
            })),
            _ => {}
        }
        places.insert(std::ptr::from_ref(value), place);
    }
    places
}

/// Other documents: none is fetched, and each is empty, so that references within this one are found
/// beside those that lead out of it.
struct Nothing;

impl Retrieve for Nothing {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Value::Object(Map::new()))
    }
}
