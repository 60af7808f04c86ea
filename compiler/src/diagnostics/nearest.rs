//! "Did you mean", as help and fix.

use orchestra_diagnostics::{Diagnostic, Span, nearest};

use super::list_words;

/// How many names are listed in full where none is near.
const MOST_LISTED: usize = 8;

/// The name of `known` that `written` was most likely meant to be.
pub(crate) fn find<'n>(written: &str, known: &'n [String]) -> Option<&'n str> {
    nearest(written, known.iter().map(String::as_str))
}

/// Adds the nearest name as help and fix of `span`; without one, the names there are.
pub(crate) fn suggest(
    diagnostic: Diagnostic,
    span: Span,
    written: &str,
    known: &[String],
) -> Diagnostic {
    if let Some(name) = find(written, known) {
        return diagnostic.with_help(format!("did you mean `{name}`?")).with_fix(
            format!("write `{name}`"),
            span,
            name,
        );
    }
    match listed(known) {
        Some(listed) => diagnostic.with_help(listed),
        None => diagnostic,
    }
}

/// "there is `a` and `b`", where there are some, and not too many.
pub(crate) fn listed(known: &[String]) -> Option<String> {
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let few = 1..=MOST_LISTED;
    few.contains(&names.len()).then(|| format!("there is {}", list_words(&names, "and")))
}
