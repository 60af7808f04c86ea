//! Type parameters: in the body of a function they are opaque, where it is applied they are solved.
//!
//! A body is inferred once, with [`Type::Parameter`]s for what it doesn't know, and its plan is one
//! function, whatever it is given: values of a parameter's type are kept as they are. That is
//! sound because such a value is converted where it is given, because nothing but `==`, hashing and
//! printing looks into it, and because no union may hold a parameter that isn't told from the other
//! arms whatever it is, nor a pattern ask for its values.

use std::sync::Arc;

use super::{Inferer, ParamSignature, Signature};
use crate::{
    diagnostics::{CannotInfer, Fact, SecretSeen, Subject, TypesDiffer},
    hir::{ExprId, ExprKind, ListEntry, Name, RecordEntry, Root, Site},
    types::{
        Type,
        fit::fit,
        generic::{mentions, mentions_parameter, mixed, opened, substitute},
        solve::Solution,
    },
};

impl Inferer<'_> {
    /// What the type parameter `name` of this item is here: itself, except where the body is
    /// inferred for given types.
    pub(super) fn type_argument(&self, name: &Arc<str>) -> Type {
        let generics = self.body.root.generics();
        let at = generics.iter().position(|known| known.text == *name);
        let given = at.and_then(|at| self.type_arguments.get(at));
        given.cloned().unwrap_or_else(|| Type::Parameter(Arc::clone(name)))
    }

    /// Whether the body being inferred is a generic function's.
    fn is_generic(&self) -> bool {
        matches!(&self.body.root, Root::Function { generics, .. } if !generics.is_empty())
    }

    /// `ty`, unless a type parameter stands in a union in it that isn't told apart: that is
    /// reported.
    pub(super) fn refuse_mixed(&mut self, at: Site, ty: Type) -> Type {
        if !self.is_generic() {
            return ty;
        }
        let Some((arm, other)) = mixed(&self.environment, &ty) else { return ty };
        let sentence =
            format!("values of `{arm}` can't be told from those of `{other}` in one union");
        let mut fact = TypesDiffer::told(at, sentence);
        let help = "a type parameter is any type: beside it, only null is told apart; put it into \
                    a record with a field that tells";
        fact.help = Some(help.to_owned());
        self.report(Fact::TypesDiffer(fact));
        Type::Error
    }

    /// The type of a typed pattern, unless a type parameter stands in it: that is reported.
    pub(super) fn refuse_asked(&mut self, at: Site, ty: Type) -> Type {
        if !mentions_parameter(&ty) {
            return ty;
        }
        let sentence = format!("no value tells whether it is of type `{ty}`");
        let mut fact = TypesDiffer::told(at, sentence);
        let help = "a type parameter is any type; take `null` first, and all else by a name";
        fact.help = Some(help.to_owned());
        self.report(Fact::TypesDiffer(fact));
        Type::Error
    }

    /// What a generic function takes and yields for these arguments, each checked and made what
    /// it has to be; none where a parameter's type is unknown, which is reported, or where an
    /// argument is missing, which has been.
    pub(super) fn apply_generic(
        &mut self,
        callee: &Name,
        slots: &[Option<ExprId>],
        signature: &Signature,
        expected: Option<&Type>,
        is_complete: bool,
    ) -> Option<Signature> {
        let mut solution = Solution::new(&signature.generics);
        let hint = expected.map(|expected| self.hint(&solution, signature, expected));
        let mut given: Vec<(usize, ExprId, Type)> = Vec::new();
        let (mut fine, mut ends) = (is_complete, false);
        for (at, (slot, param)) in slots.iter().zip(&signature.params).enumerate() {
            let Some(value) = *slot else { continue };
            let subject = argument(callee, param);
            if !mentions_parameter(&param.ty) {
                self.check(value, &param.ty, &subject);
                continue;
            }
            let meant = hint.as_ref().map(|hint| self.meant(hint, &param.ty));
            let meant = meant.filter(|meant| !mentions_parameter(meant));
            let found = self.infer_expecting(value, meant.as_ref());
            if found == Type::Never {
                ends = true;
            } else if found.is_error() || !is_complete {
                fine = false;
            } else if self.meet(&mut solution, value, (&param.ty, &found), callee, &subject) {
                given.push((at, value, found));
            } else {
                fine = false;
            }
        }
        if !fine {
            return None;
        }
        if ends {
            return Some(Signature { result: Type::Never, ..signature.clone() });
        }
        let arguments = self.solved(callee, &mut solution, signature, hint.as_ref())?;
        let instance = signature.instantiated(self, &arguments);
        for (at, value, found) in given {
            let param = &instance.params[at];
            let subject = argument(callee, param);
            self.refuse_unknown_fields(value, &param.ty, &subject);
            self.coerce(value, &found, &param.ty, &subject);
        }
        Some(instance)
    }

    /// What a generic function's name takes and yields where it stands for a lambda that is given
    /// values of these types; what isn't generic is itself. None is reported.
    pub(super) fn lambda_instance(
        &mut self,
        id: ExprId,
        params: &[Type],
        signature: &Arc<Signature>,
        expected: Option<&Type>,
    ) -> Option<Arc<Signature>> {
        let body = self.body;
        let ExprKind::Name(callee) = body.expr(id) else { return Some(Arc::clone(signature)) };
        if signature.generics.is_empty() {
            return Some(Arc::clone(signature));
        }
        let mut solution = Solution::new(&signature.generics);
        for (found, param) in params.iter().zip(&signature.params) {
            let subject = argument(callee, param);
            let pair = (&param.ty, found);
            if found.is_error() || !self.meet(&mut solution, id, pair, callee, &subject) {
                return None;
            }
        }
        let hint = expected.map(|expected| self.hint(&solution, signature, expected));
        let arguments = self.solved(callee, &mut solution, signature, hint.as_ref())?;
        Some(Arc::new(signature.instantiated(self, &arguments)))
    }

    /// Lets the value of `id`, a `found`, meet a parameter's type; why it can't is reported.
    fn meet(
        &mut self,
        solution: &mut Solution,
        id: ExprId,
        (wanted, found): (&Type, &Type),
        callee: &Name,
        subject: &Subject<'_>,
    ) -> bool {
        let mut alone = solution.emptied();
        if alone.meet(&self.environment, wanted, found) {
            let arguments = alone.arguments(&self.environment);
            let shown = self.refuse_secrets(self.body.site(id), &arguments, solution, callee);
            solution.add(alone);
            return !shown;
        }
        // What is wrong whatever the parameters are; a parameter itself takes any value.
        let open = opened(&self.environment, wanted);
        let misfit = |wanted: &Type| fit(&self.environment, found, wanted).err();
        match (misfit(wanted), misfit(&open)) {
            (_, Some(real)) if !real.path.is_empty() => {
                self.report_misfit(id, found, Some(wanted), real, subject);
            }
            (Some(misfit), _) => self.report_misfit(id, found, Some(wanted), misfit, subject),
            (None, _) => self.differs(id, subject.clone(), &format!("`{wanted}`"), found),
        }
        false
    }

    /// A function may print, hash and compare what it doesn't know: no secret is given to it so.
    fn refuse_secrets(
        &mut self,
        at: Site,
        arguments: &[Type],
        solution: &Solution,
        callee: &Name,
    ) -> bool {
        let mut pairs = arguments.iter().zip(solution.names());
        let Some((_, name)) = pairs.find(|(argument, _)| self.secret(argument)) else {
            return false;
        };
        let deed = format!("be a `{name}` of `{}`, which may show it", callee.text);
        self.report(Fact::SecretSeen(SecretSeen { at, deed, authority: None }));
        true
    }

    /// What the type parameters would be for the result to be as expected.
    fn hint(&self, solution: &Solution, signature: &Signature, expected: &Type) -> Solution {
        let mut hint = solution.emptied();
        let present = expected.without_null(&self.environment);
        let _fits = hint.meet(&self.environment, &signature.result, expected)
            || hint.meet(&self.environment, &signature.result, &present);
        hint
    }

    /// A parameter's type, as far as a hint tells what is meant.
    fn meant(&self, hint: &Solution, wanted: &Type) -> Type {
        let arguments = hint.arguments(&self.environment);
        substitute(&self.environment, wanted, hint.names(), &arguments)
    }

    /// What each type parameter stands for: what the arguments tell, else what is expected.
    fn solved(
        &mut self,
        callee: &Name,
        solution: &mut Solution,
        signature: &Signature,
        hint: Option<&Solution>,
    ) -> Option<Vec<Type>> {
        let generics = &signature.generics;
        let open = |solution: &Solution| {
            let mut places = 0..generics.len();
            places.find(|at| solution.is_open(*at) && mentions(&signature.result, &generics[*at]))
        };
        if let Some(hint) = hint {
            solution.fill_open(hint);
        }
        if let Some(at) = open(solution) {
            self.report(Fact::CannotInfer(CannotInfer {
                at: callee.at,
                what: format!("`{}`, a type parameter of `{}`", generics[at], callee.text),
                help: "give it an argument that tells, or write the type of the binding".to_owned(),
            }));
            return None;
        }
        let arguments = solution.arguments(&self.environment);
        let shown = self.refuse_secrets(callee.at, &arguments, solution, callee);
        (!shown).then_some(arguments)
    }

    /// What to say where more is asked of values of a type parameter among `types` than any type
    /// has.
    pub(super) fn any_type(&self, types: &[&Type]) -> Option<String> {
        let parameter = types.iter().find_map(|ty| match ty.without_null(&self.environment) {
            Type::Parameter(name) => Some(name),
            _ => None,
        })?;
        Some(format!(
            "`{parameter}` is any type: its values may be handed on, compared with `==`, hashed \
             and printed"
        ))
    }

    /// Reports fields that are written in `id` and that `wanted` lacks; the values of the others
    /// are looked at too. Other mistakes in it are found as a whole.
    fn refuse_unknown_fields(&mut self, id: ExprId, wanted: &Type, subject: &Subject<'_>) {
        let body = self.body;
        match body.expr(id) {
            ExprKind::Record { entries, .. } => {
                let Some(record) = self.record_meant(wanted, entries) else { return };
                for entry in entries {
                    let RecordEntry::Field { name, value } = entry else { continue };
                    match record.field(&name.text).map(|field| &field.ty).or(record.rest.as_ref()) {
                        Some(ty) => {
                            self.refuse_unknown_fields(*value, ty, &subject.field(&name.text));
                        }
                        None => {
                            self.unknown_field(name, entries, &record, wanted, subject);
                        }
                    }
                }
            }
            ExprKind::List { entries } => {
                let Type::List(list) = wanted.head(&self.environment) else { return };
                for entry in entries {
                    let ListEntry::Item { value } = entry else { continue };
                    self.refuse_unknown_fields(*value, &list.item, &subject.item());
                }
            }
            _ => {}
        }
    }
}

fn argument<'a>(callee: &'a Name, param: &'a ParamSignature) -> Subject<'a> {
    Subject::parameter(&param.name, &callee.text)
}
