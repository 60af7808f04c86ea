//! Where in a type secrets are.

use rustc_hash::FxHashSet;

use super::{NamedId, Type, TypeEnvironment, display::key};

/// The path to the first secret in `ty`: `.account.token`; empty: it is one. None: it holds none.
#[must_use]
pub fn secret_path(env: &dyn TypeEnvironment, ty: &Type) -> Option<String> {
    search(env, ty, &mut FxHashSet::default())
}

fn search(env: &dyn TypeEnvironment, ty: &Type, seen: &mut FxHashSet<NamedId>) -> Option<String> {
    // Hardly any type holds one, so that a step of the path is put in words only once it is found.
    let within = |step: &dyn Fn() -> String, ty: &Type, seen: &mut FxHashSet<NamedId>| {
        search(env, ty, seen).map(|rest| step() + &rest)
    };
    let any = || "[]".to_owned();
    match ty {
        Type::Secret => Some(String::new()),
        Type::Named(named) => {
            if !seen.insert(named.id.clone()) {
                return None;
            }
            search(env, &env.expand(named), seen)
        }
        Type::List(list) => within(&any, &list.item, seen),
        Type::Map(value) => within(&any, value, seen),
        Type::Tuple(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| within(&|| format!("[{index}]"), item, seen)),
        Type::Record(record) => {
            let mut fields = record.fields.iter();
            let found = fields
                .find_map(|field| within(&|| format!(".{}", key(&field.name)), &field.ty, seen));
            found.or_else(|| record.rest.as_ref().and_then(|rest| within(&any, rest, seen)))
        }
        Type::Union(arms) => arms.iter().find_map(|arm| search(env, arm, seen)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::secret_path;
    use crate::types::testing::{Names, ty};

    #[test]
    fn the_first_secret_is_found_wherever_it_is() {
        let names = Names::with(&[("Tree", "{ children: Tree[], token?: secret }")]);
        for (of, expected) in [
            ("secret", Some("")),
            ("{ a: int, b: { c: secret?[] } }", Some(".b.c[]")),
            ("map<[int, secret]>", Some("[][1]")),
            ("Tree", Some(".token")),
            ("{ a: string }", None),
        ] {
            assert_eq!(secret_path(&names, &ty(of)).as_deref(), expected, "{of}");
        }
    }
}
