//! Strings with their interpolations, and those that may have none.

use orchestra_diagnostics::{Code, Span};

use super::expressions;
use super::parser::Parser;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;

/// A string or text block, which is here.
pub(super) fn string(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    loop {
        match p.peek() {
            Some(TokenKind::StringText) => p.bump(),
            Some(TokenKind::InterpolationStart) => interpolation(p),
            Some(TokenKind::StringEnd | TokenKind::TextEnd) => {
                end(p);
                break;
            }
            _ => break,
        }
    }
    p.node(mark, NodeKind::StringLiteral);
}

/// The end of a string, which is here; empty where it is never closed.
fn end(p: &mut Parser<'_>) {
    if p.span_here().range().is_empty() {
        p.swallowed_by_string();
    }
    p.bump();
}

/// `${expr}`: the lexer has seen to its end, so nothing inside reaches beyond it.
fn interpolation(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    let open = std::mem::take(&mut p.open);
    p.nested(|p| {
        p.with_head(false, |p| {
            expressions::expr(p);
            if !p.at(TokenKind::InterpolationEnd) {
                p.expected(&["`}`"]);
            }
        });
    });
    while p.peek().is_some_and(|kind| kind != TokenKind::InterpolationEnd) {
        p.junk(|p| !p.at(TokenKind::InterpolationEnd));
    }
    p.open = open;
    p.bump();
    p.node(mark, NodeKind::Interpolation);
}

/// The tokens of a string without interpolation, which is here, for the node that is being built.
pub(super) fn plain_tokens(p: &mut Parser<'_>) {
    p.bump();
    let mut is_plain = true;
    loop {
        match p.peek() {
            Some(TokenKind::StringText) => p.bump(),
            Some(TokenKind::InterpolationStart) => {
                let start = p.span_here().start;
                let mark = p.mark();
                interpolation(p);
                p.node(mark, NodeKind::Error);
                if !std::mem::replace(&mut is_plain, false) {
                    continue;
                }
                let span = Span::new(start, p.span_behind().end);
                p.report_elsewhere(
                    Problem::new(Code::E0101, span, "nothing may be interpolated here")
                        .with_help("this text must be known as it is written; `\\$` is a `$`"),
                );
            }
            Some(TokenKind::StringEnd | TokenKind::TextEnd) => {
                end(p);
                if !is_plain {
                    // It was meant for another place than this one.
                    p.say_no_more_here();
                }
                return;
            }
            _ => return,
        }
    }
}

/// A string without interpolation as a node of its own; reports where there is none.
pub(super) fn plain_string(p: &mut Parser<'_>) {
    if !p.at(TokenKind::StringStart) {
        p.expected(&["a string"]);
        return;
    }
    let mark = p.mark();
    plain_tokens(p);
    p.node(mark, NodeKind::StringLiteral);
}
