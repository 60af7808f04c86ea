//! Request bodies: which of the forms offered is sent, and which fields make it up.

use orchestra_ledger_model::{Body, BodyKind, Place};
use serde_json::{Map, Value, json};

use super::{
    documents::Part,
    draft::Draft,
    flat::Flat,
    media_type::{Kind, is_range},
    parameters::style_of,
    shape::Shape,
};

/// Adds an operation's body.
///
/// # Errors
/// Why it can't be sent.
pub(crate) fn add<'a>(draft: &mut Draft<'a>, operation: Part<'a>) -> Result<(), String> {
    let Some(body) = operation.get("requestBody") else { return Ok(()) };
    let body = draft.schemas.documents.resolve(body)?;
    let required = body.is_set("required");
    let mut offered: Vec<(Kind, &String, Part<'a>)> =
        body.fields("content").map(|(name, media)| (Kind::of(name), name, media)).collect();
    if offered.is_empty() {
        return Ok(());
    }
    // Kinds are ordered by how much of a body they tell; among equals the first one is meant.
    offered.sort_by_key(|(kind, ..)| *kind);
    let mut first = None;
    for (kind, name, media) in offered {
        match of_kind(draft, kind, name, media, required) {
            Ok(()) => return Ok(()),
            Err(why) => drop(first.get_or_insert(why)),
        }
    }
    match first {
        Some(why) if required => Err(why),
        Some(why) => {
            draft.notes.push(format!("without a body: {why}"));
            Ok(())
        }
        None => Ok(()),
    }
}

fn of_kind<'a>(
    draft: &mut Draft<'a>,
    kind: Kind,
    name: &str,
    media: Part<'a>,
    required: bool,
) -> Result<(), String> {
    let schema = media.get("schema");
    match kind {
        Kind::Json | Kind::Any => {
            if kind == Kind::Any && schema.is_none() {
                return Err("its body is `*/*`, which can be anything".to_owned());
            }
            let plain =
                matches!(super::media_type::essence(name).as_str(), "application/json" | "*/*");
            json_body(draft, schema, required)?;
            if !plain && !is_range(name) {
                content_type(draft, name);
            }
        }
        Kind::Form => form(draft, media, schema)?,
        Kind::Multipart => multipart(draft, media, schema)?,
        Kind::Text => {
            let described = schema.map(|it| draft.schemas.schema(it)).transpose()?;
            let text = match described {
                Some(text) if text.get("type").is_some_and(|kind| kind == "string") => text,
                _ => json!({ "type": "string" }),
            };
            whole(draft, BodyKind::Text, text, required);
            if super::media_type::essence(name) != "text/plain" {
                ranged(draft, name, "text/plain");
            }
        }
        Kind::Binary => {
            whole(draft, BodyKind::Binary, bytes(), required);
            ranged(draft, name, "application/octet-stream");
        }
        Kind::Stream => return Err(format!("its body is `{name}`, which can't be sent")),
    }
    Ok(())
}

/// Names the body's type where it isn't the one that is sent anyway.
fn ranged(draft: &mut Draft<'_>, name: &str, default: &str) {
    if is_range(name) {
        draft.notes.push(format!("its body is sent as `{default}`"));
    } else if name != default {
        content_type(draft, name);
    }
}

fn content_type(draft: &mut Draft<'_>, name: &str) {
    draft.fixed_headers.insert("Content-Type".to_owned(), name.into());
}

/// Bytes, as entries say them.
fn bytes() -> Value {
    json!({ "type": "string", "contentEncoding": "base64" })
}

/// One field that alone is the body.
fn whole(draft: &mut Draft<'_>, kind: BodyKind, schema: Value, required: bool) {
    let field = draft.field("body", schema, required);
    draft.body = Some(Body { field: Some(field), ..Body::of(kind) });
}

/// The fields of a JSON object beside the parameters, where the schema says them and they are apart
/// from them; else one field that is the body.
fn json_body<'a>(
    draft: &mut Draft<'a>,
    schema: Option<Part<'a>>,
    required: bool,
) -> Result<(), String> {
    let Some(schema) = schema else {
        whole(draft, BodyKind::Json, json!({}), required);
        return Ok(());
    };
    let flat = Flat::of(draft.schemas.documents, schema)
        .filter(|flat| required && clash(draft, flat).is_none());
    match flat {
        Some(flat) => {
            for (name, field) in &flat.fields {
                if !draft.schemas.is_hidden(*field) {
                    let schema = draft.schemas.schema(*field)?;
                    draft.field(name, schema, flat.required.contains(name));
                }
            }
            draft.body = Some(Body::of(BodyKind::Json));
        }
        None => {
            let schema = draft.schemas.schema(schema)?;
            whole(draft, BodyKind::Json, schema, required);
        }
    }
    Ok(())
}

/// A field that has the name of a parameter.
fn clash(draft: &Draft<'_>, flat: &Flat<'_>) -> Option<String> {
    let sent = flat.fields.iter().filter(|(_, field)| !draft.schemas.is_hidden(**field));
    sent.map(|(name, _)| name).find(|name| draft.fields.contains_key(*name)).cloned()
}

/// The fields of a form or of parts, beside the parameters.
fn apart<'a>(draft: &Draft<'a>, schema: Option<Part<'a>>, what: &str) -> Result<Flat<'a>, String> {
    let Some(schema) = schema else {
        return Err(format!("nothing is said of its {what}'s fields"));
    };
    let flat = Flat::of(draft.schemas.documents, schema);
    let flat = flat.ok_or_else(|| format!("its {what} isn't one object of listed fields"))?;
    match clash(draft, &flat) {
        Some(name) => Err(format!("`{name}` is both a parameter and a field of its {what}")),
        None => Ok(flat),
    }
}

/// Adds the fields that `bind` has a place for; a required one that has none fails.
fn fields<'a>(
    draft: &mut Draft<'a>,
    flat: &Flat<'a>,
    mut bind: impl FnMut(&mut Draft<'a>, &str, Part<'a>) -> Result<Value, String>,
) -> Result<(), String> {
    // Nothing of a form that fails may stay behind.
    let before = (draft.fields.clone(), draft.required.clone(), draft.notes.len());
    for (name, field) in &flat.fields {
        if draft.schemas.is_hidden(*field) {
            continue;
        }
        let required = flat.required.contains(name);
        match bind(draft, name, *field) {
            Ok(schema) => drop(draft.field(name, schema, required)),
            Err(why) if required => {
                (draft.fields, draft.required) = (before.0, before.1);
                draft.notes.truncate(before.2);
                return Err(format!("the field `{name}` of its body {why}"));
            }
            Err(why) => draft.notes.push(format!("without the field `{name}`, which {why}")),
        }
    }
    Ok(())
}

fn form<'a>(
    draft: &mut Draft<'a>,
    media: Part<'a>,
    schema: Option<Part<'a>>,
) -> Result<(), String> {
    let flat = apart(draft, schema, "form")?;
    let mut places = Vec::new();
    fields(draft, &flat, |draft, name, field| {
        let encoding = media.get("encoding").and_then(|all| all.get(name));
        let shape = Shape::of(draft.schemas.documents, field);
        let place = form_place(name, encoding, shape)?;
        if place != Place::of(name) {
            places.push(place);
        }
        draft.schemas.schema(field)
    })?;
    draft.body = Some(Body { fields: places, ..Body::of(BodyKind::Form) });
    Ok(())
}

/// How a field of a form is written, by its `encoding`.
fn form_place(name: &str, encoding: Option<Part<'_>>, shape: Shape) -> Result<Place, String> {
    let said = |key: &str| encoding.and_then(|it| it.value.get(key));
    let style = said("style").and_then(Value::as_str);
    let explode = said("explode").and_then(Value::as_bool);
    let is_json =
        said("contentType").and_then(Value::as_str).is_some_and(|it| Kind::of(it) == Kind::Json);
    match (style, explode) {
        (None, None) if is_json => Ok(Place { json: true, ..Place::of(name) }),
        (None, None) if shape.object => Err("is an object, and its form isn't said".to_owned()),
        (style, explode) => {
            let style = style.unwrap_or("form");
            style_of(name, "query", style, explode.unwrap_or(style == "form"), shape)
        }
    }
}

fn multipart<'a>(
    draft: &mut Draft<'a>,
    media: Part<'a>,
    schema: Option<Part<'a>>,
) -> Result<(), String> {
    let flat = apart(draft, schema, "parts")?;
    fields(draft, &flat, |draft, name, field| {
        let mut schema = draft.schemas.schema(field)?;
        let resolved = draft.schemas.documents.resolve(field)?;
        if is_file(resolved) {
            schema = bytes_like(&schema);
        } else if let Some(items) = resolved.get("items")
            && is_file(draft.schemas.documents.resolve(items)?)
        {
            schema = json!({ "type": "array", "items": bytes() });
        }
        let encoding = media.get("encoding").and_then(|all| all.get(name));
        if let Some(kind) = encoding.and_then(|it| it.text("contentType"))
            && Kind::of(kind) == Kind::Binary
        {
            draft.notes.push(format!("the part `{name}` is sent as `application/octet-stream`"));
        }
        Ok(schema)
    })?;
    draft.body = Some(Body::of(BodyKind::Multipart));
    Ok(())
}

/// Whether a part holds bytes: `format: binary` in 3.0, in 3.1 a type of its own without a text
/// encoding.
fn is_file(schema: Part<'_>) -> bool {
    let media = schema.text("contentMediaType").map(Kind::of);
    let encoded = schema.get("contentEncoding").is_some();
    schema.text("format") == Some("binary") || (media == Some(Kind::Binary) && !encoded)
}

fn bytes_like(schema: &Value) -> Value {
    let mut fields: Map<String, Value> = Map::new();
    fields.extend([
        ("type".to_owned(), json!("string")),
        ("contentEncoding".to_owned(), json!("base64")),
    ]);
    for keyword in ["description", "nullable", "deprecated"] {
        fields.extend(schema.get(keyword).map(|value| (keyword.to_owned(), value.clone())));
    }
    Value::Object(fields)
}
