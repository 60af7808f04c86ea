//! What the compiler can say, read off its sources, and what of it no case has said.
//!
//! Each text of the sources that has words in it is something that a diagnostic says, in its
//! message, a label, help or a fix. A text with `{…}` is said where its parts stand in
//! one of these in their order.

use std::path::Path;

use orchestra_diagnostics::Diagnostic;

use crate::corpus;

/// The folders whose texts are said to people.
const SOURCES: &[&str] = &[
    "../compiler/src/diagnostics",
    "../compiler/src/hir",
    "../compiler/src/infer",
    "../compiler/src/items",
    "../compiler/src/lints",
    "../compiler/src/recursion",
    "../compiler/src/scope",
    "../compiler/src/types/fit",
    "../compiler/src/types/methods",
    "../compiler/src/types/operators",
    "../syntax/src/grammar",
    "../syntax/src/literal",
];

/// What no case can say, each with the reason.
const NEVER_SAID: &[(&str, &str)] = &[
    ("aed afn all amd", "it is data: the codes of currencies"),
    ("the number", "guards of plans say it"),
    ("`init` of `reduce`", "guards of plans say it"),
    ("`on` of `quorum`", "it names a lambda whose value may be of any type"),
    ("be compared by `quorum`", "no capability of the invented Ledger answers with secrets"),
    (
        "limit an attempt with `timeout`, or the call",
        "the invented jobs say how long they may take",
    ),
    ("be shown by `ensure`", "that a secret is compared there is told first"),
    ("there are {count} others", "no operation of the invented Ledger takes so many arguments"),
    ("any number", "no value is outside of all numbers"),
    ("something else", "it stands for kinds of tokens that no rule expects by themselves"),
];

/// A text of the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The file, and the line that it begins on.
    pub place: String,
    /// As the compiler reads it.
    pub text: String,
}

/// The texts that none of `found` says, and should; what is taken for never said, and is.
///
/// # Panics
/// If the sources lie elsewhere.
#[must_use]
pub fn unsaid(found: &[Diagnostic]) -> Vec<Text> {
    let said: Vec<&str> = found.iter().flat_map(words).collect();
    let mut texts = Vec::new();
    for folder in SOURCES {
        let files = corpus::files(&corpus::folder(folder), ".rs");
        assert!(!files.is_empty(), "{folder} has no sources");
        let is_test = |file: &Path| file.ends_with("tests.rs");
        for file in files.iter().filter(|file| !is_test(file)) {
            let name = file.strip_prefix(corpus::folder("..")).unwrap_or(file).display();
            let found = texts_of(&corpus::read(file)).into_iter();
            texts.extend(found.map(|(line, text)| Text { place: format!("{name}:{line}"), text }));
        }
    }
    assert!(texts.len() > 300, "only {} texts were found", texts.len());
    let is_said = |text: &Text| {
        let parts = parts(&text.text);
        said.iter().any(|said| is_said(&parts, said))
    };
    let is_excused = |text: &Text| NEVER_SAID.iter().any(|(start, _)| text.text.starts_with(start));
    texts.retain(|text| is_said(text) == is_excused(text));
    texts
}

/// All that a diagnostic says.
fn words(diagnostic: &Diagnostic) -> impl Iterator<Item = &str> {
    let labels = diagnostic.labels.iter().map(|label| &*label.message);
    let titles = diagnostic.fixes.iter().map(|fix| &*fix.title);
    let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &*edit.text);
    let message = std::iter::once(&*diagnostic.message);
    message.chain(diagnostic.help.as_deref()).chain(labels).chain(titles).chain(edits)
}

/// Whether the parts stand in `said` in their order.
fn is_said(parts: &[String], said: &str) -> bool {
    let mut rest = said;
    parts.iter().all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// What stands around the `{…}` of a text.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = parts.last_mut().expect("it begins with one");
        match letter {
            '{' | '}' if letters.peek() == Some(&letter) => last.extend(letters.next()),
            '{' => {
                letters.by_ref().find(|letter| *letter == '}');
                parts.push(String::new());
            }
            _ => last.push(letter),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The texts in Rust source that have words in them, each with its line, up to its tests: those of
/// comments, of `expect`, of `reason` and of attributes aside.
fn texts_of(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(letter) = source[at..].chars().next() {
        let rest = &source[at..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if letter == '\'' {
            character(rest)
        } else if let Some(raw) = raw(rest).filter(|_| !ends_in_word(&source[..at])) {
            texts.push((at, raw.to_owned()));
            let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
            1 + 2 * (hashes + 1) + raw.len()
        } else if letter == '"' {
            let (text, length) = quoted(rest);
            texts.push((at, text));
            length
        } else {
            letter.len_utf8()
        };
        at += length;
    }
    let is_told = |(at, text): &(usize, String)| {
        let before = source[..*at].trim_end();
        let aside = ["expect(", "reason =", "include_str!("];
        text.trim().contains(' ') && !aside.iter().any(|aside| before.ends_with(aside))
    };
    let line = |at: usize| source[..at].matches('\n').count() + 1;
    texts.into_iter().filter(is_told).map(|(at, text)| (line(at), text)).collect()
}

/// The length of a character, or of what begins a lifetime.
fn character(rest: &str) -> usize {
    let inner = &rest[1..];
    let length = match inner.chars().next() {
        Some('\\') => inner[2..].find('\'').map(|end| end + 2),
        Some(letter) => inner[letter.len_utf8()..].starts_with('\'').then(|| letter.len_utf8()),
        None => None,
    };
    length.map_or(1, |length| length + 2)
}

fn ends_in_word(before: &str) -> bool {
    before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

/// The text of a raw string.
fn raw(rest: &str) -> Option<&str> {
    let behind = rest.strip_prefix('r')?;
    let text = behind.trim_start_matches('#');
    let hashes = behind.len() - text.len();
    let text = text.strip_prefix('"')?;
    text.split_once(&format!("\"{}", "#".repeat(hashes))).map(|(text, _)| text)
}

/// The text of a string that begins here, and the length of all of it.
fn quoted(rest: &str) -> (String, usize) {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (text, at + 1),
            '\\' => match letters.next().map(|(_, escaped)| escaped) {
                Some('n') => text.push('\n'),
                Some('\n') => {
                    while letters.peek().is_some_and(|(_, blank)| blank.is_whitespace()) {
                        letters.next();
                    }
                }
                Some('u') => {
                    let code: String = letters
                        .by_ref()
                        .map(|(_, digit)| digit)
                        .take_while(|it| *it != '}')
                        .collect();
                    let code = u32::from_str_radix(code.trim_start_matches('{'), 16);
                    text.extend(code.ok().and_then(char::from_u32));
                }
                escaped => text.extend(escaped),
            },
            _ => text.push(letter),
        }
    }
    (text, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_sources_are_read_as_rust_reads_them() {
        let source = "// \"a comment\"\nfn a<'a>() { let c = '\"'; f(\"one \\\n  two\", r#\"three \"four\"\"#, \
                      x.expect(\"it is there\"), \"word\", '\\'', \"\\u{201c}five six\") }\n\
                      #[cfg(test)]\nmod tests { f(\"not this\") }";
        let texts: Vec<String> = texts_of(source).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["one two", "three \"four\"", "\u{201c}five six"]);
    }

    #[test]
    fn parts_stand_in_their_order() {
        assert!(is_said(&parts("`{a}` has {}, not {{"), "here `x` has 1, not { }"));
        assert!(!is_said(&parts("no {} here"), "here is no"));
    }
}
