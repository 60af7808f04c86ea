//! Ledger entries as an engine needs them.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_ledger_model::{self as ledger, EffectiveBinding};
use orchestra_plan::{
    Binding, Money,
    binding::{
        Auth, BasicUser, Body, Fixed, Idempotency, Limits, ListStyle, Place, Response, Structured,
        Transport,
    },
    policy::Millis,
};

use super::builder::PlanBuilder;
use crate::{
    infer::{QualifiedName, operation_types},
    terms,
};

impl PlanBuilder<'_> {
    /// The entry of an operation.
    pub(super) fn operation(&self, slug: &str, name: &str) -> Option<&ledger::Operation> {
        self.project.ledger(self.db).operation(slug, name)
    }

    /// The longest time of one attempt that the Ledger states.
    pub(super) fn listed_timeout(&self, slug: &str, name: &str) -> Option<Millis> {
        let effective = self.project.ledger(self.db).subnet(slug)?.binding(name)?;
        effective.timeout.map(millis)
    }

    /// Whether calls by this binding change something.
    pub(super) fn binding_writes(&self, key: &str) -> bool {
        self.plan.bindings.get(key).is_some_and(|binding| binding.writes)
    }

    /// Adds an operation to the plan; the key of its binding.
    pub(super) fn binding(
        &mut self,
        slug: &Arc<str>,
        name: &Arc<str>,
        price: Option<&Money>,
        package: &str,
    ) -> Option<String> {
        let operation = format!("{slug}.{name}");
        let key = match price {
            Some(price) => format!("{operation} at {price}"),
            None => operation.clone(),
        };
        let subnet = self.project.ledger(self.db).subnet(slug)?;
        let listed = subnet.operations.get(&**name)?;
        let effective = subnet.binding(name)?;
        let origin = effective.endpoint.origin()?;
        if let Some(known) = self.plan.bindings.get(&key) {
            let known = known.clone();
            self.touch_operation(&known, &origin, package);
            return Some(key);
        }
        let types = operation_types(
            self.db,
            self.project,
            QualifiedName::new(self.db, Arc::clone(slug), Arc::clone(name)),
        )?;
        let terms = self.project.terms(self.db);
        let binding = Binding {
            endpoint: format!("{slug}/{}", effective.endpoint_name),
            revision: subnet.revision,
            writes: listed.effect == ledger::Effect::Write,
            idempotency: match listed.idempotency {
                ledger::Idempotency::Safe => Idempotency::Safe,
                ledger::Idempotency::Keyed => Idempotency::Keyed,
                ledger::Idempotency::None => Idempotency::None,
            },
            transport: match effective.endpoint.transport {
                ledger::Transport::Http => Transport::Http,
                ledger::Transport::Openai => Transport::Openai,
                ledger::Transport::Axon | ledger::Transport::S3 => return None,
            },
            base_url: effective.endpoint.base_url.trim_end_matches('/').to_owned(),
            method: effective.method.name().to_owned(),
            path: effective.path.to_owned(),
            query: effective.query.iter().map(place).collect(),
            headers: effective.headers.iter().map(place).collect(),
            body: body(&effective)?,
            fixed: fixed(&effective),
            response: response(&effective)?,
            auth: match effective.auth {
                Some((_, auth)) => Some(credential(auth)?),
                None => None,
            },
            idempotency_header: effective.idempotency_header.map(str::to_owned),
            prompt: effective.prompt.map(str::to_owned),
            structured: effective.structured.map(|structured| match structured {
                ledger::Structured::JsonSchema => Structured::JsonSchema,
                ledger::Structured::JsonObject => Structured::JsonObject,
            }),
            input: listed.input.clone(),
            output: listed.output.clone(),
            output_shape: self.shape(&types.output),
            pricing: terms::prices(&terms, &operation, listed, price),
            operation_limits: limits(effective.operation_limits),
            endpoint_limits: limits(effective.endpoint_limits),
            latency_p50: listed.latency.as_ref().and_then(|latency| latency.p50).map(millis),
            operation,
        };
        self.refer(slug);
        self.touch_operation(&binding, &origin, package);
        self.plan.bindings.insert(key.clone(), binding);
        Some(key)
    }
}

fn millis(span: ledger::TimeSpan) -> Millis {
    Millis(span.milliseconds())
}

fn place(place: &ledger::Place) -> Place {
    Place {
        field: place.field.clone(),
        name: place.name.clone(),
        list: match place.list {
            ledger::ListStyle::Repeat => ListStyle::Repeat,
            ledger::ListStyle::Comma => ListStyle::Comma,
        },
    }
}

fn body(binding: &EffectiveBinding<'_>) -> Option<Body> {
    let Some(body) = &binding.body else { return Some(Body::None) };
    match (body.kind, &body.field) {
        (ledger::BodyKind::Json, field) => Some(Body::Json { field: field.clone() }),
        (ledger::BodyKind::Text, Some(field)) => Some(Body::Text { field: field.clone() }),
        _ => None,
    }
}

fn response(binding: &EffectiveBinding<'_>) -> Option<Response> {
    match binding.response.kind {
        ledger::ResponseKind::Json => Some(Response::Json { at: binding.response.at.clone() }),
        ledger::ResponseKind::Text => Some(Response::Text),
        ledger::ResponseKind::None => Some(Response::None),
        ledger::ResponseKind::Binary => None,
    }
}

fn fixed(binding: &EffectiveBinding<'_>) -> Fixed {
    let set = &binding.set;
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let of_endpoint =
        binding.endpoint.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
    let mut headers: BTreeMap<String, String> = of_endpoint.collect();
    headers.extend(set.headers.iter().map(|(name, value)| (name.clone(), text(value))));
    Fixed {
        query: set.query.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        headers,
        body: set.body.clone(),
    }
}

fn credential(auth: &ledger::Auth) -> Option<Auth> {
    Some(match auth {
        ledger::Auth::Header { name, format, env } => {
            Auth::Header { name: name.clone(), format: format.clone(), secret: env.clone() }
        }
        ledger::Auth::Bearer { env } => Auth::Bearer { secret: env.clone() },
        ledger::Auth::Query { name, env } => {
            Auth::Query { name: name.clone(), secret: env.clone() }
        }
        ledger::Auth::Basic { user, user_env, env } => Auth::Basic {
            user: match (user, user_env) {
                (_, Some(variable)) => BasicUser::Variable { variable: variable.clone() },
                (name, None) => BasicUser::Fixed { name: name.clone().unwrap_or_default() },
            },
            secret: env.clone(),
        },
        ledger::Auth::Btauth {}
        | ledger::Auth::Axon {}
        | ledger::Auth::Epistula {}
        | ledger::Auth::S3 { .. } => return None,
    })
}

fn limits(limits: Option<&ledger::Limits>) -> Limits {
    limits.map_or_else(Limits::default, |limits| Limits {
        requests: limits.requests,
        per: limits.per.map(millis),
        concurrency: limits.concurrency,
    })
}
