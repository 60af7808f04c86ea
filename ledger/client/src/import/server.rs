//! Where requests go.

use serde_json::{Map, Value, json};
use url::Url;

use super::documents::Part;

/// The endpoints of an entry: one for each address.
#[derive(Debug, Default)]
pub(crate) struct Endpoints {
    /// Addresses in the order in which they were met.
    addresses: Vec<String>,
}

impl Endpoints {
    /// The name of the endpoint of an address.
    pub(crate) fn name(&mut self, address: &str) -> String {
        let address = address.trim_end_matches('/');
        let known = self.addresses.iter().position(|it| it == address);
        let index = known.unwrap_or_else(|| {
            self.addresses.push(address.to_owned());
            self.addresses.len() - 1
        });
        if index == 0 { "rest".to_owned() } else { format!("rest_{}", index + 1) }
    }

    /// The entry's `endpoints`.
    pub(crate) fn entry(&self) -> Map<String, Value> {
        let mut copy = Self::default();
        let endpoint = |address: &String| {
            (copy.name(address), json!({ "transport": "http", "base_url": address }))
        };
        self.addresses.iter().map(endpoint).collect()
    }
}

/// The address of the first of these servers, and what is to be known of it.
///
/// # Errors
/// Why there is none.
pub(crate) fn address(holder: Part<'_>) -> Result<Option<(String, Option<String>)>, String> {
    let mut servers = holder.items("servers");
    let Some(server) = servers.next() else { return Ok(None) };
    let others = servers.count();
    let mut url = server.text("url").unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    for (name, variable) in server.fields("variables") {
        let Some(default) = variable.value.get("default") else {
            return Err(format!("the server's variable `{name}` has no default"));
        };
        let text = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
        if url.contains(&format!("{{{name}}}")) {
            notes.push(format!("{name} `{text}`"));
        }
        url = url.replace(&format!("{{{name}}}"), &text);
    }
    check(&url)?;
    let mut note = Vec::new();
    if !notes.is_empty() {
        note.push(format!("requests go to {url}, with {}", notes.join(", ")));
    } else if others > 0 {
        note.push(format!("of several servers, requests go to {url}"));
    }
    Ok(Some((url, note.pop())))
}

/// Whether paths can be appended to an address.
///
/// # Errors
/// Why they can't, with what to do.
pub(crate) fn check(url: &str) -> Result<(), String> {
    let give = "give the address by `--server`";
    if url.contains(['{', '}']) {
        return Err(format!(
            "the server's address `{url}` has a variable that isn't described: {give}"
        ));
    }
    match Url::parse(url) {
        Ok(parsed) if !matches!(parsed.scheme(), "http" | "https") => {
            Err(format!("the server `{url}` isn't reached over HTTP"))
        }
        Ok(parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            Err("the server's address names a user".to_owned())
        }
        Ok(parsed) if parsed.query().is_some() || parsed.fragment().is_some() => {
            Err(format!("the server's address `{url}` has a query or a fragment"))
        }
        Ok(_) => Ok(()),
        Err(_) => Err(format!("the server's address `{url}` says no host: {give}")),
    }
}
