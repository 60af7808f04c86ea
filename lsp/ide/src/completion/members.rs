//! Fields, methods and variants, behind a `.`.

use orchestra_compiler::{
    hir::{Root, lower::body},
    items::{ItemId, ItemKind},
    types::{
        Type,
        methods::{Expected, find},
    },
};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, TokenKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, Rank, arguments::key};
use crate::cursor::path_to;

impl Completer<'_> {
    /// Behind the `.` or `?.` that is the token `dot`.
    pub(super) fn members(&mut self, dot: u32) {
        let db = self.at.db;
        let first = self.at.cursor.text(1);
        let is_lone = self.at.cursor.kind(2) != Some(TokenKind::Dot);
        let owner = self.scope.item(first).filter(|_| is_lone && self.local_named(first).is_none());
        if let Some(item) = owner.filter(|item| item.kind(db) == ItemKind::Enum) {
            return self.variants(item);
        }
        let path = path_to(self.at.cursor.tree, dot);
        let field = path.last().copied().and_then(ast::FieldAccess::cast);
        let received = field.and_then(|field| self.at.receiver(field));
        let Some((receiver, null)) = received else { return };
        let dot = self.at.cursor.tree.tokens()[dot as usize];
        let asks = null && dot.kind == TokenKind::Dot;
        let wanted = self.wanted_around(field);
        self.fields(&receiver, asks.then(|| dot.span()), wanted.as_ref());
        self.methods(&receiver, asks.then(|| dot.span()), wanted.as_ref());
    }

    /// The type that is wanted of a member that stands alone.
    fn wanted_around(&self, field: Option<ast::FieldAccess<'_>>) -> Option<Type> {
        let node = field?.node();
        let level = self.at.cursor.path.iter().position(|it| *it == node)?;
        self.at.wanted_of(level)
    }

    fn variants(&mut self, item: ItemId) {
        let body = body(self.at.db, item);
        let Root::Enum { variants } = &body.root else { return };
        for variant in variants {
            let completion = CompletionItem::new(&*variant.text, CompletionKind::Variant)
                .detail(item.name(self.at.db).to_string());
            self.add(Rank::Plain, completion);
        }
    }

    fn fields(&mut self, receiver: &Type, asks: Option<Span>, wanted: Option<&Type>) {
        let env = self.at.environment();
        let mut arms = receiver.arms(&env).into_iter().map(|arm| match arm {
            Type::Record(record) => record.fields.clone(),
            _ => Vec::new(),
        });
        let first = arms.next().unwrap_or_default();
        // A field is there if all arms have it.
        let fields = arms.fold(first, |mut fields, arm| {
            fields.retain(|field| arm.iter().any(|it| it.name == field.name));
            fields
        });
        for field in fields {
            let read = field.read();
            let item = CompletionItem::new(&*field.name, CompletionKind::Field)
                .detail(read.to_string())
                .inserting(key(&field.name));
            let rank = self.rank(Some(&read), wanted);
            self.add(rank, asked(item, asks));
        }
    }

    fn methods(&mut self, receiver: &Type, asks: Option<Span>, wanted: Option<&Type>) {
        let env = self.at.environment();
        // No method has an empty name, and the answer to that is what there is.
        let Err(names) = find(&env, receiver, "") else { return };
        let is_called = self.at.cursor.next().is_some_and(|it| it.kind == TokenKind::LeftParen);
        for name in names {
            let Ok(method) = find(&env, receiver, name) else { continue };
            let (least, most) = method.arity();
            let result = if most == 0 { method.result(&env, &[]).ok() } else { None };
            let shown: Vec<&str> = (0..most).map(|at| method.parameter(at)).collect();
            let signature = format!("({})", shown.join(", "));
            let detail = match &result {
                Some(result) => format!("{signature} -> {result}"),
                None => signature,
            };
            let stops: Vec<String> = (0..least)
                .map(|at| match method.expected(&env, at, &[]) {
                    Expected::Lambda { params, .. } => lambda(at + 1, params.len()),
                    _ => format!("${{{}:{}}}", at + 1, method.parameter(at)),
                })
                .collect();
            let item = CompletionItem::new(name, CompletionKind::Method).detail(detail);
            let item = if is_called {
                item
            } else if most == 0 {
                item.inserting(format!("{name}()"))
            } else {
                item.snippet(format!("{name}({})", stops.join(", ")))
            };
            let rank = match &result {
                Some(result) => self.rank(Some(result), wanted).max(Rank::Plain),
                None => Rank::Plain,
            };
            self.add(rank, asked(item, asks));
        }
    }

    /// At the beginning of an entry of the record pattern or binder at `level`.
    pub(super) fn bound_fields(&mut self, level: usize) {
        let Some(ty) = self.type_of_pattern(level) else { return };
        let node = self.at.cursor.path[level];
        let offset = self.at.cursor.offset;
        let written: Vec<&str> = node
            .children()
            .filter(|it| !it.span().touches(offset))
            .filter_map(|it| it.first_token().map(|token| token.text()))
            .collect();
        let env = self.at.environment();
        let mut offered: Vec<String> = Vec::new();
        for arm in ty.arms(&env) {
            let Type::Record(record) = arm else { continue };
            for field in &record.fields {
                let name = field.name.to_string();
                if offered.contains(&name) || written.contains(&&*field.name) {
                    continue;
                }
                let item = CompletionItem::new(&*name, CompletionKind::Field)
                    .detail(field.read().to_string())
                    .inserting(key(&name));
                self.add(Rank::Wanted, item);
                offered.push(name);
            }
        }
    }

    /// The type of what the pattern or binder at `level` is asked of.
    fn type_of_pattern(&self, level: usize) -> Option<Type> {
        let path = &self.at.cursor.path;
        let above = path[level.checked_sub(1)?];
        match above.kind() {
            NodeKind::Let => {
                let parts = ast::Let::cast(above)?;
                match parts.declared_type() {
                    Some(ty) => self.at.written(ty.node()),
                    None => self.at.type_of(parts.value()?.node()),
                }
            }
            NodeKind::For => {
                let list = self.at.type_of(ast::For::cast(above)?.list()?.node())?;
                match list.head(&self.at.environment()) {
                    Type::List(list) => Some(list.item.clone()),
                    _ => None,
                }
            }
            NodeKind::MatchArm | NodeKind::OrPattern => self.matched(),
            NodeKind::PatternField | NodeKind::BinderField => {
                let name = above.first_token()?.text();
                let of = self.type_of_pattern(level.checked_sub(2)?)?;
                let arms = of.arms(&self.at.environment());
                let fields = arms.into_iter().filter_map(|arm| match arm {
                    Type::Record(record) => record.field(name).map(|field| field.ty.clone()),
                    _ => None,
                });
                Some(Type::union(&self.at.environment(), fields))
            }
            _ => None,
        }
    }
}

/// With `?.` in place of the `.` where the receiver may be null.
fn asked(item: CompletionItem, asks: Option<Span>) -> CompletionItem {
    match asks {
        Some(dot) => item.edit((dot, "?.".to_owned())),
        None => item,
    }
}

/// A lambda of `params` parameters as a tab stop.
fn lambda(at: usize, params: usize) -> String {
    if params == 1 {
        return format!("${{{at}:x => x}}");
    }
    let names: Vec<&str> = ["a", "b", "c"].into_iter().take(params).collect();
    format!("${{{at}:({}) => {}}}", names.join(", "), names[0])
}
