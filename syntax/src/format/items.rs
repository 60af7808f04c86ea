//! Items.

use super::document::{GroupKind, Line};
use super::lists::Entry;
use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// `use subnet a, b as c`, `use capability a, b`
pub(super) fn use_names<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    w.space();
    w.token();
    w.space();
    w.open(GroupKind::Chain);
    w.indent();
    for child in node.children() {
        if w.eat(TokenKind::Comma) {
            w.line(Line::Space);
        }
        w.node(child);
    }
    w.dedent();
    w.close();
}

/// `use a.b { c, d as e }`. The names are sorted, unless comments stand between them.
pub(super) fn use_module<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    w.space();
    let mut children = node.children();
    if let Some(module) = children.next() {
        w.node(module);
        w.space();
    }
    let mut names: Vec<_> = children.collect();
    if w.tree.comments_in(node.span()).is_empty() {
        names.sort_by_key(|name| name.text());
    }
    w.list(names.into_iter().map(Entry::Node), Line::Space);
}

/// `type A<T> = …`, `const A: T = …`, `fn a(…) -> T { … }`, `template a(…) -> T with { … } { … }`: a
/// word, a name, and what follows by the sign before it.
pub(super) fn declaration<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        match w.peek() {
            Some(TokenKind::Equal) => {
                w.space();
                w.token();
                w.assigned(child);
                continue;
            }
            Some(TokenKind::Colon) => {
                w.token();
                w.space();
            }
            Some(TokenKind::Arrow) => {
                w.space();
                w.token();
                w.space();
            }
            _ if matches!(child.kind(), NodeKind::Generics | NodeKind::ParamList) => {}
            _ => w.space(),
        }
        w.node(child);
    }
}

/// `a: T = e`
pub(super) fn param<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    for child in node.children() {
        match w.peek() {
            Some(TokenKind::Colon) => {
                w.token();
                w.space();
                w.node(child);
            }
            Some(TokenKind::Equal) => {
                w.space();
                w.token();
                w.assigned(child);
            }
            _ => w.node(child),
        }
    }
}

/// `enum A { … }`
pub(super) fn enum_item<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    w.space();
    let mut children = node.children();
    if let Some(name) = children.next() {
        w.node(name);
        w.space();
    }
    w.list(children.map(Entry::Node), Line::Space);
}

/// `provide a.b by c.d { … }`
pub(super) fn provide_item<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    let is_entry = |child: &NodeRef<'t>| child.kind() == NodeKind::ProvideEntry;
    for child in node.children().filter(|child| !is_entry(child)) {
        w.space();
        w.node(child);
    }
    w.space();
    w.list(node.children().filter(is_entry).map(Entry::Node), Line::Space);
}

/// `test "…" { … }`
pub(super) fn test_item<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.token();
    for child in node.children() {
        w.space();
        w.node(child);
    }
}
