//! Path, query, headers and cookies: where fields of an input go besides the body.

use orchestra_plan::{Binding, binding::Transport};
use serde_json::{Map, Value as Json};

use super::{
    Input,
    styles::{self, Pair},
};
use crate::{OutgoingRequest, machine::SecretPlace};

/// Puts fields into path, query, headers and cookies; returns what is left of the input.
pub(super) fn place(
    binding: &Binding,
    input: &Input,
    request: &mut OutgoingRequest,
) -> Result<Map<String, Json>, String> {
    let mut left = input.fields.clone();
    request.path = path(&binding.path, |between| {
        let mut value = |name: &str| {
            left.shift_remove(name);
            if input.secrets_in(name).next().is_some() {
                return Err(format!("`{name}` is a secret, and would stand in the address"));
            }
            Ok(input.fields.get(name))
        };
        match binding.transport {
            Transport::S3 => object_name(between, value(between)?),
            _ => styles::segment(between, value),
        }
    })?;
    for place in &binding.query {
        left.shift_remove(&place.field);
        let name = place.name.clone();
        match secret(input, &place.field)? {
            Some(handle) => request.secrets.push(SecretPlace::Query { name, handle }),
            None => {
                for pair in styles::written(place, given(input, &place.field))? {
                    match pair {
                        Pair::Plain(name, value) => request.query.push((name, value)),
                        Pair::Encoded(..) => {
                            request.query_encoded.push((pair.name(), pair.value()));
                        }
                    }
                }
            }
        }
    }
    for place in &binding.headers {
        left.shift_remove(&place.field);
        let name = place.name.clone();
        match secret(input, &place.field)? {
            Some(handle) => request.secrets.push(SecretPlace::Header { name, handle }),
            None => {
                let texts = styles::header_texts(place, given(input, &place.field))?;
                request.headers.extend(texts.into_iter().map(|text| (name.clone(), text)));
            }
        }
    }
    let mut cookies = Vec::new();
    for place in &binding.cookies {
        left.shift_remove(&place.field);
        if input.secrets_in(&place.field).next().is_some() {
            return Err(format!("`{}` is a secret, and would stand in a cookie", place.field));
        }
        cookies.extend(styles::cookies(place, given(input, &place.field))?);
    }
    if !cookies.is_empty() {
        request.headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    Ok(left)
}

/// The value of a field; null where it is absent.
fn given<'a>(input: &'a Input, field: &str) -> &'a Json {
    input.fields.get(field).unwrap_or(&Json::Null)
}

/// The handle of a field that is a secret.
fn secret(input: &Input, field: &str) -> Result<Option<String>, String> {
    match input.secrets_in(field).next() {
        Some(("", handle)) => Ok(Some(handle.to_owned())),
        Some(_) => Err(format!("`{field}` holds a secret and can't stand there as a whole")),
        None => Ok(None),
    }
}

/// The path with each `{name}` replaced; `value` gets what stands between the braces.
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

/// The name of a bucket or an object, whose slashes S3 takes as they are. None of its parts may
/// lead to another address.
fn object_name(name: &str, value: Option<&Json>) -> Result<String, String> {
    let text = match value {
        None | Some(Json::Null) => String::new(),
        Some(value) => styles::text(name, value)?,
    };
    let parts = text.split('/').map(Json::from);
    let parts = parts.map(|part| styles::segment(name, |_| Ok(Some(&part))));
    Ok(parts.collect::<Result<Vec<_>, _>>()?.join("/"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_objects_name_keeps_its_slashes_and_leads_nowhere_else() {
        let object = |text: &str| object_name("key", Some(&json!(text)));
        assert_eq!(object("a b/c.txt"), Ok("a%20b/c.txt".to_owned()));
        for wrong in ["", "/", "a/", "/a", "a//b", "../a", "a/./b", "a/.."] {
            assert!(object(wrong).is_err(), "{wrong}");
        }
    }
}
