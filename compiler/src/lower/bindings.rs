//! Ledger entries as an engine needs them.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_ledger_model::{self as ledger, EffectiveBinding};
use orchestra_plan::{
    Binding, Money,
    binding::{
        AsyncJob, Auth, BasicUser, Body, Charged, Fixed, Idempotency, JobRequest, Limits,
        ListStyle, ObjectStyle, Place, Response, Structured, Transport,
    },
    policy::Millis,
    shape::Format,
};

use super::builder::PlanBuilder;
use crate::{
    infer::{CallUse, Environment, QualifiedName, operation_types},
    items::ItemId,
    terms,
    types::Type,
};

/// The longest time of one request where neither call nor Ledger says one.
const DEFAULT_TIMEOUT: Millis = Millis(60_000);

impl PlanBuilder<'_> {
    /// The entry of an operation.
    pub(super) fn operation(&self, slug: &str, name: &str) -> Option<&ledger::Operation> {
        self.project.ledger(self.db).operation(slug, name)
    }

    /// The longest time of one attempt where the call says none: the Ledger's; none: a job that
    /// nothing bounds.
    pub(super) fn longest_attempt(&self, slug: &str, name: &str) -> Option<Millis> {
        let effective = self.project.ledger(self.db).subnet(slug)?.binding(name)?;
        match effective.job {
            Some(job) => job.max_wait.map(millis),
            None => Some(request_timeout(&effective)),
        }
    }

    /// Whether calls by this binding change something.
    pub(super) fn binding_writes(&self, key: &str) -> bool {
        self.plan.bindings.get(key).is_some_and(|binding| binding.writes)
    }

    /// What a call in `item` says that an operation costs. A dependency has no say in a price that the
    /// user or the Ledger knows: it would lower the bound that its user is shown.
    pub(super) fn price_of_call<'c>(
        &self,
        item: ItemId,
        call: &'c CallUse,
        slug: &str,
        operation: &str,
    ) -> Option<&'c Money> {
        let stated = call.policies.price.as_ref()?;
        let is_known = || {
            let terms = self.project.terms(self.db);
            let name = format!("{slug}.{operation}");
            let listed = self.operation(slug, operation);
            listed.is_some_and(|it| terms::prices(&terms, &name, it, None).is_some())
        };
        let is_ignored = self.dependency_of(item).is_some() && is_known();
        (!is_ignored).then_some(stated)
    }

    /// Adds an operation to the plan; the key of its binding.
    pub(super) fn binding(
        &mut self,
        slug: &Arc<str>,
        name: &Arc<str>,
        price: Option<&Money>,
        package: &str,
    ) -> Option<String> {
        let operation = [&**slug, ".", &**name].concat();
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
                ledger::Transport::Axon => Transport::Axon,
                ledger::Transport::S3 => Transport::S3,
            },
            base_url: effective.endpoint.base_url.trim_end_matches('/').to_owned(),
            method: effective.method.name().to_owned(),
            path: effective.path.to_owned(),
            query: effective.query.iter().map(place).collect(),
            headers: effective.headers.iter().map(place).collect(),
            cookies: effective.cookies.iter().map(place).collect(),
            body: body(&effective, &types.input, &self.environment)?,
            hash_fields: listed.binding.hash_fields.clone(),
            fixed: fixed(&effective),
            response: response(&effective),
            job: effective.job.map(|job| async_job(job, request_timeout(&effective))),
            auth: effective.auth.map(|(_, auth)| credential(auth)),
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
            charged: listed.charged.as_ref().map(|charged| Charged {
                at: charged.at.clone(),
                currency: charged.currency.to_lowercase(),
                unit: charged.unit.decimal(),
            }),
            operation_limits: limits(effective.operation_limits),
            endpoint_limits: limits(effective.endpoint_limits),
            latency_p50: listed.latency.as_ref().and_then(|latency| latency.p50).map(millis),
            operation,
        };
        self.plan.subnets.insert(Arc::clone(slug));
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
            ledger::ListStyle::Space => ListStyle::Space,
            ledger::ListStyle::Pipe => ListStyle::Pipe,
        },
        object: place.object.map(|object| match object {
            ledger::ObjectStyle::Deep => ObjectStyle::Deep,
            ledger::ObjectStyle::Fields => ObjectStyle::Fields,
            ledger::ObjectStyle::Comma => ObjectStyle::Comma,
            ledger::ObjectStyle::Space => ObjectStyle::Space,
            ledger::ObjectStyle::Pipe => ObjectStyle::Pipe,
            ledger::ObjectStyle::Pairs => ObjectStyle::Pairs,
        }),
        json: place.json,
    }
}

/// The longest time of one request.
fn request_timeout(binding: &EffectiveBinding<'_>) -> Millis {
    binding.timeout.map_or(DEFAULT_TIMEOUT, millis)
}

/// None where an entry contradicts itself, which is reported where it is read.
fn body(
    binding: &EffectiveBinding<'_>,
    input: &Type,
    environment: &Environment<'_>,
) -> Option<Body> {
    let Some(body) = &binding.body else { return Some(Body::None) };
    let field = body.field.clone();
    Some(match body.kind {
        ledger::BodyKind::Json => Body::Json { field, at: body.at.clone() },
        ledger::BodyKind::Text => Body::Text { field: field? },
        ledger::BodyKind::Form => {
            Body::Form { field, places: body.fields.iter().map(place).collect() }
        }
        ledger::BodyKind::Multipart => {
            let files = binding.body_fields.iter();
            let files = files.filter(|name| is_file(input, name, environment));
            Body::Multipart { field, files: files.map(|name| (*name).to_owned()).collect() }
        }
        ledger::BodyKind::Binary => Body::Binary { field: field? },
    })
}

/// Whether a field of the input holds bytes, alone or in a list.
fn is_file(input: &Type, name: &str, environment: &Environment<'_>) -> bool {
    let Type::Record(record) = input.head(environment) else { return false };
    let field = record.fields.iter().find(|field| &*field.name == name);
    let is_bytes = |ty: &Type| match ty {
        Type::String(text) => text.format == Some(Format::Bytes),
        _ => false,
    };
    field.is_some_and(|field| {
        field.ty.arms(environment).iter().any(|arm| match arm {
            Type::List(list) => list.item.arms(environment).iter().any(is_bytes),
            arm => is_bytes(arm),
        })
    })
}

fn response(binding: &EffectiveBinding<'_>) -> Response {
    // A job's output stands in its last answer.
    let at = match binding.job {
        Some(job) => &job.result,
        None => &binding.response.at,
    };
    match binding.response.kind {
        ledger::ResponseKind::Json => Response::Json { at: at.clone() },
        ledger::ResponseKind::Text => Response::Text,
        ledger::ResponseKind::Binary => Response::Binary,
        ledger::ResponseKind::None => Response::None,
    }
}

fn async_job(job: &ledger::AsyncJob, request_timeout: Millis) -> AsyncJob {
    let request = |request: &ledger::JobRequest| JobRequest {
        method: request.method.name().to_owned(),
        path: request.path.clone(),
    };
    // What isn't said to be free may be charged.
    let charged = job.charged_when.as_ref();
    AsyncJob {
        id_at: job.job_id.clone(),
        poll: request(&job.poll),
        interval: job.poll.interval.map(millis),
        state_at: job.state.clone(),
        done: job.done.clone(),
        failed: job.failed.clone(),
        fetch: job.fetch.as_ref().map(request),
        cancel: job.cancel.as_ref().map(request),
        request_timeout,
        charged_when_cancelled: charged.is_none_or(|charged| charged.cancelled),
        charged_when_failed: charged.is_none_or(|charged| charged.failed),
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

fn credential(auth: &ledger::Auth) -> Auth {
    match auth {
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
        ledger::Auth::Btauth { receiver } => Auth::Btauth { receiver: receiver.clone() },
        ledger::Auth::Axon { receiver } => Auth::Axon { receiver: receiver.clone() },
        ledger::Auth::Epistula { receiver } => Auth::Epistula { receiver: receiver.clone() },
        ledger::Auth::S3 { user_env, env, region } => {
            Auth::S3 { key_id: user_env.clone(), secret: env.clone(), region: region.clone() }
        }
    }
}

fn limits(limits: Option<&ledger::Limits>) -> Limits {
    limits.map_or_else(Limits::default, |limits| Limits {
        requests: limits.requests,
        per: limits.per.map(millis),
        concurrency: limits.concurrency,
    })
}
