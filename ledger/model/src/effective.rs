//! What a binding means once everything left out has its default: the one place that knows them.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

use crate::{
    AsyncJob, Auth, Binding, Body, BodyKind, Endpoint, FixedValues, Limits, Method, Operation,
    Place, Response, Structured, Subnet, TimeSpan, Transport,
};

/// How an operation is sent, with nothing left to guess.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveBinding<'a> {
    /// The endpoint's name.
    pub endpoint_name: &'a str,
    /// Where it is sent.
    pub endpoint: &'a Endpoint,
    /// The HTTP method.
    pub method: Method,
    /// Appended to the endpoint's `base_url` as text.
    pub path: &'a str,
    /// The input fields that stand in `path`, in order.
    pub path_fields: Vec<&'a str>,
    /// The input fields that go into the query.
    pub query: &'a [Place],
    /// The input fields that go into headers.
    pub headers: &'a [Place],
    /// The input fields that go into cookies.
    pub cookies: &'a [Place],
    /// How what is left of the input is sent; `None`: not at all.
    pub body: Option<Body>,
    /// The input's declared fields that make up the body, in the schema's order.
    pub body_fields: Vec<&'a str>,
    /// Fixed values.
    pub set: FixedValues,
    /// What of the answer is the output.
    pub response: Response,
    /// How the request proves who sends it, by the name that the entry gives it.
    pub auth: Option<(&'a str, &'a Auth)>,
    /// The header that takes the idempotency key.
    pub idempotency_header: Option<&'a str>,
    /// Pointer to the input field that takes what `into` has to say.
    pub prompt: Option<&'a str>,
    /// What `response_format` understands.
    pub structured: Option<Structured>,
    /// How the job is followed that the answer names.
    pub job: Option<&'a AsyncJob>,
    /// How long one attempt may take, where that is known.
    pub timeout: Option<TimeSpan>,
    /// Limits of this operation alone; both these and the endpoint's hold.
    pub operation_limits: Option<&'a Limits>,
    /// Limits of all operations of the endpoint together.
    pub endpoint_limits: Option<&'a Limits>,
}

impl Subnet {
    /// How its operation `name` is sent; `None` where there is no such operation.
    #[must_use]
    pub fn binding(&self, name: &str) -> Option<EffectiveBinding<'_>> {
        self.effective(self.operations.get(name)?)
    }

    /// How `operation`, one of its own, is sent; `None` where the entry lacks the endpoint or the
    /// authentication that the operation names, which `check` reports.
    pub(crate) fn effective<'a>(
        &'a self,
        operation: &'a Operation,
    ) -> Option<EffectiveBinding<'a>> {
        let binding = &operation.binding;
        let (endpoint_name, endpoint) = self.endpoints.get_key_value(&binding.endpoint)?;
        let auth = match binding.auth.as_ref().unwrap_or(&endpoint.auth) {
            Some(name) => {
                let (name, auth) = self.auth.get_key_value(name)?;
                Some((name.as_str(), auth))
            }
            None => None,
        };
        let method = binding.effective_method(endpoint.transport);
        let path = binding.effective_path(endpoint.transport);
        let body = binding.effective_body(method);
        let limits = [&operation.limits, &endpoint.limits];
        Some(EffectiveBinding {
            endpoint_name,
            endpoint,
            method,
            path,
            path_fields: path_fields(path),
            query: &binding.query,
            headers: &binding.headers,
            cookies: &binding.cookies,
            body_fields: body_fields(operation, path, body.as_ref()),
            body,
            set: binding.set.clone().unwrap_or_default(),
            response: binding.response.clone().unwrap_or_default(),
            auth,
            idempotency_header: binding.idempotency_header.as_deref(),
            prompt: prompt(operation),
            structured: binding.structured,
            job: binding.job.as_ref(),
            timeout: limits.into_iter().flatten().find_map(|limits| limits.timeout),
            operation_limits: operation.limits.as_ref(),
            endpoint_limits: endpoint.limits.as_ref(),
        })
    }

    /// Every origin with every secret that its operations or endpoints send there.
    pub(crate) fn secrets(&self) -> BTreeSet<(String, &str)> {
        let by_endpoint =
            self.endpoints.values().map(|endpoint| (endpoint, endpoint.auth.as_ref()));
        let by_operation = self.operations.values().filter_map(|operation| {
            let name = operation.binding.auth.as_ref()?.as_ref();
            Some((self.endpoints.get(&operation.binding.endpoint)?, name))
        });
        let mut found = BTreeSet::new();
        for (endpoint, auth) in by_endpoint.chain(by_operation) {
            let auth = auth.and_then(|name| self.auth.get(name));
            let origin = endpoint.origin();
            if let (Some(auth), Some(origin)) = (auth, origin) {
                found.extend(auth.variables().into_iter().map(|name| (origin.clone(), name)));
            }
        }
        found
    }
}

impl Endpoint {
    /// Scheme, host and port of its address: `https://api.example.com`, a port only where it isn't
    /// the scheme's own. `None` where the address is none, which `check` reports.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        let origin = Url::parse(&self.base_url).ok()?.origin();
        origin.is_tuple().then(|| origin.ascii_serialization())
    }
}

impl Binding {
    fn effective_method(&self, transport: Transport) -> Method {
        let posts = matches!(transport, Transport::Openai | Transport::Axon);
        let default = if posts { Method::Post } else { Method::Get };
        self.method.unwrap_or(default)
    }

    fn effective_path(&self, transport: Transport) -> &str {
        let default = if transport == Transport::Openai { "/chat/completions" } else { "" };
        self.path.as_deref().unwrap_or(default)
    }

    fn effective_body(&self, method: Method) -> Option<Body> {
        let carries = matches!(method, Method::Post | Method::Put | Method::Patch);
        let default = carries.then_some(Body::of(BodyKind::Json));
        self.body.clone().unwrap_or(default)
    }
}

/// The names between braces, in order, without the operators of RFC 6570.
pub(crate) fn path_fields(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(name, _)| path_field(name))).collect()
}

fn path_field(between: &str) -> &str {
    let name = between.strip_prefix(['.', ';']).unwrap_or(between);
    name.strip_suffix('*').unwrap_or(name)
}

/// The declared fields of an input, in the schema's order; of a reference, those that it leads to.
pub(crate) fn input_fields(input: &Value) -> Vec<&str> {
    let properties = orchestra_schema::resolve(input, input).get("properties");
    properties
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|all| all.keys())
        .map(String::as_str)
        .collect()
}

/// The declared fields that stand neither in path nor query nor headers.
pub(crate) fn fields_left<'a>(operation: &'a Operation, path: &str) -> Vec<&'a str> {
    let in_path = path_fields(path);
    let binding = &operation.binding;
    let places = || binding.query.iter().chain(&binding.headers).chain(&binding.cookies);
    let stands = |name: &str| in_path.contains(&name) || places().any(|place| place.field == name);
    input_fields(&operation.input).into_iter().filter(|name| !stands(name)).collect()
}

fn body_fields<'a>(operation: &'a Operation, path: &str, body: Option<&Body>) -> Vec<&'a str> {
    let Some(body) = body else { return Vec::new() };
    let fields = input_fields(&operation.input);
    match &body.field {
        Some(field) => fields.into_iter().filter(|name| name == field).collect(),
        None => fields_left(operation, path),
    }
}

fn prompt(operation: &Operation) -> Option<&str> {
    let fields = input_fields(&operation.input);
    operation.binding.prompt.as_deref().or_else(|| {
        let defaults = [("messages", "/messages"), ("prompt", "/prompt")];
        defaults.into_iter().find(|(name, _)| fields.contains(name)).map(|(_, pointer)| pointer)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn subnet(binding: Value, endpoint: Value) -> Subnet {
        serde_json::from_value(json!({
            "slug": "weather", "name": "Weather", "status": "active", "revision": 1, "sources": [],
            "auth": { "key": { "kind": "bearer", "env": "WEATHER_KEY" } },
            "endpoints": { "rest": endpoint },
            "operations": { "ask": {
                "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
                "binding": binding,
                "input": { "type": "object", "properties": {
                    "city": { "type": "string" }, "day": { "type": "string" }, "prompt": { "type": "string" }
                } },
                "output": {},
                "limits": { "concurrency": 2 }
            } }
        }))
        .unwrap()
    }

    fn http() -> Value {
        json!({ "transport": "http", "base_url": "https://weather.example:8443/v1", "auth": "key", "limits": { "timeout": "5s" } })
    }

    #[test]
    fn what_is_left_of_a_post_is_its_json_body() {
        let entry = subnet(
            json!({ "endpoint": "rest", "method": "POST", "path": "/{city}", "query": ["day"] }),
            http(),
        );
        let binding = entry.binding("ask").unwrap();
        assert_eq!(binding.path_fields, ["city"]);
        assert_eq!(binding.body, Some(Body::of(BodyKind::Json)));
        assert_eq!(binding.body_fields, ["prompt"]);
        assert_eq!(binding.prompt, Some("/prompt"));
        assert_eq!(binding.auth.map(|(name, _)| name), Some("key"));
        assert_eq!(binding.timeout, "5s".parse().ok());
    }

    #[test]
    fn operators_in_a_path_belong_to_no_name() {
        assert_eq!(path_fields("/{a}/{b*}{.c}{;d*}"), ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_get_has_no_body_and_null_takes_a_posts_away() {
        let get = subnet(json!({ "endpoint": "rest", "method": "GET" }), http());
        assert_eq!(get.binding("ask").unwrap().body, None);
        let post = subnet(
            json!({ "endpoint": "rest", "method": "POST", "body": null, "auth": null }),
            http(),
        );
        let binding = post.binding("ask").unwrap();
        assert_eq!((binding.body, binding.auth), (None, None));
    }

    #[test]
    fn chat_completions_have_a_path_of_their_own() {
        let endpoint = json!({ "transport": "openai", "base_url": "https://llm.example/v1" });
        let entry = subnet(json!({ "endpoint": "rest" }), endpoint);
        let binding = entry.binding("ask").unwrap();
        assert_eq!((binding.method, binding.path), (Method::Post, "/chat/completions"));
        assert_eq!(binding.auth, None);
    }

    #[test]
    fn secrets_are_paired_with_origins() {
        let entry = subnet(json!({ "endpoint": "rest", "method": "GET" }), http());
        let pairs: Vec<_> = entry.secrets().into_iter().collect();
        assert_eq!(pairs, [("https://weather.example:8443".to_owned(), "WEATHER_KEY")]);
    }
}
