//! Blocks, statements and binders.

use orchestra_diagnostics::Code;

use super::calls;
use super::expressions;
use super::items;
use super::parser::Parser;
use super::recovery::ListShape;
use super::types;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;

/// A block, or a report that it is missing.
pub(super) fn expect_block(p: &mut Parser<'_>) {
    if p.at(TokenKind::LeftBrace) {
        block(p);
        return;
    }
    let mut problem = p.expected_problem(&["`{`"]);
    if p.at(TokenKind::FatArrow) {
        problem = problem.with_help("a lambda stands in parentheses here");
    } else if p.at(TokenKind::Equal) {
        problem = problem.with_help("`==` compares");
    }
    p.report(problem);
    if p.goes_deeper() && (p.at_statement_word(false) || expressions::at_step(p)) {
        let mark = p.mark();
        p.unopened(TokenKind::RightBrace, |p, _| statements(p));
        p.node(mark, NodeKind::Block);
        return;
    }
    // The head that was misread may end before a block after all.
    if !p.first_on_line() && !p.at_open_closer() && !p.at(TokenKind::Comma) && !p.at_stop() {
        p.junk(|p| {
            !p.first_on_line()
                && !p.at_open_closer()
                && !p.at_any(&[TokenKind::LeftBrace, TokenKind::Comma, TokenKind::With])
        });
        calls::policies(p);
        if p.at(TokenKind::LeftBrace) && !p.first_on_line() {
            block(p);
        }
    }
}

/// `block = "{" { statement } [step] "}"`, which is here.
pub(super) fn block(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bracketed(TokenKind::RightBrace, |p, _| statements(p));
    p.node(mark, NodeKind::Block);
}

fn statements(p: &mut Parser<'_>) {
    let mut is_shaken = false;
    while !p.at(TokenKind::RightBrace) && !p.at_stop() && !p.at_open_closer() {
        let (before, troubles) = (p.position(), p.troubles());
        if !statement(p) {
            // A mistake just above may have cut this off.
            if is_shaken {
                p.say_no_more_here();
            }
            p.expected(&["a statement", "`}`"]);
        }
        is_shaken = p.troubles() > troubles;
        if p.position() == before {
            p.junk(|p| !p.first_on_line() && !p.at_open_closer());
        }
    }
}

/// A statement, or an expression, whose value is lost unless it is the last.
fn statement(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Let) => {
            p.bump();
            binder(p);
            types::ascription(p);
            if p.expect(TokenKind::Equal) {
                calls::step(p);
            } else {
                p.missing(NodeKind::MissingExpr);
                unfinished(p);
            }
            p.node(mark, NodeKind::Let);
        }
        Some(TokenKind::Ensure) => {
            p.bump();
            expressions::expr(p);
            if p.eat(TokenKind::Comma) {
                expressions::expr(p);
            }
            p.node(mark, NodeKind::Ensure);
        }
        _ if p.at_mock() => mock(p),
        _ if expressions::at_field(p) => {
            p.expected(&["`{`"]);
            expressions::unopened_record(p);
        }
        _ if expressions::at_step(p) => {
            let troubles = p.troubles();
            let start = p.span_here();
            calls::step(p);
            let is_last = p.at(TokenKind::RightBrace) || p.at_stop() || p.at_open_closer();
            if !is_last && p.troubles() == troubles && !p.is_quiet() {
                lost_value(p, start.cover(p.span_behind()));
            }
        }
        _ => return false,
    }
    true
}

/// The rest of the line of a statement that breaks off.
fn unfinished(p: &mut Parser<'_>) {
    if !p.first_on_line() && !p.at_open_closer() && !p.at_stop() {
        p.junk(|p| !p.first_on_line() && !p.at_open_closer());
    }
}

/// What was read last isn't a block's last expression: only a statement may be.
fn lost_value(p: &mut Parser<'_>, span: orchestra_diagnostics::Span) {
    let is_statement = matches!(
        p.last_kind(),
        Some(
            NodeKind::Call
                | NodeKind::If
                | NodeKind::Match
                | NodeKind::For
                | NodeKind::Repeat
                | NodeKind::FailExpr
        )
    );
    if is_statement {
        return;
    }
    if p.at(TokenKind::LeftBrace) && !p.first_on_line() {
        // The head of something whose word is missing.
        p.expected(&["an operator", "`}`"]);
        p.junk(|p| !p.first_on_line() && p.at_any(&[TokenKind::Else, TokenKind::LeftBrace]));
        return;
    }
    let starts_new = p.first_on_line() || expressions::at_step(p) || p.at(TokenKind::Let);
    if !starts_new {
        // What follows doesn't fit, so the expression may well be the last.
        p.expected(&["an operator", "`}`"]);
        p.junk(|p| !p.first_on_line() && !p.at_open_closer());
        return;
    }
    p.report_elsewhere(
        Problem::new(Code::E0101, span, "the value of this expression is lost")
            .with_help("only the last expression of a block is its value; `let _ = …` drops one"),
    );
}

fn mock(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    items::target(p, "a target");
    if p.expect(TokenKind::FatArrow) {
        let failure = p.mark();
        let is_reason = p.peek_at(1) == Some(TokenKind::Name)
            && p.token(1).is_some_and(|token| !token.first_on_line);
        if p.at(TokenKind::Fail) && is_reason {
            p.bump();
            items::name(p);
            p.node(failure, NodeKind::MockFailure);
        } else {
            expressions::expr(p);
        }
    } else {
        unfinished(p);
    }
    p.node(mark, NodeKind::Mock);
}

/// `binder = NAME | "_" | "{" … "}" | "[" … "]"`, or a report that it is missing.
pub(super) fn binder(p: &mut Parser<'_>) {
    if binder_entry(p) {
        return;
    }
    let mut problem = p.expected_problem(&["a name"]);
    let is_reserved = p.peek().is_some_and(TokenKind::is_reserved) && !p.first_on_line();
    if is_reserved {
        problem = problem.with_help("reserved words name nothing");
    }
    p.report(problem);
    let stands_for_name = is_reserved
        && matches!(
            p.peek_at(1),
            Some(TokenKind::Equal | TokenKind::Colon | TokenKind::In | TokenKind::Comma)
        );
    if stands_for_name {
        p.junk(|_| false);
    }
    p.missing(NodeKind::MissingBinder);
}

fn binder_entry(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Name) => {
            items::name(p);
            p.node(mark, NodeKind::NameBinder);
        }
        Some(TokenKind::Underscore) => {
            p.bump();
            p.node(mark, NodeKind::WildcardBinder);
        }
        Some(TokenKind::LeftBrace) => {
            let shape = ListShape {
                close: TokenKind::RightBrace,
                entry: "a field",
                holds_expressions: false,
            };
            p.list(&shape, binder_field);
            p.node(mark, NodeKind::RecordBinder);
        }
        Some(TokenKind::LeftBracket) => {
            let shape = ListShape {
                close: TokenKind::RightBracket,
                entry: "a name",
                holds_expressions: false,
            };
            p.list(&shape, binder_entry);
            p.node(mark, NodeKind::TupleBinder);
        }
        _ => return false,
    }
    true
}

fn binder_field(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if expressions::at_key_and_colon(p) {
        items::key(p);
        p.expect(TokenKind::Colon);
        binder(p);
    } else if p.at(TokenKind::Name) {
        binder(p);
    } else {
        return false;
    }
    p.node(mark, NodeKind::BinderField);
    true
}
