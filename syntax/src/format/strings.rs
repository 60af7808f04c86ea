//! Strings, which are never broken, and text blocks, which are shifted as a whole.

use super::document::{Element, GroupKind};
use super::writer::Writer;
use crate::ast::View as _;
use crate::kind::{NodeKind, TokenKind};
use crate::literal::{self, Piece};
use crate::tree::NodeRef;

/// A string or a text block.
pub(super) fn string<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    if node.token(TokenKind::TextStart).is_some() {
        text_block(w, node);
        return;
    }
    w.comments(false);
    w.open(GroupKind::OneLine);
    for child in node.children() {
        while w.at < child.token_range().start {
            w.token();
        }
        w.node(child);
    }
    w.tight(node);
    w.close();
}

/// `${expr}`. One of several lines can only stand in a text block, and stays as it is: what is
/// written on one line there might mean something else.
pub(super) fn interpolation<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let holds_block = w.tree.tokens()[node.token_range().start as usize..]
        [..node.token_range().len()]
        .iter()
        .any(|token| token.kind == TokenKind::TextStart);
    if holds_block || !w.is_on_one_line(node.token_range()) {
        w.document.push(Element::Text(node.span()));
        w.pass(node);
        return;
    }
    w.open(GroupKind::OneLine);
    w.token();
    for child in node.children() {
        w.node(child);
    }
    w.tight(node);
    w.close();
}

/// The lines of a text block, two columns in from the line that opens it.
fn text_block<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let block = literal::block_lines(node);
    w.comments(false);
    if !block.begins_below {
        w.document.push(Element::Text(node.span()));
        w.pass(node);
        return;
    }
    w.token();
    w.document.push(Element::TextBlock);
    for line in &block.lines {
        w.document.push(Element::TextLine);
        if line.is_blank {
            continue;
        }
        for (index, piece) in line.pieces.iter().enumerate() {
            match *piece {
                Piece::Text(mut span) => {
                    span.start += if index == 0 { block.indent } else { 0 };
                    if span.start < span.end {
                        w.document.push(Element::Text(span));
                    }
                }
                Piece::Interpolation(part) => {
                    w.at = part.node().token_range().start;
                    w.node(part.node());
                }
            }
        }
    }
    if block.closes_alone {
        w.document.push(Element::TextLine);
    }
    w.at = node.token_range().end - 1;
    w.token();
}

/// Whether `node` is a text block.
pub(super) fn is_text_block(node: NodeRef<'_>) -> bool {
    node.kind() == NodeKind::StringLiteral && node.token(TokenKind::TextStart).is_some()
}
