//! Path, query and headers: where fields of an input go besides the body.

use orchestra_plan::{
    Binding,
    binding::{ListStyle, Place, Transport},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value as Json};

use super::Input;
use crate::{OutgoingRequest, machine::SecretPlace};

/// All but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Puts fields into path, query and headers; returns what is left of the input.
pub(super) fn place(
    binding: &Binding,
    input: &Input,
    request: &mut OutgoingRequest,
) -> Result<Map<String, Json>, String> {
    let mut left = input.fields.clone();
    let mut used = Vec::new();
    request.path = path(&binding.path, |name| {
        used.push(name.to_owned());
        if input.secrets_in(name).next().is_some() {
            return Err(format!("`{name}` is a secret, and would stand in the address"));
        }
        let value = input.fields.get(name);
        match binding.transport {
            Transport::S3 => object_name(name, value),
            _ => segment(name, value),
        }
    })?;
    for name in used {
        left.shift_remove(&name);
    }
    for place in &binding.query {
        left.shift_remove(&place.field);
        let name = place.name.clone();
        match secret(input, &place.field)? {
            Some(handle) => request.secrets.push(SecretPlace::Query { name, handle }),
            None => request.query.extend(pairs(place, input.fields.get(&place.field))?),
        }
    }
    for place in &binding.headers {
        left.shift_remove(&place.field);
        let name = place.name.clone();
        match secret(input, &place.field)? {
            Some(handle) => request.secrets.push(SecretPlace::Header { name, handle }),
            None => request.headers.extend(pairs(place, input.fields.get(&place.field))?),
        }
    }
    Ok(left)
}

/// The handle of a field that is a secret.
fn secret(input: &Input, field: &str) -> Result<Option<String>, String> {
    match input.secrets_in(field).next() {
        Some(("", handle)) => Ok(Some(handle.to_owned())),
        Some(_) => Err(format!("`{field}` holds a secret and can't stand there as a whole")),
        None => Ok(None),
    }
}

/// The path with each `{name}` replaced.
pub(super) fn path(
    template: &str,
    mut value: impl FnMut(&str) -> Result<String, String>,
) -> Result<String, String> {
    let (mut path, mut rest) = (String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        path += before;
        path += &value(name)?;
        rest = after;
    }
    Ok(path + rest)
}

/// One segment of a path. An empty one, `.` and `..` would lead to another address.
pub(super) fn segment(name: &str, value: Option<&Json>) -> Result<String, String> {
    let text = match value {
        None | Some(Json::Null) => String::new(),
        Some(value) => text(name, value)?,
    };
    match text.as_str() {
        "" => Err(format!("`{name}` is empty, and stands in the address")),
        "." | ".." => Err(format!("`{name}` is `{text}`, and stands in the address")),
        _ => Ok(utf8_percent_encode(&text, SEGMENT).to_string()),
    }
}

/// The name of a bucket or an object, whose slashes S3 takes as they are. None of its parts may
/// lead to another address.
fn object_name(name: &str, value: Option<&Json>) -> Result<String, String> {
    let text = match value {
        None | Some(Json::Null) => String::new(),
        Some(value) => text(name, value)?,
    };
    let parts = text.split('/').map(|part| segment(name, Some(&Json::from(part))));
    Ok(parts.collect::<Result<Vec<_>, _>>()?.join("/"))
}

/// What is sent for a field in the query or a header; nothing where it is absent or null.
fn pairs(place: &Place, value: Option<&Json>) -> Result<Vec<(String, String)>, String> {
    let pair = |text| (place.name.clone(), text);
    match value {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::Array(items)) => {
            let texts: Vec<_> =
                items.iter().map(|item| text(&place.field, item)).collect::<Result<_, _>>()?;
            Ok(match place.list {
                ListStyle::Repeat => texts.into_iter().map(pair).collect(),
                ListStyle::Comma if texts.is_empty() => Vec::new(),
                ListStyle::Comma => vec![pair(texts.join(","))],
            })
        }
        Some(value) => Ok(vec![pair(text(&place.field, value)?)]),
    }
}

/// A value as by interpolation.
pub(super) fn text(name: &str, value: &Json) -> Result<String, String> {
    match value {
        Json::String(text) => Ok(text.clone()),
        Json::Null => Ok("null".to_owned()),
        Json::Bool(_) | Json::Number(_) => Ok(value.to_string()),
        Json::Array(_) | Json::Object(_) => {
            Err(format!("`{name}` is a list or an object, which can't stand there"))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_segment_stays_one_segment() {
        let segment = |value| segment("id", Some(&value));
        assert_eq!(segment(json!("a/b?c#d %é")), Ok("a%2Fb%3Fc%23d%20%25%C3%A9".to_owned()));
        assert_eq!(segment(json!("...")), Ok("...".to_owned()));
        assert_eq!(segment(json!(7)), Ok("7".to_owned()));
        for wrong in [json!(""), json!("."), json!(".."), json!(null), json!([1])] {
            assert!(segment(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_objects_name_keeps_its_slashes_and_leads_nowhere_else() {
        let object = |text: &str| object_name("key", Some(&json!(text)));
        assert_eq!(object("a b/c.txt"), Ok("a%20b/c.txt".to_owned()));
        for wrong in ["", "/", "a/", "/a", "a//b", "../a", "a/./b", "a/.."] {
            assert!(object(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lists_are_repeated_or_joined() {
        let place = |list| Place { field: "tags".into(), name: "tag".into(), list };
        let value = json!(["a", 1, true]);
        let repeated = pairs(&place(ListStyle::Repeat), Some(&value)).unwrap();
        assert_eq!(repeated.len(), 3);
        let joined = pairs(&place(ListStyle::Comma), Some(&value)).unwrap();
        assert_eq!(joined, [("tag".to_owned(), "a,1,true".to_owned())]);
        assert_eq!(pairs(&place(ListStyle::Comma), Some(&json!([]))), Ok(vec![]));
        assert!(pairs(&place(ListStyle::Repeat), Some(&json!({}))).is_err());
    }
}
