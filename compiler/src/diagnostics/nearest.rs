//! "Did you mean": the nearest of the names that could stand at a place.

use orchestra_diagnostics::{Diagnostic, Span};

use super::list_words;

/// How many names a help lists in full where none is near.
const MOST_LISTED: usize = 8;

/// The name of `known` that `written` was most likely meant to be.
///
/// At most a third of the letters may differ (Damerau–Levenshtein, capitals aside), or one of two
/// or more.
pub(crate) fn find<'a>(written: &str, known: &'a [String]) -> Option<&'a String> {
    let folded = written.to_lowercase();
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            let longest = written.len().max(name.len());
            *distance <= (longest / 3).max(1) && *distance < longest && *name != written
        })
        .min_by_key(|(distance, name)| (*distance, name.as_str()))
        .map(|(_, name)| name)
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
    if known.is_empty() || known.len() > MOST_LISTED {
        return diagnostic;
    }
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    diagnostic.with_help(format!("there is {}", list_words(&names, "and")))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn one_letter_of_a_short_name_may_differ_and_a_third_of_a_long_one() {
        let known = ["limit", "language", "q"].map(String::from);
        assert_eq!(find("limt", &known).map(String::as_str), Some("limit"));
        assert_eq!(find("langauge", &known).map(String::as_str), Some("language"));
        assert_eq!(find("Limit", &known).map(String::as_str), Some("limit"));
        assert_eq!(find("offset", &known), None);
        assert_eq!(find("x", &known), None);
    }
}
