//! An operation as a server sees it: made from the Ledger's entry once, when the sandbox starts.

use std::time::Duration;

use orchestra_keys::request::axon;
use orchestra_ledger_model::{
    Amount, Auth, BodyKind, JobRequest, Operation as Entry, Place, Price, PriceUnit, ResponseKind,
    Subnet, Transport,
};
use serde_json::{Map, Value};

use crate::contract::Contract;
use crate::path_template::PathTemplate;
use crate::signature::Signature;

/// One operation of one entry.
#[derive(Debug)]
pub(crate) struct Operation {
    /// `desearch.web_search`.
    pub(crate) name: String,
    pub(crate) method: &'static str,
    /// With `/SLUG/ENDPOINT` in front.
    pub(crate) path: PathTemplate,
    pub(crate) credential: Option<CredentialPlace>,
    pub(crate) query: Vec<Place>,
    pub(crate) headers: Vec<Place>,
    pub(crate) cookies: Vec<Place>,
    pub(crate) body: BodyForm,
    /// Fixed values that the caller's transport adds to what the input says.
    pub(crate) fixed: Fixed,
    /// Whether a body may have what the transport of chat completions adds to the input.
    pub(crate) is_chat: bool,
    pub(crate) input: Contract,
    pub(crate) output: Contract,
    pub(crate) answer: AnswerForm,
    /// How a long answer is fetched.
    pub(crate) job: Option<Job>,
    /// The pointer in the output to the text that a model wrote.
    pub(crate) generated_text: Option<String>,
    /// Pointers to the arguments that say how many items are wanted.
    pub(crate) item_limits: Vec<String>,
    pub(crate) charge: Option<Charge>,
    /// The declared median.
    pub(crate) latency: Duration,
}

/// Where a request carries its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CredentialPlace {
    /// A header with a text before and after the key: `Bearer `, nothing.
    Header { name: String, before: String, after: String },
    /// A query parameter.
    Query { name: String },
    /// `Authorization: Basic …`.
    Basic,
    /// Headers of a signature.
    Signature(Signature),
}

/// How the rest of the input is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyForm {
    /// No body.
    None,
    /// A JSON object of all that is left, or one field alone.
    Json {
        field: Option<String>,
        /// The pointer to the object of all that is left.
        at: String,
    },
    /// One field as text.
    Text { field: Option<String> },
    /// URL-encoded pairs, some of them written otherwise.
    Form { places: Vec<Place> },
    /// Bytes or parts, which are taken without a look.
    Opaque,
}

/// The `set` of a binding.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fixed {
    pub(crate) query: Map<String, Value>,
    pub(crate) headers: Map<String, Value>,
    pub(crate) body: Map<String, Value>,
}

/// How the output is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AnswerForm {
    /// JSON, the output at this pointer.
    Json {
        at: String,
    },
    Text,
    Binary,
    None,
}

/// An answer that only names a job.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    /// The pointer to the job's id in the first answer.
    pub(crate) id: String,
    pub(crate) poll: JobPath,
    /// The pointer to the state, and the one that says the job is done.
    pub(crate) state: String,
    pub(crate) done: Value,
    /// The pointer to the output, in the last answer.
    pub(crate) result: String,
    pub(crate) fetch: Option<JobPath>,
    pub(crate) cancel: Option<JobPath>,
}

/// A request about a job; its path or its query has the parameter `job_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JobPath {
    pub(crate) method: &'static str,
    pub(crate) path: PathTemplate,
    /// What its query must say, each value as a template.
    pub(crate) query: Vec<(String, PathTemplate)>,
}

impl JobPath {
    fn new(base: &str, request: &JobRequest) -> Self {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Self {
            method: request.method.name(),
            path: PathTemplate::parse(&format!("{base}{path}")),
            query: pairs
                .map(|(name, value)| (name.to_owned(), PathTemplate::parse(value)))
                .collect(),
        }
    }

    /// The job's id, where a request is one of these.
    pub(crate) fn job_id(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
    ) -> Option<String> {
        let mut found = self.path.matches(path).filter(|_| self.method == method)?;
        for (name, value) in &self.query {
            let mut said = query.iter().filter(|(said, _)| said == name);
            found.extend(said.find_map(|(_, text)| value.matches(text))?);
        }
        found.remove("job_id").map(|parameter| parameter.text)
    }
}

/// Where an answer states what it cost, and what adds up to that.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Charge {
    pub(crate) place: ChargePlace,
    /// What one of what is stated is worth.
    pub(crate) unit: Amount,
    /// In the currency that is stated.
    pub(crate) prices: Vec<Price>,
}

/// `output:/cost` or `header:x-cost`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChargePlace {
    Output(String),
    Header(String),
}

impl Operation {
    /// The operation `name` of an entry; none where the entry lacks what it names.
    pub(crate) fn new(subnet: &Subnet, name: &str) -> Option<Self> {
        let entry = subnet.operations.get(name)?;
        let binding = subnet.binding(name)?;
        let transport = binding.endpoint.transport;
        let base = format!("/{}/{}", subnet.slug, binding.endpoint_name);
        let path = |path: &str| match transport {
            // A bucket alone has no slashes; what lies in it may.
            Transport::S3 if path.matches('{').count() > 1 => {
                PathTemplate::of_objects(&format!("{base}{path}"))
            }
            _ => PathTemplate::parse(&format!("{base}{path}")),
        };
        let job_path = |request: &JobRequest| JobPath::new(&base, request);
        let job = binding.job.map(|job| Job {
            id: job.job_id.clone(),
            poll: job_path(&job.poll),
            state: job.state.clone(),
            done: job.done.first().cloned().unwrap_or_default(),
            result: job.result.clone(),
            fetch: job.fetch.as_ref().map(job_path),
            cancel: job.cancel.as_ref().map(job_path),
        });
        let body = binding.body.as_ref();
        let field = body.and_then(|body| body.field.clone());
        let at = body.map(|body| body.at.clone()).unwrap_or_default();
        let places = body.map(|body| body.fields.clone()).unwrap_or_default();
        let latency = entry.latency.as_ref().and_then(|latency| latency.p50);
        Some(Self {
            name: format!("{}.{name}", subnet.slug),
            method: binding.method.name(),
            path: path(binding.path),
            credential: binding
                .auth
                .and_then(|(_, auth)| CredentialPlace::of(auth, &entry.binding.hash_fields)),
            query: binding.query.to_vec(),
            headers: binding.headers.to_vec(),
            cookies: binding.cookies.to_vec(),
            body: match binding.body.as_ref().map(|body| body.kind) {
                None => BodyForm::None,
                Some(BodyKind::Json) => BodyForm::Json { field, at },
                Some(BodyKind::Text) => BodyForm::Text { field },
                Some(BodyKind::Form) => BodyForm::Form { places },
                Some(BodyKind::Multipart | BodyKind::Binary) => BodyForm::Opaque,
            },
            fixed: Fixed {
                query: binding.set.query.into_iter().collect(),
                headers: binding.set.headers.into_iter().collect(),
                body: binding.set.body,
            },
            is_chat: transport == Transport::Openai,
            input: Contract::new(entry.input.clone()),
            output: Contract::new(entry.output.clone()),
            answer: match binding.response.kind {
                ResponseKind::Json => AnswerForm::Json { at: binding.response.at },
                ResponseKind::Text => AnswerForm::Text,
                ResponseKind::Binary => AnswerForm::Binary,
                ResponseKind::None => AnswerForm::None,
            },
            job,
            generated_text: entry.generates_text.clone(),
            item_limits: item_limits(entry),
            charge: charge(entry),
            latency: latency.map_or(Duration::ZERO, orchestra_ledger_model::TimeSpan::duration),
        })
    }

    /// Whether the transport adds a field of this name to the body.
    pub(crate) fn is_transports_own(&self, field: &str) -> bool {
        let is_axon =
            matches!(self.credential, Some(CredentialPlace::Signature(Signature::Axon(..))));
        let is_axons = is_axon && axon::OWN_FIELDS.contains(&field) && !self.input.has(field);
        is_axons || self.fixed.body.contains_key(field)
    }
}

impl CredentialPlace {
    /// Where the Ledger says that a key or a signature stands.
    fn of(auth: &Auth, hash_fields: &[String]) -> Option<Self> {
        match auth {
            Auth::Header { name, format, .. } => Some(Self::header(name, format)),
            Auth::Bearer { .. } => Some(Self::header("Authorization", "Bearer {secret}")),
            Auth::Query { name, .. } => Some(Self::Query { name: name.clone() }),
            Auth::Basic { .. } => Some(Self::Basic),
            Auth::Btauth { .. } | Auth::Axon { .. } | Auth::Epistula { .. } | Auth::S3 { .. } => {
                Signature::of(auth, hash_fields).map(Self::Signature)
            }
        }
    }
}

fn item_limits(entry: &Entry) -> Vec<String> {
    let items = entry.prices().unwrap_or_default().iter();
    let items = items.filter(|price| price.unit == PriceUnit::Item);
    items.filter_map(|price| price.limited_by.clone()).collect()
}

fn charge(entry: &Entry) -> Option<Charge> {
    let charged = entry.charged.as_ref()?;
    let place = match charged.at.split_once(':')? {
        ("output", pointer) => ChargePlace::Output(pointer.to_owned()),
        ("header", name) => ChargePlace::Header(name.to_owned()),
        _ => return None,
    };
    let prices = entry.prices().unwrap_or_default().iter();
    let prices = prices.filter(|price| price.currency.eq_ignore_ascii_case(&charged.currency));
    Some(Charge { place, unit: charged.unit, prices: prices.cloned().collect() })
}
