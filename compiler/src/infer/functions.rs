//! Methods, functions and the lambdas they take.

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::{Conversion, Inferer, ParamSignature, Signature, Use, signature::signature_of};
use crate::{
    diagnostics::{
        ArgumentsMend, Fact, MissingField, NoSuchMember, ProvableFailure, Subject, TypesDiffer,
        UnknownField, WrongArguments,
    },
    exact::of_few,
    hir::{Argument, ExprId, ExprKind, LocalId, MethodCall, Name, Site},
    items::ItemKind,
    types::{
        Type,
        methods::{self, ArgumentKind, Expected, Method},
        placeholder::placeholder,
        sizeless::sizeless,
    },
};

impl Inferer<'_> {
    pub(super) fn method(
        &mut self,
        id: ExprId,
        MethodCall { of, name, safe, arguments, .. }: &MethodCall,
    ) -> Type {
        let (of, safe) = (*of, *safe);
        let of_type = self.infer(of);
        let any_value = ["to_json", "to_text", "hash"].contains(&&*name.text);
        let readable = if any_value && !safe && !of_type.head(&self.environment).is_error() {
            Some((of_type.clone(), false))
        } else {
            self.readable(of, &of_type, name, safe)
        };
        let Some((readable, null)) = readable else {
            self.infer_arguments(arguments);
            return Type::Error;
        };
        if self.refuse_secret_receiver(of, &readable, &name.text) {
            self.infer_arguments(arguments);
            return Type::Error;
        }
        let method = match methods::find(&self.environment, &readable, &name.text) {
            Ok(method) => method,
            Err(known) => {
                self.infer_arguments(arguments);
                self.no_such_method(name, &readable, &known);
                return Type::Error;
            }
        };
        self.mean(id, Use::Method(method.plan_name()));
        let ty = if method.plan_name() == "reduce" {
            self.reduce(id, &method, arguments)
        } else {
            self.method_arguments(id, &method, &name.text, arguments)
        };
        if null && !ty.is_error() { ty.null_or() } else { ty }
    }

    fn refuse_secret_receiver(&mut self, of: ExprId, ty: &Type, method: &str) -> bool {
        let passes_on = ["map", "filter", "take", "skip", "first", "last", "get", "len", "reverse"];
        let inside_list = matches!(ty.head(&self.environment), Type::List(_));
        if inside_list && passes_on.contains(&method) {
            return false;
        }
        self.secret(ty) && self.refuse_secret(of, ty, &format!("have `.{method}()` asked of it"))
    }

    fn no_such_method(&mut self, name: &Name, of: &Type, known: &[&'static str]) {
        let is_field = self.field_type(of, &name.text).is_some();
        let json = matches!(of.head(&self.environment), Type::Json);
        let help = if json {
            Some("read it as a type with `into` first".to_owned())
        } else if is_field {
            Some(format!("`{}` is a field: leave out the `(…)`", name.text))
        } else {
            self.any_type(&[of])
        };
        let fact = NoSuchMember {
            at: name.at,
            kind: "method",
            name: name.text.to_string(),
            of: format!("`{of}`"),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
            shorthand: false,
            help,
        };
        self.report(Fact::NoSuchMember(fact));
    }

    fn infer_arguments(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            if let ExprKind::Lambda { body, .. } = self.body.expr(argument.value) {
                let body = *body;
                self.silently(|inferer| inferer.infer(body));
            } else {
                self.infer(argument.value);
            }
        }
    }

    /// Runs `work` without keeping what it reports.
    pub(super) fn silently<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.result.facts.len();
        let value = work(self);
        self.result.facts.truncate(before);
        value
    }

    /// Arguments by position; those with a name take their parameter's place.
    fn in_order(
        &mut self,
        id: ExprId,
        callee: &str,
        params: &[&str],
        arguments: &[Argument],
    ) -> Option<SmallVec<[Option<ExprId>; 8]>> {
        let mut slots: SmallVec<[Option<ExprId>; 8]> = smallvec![None; params.len()];
        let mut fine = true;
        let by_position = arguments.iter().take_while(|argument| argument.name.is_none()).count();
        if arguments[by_position..].iter().any(|argument| argument.name.is_none()) {
            let sentence = "arguments by position come before those by name".to_owned();
            let help = Some("give this one its name too, or write it first".to_owned());
            let mend = self.name_that_is_left(params, by_position, arguments);
            let fact = WrongArguments::new(self.body.site(id), sentence);
            self.report(Fact::WrongArguments(fact.with_help(help).with_mend(mend)));
            self.infer_arguments(arguments);
            return None;
        }
        for (index, argument) in arguments.iter().enumerate() {
            let slot = match &argument.name {
                None => (index < params.len()).then_some(index),
                Some(name) => params.iter().position(|param| **param == *name.text),
            };
            let problem = match (slot, &argument.name) {
                (None, Some(name)) => {
                    let fact = UnknownField {
                        at: name.at,
                        kind: "parameter",
                        name: name.text.to_string(),
                        of: format!("`{callee}`"),
                        known: params.iter().map(|param| (*param).to_owned()).collect(),
                        authority: None,
                    };
                    Some(Fact::UnknownField(fact))
                }
                (None, None) => Some(self.wrong_count(id, callee, params.len(), arguments)),
                // A name that stands twice is told where names are read.
                (Some(slot), Some(_)) if slot >= by_position && slots[slot].is_some() => {
                    self.infer_arguments(std::slice::from_ref(argument));
                    None
                }
                (Some(slot), Some(name)) if slots[slot].is_some() => {
                    let sentence = format!("`{}` is given to `{callee}` twice", name.text);
                    let fact = WrongArguments::new(self.body.site(id), sentence);
                    Some(Fact::WrongArguments(fact))
                }
                (Some(slot), _) => {
                    slots[slot] = Some(argument.value);
                    None
                }
            };
            if let Some(fact) = problem {
                if fine {
                    self.report(fact);
                }
                fine = false;
            }
        }
        if !fine {
            self.infer_arguments(arguments);
        }
        fine.then_some(slots)
    }

    /// The name of the one argument by position behind those by name, where one parameter alone is
    /// without an argument.
    fn name_that_is_left(
        &self,
        params: &[&str],
        by_position: usize,
        arguments: &[Argument],
    ) -> Option<ArgumentsMend> {
        let behind = arguments.get(by_position..)?;
        let given: Vec<&str> =
            behind.iter().filter_map(|it| Some(&*it.name.as_ref()?.text)).collect();
        let mut free = params.iter().skip(by_position).filter(|param| !given.contains(*param));
        let mut unnamed = behind.iter().filter(|argument| argument.name.is_none());
        let (Some(name), None) = (free.next(), free.next()) else { return None };
        let (Some(argument), None) = (unnamed.next(), unnamed.next()) else { return None };
        let value = self.body.site(argument.value);
        Some(ArgumentsMend::Name { value, name: (*name).to_owned() })
    }

    fn wrong_count(&self, id: ExprId, callee: &str, most: usize, arguments: &[Argument]) -> Fact {
        let plural = if most == 1 { "" } else { "s" };
        let found = arguments.len();
        let sentence = format!("`{callee}` takes {most} argument{plural}, found {found}");
        let are_by_position = arguments.iter().all(|argument| argument.name.is_none());
        let surplus = arguments.get(most..).filter(|_| are_by_position);
        let mend = surplus.and_then(|surplus| {
            let (first, last) = (surplus.first()?, surplus.last()?);
            let (first, last) = (self.body.site(first.value), self.body.site(last.value));
            Some(ArgumentsMend::Remove { first, last })
        });
        let fact = WrongArguments::new(self.body.site(id), sentence);
        Fact::WrongArguments(fact.with_mend(mend))
    }

    fn method_arguments(
        &mut self,
        id: ExprId,
        method: &Method,
        name: &str,
        arguments: &[Argument],
    ) -> Type {
        let (least, most) = method.arity();
        let params: SmallVec<[&str; 4]> = (0..most).map(|index| method.parameter(index)).collect();
        let Some(slots) = self.in_order(id, name, &params, arguments) else { return Type::Error };
        let given = slots.iter().take_while(|slot| slot.is_some()).count();
        if given < least {
            for slot in slots.iter().flatten() {
                self.silently(|inferer| inferer.infer(*slot));
            }
            let names: Vec<String> =
                params[given..least].iter().map(|param| format!("`{param}`")).collect();
            let sentence =
                format!("`{name}` needs {}", crate::diagnostics::list_words(&names, "and"));
            let at = self.body.site(id);
            self.report(Fact::WrongArguments(WrongArguments::new(at, sentence)));
            return Type::Error;
        }
        let mut types: SmallVec<[Type; 2]> = SmallVec::new();
        for (index, slot) in slots.iter().flatten().enumerate() {
            let expected = method.expected(&self.environment, index, &types);
            let subject = Subject::parameter(params[index], name);
            types.push(self.method_argument(*slot, expected, &subject));
        }
        if types.iter().any(Type::is_error) {
            // The result is still known where it doesn't depend on the argument.
            return match method.result(&self.environment, &types) {
                Ok(ty) => ty,
                Err(_) => Type::Error,
            };
        }
        match method.result(&self.environment, &types) {
            Ok(ty) => ty,
            Err(problem) => {
                let at = problem
                    .argument
                    .and_then(|index| slots.get(index).copied().flatten())
                    .map_or(self.body.site(id), |argument| self.argument_site(argument));
                let sentence = problem.message;
                self.report(match problem.kind {
                    ArgumentKind::Outside => {
                        Fact::ProvableFailure(ProvableFailure { at, sentence, help: None })
                    }
                    ArgumentKind::Undefined => {
                        Fact::WrongArguments(WrongArguments::new(at, sentence))
                    }
                    ArgumentKind::Differ => Fact::TypesDiffer(TypesDiffer::told(at, sentence)),
                });
                Type::Error
            }
        }
    }

    /// Of a lambda, what matters is its value.
    fn argument_site(&self, argument: ExprId) -> Site {
        match self.body.expr(argument) {
            ExprKind::Lambda { body, .. } => self.body.site(*body),
            _ => self.body.site(argument),
        }
    }

    /// One argument; the type of a lambda is that of its value.
    fn method_argument(&mut self, id: ExprId, expected: Expected, subject: &Subject<'_>) -> Type {
        match expected {
            Expected::Value(expected) => {
                self.check(id, &expected, subject);
                self.result.expr(id).clone()
            }
            Expected::Any => self.infer(id),
            Expected::Pattern => {
                self.check(id, &Type::string(), subject);
                self.pattern_argument(id);
                self.result.expr(id).clone()
            }
            Expected::Lambda { params, result } => {
                self.lambda(id, &params, result.as_ref(), subject)
            }
        }
    }

    fn pattern_argument(&mut self, id: ExprId) {
        if let ExprKind::String { text, .. } = self.body.expr(id)
            && let Err(problem) = methods::check_pattern(text)
        {
            let at = self.body.site(id);
            let sentence = format!("this pattern can't be read: {problem}");
            let fact = crate::diagnostics::MalformedLiteral { at, sentence, meant: None };
            self.report(Fact::MalformedLiteral(fact));
        }
    }

    /// A function where one is wanted: a lambda, or a function's name. The type of its value.
    pub(super) fn lambda(
        &mut self,
        id: ExprId,
        params: &[Type],
        result: Option<&Type>,
        subject: &Subject<'_>,
    ) -> Type {
        let body = self.body;
        match body.expr(id) {
            ExprKind::Lambda { params: locals, body } => {
                if !self.bind_params(id, locals, params) {
                    self.silently(|inferer| inferer.infer(*body));
                    return Type::Error;
                }
                let subject = &subject.value();
                match result {
                    Some(result) => {
                        self.check(*body, result, subject);
                        self.result.expr(*body).clone()
                    }
                    None => self.infer(*body),
                }
            }
            ExprKind::Name(name) => match self.scope.item(&name.text) {
                Some(item) if item.kind(self.db) == ItemKind::Function => {
                    self.function_as_lambda(id, item, params, result)
                }
                _ => {
                    let found = self.infer(id);
                    self.not_a_function(id, &found);
                    Type::Error
                }
            },
            ExprKind::Missing => Type::Error,
            _ => {
                let found = self.infer(id);
                self.not_a_function(id, &found);
                Type::Error
            }
        }
    }

    fn not_a_function(&mut self, id: ExprId, found: &Type) {
        if found.is_error() {
            return;
        }
        let sentence = format!("a function is wanted here, found `{found}`");
        let help = Some("write a lambda: `x => …`".to_owned());
        let fact = WrongArguments::new(self.body.site(id), sentence).with_help(help);
        self.report(Fact::WrongArguments(fact));
    }

    /// Whether a lambda with two parameters may take a value of this type apart.
    pub(super) fn is_pair(&self, ty: &Type) -> bool {
        match ty.head(&self.environment) {
            Type::Tuple(items) => items.len() == 2,
            ty => ty.is_error(),
        }
    }

    fn bind_params(&mut self, id: ExprId, locals: &[Option<LocalId>], params: &[Type]) -> bool {
        let parts: Vec<Type> = match params {
            [one] if locals.len() == 2 => match one.head(&self.environment) {
                Type::Tuple(items) if items.len() == 2 => items.to_vec(),
                Type::Error => vec![Type::Error; 2],
                _ => params.to_vec(),
            },
            _ => params.to_vec(),
        };
        // A provider's `response` may leave out its second parameter.
        if locals.len() > parts.len() || (locals.len() < parts.len() && locals.len() != 1) {
            let sentence = format!(
                "this function is given {} value{}, and takes {}",
                parts.len(),
                if parts.len() == 1 { "" } else { "s" },
                locals.len()
            );
            let fact = WrongArguments::new(self.body.site(id), sentence);
            self.report(Fact::WrongArguments(fact));
            return false;
        }
        for (local, ty) in locals.iter().zip(parts) {
            if let Some(local) = local {
                self.bind(*local, ty);
            }
        }
        true
    }

    fn function_as_lambda(
        &mut self,
        id: ExprId,
        item: crate::items::ItemId,
        params: &[Type],
        result: Option<&Type>,
    ) -> Type {
        let Some(signature) = self.signature_of(item) else { return Type::Error };
        let parts: Vec<Type> = match params {
            [one] if signature.params.len() == 2 => match one.head(&self.environment) {
                Type::Tuple(items) if items.len() == 2 => items.to_vec(),
                _ => params.to_vec(),
            },
            _ => params.to_vec(),
        };
        let params = &parts;
        if params.len() != signature.params.len() {
            let sentence = format!(
                "`{}` takes {} argument{}, and is given {}",
                item.name(self.db),
                signature.params.len(),
                if signature.params.len() == 1 { "" } else { "s" },
                params.len()
            );
            let fact = WrongArguments::new(self.body.site(id), sentence);
            self.report(Fact::WrongArguments(fact));
            return Type::Error;
        }
        let Some(signature) = self.lambda_instance(id, params, &signature, result) else {
            return Type::Error;
        };
        let mut given = Vec::new();
        for (found, param) in params.iter().zip(&signature.params) {
            let what = format!("`{}` of `{}`", param.name, item.name(self.db));
            match crate::types::fit::fit(&self.environment, found, &param.ty) {
                Ok(fit) => {
                    let changes = fit.converts || fit.guards;
                    given.push(changes.then(|| Conversion { to: param.ty.clone(), what }));
                }
                Err(_) => {
                    let expected = format!("`{}`", param.ty);
                    self.differs(id, Subject::new(what), &expected, found);
                    return signature.result.clone();
                }
            }
        }
        self.mean(id, Use::Function { function: item, given });
        if let Some(result) = result {
            self.coerce(id, &signature.result, result, &Subject::new("the function's value"));
        }
        signature.result.clone()
    }

    /// What a function or template takes; none where it recurs, which is reported there.
    pub(super) fn signature_of(&self, item: crate::items::ItemId) -> Option<Arc<Signature>> {
        signature_of(self.db, item)
    }

    /// `reduce(init, (state, item) => next)`, typed as `repeat` is.
    fn reduce(&mut self, id: ExprId, method: &Method, arguments: &[Argument]) -> Type {
        let Some(slots) = self.in_order(id, "reduce", &["init", "f"], arguments) else {
            return Type::Error;
        };
        let [Some(init), Some(function)] = slots[..] else {
            for slot in slots.iter().flatten() {
                self.silently(|inferer| inferer.infer(*slot));
            }
            let sentence = "`reduce` needs `init` and `f`".to_owned();
            let at = self.body.site(id);
            self.report(Fact::WrongArguments(WrongArguments::new(at, sentence)));
            return Type::Error;
        };
        let first = self.infer(init);
        let item = match method.expected(&self.environment, 1, std::slice::from_ref(&first)) {
            Expected::Lambda { params, .. } => params.last().cloned().unwrap_or(Type::Error),
            _ => Type::Error,
        };
        let wide = sizeless(&self.environment, &first);
        let subject = Subject::new("`f` of `reduce`");
        let narrow = self.silently(|inferer| {
            inferer.lambda(function, &[first.clone(), item.clone()], None, &subject)
        });
        let stays =
            crate::types::fit::fit(&self.environment, &narrow, &first).is_ok_and(|fit| !fit.guards);
        let state = if stays { first.clone() } else { wide };
        self.coerce(init, &first, &state, &Subject::new("`init` of `reduce`"));
        self.lambda(function, &[state.clone(), item], Some(&state), &subject);
        state
    }

    pub(super) fn apply(
        &mut self,
        id: ExprId,
        callee: ExprId,
        arguments: &[Argument],
        expected: Option<&Type>,
    ) -> Type {
        let body = self.body;
        let ExprKind::Name(name) = body.expr(callee) else {
            let found = self.infer(callee);
            self.infer_arguments(arguments);
            self.not_callable(id, format!("`{found}` isn't a function"), &found);
            return Type::Error;
        };
        let Some(item) = self.scope.item(&name.text) else {
            self.infer_arguments(arguments);
            self.unknown_name(name);
            return Type::Error;
        };
        if item.kind(self.db) != ItemKind::Function {
            self.infer_arguments(arguments);
            let noun = item.kind(self.db).noun();
            let help = (item.kind(self.db) == ItemKind::Template)
                .then(|| format!("run it with `call {} {{ … }}`", name.text));
            let sentence = format!("`{}` is {noun}, not a function", name.text);
            let at = self.body.site(id);
            self.report(Fact::WrongArguments(WrongArguments::new(at, sentence).with_help(help)));
            return Type::Error;
        }
        let Some(signature) = self.signature_of(item) else { return Type::Error };
        let params: Vec<&str> = signature.params.iter().map(|param| &*param.name).collect();
        let generic = !signature.generics.is_empty();
        let Some(slots) = self.in_order(id, &name.text, &params, arguments) else {
            return if generic { Type::Error } else { signature.result.clone() };
        };
        let is_complete = self.refuse_missing(name, &slots, &signature);
        let signature = if generic {
            let instance = self.apply_generic(name, &slots, &signature, expected, is_complete);
            let Some(instance) = instance else { return Type::Error };
            Arc::new(instance)
        } else {
            for (slot, param) in slots.iter().zip(&signature.params) {
                if let Some(value) = slot {
                    let subject = Subject::parameter(&param.name, &name.text);
                    self.check(*value, &param.ty, &subject);
                }
            }
            signature
        };
        let result = self.specialized.is_some().then(|| {
            let types = self.argument_types(&slots, &signature);
            self.specialize(item, &types)
        });
        let result = result.flatten();
        self.mean(id, Use::Apply { function: item, arguments: of_few(slots) });
        result.unwrap_or_else(|| signature.result.clone())
    }

    /// Whether all arguments that a function needs are given; those that aren't are reported.
    fn refuse_missing(
        &mut self,
        callee: &Name,
        slots: &[Option<ExprId>],
        signature: &Signature,
    ) -> bool {
        let needed = |(slot, param): &(&Option<ExprId>, &ParamSignature)| {
            slot.is_none() && param.default.is_none() && !param.ty.admits_null(&self.environment)
        };
        let pairs = slots.iter().zip(&signature.params);
        let missing: Vec<&ParamSignature> = pairs.filter(needed).map(|(_, param)| param).collect();
        if missing.is_empty() {
            return true;
        }
        let fact = MissingField {
            at: callee.at,
            kind: "argument",
            of: format!("`{}`", callee.text),
            missing: missing.iter().map(|p| (p.name.to_string(), p.ty.to_string())).collect(),
            insert: None,
            placeholders: missing
                .iter()
                .map(|param| placeholder(&self.environment, &param.ty))
                .collect(),
            authority: None,
        };
        self.report(Fact::MissingField(fact));
        false
    }

    fn not_callable(&mut self, id: ExprId, sentence: String, found: &Type) {
        if !found.is_error() {
            let at = self.body.site(id);
            self.report(Fact::WrongArguments(WrongArguments::new(at, sentence)));
        }
    }
}
