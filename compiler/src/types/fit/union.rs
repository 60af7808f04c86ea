//! Unions: each arm of what is there fits some arm of what is wanted.

use super::{Fit, Fitter, Misfit, Outcome, Problem, differ};
use crate::types::{FloatRange, IntRange, Literal, RecordType, Type};

impl Fitter<'_> {
    /// A union fits where each of its arms does. Where some do and others are provably outside,
    /// which of them it is shows when the value is there.
    pub(super) fn fit_each(&mut self, arms: &[Type], from: &Type, to: &Type) -> Outcome {
        let mut whole = Fit::EXACT;
        let (mut fitting, mut outside, mut null) = (0, Vec::new(), false);
        for arm in arms {
            match self.fit(arm, to) {
                Ok(fit) => {
                    whole = whole.and(fit);
                    fitting += 1;
                }
                Err(misfit) if misfit.is_null() => null = true,
                Err(misfit) if matches!(misfit.problem, Problem::Outside { .. }) => {
                    outside.push(*misfit);
                }
                Err(misfit) => {
                    return Err(match misfit.problem {
                        Problem::Differ { .. } if misfit.path.is_empty() => differ(from, to),
                        _ => misfit,
                    });
                }
            }
        }
        if fitting == 0 && !outside.is_empty() {
            return Err(all_outside(outside, arms));
        }
        if null {
            return Err(Misfit::here(Problem::Null { found: from.clone() }));
        }
        Ok(if outside.is_empty() { whole } else { whole.and(Fit::GUARDS) })
    }

    /// Fits one type to the best of several.
    pub(super) fn fit_some(&mut self, arms: &[Type], from: &Type, to: &Type) -> Outcome {
        if *from == Type::Bool && bools(arms) {
            return Ok(Fit::EXACT);
        }
        let mut best: Option<Fit> = None;
        let mut misfits: Vec<(usize, Box<Misfit>)> = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            match self.fit(from, arm) {
                Ok(fit) if fit.is_exact() => return Ok(fit),
                Ok(fit) => {
                    let better = best.is_none_or(|best| cost(fit) < cost(best));
                    best = if better { Some(fit) } else { best };
                }
                Err(misfit) => misfits.push((index, misfit)),
            }
        }
        match best {
            Some(fit) if fit.guards && all_values_listed(from, arms) => {
                Ok(Fit { guards: false, ..fit })
            }
            Some(fit) => Ok(fit),
            None => Err(self.nearest(arms, misfits, from, to)),
        }
    }

    /// Of all that is wrong, what is wrong with the arm that was meant.
    fn nearest(
        &self,
        arms: &[Type],
        mut misfits: Vec<(usize, Box<Misfit>)>,
        from: &Type,
        to: &Type,
    ) -> Box<Misfit> {
        if *from == Type::Null {
            return Misfit::here(Problem::Null { found: Type::Null });
        }
        if *from == Type::Secret {
            return Misfit::here(Problem::Secret);
        }
        if let Type::Record(found) = from
            && let Some(meant) = self.meant(arms, found)
            && let Some(at) = misfits.iter().position(|(index, _)| *index == meant)
        {
            return misfits.swap_remove(at).1;
        }
        let outside: Vec<Box<Misfit>> = misfits
            .iter()
            .filter(|(_, misfit)| {
                misfit.path.is_empty() && matches!(misfit.problem, Problem::Outside { .. })
            })
            .map(|(_, misfit)| misfit.clone())
            .collect();
        match outside.len() {
            0 => {}
            1 => return outside.into_iter().next().unwrap_or_else(|| differ(from, to)),
            _ => return none_of(&outside),
        }
        let nearest = misfits.into_iter().map(|(_, misfit)| misfit).min_by_key(|misfit| {
            match (&misfit.problem, misfit.path.is_empty()) {
                (Problem::Differ { .. }, true) => (2, 0),
                (Problem::Missing { fields }, _) => (1, fields.len()),
                _ => (0, 0),
            }
        });
        match nearest {
            Some(misfit)
                if !(misfit.path.is_empty()
                    && matches!(misfit.problem, Problem::Differ { .. })) =>
            {
                misfit
            }
            _ => differ(from, to),
        }
    }

    /// The arm whose discriminator has the value's: a field that is a literal in both.
    fn meant(&self, arms: &[Type], found: &RecordType) -> Option<usize> {
        let matches = |arm: &Type| {
            let Type::Record(record) = arm.head(self.env) else { return None };
            let mut agrees = None;
            for field in &record.fields {
                let Type::Literal(wanted) = field.ty.head(self.env) else { continue };
                let found = found.field(&field.name)?;
                let same = found.ty.arms(self.env).contains(&Type::Literal(wanted));
                agrees = Some(agrees.unwrap_or(true) && same);
            }
            agrees
        };
        let mut meant = (0..arms.len()).filter(|index| matches(&arms[*index]) == Some(true));
        let first = meant.next()?;
        meant.next().is_none().then_some(first)
    }
}

/// A guard is worse than a change, a change than nothing.
fn cost(fit: Fit) -> u8 {
    u8::from(fit.converts) + 2 * u8::from(fit.guards)
}

fn bools(arms: &[Type]) -> bool {
    [true, false].iter().all(|value| arms.contains(&Type::Literal(Literal::Bool(*value))))
}

/// Whether a range of a few numbers is listed, number by number or range by range.
fn all_values_listed(from: &Type, arms: &[Type]) -> bool {
    const MOST: i128 = 1 << 10;
    let Type::Int(range @ IntRange { min: Some(_), max: Some(_) }) = from else { return false };
    let (min, max) = range.ends();
    max - min <= MOST
        && (min..=max).all(|value| {
            let one = IntRange::of_ends(value, value);
            arms.iter().any(|arm| match arm {
                Type::Int(range) => range.holds(one),
                Type::Literal(Literal::Int(literal)) => i128::from(*literal) == value,
                _ => false,
            })
        })
}

/// All arms of what is there are outside.
fn all_outside(mut outside: Vec<Misfit>, arms: &[Type]) -> Box<Misfit> {
    if outside.len() == 1 || !outside.iter().all(|misfit| misfit.path.is_empty()) {
        return Box::new(outside.swap_remove(0));
    }
    let first = Box::new(outside.swap_remove(0));
    let Problem::Outside { constraint, .. } = &first.problem else { return first };
    let constraint = constraint.clone();
    let found = found_words(arms);
    Misfit::here(Problem::Outside { constraint, found })
}

fn found_words(arms: &[Type]) -> String {
    let numbers: Option<Vec<f64>> = arms
        .iter()
        .map(|arm| match arm {
            Type::Literal(literal) => literal.number().map(crate::types::Finite::get),
            _ => None,
        })
        .collect();
    if let Some(numbers) = numbers
        && let Some(range) =
            numbers.iter().map(|n| FloatRange::of_ends(*n, *n)).reduce(FloatRange::hull)
    {
        let (min, max) = range.ends();
        return format!("{min} to {max}");
    }
    Type::Union(arms.into()).to_string()
}

/// One value, outside of several arms.
fn none_of(outside: &[Box<Misfit>]) -> Box<Misfit> {
    let mut constraints: Vec<String> = Vec::new();
    let mut words = String::new();
    for misfit in outside {
        if let Problem::Outside { constraint, found, .. } = &misfit.problem {
            if !constraints.contains(constraint) {
                constraints.push(constraint.clone());
            }
            words.clone_from(found);
        }
    }
    const MOST: usize = 8;
    let more = constraints.len() > MOST;
    constraints.truncate(MOST);
    if more {
        constraints.push("…".to_owned());
    }
    let constraint = match constraints.as_slice() {
        [one] => one.clone(),
        several => format!("one of {}", several.join(", ")),
    };
    Misfit::here(Problem::Outside { constraint, found: words })
}
