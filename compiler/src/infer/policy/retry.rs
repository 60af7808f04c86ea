//! `retry: 3`, or `retry: { attempts: 4, backoff: exponential, first: 500ms, max: 10s, on: […] }`.

use orchestra_diagnostics::nearest;
use orchestra_plan::{FailureKind, Retry, policy::Backoff};

use super::value::{PolicyForm, PolicyValue, Refusal};
use crate::diagnostics::PolicyProblem;

/// Most attempts that a call may ask for: a step's attempts are counted in its keys and reports.
const MOST_ATTEMPTS: u32 = 1_000;

pub(super) const FIELDS: [&str; 5] = ["attempts", "backoff", "first", "max", "on"];

/// Reads the value of `retry`.
pub(super) fn read(value: &PolicyValue) -> Result<Retry, Vec<Refusal>> {
    let PolicyForm::Record(fields) = &value.form else {
        let retries = value.constant().map(|_| value.count("retry", 0)).unwrap_or_else(|| {
            Err(value.refuse("`retry` takes a number of retries, or a record with `attempts`"))
        });
        let attempts = retries.map_err(|refusal| vec![refusal])?.saturating_add(1);
        return within_limit(attempts, value).map(Retry::with_attempts).map_err(|e| vec![e]);
    };
    let mut retry = Retry::with_attempts(1);
    let mut refusals = Vec::new();
    // What is misspelt isn't missing besides.
    let is_attempts = |name: &str| name == "attempts" || nearest(name, FIELDS) == Some("attempts");
    if !fields.iter().any(|(name, ..)| is_attempts(name)) {
        refusals.push(value.refuse("`retry` needs `attempts`, which counts the first"));
    }
    for (name, site, field) in fields {
        let outcome = match name.as_str() {
            "attempts" => field
                .count("attempts", 1)
                .and_then(|attempts| within_limit(attempts, field))
                .map(|attempts| retry.attempts = attempts),
            "backoff" => field.word("backoff", &["exponential", "fixed"]).map(|index| {
                retry.backoff = [Backoff::Exponential, Backoff::Fixed][index];
            }),
            "first" => field.duration("first").map(|first| retry.first = first),
            "max" => field.duration("max").map(|max| retry.max = max),
            "on" => kinds(field).map(|kinds| retry.on = kinds),
            _ => {
                let known = FIELDS.iter().map(|field| (*field).to_owned()).collect();
                let problem = PolicyProblem::Value {
                    sentence: format!("`retry` has no `{name}`"),
                    help: None,
                    words: Some((name.clone(), known)),
                };
                Err(Some((*site, problem)))
            }
        };
        refusals.extend(outcome.err());
    }
    if refusals.is_empty() { Ok(retry) } else { Err(refusals) }
}

fn within_limit(attempts: u32, value: &PolicyValue) -> Result<u32, Refusal> {
    if attempts <= MOST_ATTEMPTS {
        return Ok(attempts);
    }
    Err(value.refuse(&format!("at most {MOST_ATTEMPTS} attempts are made, found {attempts}")))
}

fn kinds(value: &PolicyValue) -> Result<Vec<FailureKind>, Refusal> {
    let PolicyForm::List(items) = &value.form else {
        return Err(
            value.refuse("`on` takes a list of kinds of failure, like `[timeout, network]`")
        );
    };
    let words: Vec<&str> = FailureKind::OF_ATTEMPTS.iter().map(|(word, _)| *word).collect();
    let mut kinds = Vec::new();
    for item in items {
        let kind = FailureKind::OF_ATTEMPTS[item.word("on", &words)?].1;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}
