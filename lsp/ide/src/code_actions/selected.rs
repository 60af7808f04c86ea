//! What is selected, as actions look at it.

use orchestra_compiler::{hir::LocalId, scope::scope, types::Type};
use orchestra_diagnostics::{Diagnostic, Span};
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, Tree, ast, ast::View as _};

use crate::surroundings::Surroundings;

/// A selection in a file.
pub(super) struct Selected<'a> {
    pub(super) at: Surroundings<'a>,
    /// Without the blanks at its ends; of a mere cursor, empty.
    pub(super) span: Span,
    /// The nodes around it, the file first.
    pub(super) path: Vec<NodeRef<'a>>,
    /// What is wrong with the file.
    pub(super) found: &'a [Diagnostic],
}

/// A name that is bound outside of where it is read.
pub(super) struct Captured {
    pub(super) local: LocalId,
    pub(super) name: String,
    /// Its type where it is read.
    pub(super) ty: Type,
}

impl<'a> Selected<'a> {
    pub(super) fn new(at: Surroundings<'a>, span: Span, found: &'a [Diagnostic]) -> Self {
        let tree = at.cursor.tree;
        let text = tree.text().get(span.range()).unwrap_or_default();
        let start = span.start + (text.len() - text.trim_start().len()) as u32;
        let span = Span::new(start, start + text.trim().len() as u32);
        let span = if text.trim().is_empty() { Span::at(span.end.min(start)) } else { span };
        let path = path_around(tree, span);
        Self { at, span, path, found }
    }

    pub(super) fn tree(&self) -> &'a Tree {
        self.at.cursor.tree
    }

    pub(super) fn text(&self, span: Span) -> &'a str {
        self.tree().slice(span)
    }

    /// The innermost node of `kind` around the selection.
    pub(super) fn around(&self, kind: NodeKind) -> Option<NodeRef<'a>> {
        self.path.iter().rfind(|node| node.kind() == kind).copied()
    }

    /// The place in the path of the expression that is selected, from its first letter to its last.
    pub(super) fn expression(&self) -> Option<usize> {
        let is_it =
            |node: &NodeRef<'_>| node.span() == self.span && ast::Expr::cast(*node).is_some();
        self.path.iter().rposition(is_it).filter(|_| self.span.start < self.span.end)
    }

    /// Whether what is wrong is at the selection.
    pub(super) fn is_about(&self, found: &Diagnostic) -> bool {
        found.span.start <= self.span.end && self.span.start <= found.span.end
    }

    /// The blanks that begin the line of `offset`.
    pub(super) fn indentation(&self, offset: u32) -> &'a str {
        let line = &self.tree().text()[self.line_start(offset) as usize..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Where the line of `offset` begins.
    pub(super) fn line_start(&self, offset: u32) -> u32 {
        self.tree().text()[..offset as usize].rfind('\n').map_or(0, |at| at as u32 + 1)
    }

    /// Whether nothing but blanks stands before `offset` on its line.
    pub(super) fn begins_line(&self, offset: u32) -> bool {
        self.text(Span::new(self.line_start(offset), offset)).trim().is_empty()
    }

    /// `name`, or with a number behind it, so that it means nothing else in the item or the file.
    pub(super) fn fresh(&self, name: &str) -> String {
        let scope = scope(self.at.db, self.at.file);
        let is_free =
            |name: &String| self.at.places_of_locals(name).is_empty() && scope.item(name).is_none();
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    /// The names that are read within `span` and bound outside of it, each once; none where one has
    /// several types there.
    pub(super) fn captured(&self, span: Span) -> Option<Vec<Captured>> {
        let mut captured: Vec<Captured> = Vec::new();
        for read in self.at.locals_read_in(span) {
            if within(read.declared, span) {
                continue;
            }
            match captured.iter().find(|known| known.local == read.local) {
                Some(known) if known.ty != read.ty => return None,
                Some(_) => {}
                None => captured.push(Captured {
                    local: read.local,
                    name: read.name.to_string(),
                    ty: read.ty,
                }),
            }
        }
        Some(captured)
    }
}

/// Whether all of `inner` lies in `outer`.
pub(super) fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The nodes around `span`, the file first; of two that an empty one touches, the later.
pub(super) fn path_around(tree: &Tree, span: Span) -> Vec<NodeRef<'_>> {
    let mut path = vec![tree.root()];
    while let Some(child) =
        path.last().and_then(|node| node.children().rfind(|child| within(span, child.span())))
    {
        path.push(child);
    }
    path
}

/// All nodes in `node`, itself first.
pub(super) fn nodes_in(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let mut nodes = vec![node];
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        nodes.extend(node.children());
        next += 1;
    }
    nodes
}

/// Whether `name` may be given to something.
pub(super) fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    begins && TokenKind::of_word(name) == TokenKind::Name
}

/// Whether what is written behind such an expression, `.take(3)`, belongs to all of it.
pub(super) fn takes_postfix(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::NameExpr
            | NodeKind::FieldAccess
            | NodeKind::Apply
            | NodeKind::Index
            | NodeKind::NonNull
            | NodeKind::Paren
    )
}
