//! Patterns of the source and of types: ECMA-262's without look-around and back-references,
//! unanchored. They are translated for an engine that takes linear time.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

use regex::Regex;

/// Compiles a pattern.
///
/// # Errors
/// What is wrong with it: its syntax, or a look-around or back-reference.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(&translate(pattern)).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".into(),
        error => {
            // The engine draws the pattern first; its last line says what is wrong.
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    })
}

/// Compiled patterns, so that none is compiled twice. They are shared, not cloned: a clone would
/// begin without the room that searches keep for the next one.
#[derive(Debug, Default)]
pub struct Patterns(Mutex<HashMap<String, Result<Arc<Regex>, String>>>);

impl Patterns {
    /// The compiled pattern.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn get(&self, pattern: &str) -> Result<Arc<Regex>, String> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(pattern) {
            return found.clone();
        }
        let compiled = compile(pattern).map(Arc::new);
        known.insert(pattern.to_owned(), compiled.clone());
        compiled
    }
}

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str =
    r"\t-\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";
const LINE_ENDS: &str = r"\n\r\u{2028}\u{2029}";

/// The same pattern in the syntax of the `regex` crate, whose classes are wider and nest.
fn translate(pattern: &str) -> String {
    let mut translated = String::with_capacity(pattern.len() + 16);
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped) => translate_escape(escaped, in_class, &mut translated),
                None => translated.push('\\'),
            },
            '.' if !in_class => {
                let _ = write!(translated, "[^{LINE_ENDS}]");
            }
            '[' if !in_class => {
                let negated = characters.next_if_eq(&'^').is_some();
                if characters.next_if_eq(&']').is_some() {
                    translated.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
                } else {
                    in_class = true;
                    translated.push_str(if negated { "[^" } else { "[" });
                }
            }
            ']' => {
                in_class = false;
                translated.push(']');
            }
            '[' | '&' | '~' if in_class => translated.extend(['\\', character]),
            '-' if in_class && characters.peek() == Some(&'-') => {
                characters.next();
                translated.push_str(r"-\-");
            }
            other => translated.push(other),
        }
    }
    translated
}

fn translate_escape(escaped: char, in_class: bool, translated: &mut String) {
    let class = |negated: bool, members: &str| match (in_class, negated) {
        (true, false) => members.to_owned(),
        (_, false) => format!("[{members}]"),
        (_, true) => format!("[^{members}]"),
    };
    match escaped {
        'd' => translated.push_str(&class(false, DIGIT)),
        'D' => translated.push_str(&class(true, DIGIT)),
        'w' => translated.push_str(&class(false, WORD)),
        'W' => translated.push_str(&class(true, WORD)),
        's' => translated.push_str(&class(false, SPACE)),
        'S' => translated.push_str(&class(true, SPACE)),
        'b' if in_class => translated.push_str(r"\x08"),
        'b' => translated.push_str(r"(?-u:\b)"),
        'B' => translated.push_str(r"(?-u:\B)"),
        '0' => translated.push_str(r"\x00"),
        // Here they would mean the ends of a word.
        '<' | '>' => translated.push(escaped),
        _ => translated.extend(['\\', escaped]),
    }
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn patterns_mean_what_they_mean_in_ecma_262() {
        let cases = [
            (r"^\d+$", "12", true),
            (r"^\d+$", "١٢", false),
            (r"^\w+$", "é", false),
            (r"\s", "\u{feff}", true),
            (r"^.$", "\u{2028}", false),
            (r"^[[\]&&]+$", "[&]", true),
            (r"^[+--]$", ",", true),
            (r"^[^\d]$", "x", true),
            (r"a[^]b", "a\nb", true),
            (r"\bcat\b", "a cat!", true),
            (r"\/\<x\>", "/<x>", true),
            (r"^(?<year>\d{4})-\u{1F600}$", "2024-😀", true),
        ];
        for (pattern, text, expected) in cases {
            let compiled = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            assert_eq!(compiled.is_match(text), expected, "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_takes_more_than_linear_time_is_refused() {
        for pattern in [r"(?=a)", r"(?<!a)b", r"(a)\1", "[", "(", r"a{1000}{1000}{1000}"] {
            assert!(compile(pattern).is_err(), "{pattern}");
        }
    }
}
