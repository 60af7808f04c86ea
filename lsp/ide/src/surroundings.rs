//! What is known around a cursor: the item, the types of what is written, the type that is wanted.
//!
//! The wanted type is found from the outside: each node says what it wants of the part that stands
//! behind one of its own tokens, so that it works also where that part isn't written yet.

use std::sync::Arc;

use orchestra_compiler::{
    Database, SourceFile,
    hir::{
        Body, ExprId, ExprKind, LocalId,
        lower::{BodySpans, body, body_spans},
    },
    infer::{CallUse, Environment, Inference, Use, infer, signature_of},
    items::{ItemId, ItemKind, item_places, items},
    types::{Type, TypeEnvironment as _},
};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use crate::{
    call_target::{CallTarget, fields_of},
    cursor::Cursor,
};

/// A cursor in a file of a project.
pub(crate) struct Surroundings<'a> {
    pub(crate) db: &'a Database,
    pub(crate) file: SourceFile,
    pub(crate) cursor: Cursor<'a>,
    known: Option<Known<'a>>,
}

/// A bound name where it is read.
pub(crate) struct LocalRead<'a> {
    pub(crate) local: LocalId,
    pub(crate) name: &'a str,
    /// Where it is bound.
    pub(crate) declared: Span,
    /// Its type where it is read.
    pub(crate) ty: Type,
}

/// What the compiler knows of the item that the cursor is in.
struct Known<'a> {
    item: ItemId,
    body: &'a Body,
    spans: Arc<BodySpans>,
    inference: Arc<Inference>,
}

impl<'a> Surroundings<'a> {
    pub(crate) fn new(db: &'a Database, file: SourceFile, cursor: Cursor<'a>) -> Self {
        let node = cursor.path.get(1).map(|node| node.id());
        let places = item_places(db, file);
        let declared = items(db, file);
        let mut ids = declared.declared().map(|it| it.id);
        let item = ids.find(|item| node.is_some() && places.node(*item) == node);
        let known = item.map(|item| Known {
            item,
            body: body(db, item),
            spans: body_spans(db, item),
            inference: infer(db, item),
        });
        Self { db, file, cursor, known }
    }

    pub(crate) fn environment(&self) -> Environment<'a> {
        Environment { db: self.db }
    }

    /// The item that the cursor is in.
    pub(crate) fn item(&self) -> Option<ItemId> {
        self.known.as_ref().map(|known| known.item)
    }

    /// The type of the expression `node`; none where nothing is known of it.
    pub(crate) fn type_of(&self, node: NodeRef<'_>) -> Option<Type> {
        let mut node = node;
        while node.kind() == NodeKind::Paren {
            node = node.children().next()?;
        }
        let known = self.known.as_ref()?;
        let exprs = known.body.exprs.iter().zip(&known.inference.exprs);
        let at = node.span();
        let mut types = exprs.filter(|(expr, _)| known.spans.span(expr.at) == at).map(|(_, ty)| ty);
        types.find(|ty| !ty.is_error()).cloned()
    }

    /// The type of the name that is bound at `at`.
    pub(crate) fn type_of_local(&self, at: Span) -> Option<Type> {
        let known = self.known.as_ref()?;
        let local = known.body.locals.iter().position(|it| known.spans.span(it.name.at) == at)?;
        let ty = known.inference.local(LocalId(local as u32)).clone();
        (!ty.is_error()).then_some(ty)
    }

    /// The bound names that are read within `span`.
    pub(crate) fn locals_read_in(&self, span: Span) -> Vec<LocalRead<'a>> {
        let Some(known) = self.known.as_ref() else { return Vec::new() };
        let exprs = known.body.exprs.iter().zip(&known.inference.exprs);
        let read = exprs.filter_map(|(expr, ty)| {
            let ExprKind::Local(local) = expr.kind else { return None };
            let at = known.spans.span(expr.at);
            let is_within = span.start <= at.start && at.end <= span.end;
            let name = &known.body.local(local).name;
            let declared = known.spans.span(name.at);
            is_within.then(|| LocalRead { local, name: &name.text, declared, ty: ty.clone() })
        });
        read.collect()
    }

    /// Where the item binds names that read `name`.
    pub(crate) fn places_of_locals(&self, name: &str) -> Vec<Span> {
        let Some(known) = self.known.as_ref() else { return Vec::new() };
        let locals = known.body.locals.iter().filter(|local| *local.name.text == *name);
        locals.map(|local| known.spans.span(local.name.at)).collect()
    }

    /// What the call `node` means.
    pub(crate) fn call_at(&self, node: NodeRef<'_>) -> Option<&CallUse> {
        let known = self.known.as_ref()?;
        let mut exprs = known.body.exprs.iter().enumerate();
        let (id, _) = exprs.find(|(_, expr)| {
            matches!(expr.kind, ExprKind::Call(_)) && known.spans.span(expr.at) == node.span()
        })?;
        match known.inference.uses.get(&ExprId(id as u32))? {
            Use::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The type that is written at `node`.
    pub(crate) fn written(&self, node: NodeRef<'_>) -> Option<Type> {
        let known = self.known.as_ref()?;
        let span = node.span();
        let mut types = known.body.types.iter().enumerate();
        let (id, _) = types.find(|(_, ty)| known.spans.span(ty.at) == span)?;
        let ty = known.inference.written.get(&orchestra_compiler::hir::TypeId(id as u32))?;
        (!ty.is_error()).then(|| ty.clone())
    }

    /// The type that is wanted at the cursor.
    pub(crate) fn wanted(&self) -> Option<Type> {
        self.wanted_behind(self.cursor.path.len() - 1, self.cursor.before)
    }

    /// The type that is wanted of the node at `level` of the path.
    pub(crate) fn wanted_of(&self, level: usize) -> Option<Type> {
        let start = self.cursor.path[level].token_range().start;
        self.wanted_behind(level.checked_sub(1)?, start)
    }

    /// What the node at `level` wants of its part that begins with the token `at`.
    fn wanted_behind(&self, level: usize, at: u32) -> Option<Type> {
        let node = self.cursor.path[level];
        let parent = level.checked_sub(1);
        let own = node.tokens().take_while(|token| token.index() < at).last();
        let own = own.map(|token| token.kind());
        let inner = self.cursor.path.get(level + 1).map(|node| node.kind());
        match node.kind() {
            NodeKind::Let | NodeKind::ConstItem | NodeKind::Param | NodeKind::Repeat
                if own == Some(TokenKind::Equal) =>
            {
                node.children()
                    .find(|child| ast::Type::cast(*child).is_some())
                    .and_then(|ty| self.written(ty))
            }
            NodeKind::FnItem | NodeKind::TemplateItem
                if own == Some(TokenKind::Equal) || inner == Some(NodeKind::Block) =>
            {
                Some(signature_of(self.db, self.item()?)?.result.clone())
            }
            NodeKind::RecordField if own == Some(TokenKind::Colon) => {
                let key = ast::RecordField::cast(node)?.key()?.text();
                let record = self.wanted_of(parent?)?;
                fields_of(self.db, &record).into_iter().find(|it| *it.name == *key).map(|it| it.ty)
            }
            NodeKind::Call => {
                CallTarget::of(self.db, self.file, ast::Call::cast(node)?.target()?)?.input(self.db)
            }
            NodeKind::ElseClause => {
                let call = ast::Call::cast(self.cursor.path[parent?])?;
                match call.into_type() {
                    Some(into) => self.written(into.node()),
                    None => CallTarget::of(self.db, self.file, call.target()?)?.output(self.db),
                }
            }
            NodeKind::Mock
                if own == Some(TokenKind::FatArrow) && inner != Some(NodeKind::Lambda) =>
            {
                CallTarget::of(self.db, self.file, ast::Mock::cast(node)?.target()?)?
                    .output(self.db)
            }
            NodeKind::Lambda if own == Some(TokenKind::FatArrow) => self.wanted_of_lambda(level),
            NodeKind::List => match self.wanted_of(level)?.head(&self.environment()) {
                Type::List(list) => Some(list.item.clone()),
                _ => None,
            },
            NodeKind::Paren | NodeKind::Block => self.wanted_of(level),
            NodeKind::MatchArm if own == Some(TokenKind::FatArrow) => self.wanted_of(parent?),
            NodeKind::If if own == Some(TokenKind::Else) || inner == Some(NodeKind::Block) => {
                self.wanted_of(level)
            }
            NodeKind::If | NodeKind::Guard | NodeKind::ForCondition => Some(Type::Bool),
            NodeKind::Ensure if own == Some(TokenKind::Ensure) => Some(Type::Bool),
            NodeKind::Unary if own == Some(TokenKind::Bang) => Some(Type::Bool),
            NodeKind::Binary => self.wanted_of_operand(level, node),
            NodeKind::Argument | NodeKind::Arguments => self.wanted_argument(level, at),
            _ => None,
        }
    }

    /// Of what `mock`, `request` and `response` make of their values.
    fn wanted_of_lambda(&self, level: usize) -> Option<Type> {
        let above = self.cursor.path[level.checked_sub(1)?];
        if let Some(mock) = ast::Mock::cast(above) {
            return CallTarget::of(self.db, self.file, mock.target()?)?.output(self.db);
        }
        let entry = ast::ProvideEntry::cast(above)?;
        let provide = ast::ProvideItem::cast(self.cursor.path[level.checked_sub(2)?])?;
        match &*entry.key()?.text() {
            "request" => CallTarget::of(self.db, self.file, provide.operation()?)?.input(self.db),
            "response" => {
                CallTarget::of(self.db, self.file, provide.capability()?)?.output(self.db)
            }
            _ => None,
        }
    }

    /// What is compared is like the other side.
    fn wanted_of_operand(&self, level: usize, node: NodeRef<'a>) -> Option<Type> {
        let operator = node.tokens().next()?.kind();
        match operator {
            TokenKind::And | TokenKind::Or => Some(Type::Bool),
            TokenKind::Coalesce => self.wanted_of(level),
            TokenKind::In | TokenKind::Star | TokenKind::Slash | TokenKind::Percent => None,
            _ => self.type_of(node.children().next()?),
        }
    }

    fn wanted_argument(&self, level: usize, at: u32) -> Option<Type> {
        let apply = self.cursor.path[..level].iter().rfind(|it| it.kind() == NodeKind::Apply)?;
        let list = apply.child(NodeKind::Arguments)?;
        let named = ast::Argument::cast(self.cursor.path[level]).and_then(ast::Argument::name);
        let is_comma = |token: &orchestra_syntax::TokenRef<'_>| {
            token.kind() == TokenKind::Comma && token.index() < at
        };
        let index = list.tokens().filter(is_comma).count();
        let callee = apply.children().next()?;
        if let Some(item) = self.item_named(callee.text()) {
            let signature = signature_of(self.db, item)?;
            let named = named
                .and_then(|name| signature.params.iter().find(|param| *param.name == *name.text()));
            return named.or_else(|| signature.params.get(index)).map(|param| param.ty.clone());
        }
        let field = ast::FieldAccess::cast(callee)?;
        let receiver = self.receiver(field)?.0;
        let method = self.method(&receiver, &field.key()?.text())?;
        match method.expected(&self.environment(), index, &[]) {
            orchestra_compiler::types::methods::Expected::Value(ty) => Some(ty),
            _ => None,
        }
    }

    /// The function called `name` here, where that is what it means.
    pub(crate) fn item_named(&self, name: &str) -> Option<ItemId> {
        let item = orchestra_compiler::scope::scope(self.db, self.file).item(name)?;
        (item.kind(self.db) == ItemKind::Function).then_some(item)
    }

    /// What a member is read of: its type without null, and whether it may be null.
    pub(crate) fn receiver(&self, field: ast::FieldAccess<'_>) -> Option<(Type, bool)> {
        let ty = self.type_of(field.object()?.node())?;
        let env = self.environment();
        let is_json = matches!(ty.head(&env), Type::Json);
        let null = !is_json && ty.admits_null(&env);
        Some(if null { (ty.without_null(&env), true) } else { (ty, false) })
    }

    /// A method of a type.
    pub(crate) fn method(
        &self,
        receiver: &Type,
        name: &str,
    ) -> Option<orchestra_compiler::types::methods::Method> {
        orchestra_compiler::types::methods::find(&self.environment(), receiver, name).ok()
    }

    /// A name's meaning, one step; other types stay.
    pub(crate) fn expanded(&self, ty: &Type) -> Type {
        match ty {
            Type::Named(named) => self.environment().expand(named),
            other => other.clone(),
        }
    }
}
