//! What operators make of two types: the type of the result, with its range and size, and what an
//! engine is told to do.

mod arithmetic;
mod compare;

use std::sync::Arc;

use orchestra_plan::expr::BinaryOperator;

use super::{Type, TypeEnvironment, fit::fit, secrets::secret_path, view::View};

/// What an operator means for two types.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorUse {
    /// The result's type.
    pub ty: Type,
    /// What an engine evaluates.
    pub plan: PlanOperator,
    /// The left side is an int that stands for a float.
    pub left_float: bool,
    /// So is the right side.
    pub right_float: bool,
}

/// What an engine evaluates for an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanOperator {
    /// The operator.
    Binary(BinaryOperator),
    /// A method of the left side with the right side as argument: datetimes are texts at run time.
    Method(&'static str),
    /// The operator, of the instants that two datetimes name; null stays null.
    Instants {
        /// `==` or `!=`.
        operator: BinaryOperator,
        /// Whether a side may be null.
        nullable: bool,
    },
}

/// Why an operator can't stand between two types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorProblem {
    /// It isn't defined for them.
    Undefined,
    /// They share no value.
    NeverEqual,
    /// A side may be null.
    Null {
        /// Whether it is the left one.
        left: bool,
    },
    /// A secret would be seen.
    Secret,
    /// It provably fails.
    Outside {
        /// As a sentence: "this divides by zero".
        message: String,
    },
    /// Amounts of two currencies.
    Currencies {
        /// The left one's.
        left: Arc<str>,
        /// The right one's.
        right: Arc<str>,
    },
}

/// What `left operator right` means.
///
/// # Errors
/// Why it means nothing.
pub fn binary(
    env: &dyn TypeEnvironment,
    operator: BinaryOperator,
    left: &Type,
    right: &Type,
) -> Result<OperatorUse, OperatorProblem> {
    use BinaryOperator as Operator;
    if left.is_error() || right.is_error() {
        return Ok(plain(operator, Type::Error));
    }
    for side in [left, right] {
        if secret_path(env, side).is_some() {
            return Err(OperatorProblem::Secret);
        }
    }
    if matches!(operator, Operator::Equal | Operator::NotEqual) {
        return compare::equality(env, operator, left, right);
    }
    for (side, is_left) in [(left, true), (right, false)] {
        if side.admits_null(env) {
            return Err(OperatorProblem::Null { left: is_left });
        }
    }
    if *left == Type::Never || *right == Type::Never {
        return Ok(plain(operator, Type::Never));
    }
    let view = |ty: &Type| View::of(env, ty).ok_or(OperatorProblem::Undefined);
    match operator {
        Operator::In => compare::membership(env, left, &view(right)?),
        Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
            compare::order(operator, &view(left)?, &view(right)?)
        }
        Operator::Equal | Operator::NotEqual => compare::equality(env, operator, left, right),
        Operator::Add
        | Operator::Subtract
        | Operator::Multiply
        | Operator::Divide
        | Operator::Remainder => {
            if operator == Operator::Add
                && let Some(joined) = arithmetic::join_texts(left, right)
            {
                return Ok(plain(operator, joined));
            }
            arithmetic::arithmetic(env, operator, view(left)?, view(right)?)
        }
    }
}

/// What `-of` means.
///
/// # Errors
/// Why it means nothing.
pub fn negate(env: &dyn TypeEnvironment, of: &Type) -> Result<Type, OperatorProblem> {
    if of.is_error() || *of == Type::Never {
        return Ok(of.clone());
    }
    if secret_path(env, of).is_some() {
        return Err(OperatorProblem::Secret);
    }
    if of.admits_null(env) {
        return Err(OperatorProblem::Null { left: true });
    }
    arithmetic::negated(&View::of(env, of).ok_or(OperatorProblem::Undefined)?)
}

/// Whether all that a type holds may be told as JSON.
pub(crate) fn jsonable(env: &dyn TypeEnvironment, ty: &Type) -> bool {
    fit(env, ty, &Type::Json).is_ok()
}

fn plain(operator: BinaryOperator, ty: Type) -> OperatorUse {
    OperatorUse { ty, plan: PlanOperator::Binary(operator), left_float: false, right_float: false }
}

/// Of two numbers: where one is a float, the other is made one.
fn numeric(operator: BinaryOperator, ty: Type, left: &View, right: &View) -> OperatorUse {
    let int = |view: &View| matches!(view, View::Int(_));
    OperatorUse {
        left_float: int(left) && !int(right),
        right_float: int(right) && !int(left),
        ..plain(operator, ty)
    }
}

#[cfg(test)]
mod tests;
