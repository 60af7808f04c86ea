//! Types.

use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// `a?: T`
pub(super) fn field<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    for child in node.children() {
        if child.kind() != NodeKind::Key {
            w.eat(TokenKind::Question);
            w.eat(TokenKind::Colon);
            w.space();
        }
        w.node(child);
    }
}

/// `T?[..=10]`: of any length, so in a loop.
pub(super) fn sized<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let mut steps = Vec::new();
    let mut base = node;
    while matches!(base.kind(), NodeKind::OptionalType | NodeKind::ListType) {
        steps.push(base);
        match base.children().next() {
            Some(inner) => base = inner,
            None => break,
        }
    }
    if !steps.contains(&base) {
        w.node(base);
    }
    for step in steps.into_iter().rev() {
        w.tight(step);
    }
}
