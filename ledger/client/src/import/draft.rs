//! An operation in the making: its input with the place of each field.

use std::collections::BTreeSet;

use orchestra_ledger_model::{Body, BodyKind, Place};
use serde_json::{Map, Value, json};

use super::{
    documents::Documents,
    schemas::{Schemas, Side},
};

/// What is known so far.
pub(crate) struct Draft<'a> {
    pub(crate) schemas: Schemas<'a>,
    /// Fields of the input.
    pub(crate) fields: Map<String, Value>,
    pub(crate) required: Vec<String>,
    pub(crate) path: String,
    pub(crate) query: Vec<Place>,
    pub(crate) headers: Vec<Place>,
    pub(crate) cookies: Vec<Place>,
    pub(crate) body: Option<Body>,
    /// Headers that every request carries.
    pub(crate) fixed_headers: Map<String, Value>,
    pub(crate) idempotency_header: Option<String>,
    /// Whether the key is a cookie, beside which a request has no other.
    pub(crate) cookie_is_taken: bool,
    /// What of it was left out, and what a caller should know.
    pub(crate) notes: Vec<String>,
}

/// What an entry says of how an operation is called.
pub(crate) struct Finished {
    pub(crate) binding: Map<String, Value>,
    pub(crate) input: Value,
    pub(crate) notes: Vec<String>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(documents: &'a Documents, is_3_0: bool, path: &str) -> Self {
        Self {
            schemas: Schemas::new(documents, Side::Input, is_3_0),
            fields: Map::new(),
            required: Vec::new(),
            path: path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: None,
            fixed_headers: Map::new(),
            idempotency_header: None,
            cookie_is_taken: false,
            notes: Vec::new(),
        }
    }

    /// Adds a field, by a name that no other has; the name.
    pub(crate) fn field(&mut self, wanted: &str, schema: Value, required: bool) -> String {
        let mut taken: BTreeSet<String> = self.fields.keys().cloned().collect();
        let name = super::names::unused(wanted.to_owned(), &mut taken);
        if required {
            self.required.push(name.clone());
        }
        self.fields.insert(name.clone(), schema);
        name
    }

    /// The binding and the input's schema.
    ///
    /// # Errors
    /// Why there is no such schema.
    pub(crate) fn finish(mut self, endpoint: &str, method: &str) -> Result<Finished, String> {
        let mut binding = Map::new();
        binding.insert("endpoint".to_owned(), endpoint.into());
        binding.insert("method".to_owned(), method.into());
        binding.insert("path".to_owned(), self.path.into());
        let places = [("query", self.query), ("headers", self.headers), ("cookies", self.cookies)];
        for (name, places) in places.into_iter().filter(|(_, places)| !places.is_empty()) {
            binding.insert(name.to_owned(), written(&places));
        }
        let carries = matches!(method, "POST" | "PUT" | "PATCH");
        match self.body {
            Some(body) if carries && body == Body::of(BodyKind::Json) => {}
            Some(body) => drop(binding.insert("body".to_owned(), written(&body))),
            None if carries => drop(binding.insert("body".to_owned(), Value::Null)),
            None => {}
        }
        if !self.fixed_headers.is_empty() {
            binding.insert("set".to_owned(), json!({ "headers": self.fixed_headers }));
        }
        if let Some(name) = self.idempotency_header {
            binding.insert("idempotency_header".to_owned(), name.into());
        }
        let mut input = json!({ "type": "object", "properties": self.fields });
        if !self.required.is_empty() {
            input["required"] = self.required.into();
        }
        input["additionalProperties"] = false.into();
        let input = self.schemas.with_definitions(input)?;
        self.notes.extend(self.schemas.notes);
        Ok(Finished { binding, input, notes: self.notes })
    }
}

/// What an entry writes.
fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("parts of entries are JSON")
}
