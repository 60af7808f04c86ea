//! Operators before, between and behind operands, by precedence.
//!
//! What is before an operand nests; what is between or behind loops, so that a chain of any length
//! needs no stack.

use orchestra_diagnostics::{Code, Span};

use super::expressions;
use super::items;
use super::parser::Parser;
use super::recovery::ListShape;
use super::types;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;
use crate::tree::{Mark, Token};

/// The precedence of comparisons, which don't chain.
const COMPARISON: u8 = 4;

/// `coalesce = unary { OPERATOR unary }`
pub(super) fn coalesce(p: &mut Parser<'_>) {
    let mark = p.mark();
    unary(p);
    binary(p, mark, 1);
}

/// Goes on behind an operand that was read already, at `mark`.
pub(super) fn continue_from(p: &mut Parser<'_>, mark: Mark) {
    postfix(p, mark);
    binary(p, mark, 1);
}

/// Whether an operator stands here that takes what was read last as its operand.
pub(super) fn continues(p: &Parser<'_>) -> bool {
    at_postfix(p) || between(p).is_some()
}

/// The precedence, and the number of tokens, of the operator between two operands that is here.
fn between(p: &Parser<'_>) -> Option<(u8, u32)> {
    Some(match p.peek()? {
        TokenKind::Coalesce => (1, 1),
        TokenKind::Or => (2, 1),
        TokenKind::And => (3, 1),
        TokenKind::Greater => {
            let here = p.token(0)?;
            let joined = p
                .token(1)
                .is_some_and(|next| next.kind == TokenKind::Equal && next.start == here.end);
            (COMPARISON, if joined { 2 } else { 1 })
        }
        TokenKind::EqualEqual
        | TokenKind::NotEqual
        | TokenKind::Less
        | TokenKind::LessEqual
        | TokenKind::In => (COMPARISON, 1),
        TokenKind::Plus | TokenKind::Minus => (5, 1),
        TokenKind::Star | TokenKind::Slash | TokenKind::Percent => (6, 1),
        _ => return None,
    })
}

/// Operators that bind at least as tightly as `least`, behind the operand at `mark`. It calls itself
/// only for tighter ones, so six deep at most.
fn binary(p: &mut Parser<'_>, mark: Mark, least: u8) {
    let mut compared: Option<Token> = None;
    while let Some((precedence, tokens)) = between(p).filter(|(found, _)| *found >= least) {
        if precedence == COMPARISON
            && let Some(before) = compared
        {
            let problem = type_arguments(p, before).unwrap_or_else(|| {
                Problem::new(Code::E0101, p.span_here(), "comparisons don't chain")
                    .with_help("join two of them with `&&`")
            });
            p.report(problem);
        }
        compared = p.token(0).copied().filter(|_| precedence == COMPARISON);
        for _ in 0..tokens {
            p.bump();
        }
        let right = p.mark();
        unary(p);
        binary(p, right, precedence + 1);
        p.node(mark, NodeKind::Binary);
    }
}

/// What is wrong with `f<T>(`, where `before` was the `<` and the `>` is here: as operators they would
/// have no blank before a bracket.
fn type_arguments(p: &Parser<'_>, before: Token) -> Option<Problem> {
    let (here, next) = (p.token(0)?, p.token(1)?);
    let applies = before.kind == TokenKind::Less
        && here.kind == TokenKind::Greater
        && next.kind == TokenKind::LeftParen
        && next.start == here.end;
    let span = Span::new(before.start, here.end);
    applies.then(|| {
        Problem::new(
            Code::E0101,
            span,
            "what type a function works on isn't written where it is called",
        )
        .with_help("it follows from the arguments, or from the type that is expected")
        .with_fix("leave it out", vec![(span, String::new())])
    })
}

/// `unary = ("!" | "-") unary | postfix`. A minus before a number that nothing continues belongs to
/// the number, so that the least int can be written.
fn unary(p: &mut Parser<'_>) {
    let mark = p.mark();
    if !p.at_any(&[TokenKind::Bang, TokenKind::Minus]) {
        if expressions::primary(p) {
            postfix(p, mark);
        } else {
            expressions::missing(p);
        }
        return;
    }
    if at_negative_number(p) {
        p.bump();
        p.bump();
        p.node(mark, NodeKind::Literal);
        return;
    }
    p.nested(|p| {
        p.bump();
        unary(p);
    });
    p.node(mark, NodeKind::Unary);
}

fn at_negative_number(p: &Parser<'_>) -> bool {
    p.at(TokenKind::Minus)
        && matches!(p.peek_at(1), Some(TokenKind::Int | TokenKind::Float))
        && match (p.peek_at(2), p.token(2).is_some_and(|token| token.first_on_line)) {
            (Some(TokenKind::Dot | TokenKind::QuestionDot | TokenKind::Into), _) => false,
            (Some(TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::Bang), same) => same,
            _ => true,
        }
}

/// Whether `.f`, `?.f`, `(…)`, `[…]`, `!` or `into T` stands here; brackets and `!` only on the line
/// on which the operand ends.
fn at_postfix(p: &Parser<'_>) -> bool {
    match p.peek() {
        Some(TokenKind::Dot | TokenKind::QuestionDot | TokenKind::Into) => true,
        Some(TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::Bang) => !p.first_on_line(),
        _ => false,
    }
}

/// What follows the operand at `mark`.
fn postfix(p: &mut Parser<'_>, mark: Mark) {
    while at_postfix(p) {
        let before = p.position();
        match p.peek() {
            Some(TokenKind::Dot | TokenKind::QuestionDot) => field(p, mark),
            Some(TokenKind::LeftParen) => {
                arguments(p);
                p.node(mark, NodeKind::Apply);
            }
            Some(TokenKind::LeftBracket) => {
                p.bracketed(TokenKind::RightBracket, |p, _| expressions::expr(p));
                p.node(mark, NodeKind::Index);
            }
            Some(TokenKind::Bang) => {
                p.bump();
                p.node(mark, NodeKind::NonNull);
            }
            _ => {
                p.bump();
                types::type_expr(p);
                p.node(mark, NodeKind::Into);
            }
        }
        if p.position() == before {
            return;
        }
    }
}

/// `.key`. A reserved word on the next line begins something new, be the field still unwritten.
fn field(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    let begins_new = p.first_on_line() && p.peek().is_some_and(TokenKind::is_reserved);
    if begins_new || !items::key(p) {
        p.expected(&["a field's name"]);
    }
    p.node(mark, NodeKind::FieldAccess);
}

fn arguments(p: &mut Parser<'_>) {
    let mark = p.mark();
    let shape =
        ListShape { close: TokenKind::RightParen, entry: "an argument", holds_expressions: true };
    p.list(&shape, argument);
    p.node(mark, NodeKind::Arguments);
}

fn argument(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if p.at(TokenKind::Name) && p.peek_at(1) == Some(TokenKind::Colon) {
        items::name(p);
        p.bump();
    } else if !expressions::at_step(p) {
        return spread_argument(p);
    }
    expressions::expr(p);
    p.node(mark, NodeKind::Argument);
    true
}

fn spread_argument(p: &mut Parser<'_>) -> bool {
    if !p.at(TokenKind::Ellipsis) {
        return false;
    }
    let span: Span = p.span_here();
    p.report(Problem::new(Code::E0101, span, "arguments can't be spread"));
    let mark = p.mark();
    p.bump();
    expressions::expr(p);
    p.node(mark, NodeKind::Error);
    true
}
