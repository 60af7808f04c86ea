//! An entry as a whole: names that refer to each other, sources, authentication, endpoints.

use super::{Report, Standard, formats, operation};
use crate::{
    Auth, Endpoint, EntrySignature, Limits, Subnet,
    document::segment,
    signing::{self, Terms},
};

/// Reports what is wrong with an entry of the right shape.
pub(crate) fn check(
    subnet: &Subnet,
    standard: Standard,
    known: &dyn Fn(&str) -> bool,
    report: &mut Report<'_>,
) {
    if standard == Standard::Listed && subnet.sources.is_empty() {
        report.at_value("/sources", "every fact has a source, and none is named");
    }
    for (index, category) in subnet.categories.iter().enumerate() {
        if category.contains('.') && !known(category) {
            let message = format!("there is no capability `{category}`");
            report.at_value(&format!("/categories/{index}"), message);
        }
    }
    for (index, signature) in subnet.verification.signatures().iter().enumerate() {
        check_signature(subnet, signature, &format!("/verification/signatures/{index}"), report);
    }
    for (name, auth) in &subnet.auth {
        check_auth(auth, &format!("/auth{}", segment(name)), report);
    }
    for (name, endpoint) in &subnet.endpoints {
        check_endpoint(subnet, endpoint, &format!("/endpoints{}", segment(name)), report);
    }
    for (name, operation) in &subnet.operations {
        let pointer = format!("/operations{}", segment(name));
        if let Err(why) = formats::name(name) {
            report.at_key(&pointer, why);
        }
        operation::check(subnet, operation, standard, &pointer, report);
    }
}

/// A signature that doesn't hold is worse than none: the entry was changed since. Whether its days
/// are over, and whose key it is, isn't asked here.
fn check_signature(
    subnet: &Subnet,
    signature: &EntrySignature,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let terms = Terms::of(signature);
    if let Some(why) = terms.owners_misfit(subnet) {
        report.at_key(pointer, why);
    }
    if let Some(why) = terms.days_misfit() {
        report.at_value(&format!("{pointer}/expires_on"), why);
    }
    if !signing::holds(report.value(), signature) {
        let message = "the signature isn't of this entry by this key";
        report.at_value(&format!("{pointer}/signature"), message).help =
            Some("An entry is signed anew after each change: `orchc ledger sign`.".to_owned());
    }
}

fn check_auth(auth: &Auth, pointer: &str, report: &mut Report<'_>) {
    match auth {
        Auth::Header { format, .. } if format.matches("{secret}").count() != 1 => {
            let message = "write `{secret}` once, where the secret goes";
            report.at_value(&format!("{pointer}/format"), message);
        }
        Auth::Basic { user, user_env, .. } if user.is_some() == user_env.is_some() => {
            report.at_key(pointer, "the user's name is said by one of `user` and `user_env`");
        }
        _ => {}
    }
    for name in auth.variables() {
        let variable = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.bytes().all(variable) {
            let message =
                format!("`{name}` isn't the name of a variable: write capitals, digits and `_`");
            report.at_key(pointer, message);
        }
    }
}

fn check_endpoint(subnet: &Subnet, endpoint: &Endpoint, pointer: &str, report: &mut Report<'_>) {
    if let Some(auth) = &endpoint.auth
        && !subnet.auth.contains_key(auth)
    {
        let message = format!("the entry's `auth` has no `{auth}`");
        report.at_value(&format!("{pointer}/auth"), message);
    }
    if endpoint.base_url.contains(['?', '#']) {
        let message = "paths are appended to it: a query or a fragment can't stand here";
        report.at_value(&format!("{pointer}/base_url"), message);
    }
    for (name, text) in &endpoint.headers {
        let pointer = format!("{pointer}/headers{}", segment(name));
        if let Err(why) = formats::header(name) {
            report.at_key(&pointer, why);
        }
        if text.contains(|c: char| c.is_control()) {
            report.at_value(&pointer, "a header can't hold control characters");
        }
    }
    check_limits(endpoint.limits.as_ref(), &format!("{pointer}/limits"), report);
}

/// A rate has a number and a window.
pub(crate) fn check_limits(limits: Option<&Limits>, pointer: &str, report: &mut Report<'_>) {
    let Some(limits) = limits else { return };
    if limits.requests.is_some() != limits.per.is_some() {
        report.at_key(pointer, "`requests` and `per` stand together");
    }
    for (name, span) in [("per", limits.per), ("timeout", limits.timeout)] {
        if span.is_some_and(|span| span.milliseconds() == 0) {
            report.at_value(&format!("{pointer}/{name}"), "this is no time at all");
        }
    }
}
