//! Requests about a provider's job, and what their answers say of it.

use orchestra_plan::{
    Binding,
    binding::{AsyncJob, JobRequest},
};
use serde_json::Value as Json;
use url::form_urlencoded;

use super::{places, styles};
use crate::{Answer, OutgoingRequest};

/// Characters of an id: far more than any provider's has.
const LONGEST_ID: usize = 1024;

/// How a provider's job stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Standing {
    /// Its result is there.
    Done,
    /// It never will be.
    Failed(Json),
    /// Neither; null: nothing is said yet.
    GoesOn(Json),
}

/// The id of the job in the answer to its submission. What is wrong with it is said in words that
/// follow "the answer ".
pub(crate) fn id(job: &AsyncJob, answer: &Answer) -> Result<String, String> {
    let at = &job.id_at;
    let id = match super::json_at(super::text(&answer.body)?, at)? {
        Json::String(id) => id,
        Json::Number(id) if id.is_i64() || id.is_u64() => id.to_string(),
        _ => return Err(format!("names no job at `{at}`")),
    };
    if id.chars().count() > LONGEST_ID {
        return Err(format!("has no id at `{at}`, but a text of {} bytes", id.len()));
    }
    // Whatever can't be asked about is no id.
    let text = Json::String(id.clone());
    styles::segment("the job's id", |_| Ok(Some(&text)))
        .map_err(|problem| format!("names no job at `{at}`: {problem}"))?;
    Ok(id)
}

/// How the job stands, by the answer to a poll. Whoever answers "accepted" needn't say more.
pub(crate) fn standing(job: &AsyncJob, answer: &Answer) -> Result<Standing, String> {
    let state = super::text(&answer.body).and_then(|text| super::json_at(text, &job.state_at));
    let state = match state {
        Ok(state) => state,
        Err(_) if answer.status == 202 => return Ok(Standing::GoesOn(Json::Null)),
        Err(problem) => return Err(problem),
    };
    let is = |listed: &Json| match (listed, &state) {
        (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    };
    Ok(if job.done.iter().any(is) {
        Standing::Done
    } else if job.failed.iter().any(is) {
        Standing::Failed(state)
    } else {
        Standing::GoesOn(state)
    })
}

/// A request about the job. It has the headers that the operation's requests always have, its query
/// is its own.
pub(crate) fn request(
    binding: &Binding,
    asked: &JobRequest,
    id: &str,
) -> Result<OutgoingRequest, String> {
    let id = Json::String(id.to_owned());
    // An encoded id is one segment of a path, and one value in a query.
    let encoded = |name: &str| match name {
        "job_id" => styles::segment("the job's id", |_| Ok(Some(&id))),
        other => Err(format!("a request about a job knows no `{{{other}}}`")),
    };
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let query = places::path(query, encoded)?;
    Ok(OutgoingRequest {
        method: asked.method.clone(),
        base_url: binding.base_url.clone(),
        path: places::path(path, encoded)?,
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        query_encoded: Vec::new(),
        headers: binding.fixed.headers.clone().into_iter().collect(),
        secrets: Vec::new(),
        body: None,
    })
}
