//! Bodies of parts, one a field (RFC 7578).

use orchestra_schema::Digest;
use serde_json::{Map, Value as Json};

use super::http::{bytes, items};

/// What stands between parts. It is made from a key that nobody else knows, so that no value can
/// hold it.
pub(crate) fn boundary(key: &str) -> String {
    let digest = Digest::of_bytes(format!("boundary\n{key}").as_bytes()).to_string();
    format!("orchestra-{}", &digest[..32])
}

/// A part for each field, for each item of a list. `files` are sent as the bytes that they stand
/// for, all else as text, what has no text of its own as JSON.
pub(super) fn body(
    fields: &Map<String, Json>,
    files: &[String],
    boundary: &str,
) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    for (name, value) in fields {
        for value in items(value) {
            let shown = escaped(name);
            let (head, content) = match value {
                Json::String(text) if files.contains(name) => (
                    format!("; filename=\"{shown}\"\r\nContent-Type: application/octet-stream"),
                    bytes(name, text)?,
                ),
                Json::String(text) => (String::new(), text.clone().into_bytes()),
                Json::Array(_) | Json::Object(_) => (
                    "\r\nContent-Type: application/json".to_owned(),
                    value.to_string().into_bytes(),
                ),
                other => (String::new(), other.to_string().into_bytes()),
            };
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{shown}\"{head}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&content);
            body.extend_from_slice(b"\r\n");
        }
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(body)
}

/// A name between quotes, as browsers write it: nothing in it can end the line.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
