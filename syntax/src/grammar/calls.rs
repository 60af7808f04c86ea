//! Steps: calls with their clauses, and policies.

use orchestra_diagnostics::{Code, Span};

use super::expressions;
use super::items;
use super::operators;
use super::parser::Parser;
use super::recovery::ListShape;
use super::types;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;

/// `step = call | expr`
pub(super) fn step(p: &mut Parser<'_>) {
    if !p.at(TokenKind::Call) {
        expressions::expr(p);
        return;
    }
    let start = p.span_here().start;
    call(p);
    if operators::continues(p) {
        bare(p, start);
        let mark = p.mark_before_last();
        operators::continue_from(p, mark);
    }
}

/// Reports a call, just read, that stands inside an expression without parentheses.
pub(super) fn bare(p: &mut Parser<'_>, start: u32) {
    let word = Span::new(start, start + "call".len() as u32);
    let end = p.span_behind().end;
    p.report_elsewhere(
        Problem::new(Code::E0101, word, "put the call in parentheses")
            .with_help("inside an expression, a bare `call` would reach too far")
            .with_fix(
                "put the call in parentheses",
                vec![(Span::at(start), "(".to_owned()), (Span::at(end), ")".to_owned())],
            ),
    );
}

/// `call = "call" target record ["into" TYPE] [policies] ["else" step]`, which is here.
pub(super) fn call(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    let has_target = items::target(p, "a target");
    if !has_target && !at_clause(p) && !p.first_on_line() {
        p.junk(|p| !at_clause(p) && !p.first_on_line());
    }
    if p.at(TokenKind::LeftBrace) && !p.first_on_line() {
        expressions::record(p);
    } else if has_target {
        let mut problem = p.expected_problem(&["`{`"]);
        if p.at(TokenKind::LeftParen) {
            problem = problem.with_help("a call takes its arguments by name: `call a.b { c: 1 }`");
        }
        p.report(problem);
        if p.at(TokenKind::LeftParen) && !p.first_on_line() {
            p.junk(|_| false);
        } else if expressions::at_entry(p) {
            expressions::unopened_record(p);
        } else if !at_clause(p) && !p.first_on_line() {
            p.junk(|p| !at_clause(p) && !p.first_on_line());
            if p.at(TokenKind::LeftBrace) && !p.first_on_line() {
                expressions::record(p);
            }
        }
    }
    let into = p.mark();
    if p.eat(TokenKind::Into) {
        types::whole_type(p);
        p.node(into, NodeKind::IntoClause);
    }
    policies(p);
    let otherwise = p.mark();
    if p.eat(TokenKind::Else) {
        p.nested(step);
        p.node(otherwise, NodeKind::ElseClause);
    }
    p.node(mark, NodeKind::Call);
}

/// Whether the rest of a call without a target, or what stands behind it, begins here.
fn at_clause(p: &Parser<'_>) -> bool {
    p.at_any(&[
        TokenKind::LeftBrace,
        TokenKind::Into,
        TokenKind::With,
        TokenKind::Else,
        TokenKind::Comma,
    ]) || p.at_open_closer()
        || p.at_stop()
}

/// `["with" "{" … "}"]`
pub(super) fn policies(p: &mut Parser<'_>) {
    let mark = p.mark();
    if !p.eat(TokenKind::With) {
        return;
    }
    let shape =
        ListShape { close: TokenKind::RightBrace, entry: "a policy", holds_expressions: false };
    if p.at(TokenKind::LeftBrace) {
        p.list(&shape, policy);
    } else {
        p.expected(&["`{`"]);
        if p.at(TokenKind::Name) && p.peek_at(1) == Some(TokenKind::Colon) {
            p.unopened_list(&shape, policy);
        } else if !p.first_on_line() && p.peek_at(1) == Some(TokenKind::LeftBrace) {
            p.junk(|_| false);
            p.list(&shape, policy);
        }
    }
    p.node(mark, NodeKind::Policies);
}

fn policy(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if !p.at(TokenKind::Name) {
        return false;
    }
    items::name(p);
    if p.expect(TokenKind::Colon) {
        let is_word = matches!(p.peek_at(1), None | Some(TokenKind::Comma | TokenKind::RightBrace));
        if p.at(TokenKind::Fail) && is_word {
            let word = p.mark();
            p.bump();
            p.node(word, NodeKind::FailWord);
        } else {
            expressions::expr(p);
        }
    } else {
        p.missing(NodeKind::MissingExpr);
    }
    p.node(mark, NodeKind::Policy);
    true
}
