//! Patterns; those that are lists, chains or single words have no rule of their own.

use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// `x`, `x: T`
pub(super) fn binding<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    for child in node.children() {
        if child.kind() != NodeKind::Name {
            w.eat(TokenKind::Colon);
            w.space();
        }
        w.node(child);
    }
}
