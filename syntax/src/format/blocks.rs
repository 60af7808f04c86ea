//! Blocks and statements.

use super::document::{Element, GroupKind, Line};
use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// `{ … }`: on one line where it was, with one statement or value; else one a line.
pub(super) fn block<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.comments(false);
    let may_be_flat = w.is_on_one_line(node.token_range())
        && node.children().count() == 1
        && w.broken(&node.children().collect::<Vec<_>>()) == 0;
    w.open(GroupKind::Block);
    w.token();
    w.indent();
    let statements: Vec<NodeRef<'t>> = node.children().collect();
    let mut at = 0;
    while let Some(statement) = statements.get(at) {
        if at == 0 {
            w.line(Line::Space);
        } else {
            w.line_between();
        }
        if may_be_flat {
            w.node(*statement);
            at += 1;
        } else {
            at += w.unit(&statements[at..]);
        }
    }
    let is_empty = at == 0 && !w.has_comments();
    w.comments(at > 0);
    w.dedent();
    if !is_empty {
        w.document.push(Element::Line(Line::Space));
        if !may_be_flat {
            w.document.force();
        }
    }
    w.token();
    w.close();
}

/// `let binder: T = step`
pub(super) fn let_statement<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        if w.eat(TokenKind::Colon) {
            w.space();
            w.node(child);
        } else if w.at(TokenKind::Equal) {
            w.space();
            w.token();
            w.assigned(child);
        } else {
            w.space();
            w.node(child);
        }
    }
}

/// `ensure c, "message"`
pub(super) fn ensure<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        if w.eat(TokenKind::Comma) {
            w.open(GroupKind::Chain);
            w.indent();
            w.line(Line::Space);
            w.node(child);
            w.dedent();
            w.close();
        } else {
            w.space();
            w.node(child);
        }
    }
}

/// `mock target => value`
pub(super) fn mock<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        w.space();
        if w.eat(TokenKind::FatArrow) {
            w.space();
        }
        if child.kind() == NodeKind::FailExpr {
            failure(w, child);
        } else {
            w.node(child);
        }
    }
}

/// A `fail` whose message is an expression. A name on its line would be taken for a reason, so one
/// that isn't there stays where it is.
fn failure<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for message in node.children() {
        w.open(GroupKind::Chain);
        w.indent();
        if w.at(TokenKind::Name) {
            w.document.force();
        }
        w.line(Line::Space);
        w.node(message);
        w.dedent();
        w.close();
    }
}
