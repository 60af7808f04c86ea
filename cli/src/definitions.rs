//! Names with what is said of them, in two columns; the second is broken into lines.

use std::fmt::Write as _;

use crate::table::length;

/// Blanks before and between the columns.
const GAP: usize = 2;
/// A longer name pushes only its own words to the right.
const LONGEST_NAME: usize = 32;
/// Words have at least as much room, however narrow the terminal.
const LEAST: usize = 24;

/// A name and what is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    /// Stands in place of the name on further lines: the bars of a tree.
    pub(crate) below: String,
    /// Each begins a line.
    pub(crate) sentences: Vec<String>,
}

/// The definitions, indented, in lines of at most `width` where their words allow it.
pub(crate) fn definitions(definitions: &[Definition], width: usize) -> String {
    let names = definitions.iter().map(|it| length(&it.name));
    let column = names.filter(|length| *length <= LONGEST_NAME).max().unwrap_or(0);
    let room = width.saturating_sub(GAP + column + GAP).max(LEAST);
    let mut text = String::new();
    for definition in definitions {
        let sentences = definition.sentences.iter().filter(|it| !it.is_empty());
        let mut lines = sentences.flat_map(|sentence| wrapped(sentence, room));
        let mut line = |name: &str, words: &str| {
            let row = format!("  {name}{}  {words}", padding(name, column));
            writeln!(text, "{}", row.trim_end()).expect("a String takes all text");
        };
        line(&definition.name, &lines.next().unwrap_or_default());
        lines.for_each(|words| line(&definition.below, &words));
    }
    text
}

fn padding(name: &str, column: usize) -> String {
    " ".repeat(column.saturating_sub(length(name)))
}

/// The words of a sentence in lines; a word that is longer than a line has one for itself.
pub(crate) fn wrapped(sentence: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if length(line) + 1 + length(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_into_lines_beside_their_name() {
        let definition = |name: &str, below: &str, sentence: &str| Definition {
            name: name.to_owned(),
            below: below.to_owned(),
            sentences: vec![sentence.to_owned()],
        };
        let long = "a-name-that-is-longer-than-all-others";
        let rows = [
            definition("├─ web", "│", "search.web by desearch.web_search, 3 attempts"),
            definition("└─ ü", "", ""),
            definition(long, "", "x"),
        ];
        assert_eq!(
            definitions(&rows, 42),
            "  ├─ web  search.web by\n  \
               │       desearch.web_search, 3 attempts\n  \
               └─ ü\n  \
               a-name-that-is-longer-than-all-others  x\n"
        );
    }
}
