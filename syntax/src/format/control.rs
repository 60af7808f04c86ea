//! What branches and loops: `if`, `match`, `for`, `repeat`.

use super::document::{GroupKind, Line};
use super::lists::Entry;
use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// `if c { … } else if d { … } else { … }`, however long the chain.
pub(super) fn if_expr<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let mut next = Some(node);
    while let Some(node) = next.take() {
        w.token();
        for child in node.children() {
            w.space();
            if w.at(TokenKind::Else) {
                w.token();
                w.space();
                if child.kind() == NodeKind::If {
                    next = Some(child);
                    break;
                }
            }
            w.node(child);
        }
    }
}

/// `match v { … }`
pub(super) fn match_expr<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    w.space();
    if let Some(head) = node.children().next() {
        w.node(head);
        w.space();
    }
    if w.at(TokenKind::LeftBrace) {
        w.list(node.children().skip(1).map(Entry::Node), Line::Space);
    }
}

/// `pattern if c => e`
pub(super) fn arm<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    for (index, child) in node.children().enumerate() {
        if w.eat(TokenKind::FatArrow) {
            w.assigned(child);
            continue;
        }
        w.node(child);
        if index + 1 < node.children().count() {
            w.space();
        }
    }
}

/// `for x, i in xs if c with { … } { … }`
pub(super) fn for_expr<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        w.eat(TokenKind::Comma);
        w.space();
        if w.eat(TokenKind::In) {
            w.space();
        }
        w.node(child);
    }
}

/// `repeat s: T = init until c max n with { … } { … }`
pub(super) fn repeat_expr<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    w.open(GroupKind::Head);
    let mut is_indented = false;
    for child in node.children() {
        if is_indented && matches!(child.kind(), NodeKind::Policies | NodeKind::Block) {
            is_indented = false;
            w.dedent();
            w.close();
        }
        if w.eat(TokenKind::Colon) {
            w.space();
        } else if w.at(TokenKind::Name) && w.at < child.token_range().start {
            // `until` or `max`
            w.line(Line::Space);
            w.token();
            w.space();
        } else if w.at(TokenKind::Equal) {
            w.space();
            w.token();
            w.space();
            w.indent();
            is_indented = true;
        } else {
            w.space();
        }
        w.node(child);
    }
    if is_indented {
        w.dedent();
        w.close();
    }
}
