//! Lambdas, fields, and what begins with a bracket.

use super::document::Line;
use super::lists::Entry;
use super::strings;
use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// Whether `node` is in brackets of its own, up to a few words, so that it stays on the line on
/// which it begins and breaks inside.
pub(super) fn is_delimited(node: NodeRef<'_>) -> bool {
    matches!(
        node.kind(),
        NodeKind::Record
            | NodeKind::List
            | NodeKind::If
            | NodeKind::Match
            | NodeKind::For
            | NodeKind::Repeat
    ) || strings::is_text_block(node)
}

/// Whether `node`, behind a `=`, stays on its line: it is delimited, or a call of something.
pub(super) fn is_bracketed(node: NodeRef<'_>) -> bool {
    let is_function = || {
        let callee = node.children().next();
        callee.is_some_and(|callee| callee.kind() == NodeKind::NameExpr)
    };
    match node.kind() {
        NodeKind::Call
        | NodeKind::Block
        | NodeKind::Lambda
        | NodeKind::RecordType
        | NodeKind::TupleType => true,
        NodeKind::Apply => is_function(),
        _ => is_delimited(node),
    }
}

/// `a: e`, or the `e` alone.
pub(super) fn field<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let value = node.children().last();
    for child in node.children() {
        if Some(child) != value {
            w.node(child);
            continue;
        }
        let behind_name = w.at(TokenKind::Colon);
        if behind_name {
            w.token();
        }
        // What can't break inside may stand on the next line.
        let is_atom = matches!(child.kind(), NodeKind::StringLiteral | NodeKind::NameExpr);
        if behind_name && is_atom {
            w.assigned(child);
        } else {
            if behind_name {
                w.space();
            }
            w.node(child);
        }
    }
}

/// `x => e`
pub(super) fn lambda<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    for child in node.children() {
        if child.kind() == NodeKind::LambdaParams {
            w.node(child);
            w.space();
            w.eat(TokenKind::FatArrow);
            w.space();
        } else {
            w.node(child);
        }
    }
}

/// `x`, `(x, _)`
pub(super) fn lambda_params<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    if !w.at(TokenKind::LeftParen) {
        w.tight(node);
        return;
    }
    let mut entries = Vec::new();
    let mut names = node.children();
    for index in node.token_range() {
        match w.tree.tokens()[index as usize].kind {
            TokenKind::Name => entries.extend(names.next().map(Entry::Node)),
            TokenKind::Underscore => entries.push(Entry::Token(index)),
            _ => {}
        }
    }
    w.list(entries.into_iter(), Line::Soft);
}
