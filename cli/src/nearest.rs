//! The name that was probably meant.

/// Of `known`, the name most like `written`, if any is like it at all.
pub(crate) fn nearest<'n>(
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let likeness = |name: &str| (strsim::jaro_winkler(name, written) * 1000.0) as u32;
    known.into_iter().max_by_key(|name| likeness(name)).filter(|name| likeness(name) >= 800)
}

/// Names as a sentence lists them: `a`, `b` and `c`.
pub(crate) fn list(names: &[String], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_like_it_is_named() {
        assert_eq!(nearest("topik", ["depth", "topic"]), Some("topic"));
        assert_eq!(nearest("x", ["depth", "topic"]), None);
    }

    #[test]
    fn a_list_is_a_sentence() {
        let names =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&names(&["a", "b", "c"]), "and"), "`a`, `b` and `c`");
        assert_eq!(list(&names(&["a"]), "or"), "`a`");
        assert_eq!(list(&[], "or"), "none");
    }
}
