//! Lists in sentences.

/// "a", "a and b", "a, b and c".
pub(crate) fn list_words(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::list_words;

    #[test]
    fn only_the_last_two_words_have_a_conjunction() {
        let words =
            |n: usize| ["a", "b", "c"][..n].iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(list_words(&words(1), "and"), "a");
        assert_eq!(list_words(&words(2), "or"), "a or b");
        assert_eq!(list_words(&words(3), "and"), "a, b and c");
    }
}
