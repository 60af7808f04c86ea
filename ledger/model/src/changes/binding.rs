//! Where requests go and how they are sent.
//!
//! Callers see schemas, not requests, so how a request is put together may change under them. Whom
//! it reaches and what it asks for may not.

use super::{ChangeKind, Changes, auth, is_was, limits, worse_if};
use crate::{AsyncJob, Binding, ChargedWhen, Endpoint, Structured, Subnet};

const SENT: &str = "requests are put together otherwise, which callers don't see";

/// Compares endpoints, which have their place in `endpoints`.
pub(super) fn compare_endpoints(old: &Subnet, new: &Subnet, changes: &mut Changes) {
    let kind = ChangeKind::Endpoint;
    for (name, was) in &old.endpoints {
        match new.endpoints.get(name) {
            Some(is) => changes.within(name, |changes| {
                compare_endpoint((old, was), (new, is), changes);
            }),
            None => {
                // An operation that went there is told of in its own place.
                changes.compatible(kind, name, format!("the endpoint `{name}` is gone"));
                changes.in_old();
            }
        }
    }
    for name in new.endpoints.keys().filter(|name| !old.endpoints.contains_key(*name)) {
        changes.compatible(kind, name, format!("the endpoint `{name}` is new"));
    }
}

fn compare_endpoint(
    (old, was): (&Subnet, &Endpoint),
    (new, is): (&Subnet, &Endpoint),
    changes: &mut Changes,
) {
    let kind = ChangeKind::Endpoint;
    let Endpoint { transport, base_url, auth, headers, limits } = was;
    if *transport != is.transport {
        let reason = format!("it speaks {}, was {}", is.transport.name(), transport.name());
        changes.breaking(kind, "transport", reason);
    }
    if *base_url != is.base_url {
        match (was.origin(), is.origin()) {
            (Some(from), Some(to)) if from == to => {
                let reason = "requests go to another address of the same origin";
                changes.compatible(kind, "base_url", reason);
            }
            (from, to) => {
                let reason = is_was("the origin that requests go to", from, to);
                changes.breaking(kind, "base_url", reason);
            }
        }
    }
    auth::compare_names((old, auth.as_deref()), (new, is.auth.as_deref()), changes);
    if *headers != is.headers {
        let reason = "requests carry other fixed headers, and may ask for something else";
        changes.breaking(kind, "headers", reason);
    }
    changes.within("limits", |changes| {
        limits::compare(limits.as_ref(), is.limits.as_ref(), changes);
    });
}

/// Compares bindings, which have their place in `binding`.
pub(super) fn compare(
    (old, was): (&Subnet, &Binding),
    (new, is): (&Subnet, &Binding),
    changes: &mut Changes,
) {
    let kind = ChangeKind::Binding;
    let Binding {
        endpoint,
        method,
        path,
        query,
        headers,
        cookies,
        body,
        set,
        response,
        auth,
        idempotency_header,
        prompt,
        structured,
        hash_fields,
        job,
    } = was;
    if *endpoint != is.endpoint {
        compare_targets((old, endpoint), (new, &is.endpoint), changes);
    }
    let sent = [
        ("method", *method != is.method),
        ("path", *path != is.path),
        ("query", *query != is.query),
        ("headers", *headers != is.headers),
        ("cookies", *cookies != is.cookies),
        ("body", *body != is.body),
        ("response", *response != is.response),
        ("idempotency_header", *idempotency_header != is.idempotency_header),
        ("prompt", *prompt != is.prompt),
        ("hash_fields", *hash_fields != is.hash_fields),
    ];
    for (name, _) in sent.iter().filter(|(_, differs)| *differs) {
        changes.compatible(kind, name, SENT);
    }
    if *set != is.set {
        changes.breaking(
            kind,
            "set",
            "requests carry other fixed values, and may ask for something else",
        );
    }
    let names = |entry: &Subnet, binding: &Binding| match &binding.auth {
        Some(stated) => stated.clone(),
        None => entry.endpoints.get(&binding.endpoint).and_then(|it| it.auth.clone()),
    };
    // What the endpoint says is told there; the binding's own word is told here.
    let (names_was, names_is) = (names(old, was), names(new, is));
    if *auth != is.auth || *endpoint != is.endpoint {
        auth::compare_names((old, names_was.as_deref()), (new, names_is.as_deref()), changes);
        if *auth != is.auth && names_was == names_is {
            let reason = "it is named elsewhere, and is the same";
            changes.compatible(ChangeKind::Authentication, "auth", reason);
        }
    }
    if *structured != is.structured {
        let rank = |structured: Option<Structured>| match structured {
            Some(Structured::JsonSchema) => 2,
            Some(Structured::JsonObject) => 1,
            None => 0,
        };
        let worse = rank(is.structured) < rank(*structured);
        let reason = match worse {
            true => "less is asked of the model's answer than before: `into` fails more often",
            false => "more is asked of the model's answer than before",
        };
        changes.class(worse_if(worse), kind, "structured", reason.into());
    }
    compare_jobs(job.as_ref(), is.job.as_ref(), changes);
}

fn compare_targets((old, was): (&Subnet, &str), (new, is): (&Subnet, &str), changes: &mut Changes) {
    let kind = ChangeKind::Endpoint;
    let (Some(from), Some(to)) = (old.endpoints.get(was), new.endpoints.get(is)) else {
        changes.breaking(kind, "endpoint", format!("it is sent to `{is}`, was `{was}`"));
        return;
    };
    if from.transport != to.transport {
        let reason =
            format!("`{is}` speaks {}, `{was}` {}", to.transport.name(), from.transport.name());
        changes.breaking(kind, "endpoint", reason);
    } else if from.origin() != to.origin() {
        let reason = is_was("the origin that requests go to", from.origin(), to.origin());
        changes.breaking(kind, "endpoint", reason);
    } else if from.headers != to.headers {
        let reason = "requests carry other fixed headers, and may ask for something else";
        changes.breaking(kind, "endpoint", reason);
    } else {
        let reason = format!("it is sent to `{is}`, was `{was}`, of the same origin");
        changes.compatible(kind, "endpoint", reason);
    }
    // Limits of the one endpoint don't hold at the other.
    changes.within("endpoint", |changes| {
        limits::compare(from.limits.as_ref(), to.limits.as_ref(), changes);
    });
}

fn compare_jobs(old: Option<&AsyncJob>, new: Option<&AsyncJob>, changes: &mut Changes) {
    let kind = ChangeKind::Job;
    match (old, new) {
        (None, None) => {}
        (None, Some(_)) => {
            changes.breaking(kind, "async", "the answer comes later: it has to be asked for")
        }
        (Some(_), None) => {
            changes.compatible(kind, "async", "the answer comes at once");
            changes.in_old();
        }
        (Some(was), Some(is)) => changes.within("async", |changes| compare_job(was, is, changes)),
    }
}

fn compare_job(was: &AsyncJob, is: &AsyncJob, changes: &mut Changes) {
    let kind = ChangeKind::Job;
    let AsyncJob {
        job_id,
        poll,
        state,
        done,
        failed,
        result,
        fetch,
        cancel,
        max_wait,
        charged_when,
    } = was;
    let followed = [
        ("job_id", *job_id != is.job_id),
        ("poll", *poll != is.poll),
        ("state", *state != is.state),
        ("done", *done != is.done),
        ("failed", *failed != is.failed),
        ("result", *result != is.result),
        ("fetch", *fetch != is.fetch),
    ];
    for (name, _) in followed.iter().filter(|(_, differs)| *differs) {
        changes.compatible(kind, name, "jobs are followed otherwise, which callers don't see");
    }
    if *cancel != is.cancel {
        let worse = is.cancel.is_none();
        let reason =
            if worse { "a job can't be ended any more" } else { "a job is ended otherwise" };
        changes.class(worse_if(worse), kind, "cancel", reason.into());
    }
    if *max_wait != is.max_wait {
        let why = match (max_wait, is.max_wait) {
            (Some(was), Some(is)) if is > *was => "; bounds of time grow",
            (Some(_), None) => "; time has no bound",
            _ => "; jobs that take longer fail",
        };
        let reason = is_was("the longest time of a job", *max_wait, is.max_wait) + why;
        changes.breaking(kind, "max_wait", reason);
    }
    if *charged_when != is.charged_when {
        let charged = |when: &Option<ChargedWhen>| {
            // What isn't known may be charged.
            when.as_ref().map_or((true, true), |when| (when.cancelled, when.failed))
        };
        let (was, is) = (charged(charged_when), charged(&is.charged_when));
        let worse = (is.0 && !was.0) || (is.1 && !was.1);
        let reason = match worse {
            true => "jobs without a result are charged that weren't",
            false => "no more jobs without a result are charged than before",
        };
        changes.class(worse_if(worse), kind, "charged_when", reason.into());
    }
}
