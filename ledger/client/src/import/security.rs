//! How requests prove who sends them.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::{
    documents::{Documents, Part},
    names::snake,
};

/// The schemes of a document that an entry can say, by their names in the document.
pub(crate) struct Schemes {
    known: IndexMap<String, Result<(String, Value), String>>,
}

/// What an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needed {
    /// The name in the entry's `auth`; none: nothing.
    pub(crate) auth: Option<String>,
    /// Whether that is a cookie, beside which a request has no other.
    pub(crate) is_cookie: bool,
    pub(crate) note: Option<String>,
}

impl Schemes {
    /// Those of a document; variables are named after `slug`.
    pub(crate) fn of(documents: &Documents, slug: &str) -> Self {
        let components = documents.whole().get("components");
        let mut known = IndexMap::new();
        for (name, scheme) in components.into_iter().flat_map(|it| it.fields("securitySchemes")) {
            let auth_name = snake(name, "auth");
            let variable = format!("{slug}_{auth_name}").to_ascii_uppercase();
            let auth = documents.resolve(scheme).and_then(|scheme| auth(scheme, &variable));
            known.insert(name.clone(), auth.map(|auth| (auth_name, auth)));
        }
        Self { known }
    }

    /// The entry's `auth`.
    pub(crate) fn entry(&self) -> Map<String, Value> {
        self.known.values().flatten().cloned().collect()
    }

    /// What an operation needs: the first alternative that can be said.
    ///
    /// # Errors
    /// Why none can.
    pub(crate) fn needed(&self, document: Part<'_>, operation: Part<'_>) -> Result<Needed, String> {
        let list = [operation, document].into_iter().find(|it| it.get("security").is_some());
        let mut first = None;
        let alternatives: Vec<_> = list.into_iter().flat_map(|it| it.items("security")).collect();
        for alternative in &alternatives {
            match self.alternative(alternative.value) {
                Ok(auth) => {
                    let named = auth.as_ref().map_or("no key".to_owned(), |it| format!("`{it}`"));
                    let note = first.map(|why| format!("sent with {named}, since otherwise {why}"));
                    let is_cookie = auth.as_ref().is_some_and(|name| self.is_cookie(name));
                    return Ok(Needed { auth, is_cookie, note });
                }
                Err(why) => drop(first.get_or_insert(why)),
            }
        }
        match first {
            Some(why) => Err(why),
            None => Ok(Needed { auth: None, is_cookie: false, note: None }),
        }
    }

    fn is_cookie(&self, auth: &str) -> bool {
        let mut known = self.known.values().flatten();
        known.any(|(name, said)| name == auth && said.get("name").is_some_and(|it| it == "Cookie"))
    }

    fn alternative(&self, alternative: &Value) -> Result<Option<String>, String> {
        let names: Vec<_> = alternative.as_object().into_iter().flat_map(Map::keys).collect();
        match &names[..] {
            [] => Ok(None),
            [name] => match self.known.get(*name) {
                Some(Ok((auth, _))) => Ok(Some(auth.clone())),
                Some(Err(why)) => Err(format!("it needs `{name}`, {why}")),
                None => Err(format!("it needs `{name}`, which the document doesn't describe")),
            },
            several => {
                let names: Vec<_> = several.iter().map(|name| format!("`{name}`")).collect();
                Err(format!("it needs {} at once, and a request carries one", names.join(" and ")))
            }
        }
    }
}

/// A scheme as an entry's `auth`; what an entry can't say in words that follow "it needs `x`, ".
fn auth(scheme: Part<'_>, variable: &str) -> Result<Value, String> {
    let name = scheme.text("name").unwrap_or_default();
    let http = scheme.text("scheme").unwrap_or_default().to_ascii_lowercase();
    match (scheme.text("type").unwrap_or_default(), scheme.text("in").unwrap_or_default()) {
        ("apiKey", _) if name.is_empty() => Err("whose name isn't said".to_owned()),
        ("apiKey", "header") => {
            Ok(json!({ "kind": "header", "name": name, "format": "{secret}", "env": variable }))
        }
        ("apiKey", "query") => Ok(json!({ "kind": "query", "name": name, "env": variable })),
        ("apiKey", "cookie") => Ok(json!({
            "kind": "header", "name": "Cookie", "format": format!("{name}={{secret}}"), "env": variable
        })),
        ("http", _) if http == "bearer" => Ok(json!({ "kind": "bearer", "env": variable })),
        ("http", _) if http == "basic" => Ok(json!({
            "kind": "basic", "user_env": format!("{variable}_USER"), "env": variable
        })),
        // The token is the user's to get.
        ("oauth2" | "openIdConnect", _) => Ok(json!({ "kind": "bearer", "env": variable })),
        ("mutualTLS", _) => Err("a client's certificate, which can't be sent".to_owned()),
        ("http", _) => Err(format!("the HTTP scheme `{http}`, which isn't known")),
        (kind, _) => Err(format!("of the type `{kind}`, which isn't known")),
    }
}
