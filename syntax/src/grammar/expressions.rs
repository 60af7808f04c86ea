//! Expressions: lambdas and what operators stand between. Operators are in `operators`, what
//! branches and loops in `control`.

use orchestra_diagnostics::Code;

use super::calls;
use super::control;
use super::items;
use super::operators;
use super::parser::Parser;
use super::recovery::ListShape;
use super::strings;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;

/// `expr = lambda | coalesce`; where none begins, a report.
pub(super) fn expr(p: &mut Parser<'_>) {
    if !p.in_head && at_lambda(p) {
        lambda(p);
    } else {
        operators::coalesce(p);
    }
}

/// Reports that an expression is missing, and holds its place.
pub(super) fn missing(p: &mut Parser<'_>) {
    let mut problem = p.expected_problem(&["an expression"]);
    if p.first_on_line()
        && let Some(before) = p.previous()
    {
        problem = problem.with_label(before.span(), "nothing stands behind this");
    }
    p.report(problem);
    p.missing(NodeKind::MissingExpr);
}

/// Whether an expression or a call begins here.
pub(super) fn at_step(p: &Parser<'_>) -> bool {
    match p.peek() {
        Some(
            TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Duration
            | TokenKind::Money
            | TokenKind::BadNumber
            | TokenKind::Raw
            | TokenKind::StringStart
            | TokenKind::TextStart
            | TokenKind::LeftParen
            | TokenKind::LeftBracket
            | TokenKind::Minus
            | TokenKind::Bang
            | TokenKind::Null
            | TokenKind::True
            | TokenKind::False
            | TokenKind::If
            | TokenKind::Match
            | TokenKind::For
            | TokenKind::Repeat
            | TokenKind::Fail
            | TokenKind::Call,
        ) => true,
        Some(TokenKind::LeftBrace) => !p.in_head,
        Some(TokenKind::Underscore) => at_lambda(p),
        _ => false,
    }
}

/// Whether a lambda begins here: a name and `=>`, or names in parentheses and `=>`.
pub(super) fn at_lambda(p: &Parser<'_>) -> bool {
    let is_param =
        |ahead| matches!(p.peek_at(ahead), Some(TokenKind::Name | TokenKind::Underscore));
    if !p.at(TokenKind::LeftParen) {
        return is_param(0) && p.peek_at(1) == Some(TokenKind::FatArrow);
    }
    let mut ahead = 1;
    while is_param(ahead) {
        ahead += 1;
        if p.peek_at(ahead) == Some(TokenKind::Comma) {
            ahead += 1;
        }
    }
    p.peek_at(ahead) == Some(TokenKind::RightParen)
        && p.peek_at(ahead + 1) == Some(TokenKind::FatArrow)
}

fn lambda(p: &mut Parser<'_>) {
    let mark = p.mark();
    let params = p.mark();
    if p.at(TokenKind::LeftParen) {
        if p.peek_at(1) == Some(TokenKind::RightParen) {
            let span = p.span_here();
            p.report(Problem::new(Code::E0101, span, "a lambda has at least one parameter"));
        }
        let shape = ListShape {
            close: TokenKind::RightParen,
            entry: "a parameter",
            holds_expressions: false,
        };
        p.list(&shape, lambda_param);
    } else {
        lambda_param(p);
    }
    p.node(params, NodeKind::LambdaParams);
    p.expect(TokenKind::FatArrow);
    p.nested(expr);
    p.node(mark, NodeKind::Lambda);
}

fn lambda_param(p: &mut Parser<'_>) -> bool {
    match p.peek() {
        Some(TokenKind::Name) => items::name(p),
        Some(TokenKind::Underscore) => p.bump(),
        _ => return false,
    }
    true
}

/// An operand without what stands before and behind it, if one begins here.
pub(super) fn primary(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Name)
            if p.at_word("calls") && p.peek_at(1) == Some(TokenKind::LeftParen) =>
        {
            p.bump();
            p.bracketed(TokenKind::RightParen, |p, _| {
                if !items::target(p, "a target") {
                    p.skip_entry();
                }
            });
            p.node(mark, NodeKind::Calls);
        }
        Some(TokenKind::Name) => {
            p.bump();
            p.node(mark, NodeKind::NameExpr);
        }
        Some(
            TokenKind::Int
            | TokenKind::Float
            | TokenKind::Duration
            | TokenKind::Money
            | TokenKind::BadNumber
            | TokenKind::Raw
            | TokenKind::Null
            | TokenKind::True
            | TokenKind::False,
        ) => {
            p.bump();
            p.node(mark, NodeKind::Literal);
        }
        Some(TokenKind::StringStart | TokenKind::TextStart) => strings::string(p),
        Some(TokenKind::LeftParen) => {
            p.bracketed(TokenKind::RightParen, |p, _| calls::step(p));
            p.node(mark, NodeKind::Paren);
        }
        Some(TokenKind::LeftBracket) => list(p),
        Some(TokenKind::LeftBrace) if holds_statements(p) => {
            let problem = Problem::new(Code::E0101, p.span_here(), "a block is no expression")
                .with_help("bind its parts above, or write a function of its own");
            p.report(problem);
            p.junk(|_| false);
            p.missing(NodeKind::MissingExpr);
        }
        Some(TokenKind::LeftBrace) if !p.in_head => record(p),
        Some(TokenKind::LeftBrace) if looks_like_record(p) => {
            let start = p.span_here();
            p.report(Problem::new(Code::E0101, start, "a record stands in parentheses here"));
            record(p);
        }
        Some(TokenKind::If) => control::if_expr(p),
        Some(TokenKind::Match) => control::match_expr(p),
        Some(TokenKind::For) => control::for_expr(p),
        Some(TokenKind::Repeat) => control::repeat_expr(p),
        Some(TokenKind::Fail) => {
            p.bump();
            p.nested(expr);
            p.node(mark, NodeKind::FailExpr);
        }
        Some(TokenKind::Call) => {
            let start = p.span_here().start;
            p.nested(calls::call);
            calls::bare(p, start);
        }
        _ => return false,
    }
    true
}

/// `record = "{" ( key ":" expr | NAME | "..." expr ),* "}"`, which is here.
pub(super) fn record(p: &mut Parser<'_>) {
    let mark = p.mark();
    let shape =
        ListShape { close: TokenKind::RightBrace, entry: "a field", holds_expressions: false };
    p.list(&shape, record_entry);
    p.node(mark, NodeKind::Record);
}

/// A record whose brace is missing, which was reported.
pub(super) fn unopened_record(p: &mut Parser<'_>) {
    let mark = p.mark();
    let shape =
        ListShape { close: TokenKind::RightBrace, entry: "a field", holds_expressions: false };
    p.unopened_list(&shape, record_entry);
    p.node(mark, NodeKind::Record);
}

/// Whether what is here can only be an entry of a record: a field with its colon, or a name before
/// a comma or a brace on its line.
pub(super) fn at_entry(p: &Parser<'_>) -> bool {
    let is_shorthand = p.at(TokenKind::Name)
        && !p.first_on_line()
        && matches!(p.peek_at(1), Some(TokenKind::Comma | TokenKind::RightBrace));
    at_field(p) || is_shorthand
}

/// Whether a word with a colon is here.
pub(super) fn at_field(p: &Parser<'_>) -> bool {
    p.peek().is_some_and(TokenKind::is_word) && p.peek_at(1) == Some(TokenKind::Colon)
}

/// Whether what the brace here opens can only be a block.
fn holds_statements(p: &Parser<'_>) -> bool {
    matches!(p.peek_at(1), Some(TokenKind::Let | TokenKind::Ensure))
        && p.peek_at(2) != Some(TokenKind::Colon)
}

/// Whether what the brace here opens can only be a record.
pub(super) fn looks_like_record(p: &Parser<'_>) -> bool {
    match p.peek_at(1) {
        Some(TokenKind::Ellipsis) => true,
        Some(kind) if kind.is_word() => match p.peek_at(2) {
            Some(TokenKind::Colon) => true,
            // Of a record type, whose field may be absent.
            Some(TokenKind::Question) => p.peek_at(3) == Some(TokenKind::Colon),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a field's name with its colon is here.
pub(super) fn at_key_and_colon(p: &Parser<'_>) -> bool {
    match p.peek() {
        Some(TokenKind::StringStart) => true,
        Some(kind) if kind.is_word() => p.peek_at(1) == Some(TokenKind::Colon),
        _ => false,
    }
}

fn record_entry(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if at_key_and_colon(p) {
        items::key(p);
        if !p.expect(TokenKind::Colon) {
            p.missing(NodeKind::MissingExpr);
        } else if at_field(p) && !p.first_on_line() {
            p.expected(&["`{`"]);
            unopened_record(p);
        } else {
            expr(p);
        }
        p.node(mark, NodeKind::RecordField);
    } else if p.eat(TokenKind::Ellipsis) {
        expr(p);
        p.node(mark, NodeKind::Spread);
    } else if p.at(TokenKind::Name) {
        items::name(p);
        p.node(mark, NodeKind::Shorthand);
        misplaced_equal(p);
    } else {
        return false;
    }
    true
}

/// `{ a = 1 }` means `{ a: 1 }`.
fn misplaced_equal(p: &mut Parser<'_>) {
    if !p.at(TokenKind::Equal) {
        return;
    }
    let span = p.span_here();
    let problem = p.expected_problem(&["`:`"]);
    p.report(problem.with_fix("write `:`", vec![(span, ":".to_owned())]));
    let mark = p.mark();
    p.bump();
    expr(p);
    p.node(mark, NodeKind::Error);
}

/// `list = "[" ( expr | "..." expr ),* "]"`, which is here.
fn list(p: &mut Parser<'_>) {
    let mark = p.mark();
    let shape = ListShape {
        close: TokenKind::RightBracket,
        entry: "an expression",
        holds_expressions: true,
    };
    p.list(&shape, |p| {
        let mark = p.mark();
        if p.eat(TokenKind::Ellipsis) {
            expr(p);
            p.node(mark, NodeKind::Spread);
        } else if at_step(p) {
            expr(p);
        } else {
            return false;
        }
        true
    });
    p.node(mark, NodeKind::List);
}
