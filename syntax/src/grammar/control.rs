//! What branches and loops: `if`, `match`, `for`, `repeat`.

use super::blocks;
use super::calls;
use super::items;
use super::messages;
use super::operators;
use super::parser::Parser;
use super::patterns;
use super::types;
use crate::kind::{NodeKind, TokenKind};

/// `head`: a `coalesce` in which no primary outside brackets is a record.
fn head(p: &mut Parser<'_>) {
    p.nested(|p| p.with_head(true, operators::coalesce));
}

/// `if = "if" head block ["else" (if | block)]`; a chain of `else if` is read in a loop.
pub(super) fn if_expr(p: &mut Parser<'_>) {
    let mut chain = Vec::new();
    loop {
        chain.push(p.mark());
        p.bump();
        head(p);
        blocks::expect_block(p);
        if !p.eat(TokenKind::Else) {
            break;
        }
        if !p.at(TokenKind::If) {
            blocks::expect_block(p);
            break;
        }
    }
    for mark in chain.into_iter().rev() {
        p.node(mark, NodeKind::If);
    }
}

/// `match = "match" head "{" { arm } "}"`
pub(super) fn match_expr(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    head(p);
    if p.at(TokenKind::LeftBrace) {
        p.bracketed(TokenKind::RightBrace, |p, _| arms(p));
    } else {
        p.expected(&["`{`"]);
        if !p.first_on_line() && p.peek_at(1) == Some(TokenKind::LeftBrace) {
            p.junk(|_| false);
            p.bracketed(TokenKind::RightBrace, |p, _| arms(p));
        } else if patterns::at_choice(p) {
            p.unopened(TokenKind::RightBrace, |p, _| arms(p));
        }
    }
    p.node(mark, NodeKind::Match);
}

fn arms(p: &mut Parser<'_>) {
    while !p.at(TokenKind::RightBrace) && !p.at_stop() && !p.at_open_closer() {
        if p.at_statement_word(false) {
            break;
        }
        arm(p);
    }
}

/// `arm = pattern ["if" head] "=>" (block | step) [","]`
fn arm(p: &mut Parser<'_>) {
    let mark = p.mark();
    let before = p.position();
    patterns::pattern(p);
    if p.at(TokenKind::If) {
        let guard = p.mark();
        p.bump();
        head(p);
        p.node(guard, NodeKind::Guard);
    }
    let mut is_block = false;
    if p.expect(TokenKind::FatArrow) {
        is_block = p.at(TokenKind::LeftBrace);
        if is_block {
            blocks::block(p);
        } else {
            calls::step(p);
        }
    } else {
        p.missing(NodeKind::MissingExpr);
    }
    p.node(mark, NodeKind::MatchArm);
    if p.eat(TokenKind::Comma) || p.at(TokenKind::RightBrace) || p.at_stop() || is_block {
        return;
    }
    let next_arm = p.first_on_line() && p.position() > before;
    let problem = p.expected_problem(&["`,`", messages::of_kind(TokenKind::RightBrace)]);
    let behind = p.span_behind();
    p.report(if next_arm {
        problem.with_fix("insert `,`", vec![(behind, ",".to_owned())])
    } else {
        problem
    });
    if !next_arm && !p.at_open_closer() {
        p.junk(|p| !p.first_on_line() && !p.at(TokenKind::Comma) && !p.at_open_closer());
        p.eat(TokenKind::Comma);
    }
}

/// `for = "for" binder ["," NAME] "in" head ["if" head] [policies] block`
pub(super) fn for_expr(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    blocks::binder(p);
    if p.eat(TokenKind::Comma) {
        items::expect_name(p, "the index's name");
    }
    p.expect(TokenKind::In);
    head(p);
    if p.at(TokenKind::If) {
        let condition = p.mark();
        p.bump();
        head(p);
        p.node(condition, NodeKind::ForCondition);
    }
    calls::policies(p);
    blocks::expect_block(p);
    p.node(mark, NodeKind::For);
}

/// `repeat = "repeat" NAME [":" TYPE] "=" head "until" head "max" head [policies] block`
pub(super) fn repeat_expr(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    items::expect_name(p, "the state's name");
    types::ascription(p);
    if p.expect(TokenKind::Equal) {
        head(p);
    } else {
        p.missing(NodeKind::MissingExpr);
    }
    for word in ["until", "max"] {
        if p.eat_word(word) {
            head(p);
        } else {
            p.expected(&[&format!("`{word}`")]);
            p.missing(NodeKind::MissingExpr);
        }
    }
    calls::policies(p);
    blocks::expect_block(p);
    p.node(mark, NodeKind::Repeat);
}
