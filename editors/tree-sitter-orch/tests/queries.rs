//! The queries of both editors: what each captures in a file that has every construct.

use std::{collections::BTreeMap, fmt::Write as _};

use tree_sitter::{Query, QueryCursor, StreamingIterator as _};

use crate::{expect, here, language, parsed, read};

/// Query files, and where what they capture is written down.
const QUERIES: &[(&str, &str)] = &[
    ("highlights.scm", "highlights.txt"),
    ("injections.scm", "injections.txt"),
    ("indents.scm", "indents.txt"),
    ("folds.scm", "folds.txt"),
    ("locals.scm", "locals.txt"),
    ("textobjects.scm", "textobjects.txt"),
    ("helix/indents.scm", "helix-indents.txt"),
    ("helix/locals.scm", "helix-locals.txt"),
    ("helix/textobjects.scm", "helix-textobjects.txt"),
];

#[test]
fn each_query_captures_what_is_written_down() {
    let text = read(&here("tests/queries/sample.orch"));
    for (query, expected) in QUERIES {
        let found = captures(query, &text);
        assert!(!found.is_empty(), "{query} captures nothing");
        expect(&here("tests/queries").join(expected), &lines(&found));
    }
}

#[test]
fn every_word_and_sign_has_a_colour() {
    let text = read(&here("tests/queries/sample.orch"));
    let coloured = captures("highlights.scm", &text);
    let mut bare = Vec::new();
    let mut at = 0;
    for word in text.split_whitespace() {
        let start = at + text[at..].find(word).expect("it was split off");
        at = start + word.len();
        let covers = |&(from, to): &(usize, usize)| from <= start && start < to;
        if !coloured.keys().any(covers) {
            bare.push(word);
        }
    }
    assert_eq!(bare, Vec::<&str>::new());
}

#[test]
fn queries_of_helix_know_only_what_it_can_ask() {
    // It reads these three as one query, and refuses predicates of other editors.
    let files = ["highlights.scm", "injections.scm", "helix/locals.scm"];
    let text: String = files.iter().map(|file| read(&here("queries").join(file))).collect();
    Query::new(&language(), &text).expect("they are one query");
    let known = ["#match?", "#any-of?", "#set!"];
    let asked = text.split('(').filter(|part| part.starts_with('#'));
    for predicate in asked.map(|part| part.split_whitespace().next().unwrap_or_default()) {
        assert!(known.contains(&predicate), "{predicate}");
    }
}

/// What a query captures: at which bytes, and as what; for one place the last capture counts.
fn captures(file: &str, text: &str) -> BTreeMap<(usize, usize), String> {
    let source = read(&here("queries").join(file));
    let query = Query::new(&language(), &source).unwrap_or_else(|error| panic!("{file}: {error}"));
    let tree = parsed(text);
    assert!(!tree.root_node().has_error(), "{}", tree.root_node().to_sexp());
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found: BTreeMap<_, (usize, String)> = BTreeMap::new();
    while let Some(matched) = matches.next() {
        for capture in matched.captures() {
            let place = (capture.node.start_byte(), capture.node.end_byte());
            let name = query.capture_names()[capture.index as usize];
            let (pattern, names) = found.entry(place).or_default();
            let is_colour = file == "highlights.scm";
            if is_colour && matched.pattern_index >= *pattern || names.is_empty() {
                *names = name.to_owned();
            } else if !is_colour && !names.split(' ').any(|known| known == name) {
                let _ = write!(names, " {name}");
            }
            *pattern = matched.pattern_index.max(*pattern);
        }
    }
    let text = text.to_owned();
    let shown = |place: (usize, usize), names| {
        let line = text[..place.0].matches('\n').count() + 1;
        let source: String = text[place.0..place.1].lines().next().unwrap_or_default().to_owned();
        format!("{line} {names}: {source}")
    };
    found.into_iter().map(|(place, (_, names))| (place, shown(place, names))).collect()
}

fn lines(found: &BTreeMap<(usize, usize), String>) -> String {
    let mut lines = String::new();
    for line in found.values() {
        lines += line.trim_end();
        lines.push('\n');
    }
    lines
}
