//! Type parameters in a type: put others in their place, and look for what can't be told apart.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{
    Field, ListType, Named, NamedId, RecordType, Type, TypeEnvironment, overlap::overlap,
    recursive::children,
};

/// `ty` with `arguments` in place of the parameters called `names`, one each; others stay.
#[must_use]
pub fn substitute(
    env: &dyn TypeEnvironment,
    ty: &Type,
    names: &[Arc<str>],
    arguments: &[Type],
) -> Type {
    let argument = |name: &Arc<str>| {
        let at = names.iter().position(|known| known == name);
        at.and_then(|at| arguments.get(at)).cloned()
    };
    Substitution { env, argument: &argument }.of(ty)
}

/// `ty` with [`Type::Error`], which any value fits, in place of all parameters.
#[must_use]
pub fn opened(env: &dyn TypeEnvironment, ty: &Type) -> Type {
    Substitution { env, argument: &|_| Some(Type::Error) }.of(ty)
}

/// Whether a type parameter stands in `ty`.
#[must_use]
pub fn mentions_parameter(ty: &Type) -> bool {
    match ty {
        Type::Parameter(_) => true,
        Type::Named(named) => named.id.arguments().iter().any(mentions_parameter),
        other => children(other).any(mentions_parameter),
    }
}

/// Whether the type parameter `name` stands in `ty`.
#[must_use]
pub fn mentions(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Parameter(known) => **known == *name,
        Type::Named(named) => named.id.arguments().iter().any(|part| mentions(part, name)),
        other => children(other).any(|part| mentions(part, name)),
    }
}

/// Two arms of a union, at any depth, that may share a value, whatever the type parameter is that
/// stands in one of them: no value tells which of both it is. Null is told from a parameter.
#[must_use]
pub fn mixed(env: &dyn TypeEnvironment, ty: &Type) -> Option<(Type, Type)> {
    let mut seen: FxHashSet<NamedId> = FxHashSet::default();
    let mut open = vec![ty.clone()];
    while let Some(ty) = open.pop().filter(|_| seen.len() < MOST_NAMES) {
        if !mentions_parameter(&ty) {
            continue;
        }
        if let Type::Union(_) = ty
            && let Some(pair) = mixed_arms(env, &ty.arms(env))
        {
            return Some(pair);
        }
        match &ty {
            Type::Named(named) if seen.insert(named.id.clone()) => open.push(env.expand(named)),
            other => open.extend(children(other).cloned()),
        }
    }
    None
}

fn mixed_arms(env: &dyn TypeEnvironment, arms: &[Type]) -> Option<(Type, Type)> {
    arms.iter().enumerate().filter(|(_, arm)| mentions_parameter(arm)).find_map(|(at, arm)| {
        let opened = opened(env, arm);
        let mut others = arms.iter().enumerate().filter(|(other, _)| *other != at);
        let shared = others.find(|(_, other)| {
            let is_null = **other == Type::Null && matches!(arm, Type::Parameter(_));
            !is_null && overlap(env, &opened, other)
        });
        shared.map(|(_, other)| (arm.clone(), other.clone()))
    })
}

/// Names that are looked through; types that grow without end are refused where they are written.
const MOST_NAMES: usize = 1_000;

struct Substitution<'a> {
    env: &'a dyn TypeEnvironment,
    argument: &'a dyn Fn(&Arc<str>) -> Option<Type>,
}

impl Substitution<'_> {
    fn of(&self, ty: &Type) -> Type {
        match ty {
            Type::Parameter(name) => (self.argument)(name).unwrap_or_else(|| ty.clone()),
            ty if !mentions_parameter(ty) => ty.clone(),
            Type::List(list) => {
                Type::List(Arc::new(ListType { item: self.of(&list.item), size: list.size }))
            }
            Type::Tuple(items) => Type::tuple(items.iter().map(|item| self.of(item))),
            Type::Map(value) => Type::map(self.of(value)),
            Type::Record(record) => {
                let fields = record.fields.iter();
                let fields = fields.map(|field| Field { ty: self.of(&field.ty), ..field.clone() });
                let rest = record.rest.as_ref().map(|rest| self.of(rest));
                Type::Record(Arc::new(RecordType { fields: fields.collect(), rest }))
            }
            Type::Union(arms) => Type::union(self.env, arms.iter().map(|arm| self.of(arm))),
            Type::Named(named) => match &named.id {
                NamedId::Item { item, name, arguments } => {
                    let arguments = arguments.iter().map(|argument| self.of(argument)).collect();
                    Type::named(Named::item(*item, Arc::clone(name), arguments))
                }
                NamedId::Definition { .. } => ty.clone(),
            },
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{mixed, substitute};
    use crate::types::testing::{Names, ty};

    #[test]
    fn arguments_take_the_place_of_parameters_everywhere() {
        let names = Names::none();
        let arguments = [ty("string(..=5)?"), ty("json")];
        for (of, expected) in [
            ("'T[..=2]", "string(..=5)?[..=2]"),
            (
                "{ a?: 'T, b: map<['U, int]>, ...'T }",
                "{ a?: string(..=5)?, b: map<[json, int]>, ...string(..=5)? }",
            ),
            ("'T?", "string(..=5)?"),
            ("'U?", "json"),
            ("'V[]", "V[]"),
        ] {
            let found = substitute(&names, &ty(of), &["T".into(), "U".into()], &arguments);
            assert_eq!(found, ty(&expected.replace("V[]", "'V[]")), "{of}");
        }
    }

    #[test]
    fn a_parameter_is_told_from_null_alone_and_its_containers_from_others() {
        let names = Names::none();
        for of in
            ["'T?", "('T?)[]", "'T[] | { a: 'T } | null", "{ ok: true, value: 'T } | { ok: false }"]
        {
            assert_eq!(mixed(&names, &ty(of)), None, "{of}");
        }
        for of in [
            "'T | string",
            "{ a: ('T | 'U)[] }",
            "map<'T | null | 1>",
            "'T[] | int[]",
            "map<'T> | { a: int }",
            "{ a?: 'T } | { b?: 'T }",
        ] {
            assert!(mixed(&names, &ty(of)).is_some(), "{of}");
        }
    }
}
