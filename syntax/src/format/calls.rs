//! Calls and policies: their clauses follow the bracket before them.

use super::document::Line;
use super::lists::Entry;
use super::writer::Writer;
use crate::kind::TokenKind;
use crate::tree::NodeRef;

/// `call a.b { … } into T with { … } else e`
pub(super) fn call<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        w.space();
        w.node(child);
    }
}

/// `with { … }`
pub(super) fn policies<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    w.space();
    if w.at(TokenKind::LeftBrace) {
        w.list(node.children().map(Entry::Node), Line::Space);
    }
}
