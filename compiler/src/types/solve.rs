//! What type parameters stand for, where values of known types meet types that mention them.

use std::sync::Arc;

use super::{
    Field, NamedId, RecordType, Type, TypeEnvironment, common_type::common, fit::fit,
    generic::mentions_parameter,
};

/// Pairs of types that are compared before a value is taken not to fit: only hostile types, or
/// those that contain themselves in two different ways, have so many.
const MOST_STEPS: usize = 10_000;
/// Levels of nesting that are compared.
const DEEPEST: usize = 64;

/// What has been found out about type parameters.
#[derive(Clone, Debug)]
pub struct Solution {
    names: Vec<Arc<str>>,
    /// For each, the types of the values that have met it.
    found: Vec<Vec<Type>>,
}

impl Solution {
    /// Nothing is known yet of `names`.
    #[must_use]
    pub fn new(names: &[Arc<str>]) -> Self {
        Self { names: names.to_vec(), found: vec![Vec::new(); names.len()] }
    }

    /// The parameters.
    #[must_use]
    pub fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// Nothing is known yet of the same.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(&self.names)
    }

    /// Adds what another knows of the same.
    pub fn add(&mut self, other: Self) {
        for (found, more) in self.found.iter_mut().zip(other.found) {
            found.extend(more);
        }
    }

    /// Lets a value of type `found` meet `wanted`. Where it doesn't fit, whatever the parameters
    /// are, nothing is learned, and the answer is false.
    pub fn meet(&mut self, env: &dyn TypeEnvironment, wanted: &Type, found: &Type) -> bool {
        let mut search = Search { env, names: &self.names, met: Vec::new(), steps: 0, depth: 0 };
        let fits = search.meet(wanted, found);
        if fits {
            for (at, ty) in search.met {
                self.found[at].push(ty);
            }
        }
        fits
    }

    /// Whether nothing is known of the parameter at `at`, or only that it has no values: an empty
    /// list of it.
    #[must_use]
    pub fn is_open(&self, at: usize) -> bool {
        self.found[at].iter().all(|ty| *ty == Type::Never)
    }

    /// Takes what `hint` knows of the parameters that are open here.
    pub fn fill_open(&mut self, hint: &Self) {
        for at in 0..self.names.len() {
            if self.is_open(at) {
                self.found[at].extend(hint.found[at].iter().cloned());
            }
        }
    }

    /// What each parameter stands for: the common type of all that has met it; itself where
    /// nothing has.
    #[must_use]
    pub fn arguments(&self, env: &dyn TypeEnvironment) -> Vec<Type> {
        let pairs = self.names.iter().zip(&self.found);
        pairs
            .map(|(name, found)| match found.as_slice() {
                [] => Type::Parameter(Arc::clone(name)),
                found => common(env, found),
            })
            .collect()
    }
}

struct Search<'a> {
    env: &'a dyn TypeEnvironment,
    names: &'a [Arc<str>],
    /// Parameters, by their places, with what has met them.
    met: Vec<(usize, Type)>,
    steps: usize,
    depth: usize,
}

impl Search<'_> {
    fn meet(&mut self, wanted: &Type, found: &Type) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.depth > DEEPEST {
            return false;
        }
        if found.is_error() {
            return true;
        }
        if !mentions_parameter(wanted) {
            return *found == Type::Never || fit(self.env, found, wanted).is_ok();
        }
        self.depth += 1;
        let fits = self.meet_parts(wanted, found);
        self.depth -= 1;
        fits
    }

    fn meet_parts(&mut self, wanted: &Type, found: &Type) -> bool {
        if let Type::Parameter(name) = wanted {
            let at = self.names.iter().position(|known| known == name);
            self.met.extend(at.map(|at| (at, found.clone())));
            return true;
        }
        if let Some(pairs) = same_name(wanted, found) {
            return pairs.iter().all(|(wanted, found)| self.meet(wanted, found));
        }
        let (wanted, found) = (wanted.head(self.env), found.head(self.env));
        match (&wanted, &found) {
            (_, Type::Never) => true,
            (Type::Union(wanted), _) => self.meet_union(wanted, &found),
            (_, Type::Union(found)) => found.iter().all(|found| self.meet(&wanted, found)),
            (Type::List(wanted), Type::List(found)) => self.meet(&wanted.item, &found.item),
            (Type::List(wanted), Type::Tuple(found)) => {
                found.iter().all(|found| self.meet(&wanted.item, found))
            }
            (Type::Tuple(wanted), Type::Tuple(found)) if wanted.len() == found.len() => {
                wanted.iter().zip(found.iter()).all(|(wanted, found)| self.meet(wanted, found))
            }
            (Type::Tuple(wanted), Type::List(found)) => {
                wanted.iter().all(|wanted| self.meet(wanted, &found.item))
            }
            (Type::Map(wanted), Type::Map(found)) => self.meet(wanted, found),
            (Type::Map(wanted), Type::Record(found)) => {
                let values = found.fields.iter().map(|field| &field.ty).chain(&found.rest);
                values.into_iter().all(|found| self.meet(wanted, found))
            }
            (Type::Record(wanted), Type::Record(found)) => self.meet_record(wanted, found),
            (Type::Parameter(_), _) => self.meet(&wanted, &found),
            _ => false,
        }
    }

    /// Each arm of what is there meets the arm that takes it, those without parameters first.
    fn meet_union(&mut self, wanted: &[Type], found: &Type) -> bool {
        let arms = match found {
            Type::Union(arms) => arms.to_vec(),
            other => vec![other.clone()],
        };
        arms.iter().all(|found| {
            let known = |wanted: &&Type| !mentions_parameter(wanted);
            let (known, open): (Vec<&Type>, Vec<&Type>) = wanted.iter().partition(known);
            known.into_iter().chain(open).any(|wanted| {
                let before = self.met.len();
                let fits = self.meet(wanted, found);
                if !fits {
                    self.met.truncate(before);
                }
                fits
            })
        })
    }

    fn meet_record(&mut self, wanted: &RecordType, found: &RecordType) -> bool {
        let fields = wanted.fields.iter().all(|field| match found.field(&field.name) {
            Some(given) => self.meet_field(field, given),
            None => match &found.rest {
                Some(rest) => self.meet(&field.ty, rest),
                None => field.optional,
            },
        });
        let Some(rest) = wanted.rest.as_ref().filter(|_| fields) else { return fields };
        let further = found.fields.iter().filter(|field| wanted.field(&field.name).is_none());
        further.map(|field| &field.ty).chain(&found.rest).all(|found| self.meet(rest, found))
    }

    /// Null in an optional field leaves it out, and so says nothing of its type.
    fn meet_field(&mut self, wanted: &Field, found: &Field) -> bool {
        let ty = if wanted.optional { found.ty.without_null(self.env) } else { found.read() };
        self.meet(&wanted.ty, &ty)
    }
}

/// The type arguments of one name in both, pairwise.
fn same_name(wanted: &Type, found: &Type) -> Option<Vec<(Type, Type)>> {
    let (Type::Named(wanted), Type::Named(found)) = (wanted, found) else { return None };
    let NamedId::Item { item, arguments, .. } = &wanted.id else { return None };
    match &found.id {
        NamedId::Item { item: other, arguments: found, .. } if other == item => {
            Some(arguments.iter().cloned().zip(found.iter().cloned()).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Solution;
    use crate::types::testing::{Names, ty};

    fn solved(wanted: &[(&str, &str)]) -> Option<String> {
        let names = Names::with(&[("Page", "{ items: 'T[], next?: 'T }")]);
        let mut solution = Solution::new(&["T".into()]);
        for (wanted, found) in wanted {
            if !solution.meet(&names, &ty(wanted), &ty(found)) {
                return None;
            }
        }
        Some(solution.arguments(&names)[0].to_string())
    }

    #[test]
    fn a_parameter_is_the_common_type_of_what_meets_it() {
        for (pairs, expected) in [
            (vec![("'T", "int(1..=5)")], "int(1..=5)"),
            (vec![("'T[]", "string(..=5)[10]")], "string(..=5)"),
            (vec![("'T[]", "[1, \"a\"]")], "1 | \"a\""),
            (vec![("'T", "int(1..=2)"), ("'T", "float(5..=6)")], "float(1.0..=6.0)"),
            (vec![("'T?", "string?")], "string"),
            (vec![("'T[]?", "null"), ("'T", "bool")], "bool"),
            (vec![("map<'T>", "{ a: 1, b: 2 }")], "1 | 2"),
            (vec![("{ items: 'T[], next?: 'T }", "{ items: int[], next: null }")], "int"),
            (vec![("{ ok: true, value: 'T } | { ok: false }", "{ ok: true, value: url }")], "url"),
            (vec![("'T[]", "never[0]")], "never"),
        ] {
            assert_eq!(solved(&pairs).as_deref(), Some(expected), "{pairs:?}");
        }
    }

    #[test]
    fn what_never_fits_says_nothing() {
        for pair in [("'T[]", "int"), ("['T, int]", "[1, \"a\"]"), ("{ a: 'T }", "{ b: int }")] {
            assert_eq!(solved(&[pair]), None, "{pair:?}");
        }
    }
}
