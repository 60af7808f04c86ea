//! Names in scope: what is bound around the cursor, then what the file declares and imports.

use std::collections::HashSet;

use orchestra_compiler::{
    infer::{declared_type, infer, signature_of},
    items::{ItemId, ItemKind},
    types::{Type, fit::fit},
};
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, Rank};
use crate::call_target::CallTarget;

/// A name that is bound around the cursor.
pub(super) struct Local<'t> {
    pub(super) name: &'t str,
    pub(super) kind: CompletionKind,
    pub(super) ty: Option<Type>,
}

impl<'a> Completer<'a> {
    /// Where an expression stands.
    pub(super) fn expressions(&mut self, step: bool) {
        let wanted = self.at.wanted();
        if let Some(wanted) = &wanted {
            self.values_of(wanted);
        }
        self.names(wanted.as_ref());
        self.expression_words(step);
        self.items_elsewhere(&[ItemKind::Const, ItemKind::Function, ItemKind::Enum]);
    }

    /// All names, by how well they fit, then by nearness.
    pub(super) fn names(&mut self, wanted: Option<&Type>) {
        let locals = self.locals();
        let bound: HashSet<&str> = locals.iter().map(|local| local.name).collect();
        for local in locals {
            let rank = self.rank(local.ty.as_ref(), wanted);
            let mut item = CompletionItem::new(local.name, local.kind);
            item.detail = local.ty.as_ref().map(ToString::to_string);
            self.add(rank, item);
        }
        for (name, item) in self.scope.names() {
            let kind = item.kind(self.at.db);
            if bound.contains(&*name)
                || !matches!(kind, ItemKind::Const | ItemKind::Function | ItemKind::Enum)
            {
                continue;
            }
            let ty = self.type_of_item(item);
            let rank = self.rank(ty.as_ref(), wanted).max(Rank::Fits);
            let completion = self.item(&name, item);
            self.add(rank, completion);
        }
    }

    /// How well a value of type `ty` fits.
    pub(super) fn rank(&self, ty: Option<&Type>, wanted: Option<&Type>) -> Rank {
        match (ty, wanted) {
            (Some(ty), Some(wanted)) if fit(&self.at.environment(), ty, wanted).is_ok() => {
                Rank::Fits
            }
            (Some(_), Some(_)) => Rank::Misfit,
            _ => Rank::Plain,
        }
    }

    /// The type of a constant, of a function's value, of an enum's.
    pub(super) fn type_of_item(&self, item: ItemId) -> Option<Type> {
        let db = self.at.db;
        match item.kind(db) {
            ItemKind::Function => signature_of(db, item).map(|signature| signature.result.clone()),
            ItemKind::Enum => Some(declared_type(db, item)),
            ItemKind::Const => {
                let body = orchestra_compiler::hir::lower::body(db, item);
                let orchestra_compiler::hir::Root::Const { ty, value } = body.root else {
                    return None;
                };
                let inference = infer(db, item);
                let written = ty.and_then(|ty| inference.written.get(&ty).cloned());
                Some(written.unwrap_or_else(|| inference.expr(value).clone()))
            }
            _ => None,
        }
        .filter(|ty| !ty.is_error())
    }

    /// A function, with a tab stop for each parameter that has no default.
    pub(super) fn function(&self, completion: CompletionItem, item: ItemId) -> CompletionItem {
        let Some(signature) = signature_of(self.at.db, item) else { return completion };
        let shown: Vec<String> =
            signature.params.iter().map(|it| format!("{}: {}", it.name, it.ty)).collect();
        let detail = format!("({}) -> {}", shown.join(", "), signature.result);
        let completion = completion.detail(detail);
        let is_called =
            self.at.cursor.next().is_some_and(|token| token.kind == TokenKind::LeftParen);
        if is_called {
            return completion;
        }
        let needed = signature.params.iter().filter(|param| param.default.is_none());
        let stops: Vec<String> = needed
            .enumerate()
            .map(|(at, param)| format!("${{{}:{}}}", at + 1, param.name))
            .collect();
        let insert = format!("{}({})", completion.insert, stops.join(", "));
        completion.snippet(insert)
    }

    /// A template, as it is called.
    pub(super) fn template(&self, name: &str, item: ItemId) -> CompletionItem {
        let db = self.at.db;
        let key = super::DocumentationKey::Item {
            module: orchestra_compiler::items::module_name(db, item.file(db)),
            name: item.name(db),
        };
        let completion = CompletionItem::new(name, CompletionKind::Template).key(key);
        let completion = match signature_of(db, item) {
            Some(signature) => completion.detail(format!("-> {}", signature.result)),
            None => completion,
        };
        self.with_arguments(completion, &CallTarget::Template(item))
    }

    pub(super) fn local_named(&self, name: &str) -> Option<Local<'a>> {
        self.locals().into_iter().find(|local| local.name == name)
    }

    /// Names that are bound around the cursor, the nearest first, hidden ones left out.
    pub(super) fn locals(&self) -> Vec<Local<'a>> {
        let mut locals: Vec<Local<'a>> = Vec::new();
        for level in (0..self.at.cursor.path.len()).rev() {
            for (name, kind) in self.bound_by(level) {
                let text = name.text();
                if text == "_" || locals.iter().any(|known| known.name == text) {
                    continue;
                }
                let ty = self.at.type_of_local(name.span());
                locals.push(Local { name: text, kind, ty });
            }
        }
        locals
    }

    /// Names that the node at `level` binds for the place of the cursor.
    fn bound_by(&self, level: usize) -> Vec<(NodeRef<'a>, CompletionKind)> {
        let cursor = &self.at.cursor;
        let node = cursor.path[level];
        let before = cursor.before;
        let is_behind =
            |kind: TokenKind| node.token(kind).is_some_and(|token| token.index() < before);
        let inner = cursor.path.get(level + 1).map(|node| node.kind());
        let named =
            |nodes: Vec<NodeRef<'a>>, kind| nodes.into_iter().map(|it| (it, kind)).collect();
        match node.kind() {
            NodeKind::Block if cursor.frame_at(level).is_some() => {
                // A `let` whose value is typed on the same line hasn't ended.
                let open = cursor.path.get(level + 1).filter(|_| !cursor.on_new_line());
                let lets = node.children().filter(|child| {
                    child.kind() == NodeKind::Let
                        && child.token_range().end <= before
                        && open != Some(child)
                });
                let nodes: Vec<_> = lets.filter_map(|it| it.children().next()).collect();
                let names = nodes.into_iter().rev().flat_map(binders).collect();
                named(names, CompletionKind::Local)
            }
            NodeKind::Lambda if is_behind(TokenKind::FatArrow) => {
                let params = node.child(NodeKind::LambdaParams);
                let names = params.into_iter().flat_map(|it| it.children()).collect();
                named(names, CompletionKind::Parameter)
            }
            NodeKind::For if matches!(inner, Some(NodeKind::Block | NodeKind::ForCondition)) => {
                let mut names: Vec<_> = node.children().next().map(binders).unwrap_or_default();
                names.extend(node.child(NodeKind::Name));
                named(names, CompletionKind::Local)
            }
            NodeKind::Repeat => {
                let until = node.tokens().find(|token| token.text() == "until");
                let is_known = until.is_some_and(|token| token.index() < before);
                let names = node.child(NodeKind::Name).filter(|_| is_known).into_iter().collect();
                named(names, CompletionKind::Local)
            }
            NodeKind::MatchArm
                if is_behind(TokenKind::FatArrow) || inner == Some(NodeKind::Guard) =>
            {
                named(
                    node.children().next().map(bindings).unwrap_or_default(),
                    CompletionKind::Local,
                )
            }
            NodeKind::FnItem | NodeKind::TemplateItem if inner != Some(NodeKind::ParamList) => {
                let params =
                    node.child(NodeKind::ParamList).into_iter().flat_map(|it| it.children());
                let names = params.filter_map(|param| param.child(NodeKind::Name)).collect();
                named(names, CompletionKind::Parameter)
            }
            _ => Vec::new(),
        }
    }
}

/// The names in a binder.
fn binders(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let binder = ast::Binder::cast(node);
    binder.map(|it| it.names().into_iter().map(ast::View::node).collect()).unwrap_or_default()
}

/// The names in a pattern.
fn bindings(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let mut open = vec![node];
    let mut names = Vec::new();
    while let Some(node) = open.pop() {
        match node.kind() {
            NodeKind::BindingPattern => names.extend(node.child(NodeKind::Name)),
            _ => open.extend(node.children()),
        }
    }
    names
}
