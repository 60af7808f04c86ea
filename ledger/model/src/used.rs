//! Operations and capabilities as they are used: what of an entry, or of a family, a call rests on,
//! and nothing else.
//!
//! A lock file keeps it, so that what has changed since can be told without the old Ledger. It is
//! the entry's own form, of one operation with the endpoint and the authentication that it needs,
//! without what is said for people, and without figures that promise nothing.

use orchestra_schema::{Digest, bare};
use serde_json::{Map, Value, json};

use crate::{
    Capability, Change, Family, Ledger, Operation, Price, Pricing, Subnet, Verification,
    family_changes, subnet_changes,
};

/// An operation or a capability as it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Used(Form);

#[derive(Clone, Debug, PartialEq)]
enum Form {
    /// Of the entry, the operation of that name alone.
    Operation(String, Box<Subnet>),
    /// Of the family, the capability of that name alone.
    Capability(String, Box<Family>),
}

/// Which of the two a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UsedKind {
    /// `desearch.web_search`
    Operation,
    /// `search.web`
    Capability,
}

impl Ledger {
    /// The operation or capability of that full name, as it is used. Parses its entry alone.
    #[must_use]
    pub fn used(&self, kind: UsedKind, name: &str) -> Option<Used> {
        let (first, second) = name.split_once('.')?;
        Some(Used(match kind {
            UsedKind::Operation => {
                let subnet = self.subnet(first)?;
                Form::Operation(second.to_owned(), Box::new(only_operation(subnet, second)?))
            }
            UsedKind::Capability => {
                let family = self.family(first)?;
                Form::Capability(second.to_owned(), Box::new(only_capability(family, second)?))
            }
        }))
    }
}

impl Used {
    /// The entry's revision, or the capability's version.
    #[must_use]
    pub fn revision(&self) -> u32 {
        match &self.0 {
            Form::Operation(_, subnet) => subnet.revision,
            Form::Capability(_, family) => family.version,
        }
    }

    /// The form as JSON, without names and revision.
    #[must_use]
    pub fn json(&self) -> Value {
        let value = match &self.0 {
            Form::Operation(name, subnet) => {
                let mut value = serde_json::to_value(subnet).expect("an entry is JSON");
                let operation = value["operations"][name].take();
                let mut kept = keep(&value, &["netuid", "registered_at_block", "status"]);
                kept.extend(keep(&value, &["auth", "endpoints"]));
                kept.insert("operation".to_owned(), operation);
                Value::Object(kept)
            }
            Form::Capability(name, family) => {
                let capability = family.capabilities.get(name);
                let value = serde_json::to_value(capability).expect("a capability is JSON");
                Value::Object(keep(&value, &["generates_text", "input", "output", "laws"]))
            }
        };
        without_nothing(value)
    }

    /// BLAKE3 of the canonical form.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of_json(&self.json())
    }

    /// Reads a form that was written as [`Used::json`].
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(kind: UsedKind, name: &str, revision: u32, form: &Value) -> Result<Self, String> {
        let (first, second) = name.split_once('.').ok_or("a name has two words")?;
        let Value::Object(fields) = form else { return Err("it isn't an object".to_owned()) };
        let mut fields = fields.clone();
        Ok(Self(match kind {
            UsedKind::Operation => {
                let mut operation = fields.shift_remove("operation").unwrap_or_default();
                if let Value::Object(operation) = &mut operation {
                    operation.insert("summary".to_owned(), json!(""));
                }
                fields.insert("operations".to_owned(), json!({ second: operation }));
                fields.insert("slug".to_owned(), json!(first));
                fields.insert("name".to_owned(), json!(first));
                fields.insert("sources".to_owned(), json!([]));
                fields.insert("revision".to_owned(), json!(revision));
                Form::Operation(second.to_owned(), Box::new(typed(fields)?))
            }
            UsedKind::Capability => {
                fields.insert("summary".to_owned(), json!(""));
                fields.insert("version".to_owned(), json!(revision));
                let family = json!({
                    "family": first,
                    "version": revision,
                    "summary": "",
                    "capabilities": { second: fields },
                });
                let Value::Object(family) = family else { return Err("it isn't one".to_owned()) };
                Form::Capability(second.to_owned(), Box::new(typed(family)?))
            }
        }))
    }

    /// All that changed from this one to `new`, at its place in the whole entry or family.
    #[must_use]
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        match (&self.0, &new.0) {
            (Form::Operation(_, old), Form::Operation(_, new)) => subnet_changes(old, new),
            (Form::Capability(_, old), Form::Capability(_, new)) => family_changes(old, new),
            _ => Vec::new(),
        }
    }
}

fn typed<T: serde::de::DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
}

fn only_operation(subnet: &Subnet, name: &str) -> Option<Subnet> {
    let operation = subnet.operations.get(name)?;
    let endpoint = subnet.endpoints.get_key_value(&operation.binding.endpoint);
    let endpoints: indexmap::IndexMap<_, _> =
        endpoint.map(|(name, endpoint)| (name.clone(), endpoint.clone())).into_iter().collect();
    let stated = operation.binding.auth.clone();
    let auth = stated.unwrap_or_else(|| endpoint.and_then(|(_, endpoint)| endpoint.auth.clone()));
    let needed = endpoint.and_then(|(_, endpoint)| endpoint.auth.clone());
    let auth = subnet
        .auth
        .iter()
        .filter(|(name, _)| auth.as_ref() == Some(*name) || needed.as_ref() == Some(*name))
        .map(|(name, auth)| (name.clone(), auth.clone()))
        .collect();
    Some(Subnet {
        schema: None,
        netuid: subnet.netuid,
        registered_at_block: subnet.registered_at_block,
        slug: subnet.slug.clone(),
        name: subnet.slug.clone(),
        aka: Vec::new(),
        description: None,
        categories: Vec::new(),
        status: subnet.status,
        links: indexmap::IndexMap::new(),
        sources: Vec::new(),
        verification: Verification::Unverified,
        revision: subnet.revision,
        auth,
        endpoints,
        operations: [(name.to_owned(), bare_operation(operation))].into(),
    })
}

fn bare_operation(operation: &Operation) -> Operation {
    let pricing = operation.pricing.as_ref().map(|pricing| match pricing {
        Pricing::One(price) => Pricing::One(Box::new(bare_price(price))),
        Pricing::Several(prices) => Pricing::Several(prices.iter().map(bare_price).collect()),
    });
    Operation {
        summary: String::new(),
        description: None,
        input: bare(&operation.input).into(),
        output: bare(&operation.output).into(),
        examples: Vec::new(),
        pricing,
        latency: None,
        since: None,
        ..operation.clone()
    }
}

fn bare_price(price: &Price) -> Price {
    Price { source: None, checked_on: None, valid_from: None, ..price.clone() }
}

fn only_capability(family: &Family, name: &str) -> Option<Family> {
    let capability = family.capabilities.get(name)?;
    let capability = Capability {
        summary: String::new(),
        input: bare(&capability.input),
        output: bare(&capability.output),
        examples: Vec::new(),
        ..capability.clone()
    };
    Some(Family {
        schema: None,
        family: family.family.clone(),
        // A family's version counts changes of its other capabilities too.
        version: capability.version,
        summary: String::new(),
        capabilities: [(name.to_owned(), capability)].into(),
    })
}

/// These fields of an object, in this order.
fn keep(value: &Value, names: &[&str]) -> Map<String, Value> {
    let fields =
        names.iter().filter_map(|name| Some(((*name).to_owned(), value.get(name)?.clone())));
    fields.collect()
}

/// The form without fields that say nothing. Schemas, and fields in which null says something, are
/// left as they are.
fn without_nothing(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let value = match name.as_str() {
            "input" | "output" => value,
            // Null takes away what an endpoint or a method would say.
            "body" | "auth" if value.is_null() => value,
            "summary" => return None,
            _ => without_nothing(value),
        };
        let says_nothing = match &value {
            Value::Null => !matches!(name.as_str(), "body" | "auth"),
            Value::Object(fields) => {
                fields.is_empty() && !matches!(name.as_str(), "input" | "output")
            }
            Value::Array(items) => items.is_empty() && name != "enum",
            _ => false,
        };
        (!says_nothing).then_some((name, value))
    });
    Value::Object(fields.collect())
}
