//! Whatever the text, its layout is its own layout, means the same, and keeps every comment.
//!
//! Held over every `.orch` file of the repository, valid and broken, and over thousands of texts
//! made from them: tokens deleted, doubled and swapped, comments and newlines put between any two.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, TokenKind, format, format_range, parse};
use proptest::prelude::*;

use crate::{
    corpus::corpus,
    layout::{assert_same_meaning, assert_settled},
};

/// Checks the layout of `text`: what it means, that it is settled, and how wide it is.
fn check(text: &str) {
    let formatted = assert_settled(text);
    if formatted.problems.is_empty() {
        assert_width(&formatted.text);
    }
}

/// A line is longer than 100 characters only where one string or comment, or parentheses in
/// parentheses, make it so: without them it would be short.
fn assert_width(text: &str) {
    let tree = parse(text).tree;
    let unbreakable: Vec<_> = tree
        .nodes()
        .filter(|node| {
            matches!(node.kind(), NodeKind::StringLiteral | NodeKind::Key)
                || node.token(TokenKind::Raw).is_some()
        })
        .map(|node| node.span().range())
        .collect();
    let comments: Vec<_> = tree.comments().iter().map(|comment| comment.span.range()).collect();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let comment = comments.iter().find(|comment| (start..=end).contains(&comment.start));
        let code = text[start..comment.map_or(end, |comment| comment.start)].trim_end();
        let inside = unbreakable.iter().map(|span| {
            let part = text.get(span.start.max(start)..span.end.min(end));
            part.map_or(0, |part| part.chars().count())
        });
        let longest = inside.max().unwrap_or(0);
        let brackets = code.chars().filter(|c| matches!(c, '(' | ')' | '-' | '!')).count();
        let length = code.chars().count();
        assert!(length <= 100 || length.saturating_sub(longest + brackets) <= 40, "{line}");
        start = end + 1;
    }
}

#[test]
fn of_every_file_of_the_repository() {
    let files = corpus();
    files.iter().for_each(|(_, text)| check(text));
    let broken = files.iter().filter(|(_, text)| !parse(text).problems.is_empty()).count();
    println!("{} files, {broken} of them broken", files.len());
    assert!(files.len() > 300, "the corpus is found");
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases, ..ProptestConfig::default() }
}

/// What is put between two tokens.
const BETWEEN: &[&str] =
    &[" // one\n", "\n// two\n", "\n", "\n\n\n", " ", "\n\n// three\n\n", "\r\n\t"];

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn of_files_with_comments_and_newlines_between_tokens(
        file in any::<prop::sample::Index>(),
        places in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(BETWEEN)), 1..6),
    ) {
        let (_, text) = file.get(corpus());
        let mut pieces = pieces(text);
        for (place, between) in places {
            let at = place.index(pieces.len() + 1);
            pieces.insert(at, between.to_owned());
        }
        check(&pieces.concat());
    }

    #[test]
    fn of_files_with_mistakes(
        file in any::<prop::sample::Index>(),
        edits in prop::collection::vec((0..4u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..3),
    ) {
        let (_, text) = file.get(corpus());
        let mut pieces = pieces(text);
        for (kind, a, b) in edits {
            if pieces.is_empty() {
                break;
            }
            let (a, b) = (a.index(pieces.len()), b.index(pieces.len()));
            match kind {
                0 => drop(pieces.remove(a)),
                1 => pieces.insert(a, pieces[a].clone()),
                2 => pieces.swap(a, b),
                _ => pieces.insert(a, pieces[b].clone()),
            }
        }
        check(&pieces.concat());
    }

    #[test]
    fn of_files_squeezed_into_few_lines(file in any::<prop::sample::Index>(), keep in 0..20u32) {
        let (_, text) = file.get(corpus());
        check(&squeezed(text, keep));
    }

    #[test]
    fn of_any_tokens(soup in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        check(&soup.concat());
        check(&soup.join(" "));
    }

    #[test]
    fn of_any_characters(text in "\\PC{0,120}") {
        check(&text);
    }

    #[test]
    fn of_parts(file in any::<prop::sample::Index>(), from in any::<prop::sample::Index>(), length in 0..200usize) {
        let (_, text) = file.get(corpus());
        let from = text.floor_char_boundary(from.index(text.len() + 1));
        let to = text.floor_char_boundary((from + length).min(text.len()));
        let Some(edit) = format_range(text, Span::new(from as u32, to as u32)) else { return Ok(()) };
        let mut edited = text.clone();
        edited.replace_range(edit.span.range(), &edit.text);
        assert_same_meaning(text, &edited);
        prop_assert_eq!(format(&edited).text, format(text).text);
    }
}

#[test]
fn of_the_whole_as_a_part() {
    for (path, text) in corpus() {
        let mut edited = text.clone();
        if let Some(edit) = format_range(text, Span::new(0, text.len() as u32)) {
            edited.replace_range(edit.span.range(), &edit.text);
        }
        assert_eq!(edited, format(text).text, "{path}");
    }
}

/// Pieces of texts, valid or not.
const SOUP: &[&str] = &[
    "use",
    "type",
    "enum",
    "const",
    "fn",
    "template",
    "provide",
    "test",
    "let",
    "ensure",
    "mock",
    "call",
    "if",
    "else",
    "match",
    "for",
    "in",
    "repeat",
    "until",
    "max",
    "with",
    "into",
    "fail",
    "calls",
    "as",
    "null",
    "true",
    "a",
    "b",
    "Big",
    "_",
    "1",
    "2.5",
    "1e9",
    "20s",
    "0.5usd",
    "9xy",
    "r\"x\"",
    "r\"",
    "\"",
    "\"\"\"",
    "${",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "=",
    "==",
    ">=",
    "=>",
    "->",
    ",",
    ":",
    ".",
    "?.",
    "?",
    "??",
    "!",
    "-",
    "+",
    "*",
    "/",
    "&&",
    "||",
    "|",
    "..=",
    "..",
    "...",
    ";",
    "§",
    "'",
    "\\",
    "\\n",
    "/*",
    "*/",
    "// c\n",
    "/// d\n",
    "//! e\n",
    "\n",
    "\r\n",
    "\n  ",
    "\t",
    " ",
    " ",
    "\u{202e}",
    "ü",
    "\u{feff}",
    "$",
    "use a.b { c, a }\n",
    "const A = ",
    "template a() -> int {\n",
    "let x = ",
    "\n}\n",
    "a.b(c).d(e)",
    "(x, _) => ",
];

/// `text` cut where tokens and comments begin, so that each piece but the first begins with one.
fn pieces(text: &str) -> Vec<String> {
    let tree = parse(text).tree;
    let mut starts: Vec<usize> = tree.tokens().iter().map(|token| token.start as usize).collect();
    starts.extend(tree.comments().iter().map(|comment| comment.span.start as usize));
    starts.extend([0, text.len()]);
    starts.sort_unstable();
    starts.dedup();
    starts.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect()
}

/// `text` with the newlines taken out between tokens, save behind comments and for some by `keep`.
fn squeezed(text: &str, keep: u32) -> String {
    let tree = parse(text).tree;
    let mut out = String::new();
    let mut at = 0;
    let mut inside_text = 0_u32;
    for (index, token) in tree.tokens().iter().enumerate() {
        let gap = &text[at..token.start as usize];
        let keeps = keep > 0 && (index as u32).is_multiple_of(keep);
        if gap.contains("//") || keeps || inside_text > 0 {
            out.push_str(gap);
        } else if !gap.is_empty() {
            out.push(' ');
        }
        out.push_str(&text[token.span().range()]);
        at = token.end as usize;
        match token.kind {
            TokenKind::TextStart => inside_text += 1,
            TokenKind::TextEnd => inside_text = inside_text.saturating_sub(1),
            _ => {}
        }
    }
    out.push_str(&text[at..]);
    out
}
