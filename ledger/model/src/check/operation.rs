//! One operation: where each input field goes, and what it refers to.

use serde_json::Value;

use super::{Report, Standard, interface, pricing, subnet::check_limits};
use crate::{
    Auth, Binding, BodyKind, EffectiveBinding, Idempotency, ListStyle, ObjectStyle, Operation,
    Place, ResponseKind, Subnet, Transport,
    document::segment,
    effective::{fields_left, input_fields, path_fields},
};

/// Reports what is wrong with the operation at `pointer`.
pub(crate) fn check(
    subnet: &Subnet,
    operation: &Operation,
    standard: Standard,
    pointer: &str,
    report: &mut Report<'_>,
) {
    interface::check(&operation.input, &operation.output, &operation.examples, pointer, report);
    pricing::check(operation, standard, pointer, report);
    check_limits(operation.limits.as_ref(), &format!("{pointer}/limits"), report);
    check_revisions(subnet, operation, pointer, report);
    let binding = format!("{pointer}/binding");
    check_references(subnet, &operation.binding, &binding, report);
    if let Some(effective) = subnet.effective(operation) {
        check_places(operation, &effective, &binding, report);
        check_body(operation, &effective, &binding, report);
        check_transport(operation, &effective, &binding, report);
    }
    check_pointers(operation, pointer, report);
}

fn check_revisions(subnet: &Subnet, operation: &Operation, pointer: &str, report: &mut Report<'_>) {
    if operation.since.is_some_and(|since| since > subnet.revision) {
        let message = format!("the entry is at revision {}", subnet.revision);
        report.at_value(&format!("{pointer}/since"), message);
    }
    let Some(deprecated) = &operation.deprecated else { return };
    if deprecated.since > subnet.revision {
        let message = format!("the entry is at revision {}", subnet.revision);
        report.at_value(&format!("{pointer}/deprecated/since"), message);
    }
    if let Some(name) = &deprecated.instead
        && !subnet.operations.contains_key(name)
    {
        let message = format!("there is no operation `{name}`");
        report.at_value(&format!("{pointer}/deprecated/use"), message);
    }
}

fn check_references(subnet: &Subnet, binding: &Binding, pointer: &str, report: &mut Report<'_>) {
    if !subnet.endpoints.contains_key(&binding.endpoint) {
        let message = format!("the entry's `endpoints` has no `{}`", binding.endpoint);
        report.at_value(&format!("{pointer}/endpoint"), message);
    }
    if let Some(Some(auth)) = &binding.auth
        && !subnet.auth.contains_key(auth)
    {
        let message = format!("the entry's `auth` has no `{auth}`");
        report.at_value(&format!("{pointer}/auth"), message);
    }
}

fn check_places(
    operation: &Operation,
    binding: &EffectiveBinding<'_>,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let fields = input_fields(&operation.input);
    let path = format!("{pointer}/path");
    let braces = |c| binding.path.matches(c).count();
    if braces('{') != binding.path_fields.len() || braces('}') != binding.path_fields.len() {
        report.at_value(&path, "a brace without the other: a field is written `{name}`");
    }
    for name in path_fields(binding.path) {
        if !fields.contains(&name) {
            report.at_value(&path, format!("the input has no field `{name}`"));
        }
    }
    let form = binding.body.as_ref().map(|body| &body.fields[..]).unwrap_or_default();
    for (kind, places) in [
        ("query", binding.query),
        ("headers", binding.headers),
        ("cookies", binding.cookies),
        ("body/fields", form),
    ] {
        for (index, place) in places.iter().enumerate() {
            let pointer = format!("{pointer}/{kind}/{index}");
            if let Some(why) = misplaced(kind, place) {
                report.at_value(&pointer, why);
            }
            check_place(operation, &fields, place, &pointer, report);
        }
    }
    let fixed = [("query", &binding.set.query), ("headers", &binding.set.headers)];
    for (kind, name, value) in
        fixed.into_iter().flat_map(|(kind, all)| all.iter().map(move |(k, v)| (kind, k, v)))
    {
        if matches!(value, Value::Object(_) | Value::Array(_) | Value::Null) {
            let place = format!("{pointer}/set/{kind}{}", segment(name));
            report.at_value(&place, "a fixed value here is a string, a number or a truth value");
        }
    }
}

/// Why a place of this kind can't be written so.
fn misplaced(kind: &str, place: &Place) -> Option<&'static str> {
    let many = place.list == ListStyle::Repeat;
    let apart = matches!(place.object, Some(ObjectStyle::Deep | ObjectStyle::Fields));
    let once = matches!(kind, "headers" | "cookies");
    match kind {
        _ if once && apart => Some("one header or cookie holds the whole object"),
        "cookies" if place.name.is_empty() || place.name.contains(['=', ';', ',', ' ', '"']) => {
            Some("this isn't the name of a cookie")
        }
        _ if place.json && (place.object.is_some() || !many) => {
            Some("what is written as JSON has no other style")
        }
        _ => None,
    }
}

fn check_place(
    operation: &Operation,
    fields: &[&str],
    place: &Place,
    pointer: &str,
    report: &mut Report<'_>,
) {
    if !fields.contains(&place.field.as_str()) {
        report.at_value(pointer, format!("the input has no field `{}`", place.field));
        return;
    }
    let input = orchestra_schema::resolve(&operation.input, &operation.input);
    let schema = &input["properties"][&place.field];
    let schema = orchestra_schema::resolve(&operation.input, schema);
    let is_object = |schema: &Value| {
        schema.get("type").is_some_and(|kind| kind == "object")
            || schema.get("properties").is_some()
    };
    let items = schema.get("items").map(|items| orchestra_schema::resolve(&operation.input, items));
    let object_fits = place.json || place.object.is_some();
    if (is_object(schema) && !object_fits) || (items.is_some_and(is_object) && !place.json) {
        let message = format!("`{}` is an object, which can only stand in the body", place.field);
        report.at_value(pointer, message);
    }
}

fn check_body(
    operation: &Operation,
    binding: &EffectiveBinding<'_>,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let left = fields_left(operation, binding.path);
    let Some(body) = &binding.body else {
        for name in left {
            let place = format!("{}/input/properties{}", parent(pointer), segment(name));
            report.at_key(&place, format!("`{name}` goes nowhere: the request has no body"));
        }
        if !binding.set.body.is_empty() {
            report.at_key(&format!("{pointer}/set/body"), "the request has no body");
        }
        return;
    };
    match &body.field {
        Some(field) if !input_fields(&operation.input).contains(&field.as_str()) => {
            let message = format!("the input has no field `{field}`");
            report.at_value(&format!("{pointer}/body/field"), message);
        }
        Some(field) => {
            for name in left.into_iter().filter(|name| name != field) {
                let place = format!("{}/input/properties{}", parent(pointer), segment(name));
                report
                    .at_key(&place, format!("`{name}` goes nowhere: `{field}` alone is the body"));
            }
        }
        None if matches!(body.kind, BodyKind::Text | BodyKind::Binary) => {
            let message =
                format!("a body of kind `{}` is one `field`: say which", body.kind.name());
            report.at_value(&format!("{pointer}/body"), message);
        }
        None => {}
    }
    if !body.fields.is_empty() && (body.kind != BodyKind::Form || body.field.is_some()) {
        let message = "only a form of several fields says how they are written";
        report.at_value(&format!("{pointer}/body/fields"), message);
    }
    if !body.at.is_empty() {
        let into = Value::Object(binding.set.body.clone());
        if body.kind != BodyKind::Json || body.field.is_some() {
            let message = "only a JSON body of several fields has them further inside";
            report.at_value(&format!("{pointer}/body/at"), message);
        } else if !into.pointer(&body.at).is_some_and(Value::is_object) {
            let message = format!("`set.body` has no object at `{}`", body.at);
            report.at_value(&format!("{pointer}/body/at"), message);
        }
    }
    if !binding.set.body.is_empty() && (body.kind != BodyKind::Json || body.field.is_some()) {
        let message = "only a JSON body of several fields takes more of them";
        report.at_key(&format!("{pointer}/set/body"), message);
    }
}

/// A synapse is one JSON object, posted to its name.
fn check_axon(
    operation: &Operation,
    effective: &EffectiveBinding<'_>,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let name = effective.path.strip_prefix('/').unwrap_or_default();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        report.at_key(pointer, "`path` is `/` and the name of the synapse");
    }
    let is_object = effective.body.as_ref().is_some_and(|body| body.field.is_none());
    let kind = effective.body.as_ref().map(|body| body.kind);
    if effective.method != crate::Method::Post || kind != Some(BodyKind::Json) || !is_object {
        report.at_key(pointer, "a synapse is posted as one JSON object");
    }
    let fields = input_fields(&operation.input);
    for (index, field) in operation.binding.hash_fields.iter().enumerate() {
        if !fields.contains(&field.as_str()) {
            let message = format!("the input has no field `{field}`");
            report.at_value(&format!("{pointer}/hash_fields/{index}"), message);
        }
    }
}

fn check_transport(
    operation: &Operation,
    effective: &EffectiveBinding<'_>,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let binding = &operation.binding;
    match effective.endpoint.transport {
        Transport::Http | Transport::S3 if binding.method.is_none() => {
            report.at_key(pointer, "`method` is missing").help =
                Some("The HTTP method.".to_owned());
        }
        Transport::Openai if effective.method != crate::Method::Post => {
            let message = "chat completions are always sent by POST";
            report.at_value(&format!("{pointer}/method"), message);
        }
        Transport::Axon => check_axon(operation, effective, pointer, report),
        _ => {}
    }
    let signs_for_axon = matches!(effective.auth, Some((_, Auth::Axon { .. })));
    if signs_for_axon != (effective.endpoint.transport == Transport::Axon) {
        report.at_key(pointer, "the transport `axon` and its signature go together");
    }
    if !binding.hash_fields.is_empty() && effective.endpoint.transport != Transport::Axon {
        let message = "only the transport `axon` hashes fields";
        report.at_value(&format!("{pointer}/hash_fields"), message);
    }
    if binding.structured.is_some() && effective.endpoint.transport != Transport::Openai {
        let message = "only the transport `openai` has a `response_format`";
        report.at_value(&format!("{pointer}/structured"), message);
    }
    if operation.idempotency == Idempotency::Keyed && binding.idempotency_header.is_none() {
        let message = "`keyed` needs `binding.idempotency_header`, which takes the key";
        report.at_value(&format!("{}/idempotency", parent(pointer)), message);
    }
    if !effective.response.at.is_empty() && effective.response.kind != ResponseKind::Json {
        let message = "only a JSON answer has parts";
        report.at_value(&format!("{pointer}/response/at"), message);
    }
}

fn check_pointers(operation: &Operation, pointer: &str, report: &mut Report<'_>) {
    let text = operation.generates_text.as_deref();
    interface::check_text(text, &operation.output, pointer, report);
    if let Some(prompt) = &operation.binding.prompt
        && !interface::leads_into(&operation.input, prompt)
    {
        let message = format!("the input has nothing at `{prompt}`");
        report.at_value(&format!("{pointer}/binding/prompt"), message);
    }
}

/// The pointer of the operation whose binding is at `pointer`.
fn parent(pointer: &str) -> &str {
    pointer.strip_suffix("/binding").expect("it is called with the pointer of a binding")
}
