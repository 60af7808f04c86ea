//! The state of one inference, and the ways in which a value meets a type.

use std::{cell::Cell, sync::Arc};

use super::{
    Conversion, Environment, Inference, Use,
    adapted::Specializing,
    collections::literal_text,
    flow::{Flow, Place},
    policies::CallDefaults,
};
use crate::{
    db::Project,
    deep::deep,
    diagnostics::{
        Fact, MayBeNull, MissingField, OutsideConstraint, ProviderMisfit, SecretSeen, Subject,
        TooLarge, TypesDiffer,
    },
    hir::{Body, ExprId, ExprKind, LocalId, Root},
    items::ItemId,
    scope::{Scope, scope},
    types::{
        Type,
        effort::{TooManyParts, too_many_parts},
        fit::{Misfit, Problem, fit},
        generic::mentions_parameter,
        placeholder::placeholder,
    },
};

/// Expressions that room is kept for between items: longer ones are rare.
const MOST_ROOM: usize = 4_096;

thread_local! {
    /// Empty tables with the room that the last item took. An item that is inferred while another is gets
    /// tables of its own.
    static TABLES: Cell<Inference> = Cell::default();
}

/// The inference of one item.
pub(crate) struct Inferer<'db> {
    pub(super) db: &'db dyn salsa::Database,
    pub(super) project: Project,
    pub(super) item: ItemId,
    pub(super) body: &'db Body,
    pub(super) scope: &'db Scope,
    pub(super) environment: Environment<'db>,
    pub(super) result: Inference,
    /// What has a conversion, in the order in which it got it.
    pub(super) converted: Vec<ExprId>,
    /// What is known of bindings here.
    pub(super) flow: Flow,
    /// Policies that the template around gives to its calls.
    pub(super) defaults: CallDefaults,
    /// Whether what misfits is a provider's fault (E0407).
    pub(super) providing: bool,
    /// Where set, functions yield what they do for the very types of their arguments.
    pub(super) specialized: Option<Specializing>,
    /// Then what the item's type parameters stand for, one each.
    pub(super) type_arguments: Vec<Type>,
}

impl<'db> Inferer<'db> {
    /// Infers `item` as a whole.
    pub(super) fn run(db: &'db dyn salsa::Database, item: ItemId) -> Inference {
        let mut inferer = Self::new(db, item);
        inferer.result = TABLES.take();
        let mut tables = inferer.whole();
        let inference = tables.moved_out();
        if tables.exprs.capacity() <= MOST_ROOM {
            TABLES.set(tables);
        }
        inference
    }

    /// Infers all of the item.
    pub(super) fn whole(mut self) -> Inference {
        match &self.body.root {
            Root::Type { ty, .. } => self.type_item(*ty),
            Root::Enum { .. } | Root::Missing => {}
            Root::Const { ty, value } => self.constant_item(*ty, *value),
            Root::Function { params, result, body, .. } => {
                self.function_item(params, *result, *body);
            }
            Root::Template { params, result, policies, body } => {
                self.template_item(params, *result, policies, *body);
            }
            Root::Test { body, .. } => self.test_item(*body),
            Root::Provide { capability, operation, request, response } => {
                self.provide_item(capability, operation, *request, *response);
            }
        }
        self.result
    }

    /// With nothing known yet.
    pub(super) fn new(db: &'db dyn salsa::Database, item: ItemId) -> Self {
        let body = crate::hir::lower::body(db, item);
        Self {
            db,
            project: Project::get(db),
            item,
            scope: scope(db, item.file(db)),
            environment: Environment { db },
            body,
            result: Inference::default(),
            converted: Vec::new(),
            flow: Flow::default(),
            defaults: CallDefaults::default(),
            providing: false,
            specialized: None,
            type_arguments: Vec::new(),
        }
    }

    /// Records what is wrong.
    pub(super) fn report(&mut self, fact: Fact) {
        self.result.facts.push(fact);
    }

    /// Records what `id` means.
    pub(super) fn mean(&mut self, id: ExprId, meaning: Use) {
        self.result.uses.insert(id, meaning);
    }

    /// Lets the value of `id` be changed or guarded where it stands.
    pub(super) fn convert(&mut self, id: ExprId, conversion: Conversion) {
        self.result.conversions.insert(id, conversion);
        self.converted.push(id);
    }

    /// Takes back all conversions but the first `kept`.
    pub(super) fn convert_only(&mut self, kept: usize) {
        for id in self.converted.drain(kept..) {
            self.result.conversions.remove(&id);
        }
    }

    /// Gives a bound name its type.
    pub(super) fn bind(&mut self, local: LocalId, ty: Type) {
        let locals = &mut self.result.locals;
        if locals.is_empty() {
            locals.resize_with(self.body.locals.len(), || Type::Error);
        }
        locals[local.0 as usize] = ty;
    }

    /// Records the type of `id`'s value. Many inferences, as those of signatures, look at hardly
    /// any: without one, there is no room for any.
    pub(super) fn note(&mut self, id: ExprId, ty: Type) {
        let exprs = &mut self.result.exprs;
        if exprs.is_empty() {
            exprs.resize_with(self.body.exprs.len(), || Type::Error);
        }
        exprs[id.0 as usize] = ty;
    }

    /// The type of `id`'s value, without any expectation.
    pub(super) fn infer(&mut self, id: ExprId) -> Type {
        self.infer_expecting(id, None)
    }

    /// The type of `id`'s value; `expected` tells what literals and empty lists are meant to be,
    /// and isn't enforced.
    pub(super) fn infer_expecting(&mut self, id: ExprId, expected: Option<&Type>) -> Type {
        let ty = deep(|| self.expression(id, expected));
        let ty = self.refuse_mixed(self.body.site(id), ty);
        let ty = self.refuse_too_large(id, ty);
        self.note(id, ty.clone());
        ty
    }

    /// `ty`, unless it has so many parts that nothing could follow them: that is reported.
    fn refuse_too_large(&mut self, id: ExprId, ty: Type) -> Type {
        // What a name stands for has been looked at where it was bound.
        if matches!(self.body.expr(id), ExprKind::Local(_) | ExprKind::Name(_)) {
            return ty;
        }
        let Some(TooManyParts { most, broken }) = too_many_parts(&ty) else { return ty };
        if !broken {
            self.report(Fact::TooLarge(TooLarge { at: self.body.site(id), most }));
        }
        Type::Error
    }

    /// Infers `id`, whose value has to be an `expected`.
    pub(super) fn check(&mut self, id: ExprId, expected: &Type, subject: &Subject<'_>) {
        if expected.is_error() {
            self.infer(id);
            return;
        }
        if let Some(ty) = deep(|| self.check_inside(id, expected, subject)) {
            self.note(id, ty);
            return;
        }
        let found = self.infer_expecting(id, Some(expected));
        self.coerce(id, &found, expected, subject);
    }

    /// Checks the parts of `id` one by one, where that says more; its type.
    fn check_inside(&mut self, id: ExprId, expected: &Type, subject: &Subject<'_>) -> Option<Type> {
        let body = self.body;
        match body.expr(id) {
            ExprKind::Block(block) => Some(self.check_block(block, expected, subject)),
            ExprKind::If { branches, otherwise } => {
                self.check_if(id, branches, *otherwise, expected, subject)
            }
            ExprKind::Match { head, arms, head_site } => {
                Some(self.check_match(id, *head, arms, *head_site, expected, subject))
            }
            ExprKind::Record { entries, brace } => {
                self.check_record(id, entries, *brace, expected, subject)
            }
            ExprKind::List { entries } => self.check_list(id, entries, expected, subject),
            ExprKind::Coalesce { left, right } => {
                Some(self.check_coalesce(*left, *right, expected, subject))
            }
            _ => None,
        }
    }

    /// Lets the value of `id`, a `found`, meet `expected`: a conversion, a guard or a fact.
    pub(super) fn coerce(
        &mut self,
        id: ExprId,
        found: &Type,
        expected: &Type,
        subject: &Subject<'_>,
    ) {
        match fit(&self.environment, found, expected) {
            Ok(fit) => {
                if fit.converts || fit.guards {
                    let what = subject.or_value();
                    self.convert(id, Conversion { to: expected.clone(), what });
                }
            }
            Err(misfit) => self.report_misfit(id, found, Some(expected), misfit, subject),
        }
    }

    /// Whether a `found` could stand where an `expected` is wanted.
    pub(super) fn fits(&self, found: &Type, expected: &Type) -> bool {
        fit(&self.environment, found, expected).is_ok()
    }

    /// Reports why the value of `id`, or a part of it, doesn't fit; `expected` is what the whole of it
    /// should be, where that is known.
    pub(super) fn report_misfit(
        &mut self,
        id: ExprId,
        found: &Type,
        expected: Option<&Type>,
        misfit: Misfit,
        subject: &Subject<'_>,
    ) {
        let at = self.body.site(id);
        let member_path = misfit.path.clone();
        if self.providing
            && let Some((sentence, words)) = provider_sentence(subject, &misfit)
        {
            let quoted = subject.authority().map(|it| (it.at_path(&member_path), words));
            self.report(Fact::ProviderMisfit(ProviderMisfit { at, sentence, help: None, quoted }));
            return;
        }
        let fact = match misfit.problem {
            Problem::Differ { expected, found } => {
                let (help, append) = self.mend(&expected, &found);
                let append = append.filter(|_| member_path.is_empty());
                Fact::TypesDiffer(TypesDiffer {
                    at,
                    subject: subject.told(),
                    path: member_path,
                    expected: format!("`{expected}`"),
                    found: format!("`{found}`"),
                    help,
                    append: append.filter(|_| self.is_postfix(id)),
                })
            }
            Problem::Outside { constraint, found, .. } => {
                let arms = expected.map(|expected| expected.arms(&self.environment));
                let is_text = matches!(self.body.expr(id), ExprKind::String { .. });
                let known = arms.iter().flatten().filter_map(literal_text);
                Fact::OutsideConstraint(OutsideConstraint {
                    at,
                    subject: subject.told(),
                    path: member_path,
                    constraint,
                    found,
                    known: known.filter(|_| is_text).collect(),
                })
            }
            Problem::Null { found: null_type } => Fact::MayBeNull(MayBeNull {
                at,
                subject: subject.told(),
                path: member_path,
                found: null_type.to_string(),
                always: matches!(found.head(&self.environment), Type::Null),
                member: None,
                postfix: self.is_postfix(id),
            }),
            Problem::Missing { fields } => Fact::MissingField(MissingField {
                at,
                kind: "field",
                of: if member_path.is_empty() {
                    subject.or_value()
                } else {
                    format!("`{member_path}` in {subject}")
                },
                missing: fields.iter().map(|f| (f.name.to_string(), f.ty.to_string())).collect(),
                insert: None,
                placeholders: fields
                    .iter()
                    .map(|f| placeholder(&self.environment, &f.ty))
                    .collect(),
                authority: subject.authority().map(|it| it.at_path(&member_path)),
            }),
            Problem::Secret => {
                let deed = format!("be {}", subject.or_value());
                let authority = subject.authority().map(|it| it.at_path(&member_path));
                Fact::SecretSeen(SecretSeen { at, deed, authority })
            }
        };
        self.report(fact);
    }

    /// What turns a `found` into an `expected`, as help and as text behind it.
    fn mend(&self, expected: &Type, found: &Type) -> (Option<String>, Option<String>) {
        let found = found.head(&self.environment);
        let expected_head = expected.head(&self.environment);
        if let Type::Parameter(name) = &expected_head {
            return (
                Some(format!("`{name}` is any type: only its own values are sure to be of it")),
                None,
            );
        }
        if mentions_parameter(expected) || mentions_parameter(&found) {
            return (self.any_type(&[&found]), None);
        }
        match (&found, &expected_head) {
            (Type::Int(_) | Type::Float(_) | Type::Literal(_), Type::String(_)) => (
                Some("write it as a text with `.to_string()`".to_owned()),
                matches!(found, Type::Int(_) | Type::Float(_)).then(|| ".to_string()".to_owned()),
            ),
            (Type::Float(_), Type::Int(_)) => {
                (Some("make it whole with `.round()`, `.floor()` or `.ceil()`".to_owned()), None)
            }
            (Type::Json, _) => (Some(format!("read it as a type with `into {expected}`")), None),
            (Type::String(_), Type::Record(_) | Type::List(_)) => {
                (Some(format!("if it holds JSON, read it with `into {expected}`")), None)
            }
            (Type::List(list), _) if self.fits(&list.item, expected) => {
                (Some("take one item of it, as with `.first()`".to_owned()), None)
            }
            (_, Type::List(list)) if self.fits(&found, &list.item) => {
                (Some("write it in brackets to make a list of one".to_owned()), None)
            }
            _ => (None, None),
        }
    }

    /// Whether text like `.len()` or `!` may follow `id` as it stands.
    pub(super) fn is_postfix(&self, id: ExprId) -> bool {
        use ExprKind as Kind;
        matches!(
            self.body.expr(id),
            Kind::Local(_)
                | Kind::Name(_)
                | Kind::Field { .. }
                | Kind::Method(_)
                | Kind::Apply { .. }
                | Kind::Index { .. }
                | Kind::NonNull { .. }
        )
    }

    /// The binding or field path that `id` reads.
    pub(super) fn place(&self, id: ExprId) -> Option<Place> {
        match self.body.expr(id) {
            ExprKind::Local(local) => Some(Place { local: *local, path: Vec::new() }),
            ExprKind::Field { of, name, .. } => {
                let mut place = self.place(*of)?;
                place.path.push(Arc::clone(&name.text));
                Some(place)
            }
            _ => None,
        }
    }

    /// Reports a value of this type where one of another kind is wanted, in `expected` words.
    pub(super) fn differs(
        &mut self,
        id: ExprId,
        subject: Subject<'_>,
        expected: &str,
        found: &Type,
    ) {
        if matches!(found.head(&self.environment), Type::Error | Type::Never) {
            return;
        }
        let fact = TypesDiffer {
            at: self.body.site(id),
            subject: subject.told(),
            path: String::new(),
            expected: expected.to_owned(),
            found: format!("`{found}`"),
            help: self.any_type(&[found]),
            append: None,
        };
        self.report(Fact::TypesDiffer(fact));
    }

    fn type_item(&mut self, ty: crate::hir::TypeId) {
        self.written(ty);
    }

    fn constant_item(&mut self, ty: Option<crate::hir::TypeId>, value: ExprId) {
        let found = match ty {
            Some(ty) => {
                let written = self.written(ty);
                self.check(value, &written, &Subject::new("the constant"));
                written
            }
            None => {
                let found = self.infer(value);
                self.refuse_untyped(value, &found)
            }
        };
        self.refuse_secret(value, &found, "be a constant");
        self.constant_item_value(value);
    }

    fn function_item(
        &mut self,
        params: &[crate::hir::Param],
        result: crate::hir::TypeId,
        body: ExprId,
    ) {
        self.parameters(params);
        let result = self.written(result);
        self.check(body, &result, &Subject::new("the function's value"));
    }

    fn template_item(
        &mut self,
        params: &[crate::hir::Param],
        result: crate::hir::TypeId,
        policies: &[crate::hir::Policy],
        body: ExprId,
    ) {
        self.parameters(params);
        self.template_policies(policies);
        let result_site = self.body.ty(result).at;
        let result = self.written(result);
        if self.secret(&result) {
            let deed = "be a template's result".to_owned();
            self.report(Fact::SecretSeen(SecretSeen { at: result_site, deed, authority: None }));
            self.infer(body);
            return;
        }
        self.check(body, &result, &Subject::new("the template's result"));
    }

    fn parameters(&mut self, params: &[crate::hir::Param]) {
        for param in params {
            let ty = self.written(param.ty);
            if let Some(default) = param.default {
                let subject = Subject::new(format!("the default of `{}`", param.name.text));
                self.check(default, &ty, &subject);
                self.constant_default(default);
            }
            self.bind(param.local, ty);
        }
    }

    /// Whether a value of this type holds a secret.
    pub(super) fn secret(&self, ty: &Type) -> bool {
        crate::types::secrets::secret_path(&self.environment, ty).is_some()
    }

    /// Reports a secret in a value that would be seen.
    pub(super) fn refuse_secret(&mut self, id: ExprId, found: &Type, deed: &str) -> bool {
        let secret = self.secret(found);
        if secret {
            let (at, deed) = (self.body.site(id), deed.to_owned());
            let fact = SecretSeen { at, deed, authority: None };
            self.report(Fact::SecretSeen(fact));
        }
        secret
    }
}

/// How a provider doesn't fit, and what has to be there, as words; none where that is another mistake.
fn provider_sentence(subject: &Subject<'_>, misfit: &Misfit) -> Option<(String, String)> {
    let place = if misfit.path.is_empty() {
        subject.or_value()
    } else {
        format!("`{}` in {subject}", misfit.path)
    };
    Some(match &misfit.problem {
        Problem::Differ { expected, found } => {
            (format!("{place} is `{expected}`, found `{found}`"), format!("is `{expected}`"))
        }
        Problem::Outside { constraint, found, .. } => {
            (format!("{place} is {constraint}, found {found}"), format!("is {constraint}"))
        }
        Problem::Null { .. } => (format!("{place} may be null"), "is never null".to_owned()),
        Problem::Missing { fields } => {
            let names: Vec<String> = fields.iter().map(|f| format!("`{}`", f.name)).collect();
            let names = crate::diagnostics::list_words(&names, "and");
            (format!("{place} lacks {names}"), format!("has {names}"))
        }
        Problem::Secret => return None,
    })
}
