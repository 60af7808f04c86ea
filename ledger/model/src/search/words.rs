//! Texts as words to be compared.

/// Words that say nothing of what is looked for, as [`words`] has them.
pub const SILENT: [&str; 30] = [
    "a", "an", "and", "are", "be", "by", "can", "do", "for", "from", "how", "i", "in", "is", "it",
    "make", "me", "my", "of", "on", "or", "that", "the", "thi", "to", "was", "what", "which",
    "with", "you",
];

/// Letters that two related words begin with, at least.
const SHARED: usize = 5;
/// Letters that follow in either, at most.
const ENDING: usize = 4;

/// The words of a text in order: in lower case, without the `s` of a plural.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(singular).map(str::to_owned).collect()
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(one) if word.len() >= 4 && !word.ends_with("ss") => one,
        _ => word,
    }
}

/// Whether two words differ only in how they end: "translate", "translation".
pub(super) fn are_related(left: &str, right: &str) -> bool {
    let shared = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str| word.chars().count() - shared;
    shared >= SHARED && rest(left) <= ENDING && rest(right) <= ENDING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_singular() {
        let found = words("desearch.Web_Searches, GPUs & loss: is, Größe");
        assert_eq!(found, ["desearch", "web", "searche", "gpu", "loss", "is", "größe"]);
    }

    #[test]
    fn endings_make_words_related() {
        for (left, right) in [("translate", "translation"), ("summary", "summarize")] {
            assert!(are_related(left, right), "{left} {right}");
        }
        for (left, right) in [
            ("image", "imagine"),
            ("forecast", "forest"),
            ("text", "texture"),
            ("transcribe", "translate"),
        ] {
            assert!(!are_related(left, right), "{left} {right}");
        }
    }
}
