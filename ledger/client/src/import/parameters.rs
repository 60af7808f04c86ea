//! Parameters: where they go, and how lists and objects in them are written.

use indexmap::IndexMap;
use orchestra_ledger_model::{ListStyle, ObjectStyle, Place};
use serde_json::{Value, json};

use super::{
    documents::{Documents, Part},
    draft::Draft,
    media_type::Kind,
    schemas::described,
    shape::Shape,
};

/// Headers that are the client's own, or said elsewhere in a document.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// Parameters of an operation, those of its path included, by place and name.
///
/// # Errors
/// Where a reference leads nowhere.
pub(crate) fn collect<'a>(
    documents: &'a Documents,
    path_item: Part<'a>,
    operation: Part<'a>,
) -> Result<Vec<Part<'a>>, String> {
    let mut found = IndexMap::new();
    for part in path_item.items("parameters").chain(operation.items("parameters")) {
        let part = documents.resolve(part)?;
        let key = (part.text("in").unwrap_or_default(), part.text("name").unwrap_or_default());
        found.insert(key, part);
    }
    Ok(found.into_values().collect())
}

/// Adds a parameter to an operation; an optional one that can't be said is noted, a required one
/// fails.
///
/// # Errors
/// Why it can't be said.
pub(crate) fn add<'a>(draft: &mut Draft<'a>, parameter: Part<'a>) -> Result<(), String> {
    let name = parameter.text("name").unwrap_or_default();
    let place = parameter.text("in").unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    if place == "header" && IGNORED.contains(&lower.as_str()) {
        return Ok(());
    }
    if place == "header" && lower == "idempotency-key" {
        draft.idempotency_header = Some(name.to_owned());
        return Ok(());
    }
    let required = place == "path" || parameter.is_set("required");
    match bound(draft, parameter, name, place, required) {
        Ok(()) => Ok(()),
        Err(why) if required => Err(format!("its parameter `{name}` {why}")),
        Err(why) => {
            draft.notes.push(format!("without the parameter `{name}`, which {why}"));
            Ok(())
        }
    }
}

fn bound<'a>(
    draft: &mut Draft<'a>,
    parameter: Part<'a>,
    name: &str,
    place: &str,
    required: bool,
) -> Result<(), String> {
    if name.is_empty() {
        return Err("has no name".to_owned());
    }
    let content = parameter.fields("content").next();
    let schema = match content {
        Some((media, part)) if Kind::of(media) == Kind::Json => part.get("schema"),
        Some((media, _)) => return Err(format!("is written as `{media}`")),
        None => parameter.get("schema"),
    };
    let shape = match schema {
        Some(schema) => Shape::of(draft.schemas.documents, schema),
        None => Shape::default(),
    };
    let mut to = match content {
        Some(_) => Place { json: true, ..Place::of(name) },
        None => styled(parameter, name, place, shape)?,
    };
    let mut converted = match schema {
        Some(schema) => draft.schemas.schema(schema)?,
        None => json!({}),
    };
    describe(&mut converted, parameter);
    match place {
        "path" => {
            let template = path_template(parameter, name, &to)?;
            let plain = format!("{{{name}}}");
            if draft.fields.contains_key(name) || !draft.path.contains(&plain) {
                return Err("doesn't stand in the path".to_owned());
            }
            draft.path = draft.path.replace(&plain, &template);
            draft.field(name, converted, true);
        }
        "query" => {
            if draft.query.iter().any(|known| known.name == name) {
                return Err("stands there twice".to_owned());
            }
            to.field = draft.field(name, converted, required);
            draft.query.push(to);
        }
        "header" => {
            if orchestra_net::is_clients_own(name) {
                return Err("is a header of the client's own".to_owned());
            }
            to.field = draft.field(name, converted, required);
            draft.headers.push(to);
        }
        "cookie" if draft.cookie_is_taken => {
            return Err("is a cookie beside the key, which is one too".to_owned());
        }
        "cookie" => {
            to.field = draft.field(name, converted, required);
            draft.cookies.push(to);
        }
        other => return Err(format!("stands in `{other}`")),
    }
    Ok(())
}

/// Description and deprecation stand beside a parameter's schema.
fn describe(schema: &mut Value, parameter: Part<'_>) {
    let Some(fields) = schema.as_object_mut() else { return };
    if let Some(text) = parameter.text("description").and_then(described) {
        fields.insert("description".to_owned(), text.into());
    }
    if parameter.is_set("deprecated") {
        fields.insert("deprecated".to_owned(), true.into());
    }
}

/// How lists and objects are written, by `style` and `explode`.
fn styled(parameter: Part<'_>, name: &str, place: &str, shape: Shape) -> Result<Place, String> {
    let default = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = parameter.text("style").unwrap_or(default);
    let explode = parameter.value.get("explode").and_then(Value::as_bool);
    style_of(name, place, style, explode.unwrap_or(style == "form"), shape)
}

/// The place of a name in this style.
///
/// # Errors
/// Why there is none.
pub(crate) fn style_of(
    name: &str,
    place: &str,
    style: &str,
    explode: bool,
    shape: Shape,
) -> Result<Place, String> {
    let of =
        |list, object| Place { list, object: shape.object.then_some(object), ..Place::of(name) };
    if shape.nested {
        return Err("holds lists or objects in each other, which have no form there".to_owned());
    }
    let many = shape.list || shape.object;
    Ok(match (place, style, explode) {
        ("query", "form", true) => of(ListStyle::Repeat, ObjectStyle::Fields),
        ("query", "form", false) => of(ListStyle::Comma, ObjectStyle::Comma),
        // `explode` has no meaning of its own here, and tools take it as that of `form`.
        ("query", "spaceDelimited" | "pipeDelimited", true) if !shape.object => {
            of(ListStyle::Repeat, ObjectStyle::Fields)
        }
        ("query", "spaceDelimited", false) => of(ListStyle::Space, ObjectStyle::Space),
        ("query", "pipeDelimited", false) => of(ListStyle::Pipe, ObjectStyle::Pipe),
        ("query", "deepObject", _) if !shape.list => of(ListStyle::Repeat, ObjectStyle::Deep),
        ("query", "deepObject", _) => {
            return Err("is a list as `deepObject`, which has no agreed form".to_owned());
        }
        ("header", "simple", false) => of(ListStyle::Comma, ObjectStyle::Comma),
        ("header", "simple", true) => of(ListStyle::Comma, ObjectStyle::Pairs),
        ("path", "simple" | "label" | "matrix", _) => of(ListStyle::Comma, ObjectStyle::Comma),
        ("cookie", "form", _) if !many => Place::of(name),
        ("cookie", "form", false) => of(ListStyle::Comma, ObjectStyle::Comma),
        ("cookie", "form", true) => {
            return Err("is several cookies, which has no agreed form".to_owned());
        }
        (place, style, explode) => {
            let explode = if explode { ", exploded," } else { "" };
            return Err(format!(
                "is written as `{style}`{explode} in `{place}`, which isn't defined"
            ));
        }
    })
}

/// What stands for it in the path: RFC 6570's expression of the same form.
fn path_template(parameter: Part<'_>, name: &str, place: &Place) -> Result<String, String> {
    if place.json {
        return Err("is JSON in the path".to_owned());
    }
    if name.starts_with(['.', ';']) || name.ends_with('*') || name.contains(['{', '}', '/']) {
        return Err("has a name that can't stand in a path".to_owned());
    }
    let operator = match parameter.text("style").unwrap_or("simple") {
        "label" => ".",
        "matrix" => ";",
        _ => "",
    };
    let explode = if parameter.is_set("explode") { "*" } else { "" };
    Ok(format!("{{{operator}{name}{explode}}}"))
}
