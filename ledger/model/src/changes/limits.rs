//! Limits and latency.

use super::{ChangeKind, Changes, is_was, worse_if};
use crate::{Latency, Limits};

/// Compares limits, which have their place in `limits`. What is left out isn't known.
pub(super) fn compare(old: Option<&Limits>, new: Option<&Limits>, changes: &mut Changes) {
    let none = Limits::default();
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let kind = ChangeKind::Limit;
    let Limits { requests, per, concurrency, timeout } = old;
    if (requests, per) != (&new.requests, &new.per) {
        let rate = |limits: &Limits| {
            let per = limits.per.map_or("no time".to_owned(), |per| per.to_string());
            limits.requests.map(|requests| format!("{requests} requests in {per}"))
        };
        let is_as_many = match (requests, new.requests, per, new.per) {
            (_, None, _, _) => true,
            (Some(was), Some(is), Some(per), Some(in_time)) => is >= *was && in_time <= *per,
            _ => false,
        };
        let name = if requests != &new.requests { "requests" } else { "per" };
        let reason = is_was("the rate", rate(old), rate(new));
        changes.class(worse_if(!is_as_many), kind, name, reason);
        note_if_gone(new.requests.is_none(), changes);
    }
    if *concurrency != new.concurrency {
        let is_fewer = match (concurrency, new.concurrency) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(was), Some(is)) => is < *was,
        };
        let reason = is_was("the number of requests at once", *concurrency, new.concurrency);
        changes.class(worse_if(is_fewer), kind, "concurrency", reason);
        note_if_gone(new.concurrency.is_none(), changes);
    }
    if *timeout != new.timeout {
        let why = match (timeout, new.timeout) {
            (Some(was), Some(is)) if is > *was => "; bounds of time grow",
            (Some(_), None) => "; time has no bound",
            _ => "; attempts that take longer fail",
        };
        let reason = is_was("the time-out", *timeout, new.timeout);
        changes.breaking(kind, "timeout", reason + why);
        note_if_gone(new.timeout.is_none(), changes);
    }
}

/// Compares latencies, which have their place in `latency`: nothing is promised by them.
pub(super) fn compare_latency(old: Option<&Latency>, new: Option<&Latency>, changes: &mut Changes) {
    if old == new {
        return;
    }
    let words = |latency: Option<&Latency>| {
        let Latency { p50, p95, basis: _ } = latency?;
        let half = p50.map(|time| format!("{time} (half)"));
        let most = p95.map(|time| format!("{time} (19 of 20)"));
        let both: Vec<_> = half.into_iter().chain(most).collect();
        (!both.is_empty()).then(|| both.join(", "))
    };
    let (was, is) = (words(old), words(new));
    let reason = match was == is {
        true => "it is known otherwise how long answers take".to_owned(),
        false => is_was("the usual time of an answer", was, is),
    };
    changes.compatible(ChangeKind::Latency, "latency", reason);
    note_if_gone(new.is_none(), changes);
}

fn note_if_gone(is_gone: bool, changes: &mut Changes) {
    if is_gone {
        changes.in_old();
    }
}
