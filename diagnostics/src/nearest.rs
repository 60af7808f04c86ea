//! "Did you mean": the one measure of how like two names are.

/// The name of `known` that `written` was most likely meant to be; of several that are equally like
/// it, the first by the alphabet.
///
/// At most a third of the letters may differ (Damerau–Levenshtein, capitals aside), or one of two
/// or more.
#[must_use]
pub fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let folded = written.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            let longest = written.chars().count().max(name.chars().count());
            *distance <= (longest / 3).max(1) && *distance < longest && *name != written
        })
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn one_letter_of_a_short_name_may_differ_and_a_third_of_a_long_one() {
        let known = ["limit", "language", "q"];
        assert_eq!(nearest("limt", known), Some("limit"));
        assert_eq!(nearest("langauge", known), Some("language"));
        assert_eq!(nearest("Limit", known), Some("limit"));
        assert_eq!(nearest("offset", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
