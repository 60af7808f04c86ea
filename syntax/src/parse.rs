//! The door: from a text to its tree and its problems.

use std::{ops::Range, sync::Arc};

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};

use crate::ast::{File, View as _};
use crate::grammar;
use crate::lexer;
use crate::literal;
use crate::problem::Problem;
use crate::tree::Tree;

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    /// The tree. It holds every byte of the text, and as much structure as could be made out.
    pub tree: Tree,
    /// What is wrong, in order of the text.
    pub problems: Vec<Problem>,
}

impl Parse {
    /// The view of the whole file.
    #[must_use]
    pub fn file(&self) -> File<'_> {
        File::cast(self.tree.root()).expect("the root is a file")
    }

    /// The problems as diagnostics of `file`, in order of the text.
    #[must_use]
    pub fn diagnostics(&self, file: &FileName) -> Vec<Diagnostic> {
        self.problems.iter().map(|problem| problem.to_diagnostic(file)).collect()
    }
}

/// Parses `text`, whatever it is: the time is linear in its length, and nothing fails. Of a text of
/// 4 GiB or more only the first 4 GiB could be addressed, so it is treated as empty.
#[must_use]
pub fn parse(text: &str) -> Parse {
    parse_shared(text.into())
}

/// [`parse`] of a text that somebody else keeps too: the tree holds the same one.
#[must_use]
pub fn parse_shared(text: Arc<str>) -> Parse {
    let (text, too_long) =
        if u32::try_from(text.len()).is_ok() { (text, false) } else { (Arc::default(), true) };
    let lexed = lexer::lex(&text);
    let (builder, mut problems) = grammar::file(&text, &lexed.tokens);
    let tree = builder.build(Arc::clone(&text), lexed.tokens, lexed.comments);
    problems.extend(literal::problems(&tree));
    drop_what_strings_swallow(&text, &mut problems);
    report_bidirectional_controls(&text, &mut problems);
    if too_long {
        problems.push(Problem::new(Code::E0101, Span::at(0), "the file is longer than 4 GiB"));
    }
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    Parse { tree, problems }
}

/// A quote too few or too many turns what is text into code and the other way round: of the line of a
/// string that is never closed, and of all that a text block swallows, no more is said. Nor are
/// literals judged on a line that couldn't be read.
fn drop_what_strings_swallow(text: &str, problems: &mut Vec<Problem>) {
    let line = |at: u32| {
        let at = at as usize;
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let is_block = text[at..].starts_with("\"\"\"");
        let end = if is_block { None } else { text[at..].find('\n') };
        start as u32..end.map_or(text.len(), |length| at + length) as u32
    };
    let of = |code: Code| {
        let found = problems.iter().filter(|problem| problem.code == code);
        let mut lines: Vec<_> = found.map(|problem| line(problem.span.start)).collect();
        lines.sort_by_key(|line| line.start);
        lines
    };
    let (swallowed, unread) = (of(Code::E0102), of(Code::E0101));
    let holds = |lines: &[Range<u32>], at: u32| {
        let from = lines.partition_point(|line| line.end < at);
        lines.get(from).is_some_and(|line| line.contains(&at))
    };
    problems.retain(|problem| {
        let at = problem.span.start;
        match problem.code {
            Code::E0102 => true,
            Code::E0103 => !holds(&swallowed, at) && !holds(&unread, at),
            _ => !holds(&swallowed, at),
        }
    });
}

/// Characters that make a text look other than it reads are refused wherever they stand, be it in a
/// comment. What else was said of the same place is dropped for it.
fn report_bidirectional_controls(text: &str, problems: &mut Vec<Problem>) {
    let is_control = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.is_ascii() {
        return;
    }
    let mut found = Vec::new();
    for (at, control) in text.match_indices(is_control) {
        let span = Span::new(at as u32, (at + control.len()) as u32);
        let code = u32::from(control.chars().next().expect("a match isn't empty"));
        found.push(
            Problem::new(
                Code::E0101,
                span,
                format!("U+{code:04X} changes the direction of text, and is not allowed"),
            )
            .with_help(format!("remove it; in a string, write `\\u{{{code:x}}}`"))
            .with_fix("remove it", vec![(span, String::new())]),
        );
    }
    if found.is_empty() {
        return;
    }
    problems.retain(|problem| {
        let from = found.partition_point(|control| control.span.end <= problem.span.start);
        found.get(from).is_none_or(|control| control.span.start >= problem.span.end)
    });
    problems.append(&mut found);
}
