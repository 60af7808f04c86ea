//! What plans may ask for and this version of the engine can't do: the one place that knows it.
//! Found before anything is stored or sent, and told all at once.
//!
//! A provider that needs what isn't there is left out, as one without its key is. Only where that
//! leaves a call with nobody to ask, the plan is refused.

use std::collections::{BTreeMap, BTreeSet};

use orchestra_plan::{Binding, NodeKind, Plan, binding::Body};
use orchestra_schema::resolve;
use serde_json::Value as Json;

use super::{EngineError, nodes::nodes};

/// Who asks for something, by what it is.
type Found = BTreeMap<&'static str, BTreeSet<String>>;

/// The bindings that are left out, with what they need.
///
/// # Errors
/// What a call needs with which nobody is left to ask.
pub(super) fn left_out(plan: &Plan) -> Result<BTreeMap<String, Vec<&'static str>>, EngineError> {
    let lacking = plan.bindings.iter().map(|(key, binding)| (key.clone(), lacking(plan, binding)));
    let left_out: BTreeMap<_, _> = lacking.filter(|(_, what)| !what.is_empty()).collect();
    let mut found = Found::new();
    for node in nodes(plan) {
        let NodeKind::Call(call) = &node.kind else { continue };
        let providers = call.providers.iter().map(|provider| &provider.binding);
        if providers.clone().all(|key| left_out.contains_key(key)) {
            add(plan, providers.filter_map(|key| left_out.get_key_value(key)), &mut found);
        }
    }
    refused(found)?;
    Ok(left_out)
}

/// Refuses a plan some of whose bindings need what isn't there, but for those that are left out.
pub(super) fn refuse(plan: &Plan, left_out: &BTreeSet<String>) -> Result<(), EngineError> {
    let asked = plan.bindings.iter().filter(|(key, _)| !left_out.contains(*key));
    let lacking: Vec<_> = asked.map(|(key, it)| (key, lacking(plan, it))).collect();
    let mut found = Found::new();
    add(plan, lacking.iter().map(|(key, what)| (*key, what)), &mut found);
    refused(found)
}

fn add<'a>(
    plan: &Plan,
    lacking: impl Iterator<Item = (&'a String, &'a Vec<&'static str>)>,
    found: &mut Found,
) {
    for (key, lacking) in lacking {
        let operation = plan.bindings.get(key).map_or(key, |binding| &binding.operation);
        for what in lacking {
            found.entry(what).or_default().insert(operation.clone());
        }
    }
}

fn refused(found: Found) -> Result<(), EngineError> {
    if found.is_empty() {
        return Ok(());
    }
    let found = found.into_iter().map(|(what, who)| {
        let who: Vec<String> = who.into_iter().map(|name| format!("`{name}`")).collect();
        format!("{what} (of {})", who.join(", "))
    });
    Err(EngineError::Lacking(found.collect()))
}

/// Whether the answers of a binding hold secrets.
pub(super) fn answers_secrets(plan: &Plan, binding: &Binding) -> bool {
    binding.output_shape.holds_secret(&plan.shapes) || marks(&binding.output)
}

/// What calls by a binding need.
fn lacking(plan: &Plan, binding: &Binding) -> Vec<&'static str> {
    let answers = answers_secrets(plan, binding).then_some("secrets in answers");
    answers.into_iter().chain(secret_places(binding)).collect()
}

/// Places of secret inputs from which they can't be sent.
fn secret_places(binding: &Binding) -> BTreeSet<&'static str> {
    let input = resolve(&binding.input, &binding.input);
    let fields = input.get("properties").and_then(Json::as_object);
    let secret = fields.into_iter().flatten().filter(|(_, field)| holds(&binding.input, field));
    secret.filter_map(|(name, field)| secret_place(binding, name, field)).collect()
}

fn secret_place(binding: &Binding, name: &str, field: &Json) -> Option<&'static str> {
    if crate::transport::styles::fields_in(&binding.path).any(|field| field == name) {
        return Some("secrets in addresses");
    }
    if binding.cookies.iter().any(|place| place.field == name) {
        return Some("secrets in cookies");
    }
    let mut places = binding.query.iter().chain(&binding.headers);
    if places.any(|place| place.field == name) {
        let is_whole = is_marked(resolve(&binding.input, field));
        return (!is_whole).then_some("secrets inside of what stands in a query or header");
    }
    if binding.hash_fields.iter().any(|hashed| hashed == name) {
        return Some("secrets in fields that a signature hashes");
    }
    match binding.body {
        Body::None | Body::Json { .. } => None,
        Body::Text { .. } | Body::Form { .. } | Body::Multipart { .. } | Body::Binary { .. } => {
            Some("secrets in bodies that aren't JSON")
        }
    }
}

fn is_marked(schema: &Json) -> bool {
    schema.get("x-secret") == Some(&Json::Bool(true))
}

/// Whether a schema marks something as a secret, be it where no type sees it.
fn marks(schema: &Json) -> bool {
    any_part(schema, is_marked)
}

/// Whether a part of `root` marks something; what it refers to may be anywhere in there.
fn holds(root: &Json, part: &Json) -> bool {
    marks(part) || (any_part(part, |it| it.get("$ref").is_some()) && marks(root))
}

fn any_part(schema: &Json, is_sought: impl Fn(&Json) -> bool) -> bool {
    let mut parts = vec![schema];
    while let Some(part) = parts.pop() {
        if is_sought(part) {
            return true;
        }
        match part {
            Json::Object(fields) => parts.extend(fields.values()),
            Json::Array(items) => parts.extend(items),
            _ => {}
        }
    }
    false
}
