//! Patterns of `match`.

use super::expressions;
use super::items;
use super::parser::Parser;
use super::recovery::ListShape;
use super::types;
use crate::kind::{NodeKind, TokenKind};

/// `pattern = choice { "|" choice }`, or a report that it is missing.
pub(super) fn pattern(p: &mut Parser<'_>) {
    let mark = p.mark();
    expect_choice(p);
    let mut has_alternatives = false;
    while p.eat(TokenKind::Pipe) {
        has_alternatives = true;
        expect_choice(p);
    }
    if has_alternatives {
        p.node(mark, NodeKind::OrPattern);
    }
}

fn expect_choice(p: &mut Parser<'_>) {
    if choice(p) {
        return;
    }
    p.expected(&["a pattern"]);
    let fits_nothing = !p.at_any(&[TokenKind::FatArrow, TokenKind::Comma, TokenKind::If])
        && !p.at_open_closer()
        && !p.at_stop();
    if fits_nothing {
        p.junk(|p| {
            !p.first_on_line()
                && !p.at_any(&[TokenKind::FatArrow, TokenKind::Comma, TokenKind::If])
                && !p.at_open_closer()
        });
    }
    p.missing(NodeKind::MissingPattern);
}

fn entry(p: &mut Parser<'_>) -> bool {
    let starts = at_choice(p);
    if starts {
        pattern(p);
    }
    starts
}

/// Whether a pattern begins here.
pub(super) fn at_choice(p: &Parser<'_>) -> bool {
    p.at_any(&[
        TokenKind::Name,
        TokenKind::Underscore,
        TokenKind::LeftBrace,
        TokenKind::LeftBracket,
        TokenKind::Minus,
        TokenKind::Int,
        TokenKind::Float,
        TokenKind::BadNumber,
        TokenKind::StringStart,
        TokenKind::True,
        TokenKind::False,
        TokenKind::Null,
    ])
}

fn choice(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Name) if p.peek_at(1) == Some(TokenKind::Dot) => {
            items::name(p);
            p.bump();
            if !items::word(p) {
                p.expected(&["a variant"]);
            }
            p.node(mark, NodeKind::VariantPattern);
        }
        Some(TokenKind::Name) => {
            items::name(p);
            types::ascription(p);
            p.node(mark, NodeKind::BindingPattern);
        }
        Some(TokenKind::Underscore) => {
            p.bump();
            p.node(mark, NodeKind::WildcardPattern);
        }
        Some(TokenKind::LeftBrace) => {
            let shape = ListShape {
                close: TokenKind::RightBrace,
                entry: "a field",
                holds_expressions: false,
            };
            p.list(&shape, field);
            p.node(mark, NodeKind::RecordPattern);
        }
        Some(TokenKind::LeftBracket) => {
            let shape = ListShape {
                close: TokenKind::RightBracket,
                entry: "a pattern",
                holds_expressions: false,
            };
            p.list(&shape, entry);
            p.node(mark, NodeKind::TuplePattern);
        }
        _ if types::literal(p) => p.node(mark, NodeKind::LiteralPattern),
        _ => return false,
    }
    true
}

fn field(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if expressions::at_key_and_colon(p) {
        items::key(p);
        if p.expect(TokenKind::Colon) {
            pattern(p);
        } else {
            p.missing(NodeKind::MissingPattern);
        }
    } else if p.at(TokenKind::Name) {
        let binding = p.mark();
        items::name(p);
        p.node(binding, NodeKind::BindingPattern);
    } else {
        return false;
    }
    p.node(mark, NodeKind::PatternField);
    true
}
