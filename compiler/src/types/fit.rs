//! Whether a value of one type may stand where another is wanted, and what that takes.
//!
//! Types are structural, so that names are looked through; two that recur fit if nothing speaks
//! against it (coinduction). What is neither provably inside nor provably outside is *guarded*: the
//! same base, but another refinement, format, size or set of literals. The work is bounded; beyond
//! that bound, which only hostile schemas reach, the answer is a guard, which is always right.

mod misfit;
mod record;
mod scalar;
mod union;

use rustc_hash::FxHashMap;

use super::{ListType, Size, Type, TypeEnvironment};
pub use misfit::{Misfit, Problem};
use misfit::{Step, differ};

/// Levels of nesting before a guard is all that is said.
const DEEPEST: usize = 100;
/// Comparisons before a guard is all that is said.
const MOST_STEPS: usize = 100_000;

/// How a value fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// The value must be changed: fields dropped, an int widened, a null left out.
    pub converts: bool,
    /// Whether it fits is known only when it is there.
    pub guards: bool,
}

impl Fit {
    /// Nothing is to be done.
    pub(crate) const EXACT: Self = Self { converts: false, guards: false };
    const CONVERTS: Self = Self { converts: true, guards: false };
    const GUARDS: Self = Self { converts: false, guards: true };

    fn and(self, other: Self) -> Self {
        Self { converts: self.converts || other.converts, guards: self.guards || other.guards }
    }

    fn is_exact(self) -> bool {
        self == Self::EXACT
    }
}

type Outcome = Result<Fit, Box<Misfit>>;

/// Whether a `from` may stand where a `to` is wanted.
///
/// # Errors
/// Why it may not.
pub fn fit(env: &dyn TypeEnvironment, from: &Type, to: &Type) -> Result<Fit, Misfit> {
    Fitter { env, assumed: FxHashMap::default(), order: Vec::new(), steps: 0, depth: 0 }
        .fit(from, to)
        .map_err(|misfit| *misfit)
}

/// Whether all values of `from` are values of `to`, just as they are.
pub(crate) fn is_inside(env: &dyn TypeEnvironment, from: &Type, to: &Type) -> bool {
    fit(env, from, to).is_ok_and(Fit::is_exact)
}

struct Fitter<'a> {
    env: &'a dyn TypeEnvironment,
    /// Pairs with a name that are being compared, or have been found to fit.
    assumed: FxHashMap<(Type, Type), Fit>,
    /// The same in the order of their coming, to take back what a misfit leaves unproved.
    order: Vec<(Type, Type)>,
    steps: usize,
    depth: usize,
}

impl Fitter<'_> {
    fn fit(&mut self, from: &Type, to: &Type) -> Outcome {
        self.steps += 1;
        if from == to || matches!(from, Type::Error | Type::Never) || to.is_error() {
            return Ok(Fit::EXACT);
        }
        if self.depth >= DEEPEST || self.steps >= MOST_STEPS {
            return Ok(Fit { converts: true, guards: true });
        }
        self.depth += 1;
        let outcome = match (from, to) {
            (Type::Named(_), _) | (_, Type::Named(_)) => self.fit_names(from, to),
            _ => self.fit_heads(from, to),
        };
        self.depth -= 1;
        outcome
    }

    fn fit_names(&mut self, from: &Type, to: &Type) -> Outcome {
        if same_name(from, to) {
            return Ok(Fit::EXACT);
        }
        let pair = (from.clone(), to.clone());
        if let Some(fit) = self.assumed.get(&pair) {
            return Ok(*fit);
        }
        let before = self.order.len();
        self.order.push(pair.clone());
        // While it is being compared, nothing speaks against it; what it needs, it is given where
        // it was met first.
        self.assumed.insert(pair.clone(), Fit::EXACT);
        match self.fit(&from.head(self.env), &to.head(self.env)) {
            Ok(fit) => {
                self.assumed.insert(pair, fit);
                Ok(fit)
            }
            Err(misfit) => {
                for unproved in self.order.drain(before..) {
                    self.assumed.remove(&unproved);
                }
                Err(misfit.renamed(from, to))
            }
        }
    }

    fn fit_heads(&mut self, from: &Type, to: &Type) -> Outcome {
        match (from, to) {
            (Type::Union(arms), _) => self.fit_each(arms, from, to),
            (Type::Json, Type::Union(arms)) if arms.contains(&Type::Json) => Ok(Fit::EXACT),
            (_, Type::Union(arms)) => self.fit_some(arms, from, to),
            (_, Type::Json) => self.fit_json(from),
            (_, Type::Parameter(_)) if *from != Type::Null => Err(differ(from, to)),
            (Type::Null, _) => Err(Misfit::here(Problem::Null { found: Type::Null })),
            (Type::String(_) | Type::Literal(super::Literal::String(_)), Type::Secret) => {
                Ok(Fit::CONVERTS)
            }
            (Type::Secret, _) => Err(Misfit::here(Problem::Secret)),
            (Type::Money(from_currency), Type::Money(to_currency)) => {
                let proved = to_currency.is_none() || from_currency == to_currency;
                Ok(if proved { Fit::EXACT } else { Fit::GUARDS })
            }
            (Type::List(a), Type::List(b)) => self.fit_lists(a, b),
            (Type::Tuple(items), Type::List(list)) => {
                let size = fit_size(Size::exactly(items.len() as u64), list.size)?;
                items.iter().enumerate().try_fold(size, |fit, (index, item)| {
                    Ok(fit.and(self.inside(Step::Item(index), item, &list.item)?))
                })
            }
            (Type::List(list), Type::Tuple(items))
                if list.size == Size::exactly(items.len() as u64) =>
            {
                items.iter().enumerate().try_fold(Fit::EXACT, |fit, (index, item)| {
                    Ok(fit.and(self.inside(Step::Item(index), &list.item, item)?))
                })
            }
            (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
                a.iter().zip(b.iter()).enumerate().try_fold(Fit::EXACT, |fit, (index, (a, b))| {
                    Ok(fit.and(self.inside(Step::Item(index), a, b)?))
                })
            }
            (Type::Map(a), Type::Map(b)) => self.inside(Step::Any, a, b),
            (Type::Record(a), Type::Record(b)) => self.fit_records(a, b),
            (Type::Record(record), Type::Map(value)) => self.fit_record_to_map(record, value),
            (Type::Map(value), Type::Record(record)) if record.fields.is_empty() => {
                match &record.rest {
                    Some(rest) => self.inside(Step::Any, value, rest),
                    None => Err(differ(from, to)),
                }
            }
            _ => scalar::fit(from, to),
        }
    }

    fn fit_lists(&mut self, from: &ListType, to: &ListType) -> Outcome {
        let size = fit_size(from.size, to.size)?;
        if from.size.max == Some(0) {
            return Ok(size);
        }
        Ok(size.and(self.inside(Step::Any, &from.item, &to.item)?))
    }

    /// Fits a part of a value; a misfit says where.
    fn inside(&mut self, step: Step<'_>, from: &Type, to: &Type) -> Outcome {
        self.fit(from, to).map_err(|misfit| misfit.within(step))
    }

    /// Whether all that `from` holds may be told as JSON.
    fn fit_json(&mut self, from: &Type) -> Outcome {
        match from {
            Type::Secret => Err(Misfit::here(Problem::Secret)),
            Type::Duration | Type::Money(_) | Type::Parameter(_) => Err(differ(from, &Type::Json)),
            Type::List(list) => self.inside(Step::Any, &list.item, &Type::Json),
            Type::Tuple(items) => self.all_json(items.iter().map(|item| (Step::Any, item))),
            Type::Map(value) => self.inside(Step::Any, value, &Type::Json),
            Type::Record(record) => {
                let fields =
                    record.fields.iter().map(|field| (Step::Field(&field.name), &field.ty));
                let rest = record.rest.iter().map(|rest| (Step::Any, rest));
                self.all_json(fields.chain(rest))
            }
            _ => Ok(Fit::EXACT),
        }
    }

    fn all_json<'t>(&mut self, parts: impl Iterator<Item = (Step<'t>, &'t Type)>) -> Outcome {
        for (step, part) in parts {
            self.inside(step, part, &Type::Json)?;
        }
        Ok(Fit::EXACT)
    }
}

fn same_name(a: &Type, b: &Type) -> bool {
    matches!((a, b), (Type::Named(a), Type::Named(b)) if a.id == b.id)
}

/// How many items there may be.
fn fit_size(from: Size, to: Size) -> Outcome {
    if to.holds(from) {
        Ok(Fit::EXACT)
    } else if to.meet(from).is_some() {
        Ok(Fit::GUARDS)
    } else {
        Err(Misfit::here(misfit::size_outside(from, to, "item")))
    }
}

#[cfg(test)]
mod tests;
