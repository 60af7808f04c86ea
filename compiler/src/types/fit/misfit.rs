//! Why a value doesn't fit.

use std::fmt::{self, Display};

use crate::types::{Field, FloatRange, IntRange, Size, Type, display};

/// Why a value doesn't fit, and where in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// Inside the value: `.hits[].url`; empty: the value itself.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// From a value to a part of it.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Field(&'a str),
    /// Of a tuple.
    Item(usize),
    /// Any item of a list, any value of a map.
    Any,
}

impl Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{}", display::key(name)),
            Self::Item(index) => write!(f, "[{index}]"),
            Self::Any => f.write_str("[]"),
        }
    }
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// It is of another base.
    Differ {
        /// What is wanted.
        expected: Type,
        /// What is there.
        found: Type,
    },
    /// It is of the right base, and provably outside what is allowed.
    Outside {
        /// What is allowed: "at most 50".
        constraint: String,
        /// What is there: "60", "1 to 80 code points".
        found: String,
    },
    /// It would fit, but for null.
    Null {
        /// Its type.
        found: Type,
    },
    /// A record lacks fields.
    Missing {
        /// Those that it lacks.
        fields: Vec<Field>,
    },
    /// A secret would be seen.
    Secret,
}

impl Misfit {
    pub(super) fn here(problem: Problem) -> Box<Self> {
        Box::new(Self { path: String::new(), problem })
    }

    /// Whether it is the value itself that is null.
    pub(super) fn is_null(&self) -> bool {
        self.path.is_empty() && matches!(self.problem, Problem::Null { .. })
    }

    pub(super) fn within(mut self: Box<Self>, step: Step<'_>) -> Box<Self> {
        self.path.insert_str(0, &step.to_string());
        self
    }

    /// With the names of the types compared instead of what they stand for.
    pub(super) fn renamed(mut self: Box<Self>, from: &Type, to: &Type) -> Box<Self> {
        if self.path.is_empty() {
            match &mut self.problem {
                Problem::Differ { expected, found } => {
                    *expected = to.clone();
                    *found = from.clone();
                }
                Problem::Null { found } => *found = from.clone(),
                Problem::Outside { .. } | Problem::Missing { .. } | Problem::Secret => {}
            }
        }
        self
    }
}

/// `found` where `expected` is wanted.
pub(super) fn differ(found: &Type, expected: &Type) -> Box<Misfit> {
    Misfit::here(Problem::Differ { expected: expected.clone(), found: found.clone() })
}

/// A length outside another; `unit` is what is counted, in the singular.
pub(super) fn size_outside(from: Size, to: Size, unit: &str) -> Problem {
    let count = |n: u64| if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") };
    let constraint = match (to.min, to.max) {
        (min, Some(max)) if min == max => format!("exactly {}", count(min)),
        (_, Some(max)) if from.min > max => format!("at most {}", count(max)),
        (min, _) => format!("at least {}", count(min)),
    };
    let found = match (from.min, from.max) {
        (min, Some(max)) if min == max => count(min),
        (0, Some(max)) => format!("at most {}", count(max)),
        (min, Some(max)) => format!("{min} to {}", count(max)),
        (min, None) => format!("at least {}", count(min)),
    };
    Problem::Outside { constraint, found }
}

/// A whole number outside a range.
pub(super) fn int_outside(from: IntRange, to: IntRange) -> Problem {
    number_outside((from.min, from.max), (to.min, to.max))
}

/// A number outside a range.
pub(super) fn float_outside(from: FloatRange, to: FloatRange) -> Problem {
    let ends = |range: FloatRange| {
        (range.min.map(|end| Shown(end.get())), range.max.map(|end| Shown(end.get())))
    };
    number_outside(ends(from), ends(to))
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Shown(f64);

impl Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

fn number_outside<T: Display + PartialOrd + Copy>(
    from: (Option<T>, Option<T>),
    to: (Option<T>, Option<T>),
) -> Problem {
    let above = |max: &T| from.0.is_some_and(|min| min > *max);
    let constraint = match to {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (_, Some(max)) if above(&max) => format!("at most {max}"),
        (Some(min), _) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number".to_owned(),
    };
    let found = match from {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number".to_owned(),
    };
    Problem::Outside { constraint, found }
}
