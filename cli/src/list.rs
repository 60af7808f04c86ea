//! Several names in a sentence.

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
    fn a_list_is_a_sentence() {
        let names =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&names(&["a", "b", "c"]), "and"), "`a`, `b` and `c`");
        assert_eq!(list(&names(&["a"]), "or"), "`a`");
        assert_eq!(list(&[], "or"), "none");
    }
}
