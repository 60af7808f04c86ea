//! `+ - * / %` with the ranges and sizes of their results.

use std::sync::Arc;

use orchestra_plan::expr::BinaryOperator as Operator;

use super::{OperatorProblem, OperatorUse, PlanOperator, numeric, plain};
use crate::types::{
    Finite, FloatRange, IntRange, Literal, Type, TypeEnvironment, common_type::common, view::View,
};

type Outcome = Result<OperatorUse, OperatorProblem>;

/// Known texts longer than this are known by their length only.
const LONGEST_TEXT: usize = 256;

/// What two views make.
pub(super) fn arithmetic(
    env: &dyn TypeEnvironment,
    operator: Operator,
    left: View,
    right: View,
) -> Outcome {
    match (operator, &left, &right) {
        (_, View::Int(a), View::Int(b)) => ints(operator, *a, *b).map(|ty| plain(operator, ty)),
        (_, View::Int(_) | View::Float(_), View::Int(_) | View::Float(_)) => {
            let ty = floats(operator, widen(&left), widen(&right))?;
            Ok(numeric(operator, ty, &left, &right))
        }
        (Operator::Add, View::String(a), View::String(b)) => {
            Ok(plain(operator, Type::string_of(a.length.add(b.length))))
        }
        (Operator::Add, View::List(a), View::List(b)) => {
            let item = common(env, &[a.item.clone(), b.item.clone()]);
            Ok(plain(operator, Type::list(item, a.size.add(b.size))))
        }
        (Operator::Add | Operator::Subtract, View::Duration, View::Duration) => {
            Ok(plain(operator, Type::Duration))
        }
        (Operator::Add | Operator::Subtract, View::Money(a), View::Money(b)) => match (a, b) {
            (Some(a), Some(b)) if a != b => {
                Err(OperatorProblem::Currencies { left: a.clone(), right: b.clone() })
            }
            _ => Ok(plain(operator, Type::Money(a.clone().or_else(|| b.clone())))),
        },
        (Operator::Multiply, View::Duration, View::Int(_) | View::Float(_))
        | (Operator::Multiply, View::Int(_) | View::Float(_), View::Duration) => {
            Ok(plain(operator, Type::Duration))
        }
        (Operator::Multiply, View::Money(currency), View::Int(_) | View::Float(_))
        | (Operator::Multiply, View::Int(_) | View::Float(_), View::Money(currency)) => {
            Ok(plain(operator, Type::Money(currency.clone())))
        }
        (Operator::Subtract, a, b) if a.is_datetime() && b.is_datetime() => Ok(OperatorUse {
            plan: PlanOperator::Method("datetime.subtract"),
            ..plain(operator, Type::Duration)
        }),
        _ => Err(OperatorProblem::Undefined),
    }
}

/// Two known texts, joined, while they are short.
pub(super) fn join_texts(left: &Type, right: &Type) -> Option<Type> {
    let (Type::Literal(Literal::String(a)), Type::Literal(Literal::String(b))) = (left, right)
    else {
        return None;
    };
    (a.len() + b.len() <= LONGEST_TEXT)
        .then(|| Type::Literal(Literal::String(Arc::from(format!("{a}{b}")))))
}

/// What `-` makes of a view.
pub(super) fn negated(of: &View) -> Result<Type, OperatorProblem> {
    match of {
        View::Int(range) => {
            let (min, max) = far_ends(*range);
            int_result(-max, -min)
        }
        View::Float(range) => {
            let (min, max) = range.ends();
            Ok(float_result(-max, -min))
        }
        View::Duration => Ok(Type::Duration),
        View::Money(currency) => Ok(Type::Money(currency.clone())),
        _ => Err(OperatorProblem::Undefined),
    }
}

fn widen(view: &View) -> FloatRange {
    match view {
        View::Int(range) => range.widen(),
        View::Float(range) => *range,
        _ => FloatRange::default(),
    }
}

fn ints(operator: Operator, a: IntRange, b: IntRange) -> Result<Type, OperatorProblem> {
    let ((a_min, a_max), (b_min, b_max)) = (far_ends(a), far_ends(b));
    match operator {
        Operator::Add => int_result(a_min + b_min, a_max + b_max),
        Operator::Subtract => int_result(a_min - b_max, a_max - b_min),
        Operator::Multiply => {
            let corners = [(a_min, b_min), (a_min, b_max), (a_max, b_min), (a_max, b_max)]
                .map(|(a, b)| a.saturating_mul(b));
            let min = corners.into_iter().fold(corners[0], i128::min);
            int_result(min, corners.into_iter().fold(corners[0], i128::max))
        }
        Operator::Divide => {
            not_zero(b.exact() == Some(0))?;
            // Without 0 itself, the quotient is greatest next to it.
            let divisors = [b_min, b_max, -1, 1]
                .into_iter()
                .filter(|divisor| *divisor != 0 && (b_min..=b_max).contains(divisor));
            let quotients: Vec<i128> =
                divisors.flat_map(|divisor| [a_min / divisor, a_max / divisor]).collect();
            let min = quotients.iter().copied().min().unwrap_or(0);
            let max = quotients.iter().copied().max().unwrap_or(0);
            int_result(min, max)
        }
        _ => {
            not_zero(b.exact() == Some(0))?;
            if let (Some(a), Some(b)) = (a.exact(), b.exact()) {
                let rest = i128::from(a) % i128::from(b);
                return int_result(rest, rest);
            }
            // The sign is the dividend's, the amount less than the divisor's and at most its own.
            let most = b_min.abs().max(b_max.abs()) - 1;
            int_result((-most).max(a_min).min(0), most.min(a_max).max(0))
        }
    }
}

fn floats(operator: Operator, a: FloatRange, b: FloatRange) -> Result<Type, OperatorProblem> {
    let ((a_min, a_max), (b_min, b_max)) = (a.ends(), b.ends());
    let corners = |of: fn(f64, f64) -> f64| {
        let all = [of(a_min, b_min), of(a_min, b_max), of(a_max, b_min), of(a_max, b_max)];
        if all.iter().any(|corner| corner.is_nan()) {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        (
            all.into_iter().fold(f64::INFINITY, f64::min),
            all.into_iter().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let zero = b_min == 0.0 && b_max == 0.0;
    let (min, max) = match operator {
        Operator::Add => (a_min + b_min, a_max + b_max),
        Operator::Subtract => (a_min - b_max, a_max - b_min),
        Operator::Multiply => corners(|a, b| a * b),
        Operator::Divide => {
            not_zero(zero)?;
            if b_min <= 0.0 && b_max >= 0.0 {
                (f64::NEG_INFINITY, f64::INFINITY)
            } else {
                corners(|a, b| a / b)
            }
        }
        _ => {
            not_zero(zero)?;
            let most = b_min.abs().max(b_max.abs());
            (if a_min < 0.0 { -most } else { 0.0 }, if a_max > 0.0 { most } else { 0.0 })
        }
    };
    let known = [a, b].iter().all(|range| range.min.is_some() && range.min == range.max);
    if known && !(min.is_finite() && max.is_finite()) {
        return Err(OperatorProblem::Outside { message: "this isn't a finite number".to_owned() });
    }
    Ok(float_result(min, max))
}

fn not_zero(zero: bool) -> Result<(), OperatorProblem> {
    if zero {
        return Err(OperatorProblem::Outside { message: "this divides by zero".to_owned() });
    }
    Ok(())
}

/// The ends, with those that are none so far out that no result of them is an end.
fn far_ends(range: IntRange) -> (i128, i128) {
    const FAR: i128 = 1 << 100;
    (range.min.map_or(-FAR, i128::from), range.max.map_or(FAR, i128::from))
}

/// The type of the ints between two ends: of one, its literal.
fn int_result(min: i128, max: i128) -> Result<Type, OperatorProblem> {
    let (least, greatest) = (i128::from(i64::MIN), i128::from(i64::MAX));
    if min > greatest || max < least {
        let message = "this is beyond 64 bits".to_owned();
        return Err(OperatorProblem::Outside { message });
    }
    Ok(match i64::try_from(min) {
        Ok(value) if min == max => Type::Literal(Literal::Int(value)),
        _ => Type::Int(IntRange::of_ends(min, max)),
    })
}

/// Ranges only, never a literal: the engine rounds as it computes.
fn float_result(min: f64, max: f64) -> Type {
    if min.is_nan() || max.is_nan() {
        return Type::float();
    }
    match Finite::new(min) {
        Some(value) if min == max => Type::Float(FloatRange::exactly(value)),
        _ => Type::Float(FloatRange::of_ends(min, max)),
    }
}
