//! Entries of our own invention, for the overlay of a test's project.

use serde_json::{Map, Value, json};

/// A subnet's entry: one endpoint, `rest`, and operations.
#[derive(Clone, Debug)]
pub struct Subnet {
    slug: String,
    document: Value,
}

impl Subnet {
    /// A service at this address that asks for no key.
    #[must_use]
    pub fn at(slug: &str, base_url: &str) -> Self {
        let document = json!({
            "slug": slug,
            "name": slug,
            "status": "active",
            "revision": 1,
            "sources": [{ "url": "https://invented.example", "checked_on": "2026-11-28" }],
            "endpoints": { "rest": { "transport": "http", "base_url": base_url } },
            "operations": {},
        });
        Self { slug: slug.into(), document }
    }

    /// The same with chat completions in place of plain HTTP.
    #[must_use]
    pub fn openai(mut self) -> Self {
        self.document["endpoints"]["rest"]["transport"] = json!("openai");
        self
    }

    /// The same with this way to prove who asks.
    #[must_use]
    pub fn auth(mut self, auth: Value) -> Self {
        self.document["auth"] = json!({ "key": auth });
        self.document["endpoints"]["rest"]["auth"] = json!("key");
        self
    }

    /// The same with limits of the endpoint.
    #[must_use]
    pub fn limits(mut self, limits: Value) -> Self {
        self.document["endpoints"]["rest"]["limits"] = limits;
        self
    }

    /// The same with fixed headers of the endpoint.
    #[must_use]
    pub fn headers(mut self, headers: Value) -> Self {
        self.document["endpoints"]["rest"]["headers"] = headers;
        self
    }

    /// The same with an operation: `binding` lacks the endpoint only; what isn't said in `more` is
    /// a safe read with any output.
    #[must_use]
    pub fn operation(mut self, name: &str, mut binding: Value, input: Value, more: Value) -> Self {
        binding["endpoint"] = json!("rest");
        let mut operation = Map::from_iter([
            ("summary".to_owned(), json!("What a test needs.")),
            ("effect".to_owned(), json!("read")),
            ("idempotency".to_owned(), json!("safe")),
            ("binding".to_owned(), binding),
            ("input".to_owned(), input),
            ("output".to_owned(), json!({})),
            ("confidence".to_owned(), json!("low")),
        ]);
        let Value::Object(more) = more else { panic!("what else is to be said is an object") };
        operation.extend(more);
        self.document["operations"][name] = Value::Object(operation);
        self
    }

    /// Its name in the Ledger.
    #[must_use]
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The entry as its file holds it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.document)
    }
}

/// The schema of a closed object whose fields are all needed.
#[must_use]
pub fn object(fields: Value) -> Value {
    let Value::Object(properties) = fields else { panic!("fields are an object") };
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
