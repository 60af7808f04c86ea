//! Types, their refinements, and ranges.

use orchestra_diagnostics::Code;

use super::items;
use super::parser::Parser;
use super::recovery::ListShape;
use super::strings;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;
use crate::tree::{Mark, Token};

/// `TYPE = ["|"] sized { "|" sized }`
pub(super) fn type_expr(p: &mut Parser<'_>) {
    let mark = p.mark();
    let mut is_union = p.eat(TokenKind::Pipe);
    sized(p);
    while p.eat(TokenKind::Pipe) {
        is_union = true;
        sized(p);
    }
    if is_union {
        p.node(mark, NodeKind::UnionType);
    }
}

/// A type that is no part of another. Where fields stand without their brace, that is what is
/// missing.
pub(super) fn whole_type(p: &mut Parser<'_>) {
    let is_field = p.peek().is_some_and(TokenKind::is_word)
        && match p.peek_at(1) {
            Some(TokenKind::Colon) => true,
            Some(TokenKind::Question) => p.peek_at(2) == Some(TokenKind::Colon),
            _ => false,
        };
    if !is_field {
        type_expr(p);
        return;
    }
    p.expected(&["`{`"]);
    let mark = p.mark();
    p.unopened_list(&FIELDS, field);
    p.node(mark, NodeKind::RecordType);
}

/// The fields of a record type.
const FIELDS: ListShape =
    ListShape { close: TokenKind::RightBrace, entry: "a field", holds_expressions: false };

/// `: TYPE`, if there is a colon.
pub(super) fn ascription(p: &mut Parser<'_>) {
    if p.eat(TokenKind::Colon) {
        type_expr(p);
    }
}

/// `sized = base { "?" | "[" [range] "]" }`, where what follows stands on the same line.
fn sized(p: &mut Parser<'_>) {
    let mark = p.mark();
    if !base(p) {
        p.expected(&["a type"]);
        p.missing(NodeKind::MissingType);
        return;
    }
    while !p.first_on_line() {
        match p.peek() {
            Some(TokenKind::Question) => {
                p.bump();
                p.node(mark, NodeKind::OptionalType);
            }
            Some(TokenKind::LeftBracket) => {
                p.bracketed(TokenKind::RightBracket, |p, _| {
                    if !p.at(TokenKind::RightBracket) && !range(p) {
                        p.expected(&["a size", "`]`"]);
                        p.skip_entry();
                    }
                });
                p.node(mark, NodeKind::ListType);
            }
            _ => break,
        }
    }
}

fn base(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Name) => named(p, mark),
        Some(TokenKind::LeftParen) => {
            p.bracketed(TokenKind::RightParen, |p, _| type_expr(p));
            p.node(mark, NodeKind::ParenType);
        }
        Some(TokenKind::LeftBracket) => {
            p.list(
                &ListShape {
                    close: TokenKind::RightBracket,
                    entry: "a type",
                    holds_expressions: false,
                },
                type_entry,
            );
            p.node(mark, NodeKind::TupleType);
        }
        Some(TokenKind::LeftBrace) => {
            p.list(&FIELDS, field);
            p.node(mark, NodeKind::RecordType);
        }
        _ if literal(p) => p.node(mark, NodeKind::LiteralType),
        _ => return false,
    }
    true
}

fn type_entry(p: &mut Parser<'_>) -> bool {
    let starts = p.at_any(&[
        TokenKind::Name,
        TokenKind::LeftParen,
        TokenKind::LeftBracket,
        TokenKind::LeftBrace,
        TokenKind::Pipe,
        TokenKind::Minus,
        TokenKind::Int,
        TokenKind::Float,
        TokenKind::StringStart,
        TokenKind::True,
        TokenKind::False,
        TokenKind::Null,
    ]);
    if starts {
        type_expr(p);
    }
    starts
}

/// The tokens of `literal`, for the node that is being built, if one begins here.
pub(super) fn literal(p: &mut Parser<'_>) -> bool {
    match p.peek() {
        Some(TokenKind::StringStart) => strings::plain_tokens(p),
        Some(TokenKind::Minus)
            if matches!(
                p.peek_at(1),
                Some(TokenKind::Int | TokenKind::Float | TokenKind::BadNumber)
            ) =>
        {
            p.bump();
            p.bump();
        }
        Some(
            TokenKind::Int
            | TokenKind::Float
            | TokenKind::BadNumber
            | TokenKind::True
            | TokenKind::False
            | TokenKind::Null,
        ) => p.bump(),
        _ => return false,
    }
    true
}

fn named(p: &mut Parser<'_>, mark: Mark) {
    items::name(p);
    if p.at(TokenKind::Less) && !p.first_on_line() {
        let arguments = p.mark();
        p.list(
            &ListShape { close: TokenKind::Greater, entry: "a type", holds_expressions: false },
            type_entry,
        );
        p.node(arguments, NodeKind::TypeArguments);
    }
    if p.at(TokenKind::LeftParen) && !p.first_on_line() {
        let refinements = p.mark();
        p.list(
            &ListShape {
                close: TokenKind::RightParen,
                entry: "a range, a pattern",
                holds_expressions: false,
            },
            refinement,
        );
        p.node(refinements, NodeKind::Refinements);
    }
    p.node(mark, NodeKind::NamedType);
}

fn refinement(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Raw) => {
            p.bump();
            p.node(mark, NodeKind::PatternRefinement);
            true
        }
        Some(TokenKind::StringStart) => {
            let span = p.span_here();
            p.report(
                Problem::new(Code::E0101, span, "a pattern is a raw string, `r\"…\"`").with_fix(
                    "write a raw string",
                    vec![(orchestra_diagnostics::Span::at(span.start), "r".to_owned())],
                ),
            );
            strings::plain_tokens(p);
            p.node(mark, NodeKind::Error);
            true
        }
        _ => range(p),
    }
}

/// `range = bound | [bound] "..=" bound | bound ".."`
fn range(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    let has_low = bound(p);
    match p.peek() {
        Some(TokenKind::DotDotEqual) => {
            p.bump();
            if !bound(p) {
                p.expected(&["a number", "a constant"]);
            }
        }
        Some(TokenKind::DotDot) if has_low => {
            let span = p.span_here();
            p.bump();
            if bound(p) {
                p.report_elsewhere(
                    Problem::new(Code::E0101, span, "a range with an end is written `..=`")
                        .with_help("both ends belong to the range")
                        .with_fix("write `..=`", vec![(span, "..=".to_owned())]),
                );
            }
        }
        Some(TokenKind::DotDot) => {
            let span = p.span_here();
            p.report(
                Problem::new(Code::E0101, span, "a range without a beginning is written `..=`")
                    .with_fix("write `..=`", vec![(span, "..=".to_owned())]),
            );
            p.bump();
            bound(p);
        }
        _ if has_low => {}
        _ => return false,
    }
    p.node(mark, NodeKind::Range);
    true
}

fn bound(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if p.at(TokenKind::Name) {
        items::name(p);
    } else {
        let number = if p.at(TokenKind::Minus) { p.peek_at(1) } else { p.peek() };
        if !matches!(number, Some(TokenKind::Int | TokenKind::Float | TokenKind::BadNumber)) {
            return false;
        }
        literal(p);
    }
    p.node(mark, NodeKind::Bound);
    true
}

/// `key ["?"] ":" TYPE | "..." TYPE`
fn field(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if p.eat(TokenKind::Ellipsis) {
        type_expr(p);
        p.node(mark, NodeKind::TypeRest);
        return true;
    }
    if !items::key(p) {
        return false;
    }
    p.eat(TokenKind::Question);
    if p.expect(TokenKind::Colon) {
        misplaced_question(p);
        type_expr(p);
    } else {
        p.missing(NodeKind::MissingType);
    }
    p.node(mark, NodeKind::TypeField);
    true
}

/// `{ a:? T }` means `{ a?: T }`.
fn misplaced_question(p: &mut Parser<'_>) {
    if !p.at(TokenKind::Question) {
        return;
    }
    let (colon, question) = (p.previous().map(Token::span), p.span_here());
    let problem = p.expected_problem(&["a type"]).with_help("the `?` stands before the colon");
    p.report(match colon {
        Some(colon) => {
            problem.with_fix("write `?:`", vec![(colon.cover(question), "?:".to_owned())])
        }
        None => problem,
    });
    p.junk(|_| false);
}
