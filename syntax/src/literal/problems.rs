//! Which literals are malformed (E0103), and which strings aren't closed (E0102).

use orchestra_diagnostics::{Code, Span};

use super::{meant_unit::meant_unit, number, raw_text, text, value};
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;
use crate::tree::{NodeRef, Token, Tree};

/// So many digits always fit an int.
const SURE_DIGITS: usize = 18;

/// The problems of all literals of `tree`.
pub(crate) fn problems(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    strings(tree, &mut problems);
    if !tree.tokens().iter().any(|token| may_be_malformed(token.kind, tree.slice(token.span()))) {
        return problems;
    }
    let is_literal = |node: &NodeRef<'_>| {
        matches!(
            node.kind(),
            NodeKind::Literal | NodeKind::LiteralType | NodeKind::LiteralPattern | NodeKind::Bound
        )
    };
    problems.extend(tree.nodes().filter(is_literal).filter_map(malformed_number));
    problems
}

/// Whether a token is a number that may have no value: with it, all of them are looked at, sign and all.
fn may_be_malformed(kind: TokenKind, text: &str) -> bool {
    match kind {
        TokenKind::Int => text.len() > SURE_DIGITS,
        TokenKind::Float => number::float(text, false).is_none(),
        TokenKind::Duration => number::duration(text).is_none(),
        TokenKind::BadNumber => true,
        _ => false,
    }
}

/// What is wrong with the number that `node` is, if it has no value.
fn malformed_number(node: NodeRef<'_>) -> Option<Problem> {
    let number = node.tokens().find(|token| token.kind() != TokenKind::Minus)?;
    let is_number = matches!(
        number.kind(),
        TokenKind::Int | TokenKind::Float | TokenKind::Duration | TokenKind::BadNumber
    );
    if !is_number || value(node).is_some() {
        return None;
    }
    let text = number.text();
    let problem = |message: String| Problem::new(Code::E0103, number.span(), message);
    Some(match number.kind() {
        TokenKind::Int => problem(format!("`{text}` doesn't fit an int, which has 64 bits")),
        TokenKind::Float => problem(format!("`{text}` is beyond the largest float")),
        TokenKind::Duration => {
            problem(format!("`{text}` isn't a whole number of milliseconds within 64 bits"))
        }
        _ => bad_number(text, number.span()),
    })
}

fn bad_number(text: &str, span: Span) -> Problem {
    let suffix_at = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(suffix_at);
    let problem = |message: String| Problem::new(Code::E0103, span, message);
    if suffix.is_empty() || suffix.contains('_') || digits.contains("__") || digits.ends_with('_') {
        return problem(format!("`{text}` is no number"))
            .with_help("an underscore stands between two digits");
    }
    if suffix.bytes().any(|b| b.is_ascii_digit()) {
        return problem(format!("`{text}` is no number")).with_help(
            "a duration or an amount takes no exponent, and is one number and one unit",
        );
    }
    let problem = problem(format!("`{suffix}` is neither a unit of time nor a currency"));
    if let Some(unit) = meant_unit(suffix) {
        let mended = format!("{digits}{unit}");
        let problem = problem.with_help(format!("did you mean `{mended}`?"));
        return problem.with_fix(format!("write `{mended}`"), vec![(span, mended)]);
    }
    problem.with_help("units of time are `ms`, `s`, `m`, `h` and `d`; a currency is like `usd`")
}

/// Strings that aren't closed, bad escapes, and text blocks that don't begin on a new line.
fn strings(tree: &Tree, problems: &mut Vec<Problem>) {
    let mut open: Vec<Token> = Vec::new();
    let mut unclosed_at = None;
    for (index, token) in tree.tokens().iter().enumerate() {
        match token.kind {
            TokenKind::StringStart => open.push(*token),
            TokenKind::TextStart => {
                open.push(*token);
                problems.extend(block_start(tree, index));
            }
            TokenKind::StringEnd | TokenKind::TextEnd => {
                let start = open.pop();
                if let Some(start) = start.filter(|_| token.start == token.end) {
                    // Of strings that break off at one place, only the outermost is at fault.
                    if unclosed_at.replace(token.end) == Some(token.end) {
                        problems.pop();
                    }
                    problems.push(unterminated(tree, start));
                }
            }
            TokenKind::StringText => escapes(*token, tree.slice(token.span()), problems),
            TokenKind::Raw if raw_text(tree.slice(token.span())).is_none() => {
                let span = Span::new(token.start, token.start + 2);
                let problem = Problem::new(Code::E0102, span, "this raw string is never closed")
                    .with_help("it ends with `\"`, on the line on which it begins");
                problems.push(closed(tree, span, problem));
            }
            _ => {}
        }
    }
}

fn unterminated(tree: &Tree, start: Token) -> Problem {
    let problem = |message: &str| Problem::new(Code::E0102, start.span(), message);
    if start.kind == TokenKind::TextStart {
        return problem("this text block is never closed").with_help("it ends with `\"\"\"`");
    }
    let problem = problem("this string is never closed").with_help(
        "it ends with `\"`, on the line on which it begins; `\"\"\"` opens a text of many lines",
    );
    closed(tree, start.span(), problem)
}

/// The problem with closing quotes as a suggestion: at the end of the line, before brackets that the
/// string doesn't open and the punctuation behind them.
fn closed(tree: &Tree, quotes: Span, problem: Problem) -> Problem {
    let rest = &tree.text()[quotes.end as usize..];
    let line = rest.lines().next().unwrap_or_default();
    if line.contains("${") || line.ends_with('\\') {
        return problem;
    }
    let mut inside = line.trim_end();
    loop {
        let count = |bracket: char| inside.matches(bracket).count();
        let closes = [('(', ')'), ('[', ']'), ('{', '}')]
            .iter()
            .any(|(open, close)| inside.ends_with(*close) && count(*close) > count(*open));
        if !closes && !inside.ends_with([',', ';']) {
            break;
        }
        inside = inside[..inside.len() - 1].trim_end();
    }
    let at = Span::at(quotes.end + inside.len() as u32);
    problem.with_suggestion("close it", vec![(at, "\"".to_owned())])
}

/// A text block's first line is the one below its quotes.
fn block_start(tree: &Tree, index: usize) -> Option<Problem> {
    let start = tree.tokens()[index];
    let next = tree.tokens().get(index + 1)?;
    let rest = tree.text().get(start.end as usize..)?;
    let line = rest.split('\n').next().unwrap_or_default();
    let is_closed_empty = next.kind == TokenKind::TextEnd && next.start < next.end;
    let begins_below = line.trim_ascii().is_empty() && line.len() < rest.len();
    let is_unclosed = next.kind == TokenKind::TextEnd && next.start == next.end;
    (is_closed_empty || !(begins_below || is_unclosed)).then(|| {
        Problem::new(Code::E0103, start.span(), "a text block begins on the line below its quotes")
            .with_help("write a newline behind `\"\"\"`, or a string on one line, `\"…\"`")
    })
}

fn escapes(token: Token, written: &str, problems: &mut Vec<Problem>) {
    if !written.contains('\\') {
        return;
    }
    text::decode(written, |bad| {
        let span = Span::new(token.start + bad.start as u32, token.start + bad.end as u32);
        let escape = &written[bad];
        let help = if escape.starts_with("\\u") {
            "write a character's number like `\\u{1f600}`, up to `\\u{10ffff}`"
        } else {
            "the escapes are `\\n`, `\\t`, `\\r`, `\\\\`, `\\\"`, `\\$` and `\\u{…}`"
        };
        problems.push(
            Problem::new(Code::E0103, span, format!("`{escape}` is no escape")).with_help(help),
        );
    });
}
