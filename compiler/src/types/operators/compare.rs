//! `==`, `<`, `in`.

use orchestra_plan::expr::BinaryOperator;

use super::{OperatorProblem, OperatorUse, PlanOperator, numeric, plain};
use crate::types::{Type, TypeEnvironment, overlap::overlap, view::View};

type Outcome = Result<OperatorUse, OperatorProblem>;

/// Deep equality. A number is converted where the other is a float; of datetimes, the instants are
/// compared, as `<` does.
pub(super) fn equality(
    env: &dyn TypeEnvironment,
    operator: BinaryOperator,
    left: &Type,
    right: &Type,
) -> Outcome {
    if !overlap(env, left, right) && *left != Type::Never && *right != Type::Never {
        return Err(OperatorProblem::NeverEqual);
    }
    let is_datetime =
        |ty: &Type| View::of(env, &ty.without_null(env)).is_some_and(|view| view.is_datetime());
    if is_datetime(left) && is_datetime(right) {
        let nullable = left.admits_null(env) || right.admits_null(env);
        let plan = PlanOperator::Instants { operator, nullable };
        return Ok(OperatorUse { plan, ..plain(operator, Type::Bool) });
    }
    match (View::of(env, left), View::of(env, right)) {
        (Some(left), Some(right)) if is_number(&left) && is_number(&right) => {
            Ok(numeric(operator, Type::Bool, &left, &right))
        }
        _ => Ok(plain(operator, Type::Bool)),
    }
}

/// `<` and its like, of what they order.
pub(super) fn order(operator: BinaryOperator, left: &View, right: &View) -> Outcome {
    match (left, right) {
        (left, right) if left.is_datetime() && right.is_datetime() => Ok(OperatorUse {
            plan: PlanOperator::Method(match operator {
                BinaryOperator::Less => "datetime.less",
                BinaryOperator::LessEqual => "datetime.less_equal",
                BinaryOperator::Greater => "datetime.greater",
                _ => "datetime.greater_equal",
            }),
            ..plain(operator, Type::Bool)
        }),
        (View::Money(Some(left)), View::Money(Some(right))) if left != right => {
            Err(OperatorProblem::Currencies { left: left.clone(), right: right.clone() })
        }
        (left, right) if is_number(left) && is_number(right) => {
            Ok(numeric(operator, Type::Bool, left, right))
        }
        (View::String(_), View::String(_))
        | (View::Duration, View::Duration)
        | (View::Money(_), View::Money(_)) => Ok(plain(operator, Type::Bool)),
        _ => Err(OperatorProblem::Undefined),
    }
}

/// An item of a list, a key of a map, a part of a text.
pub(super) fn membership(env: &dyn TypeEnvironment, left: &Type, right: &View) -> Outcome {
    let text = |ty: &Type| matches!(View::of(env, ty), Some(View::String(_)));
    match right {
        View::List(list) if list.item == Type::Never || overlap(env, left, &list.item) => {
            Ok(plain(BinaryOperator::In, Type::Bool))
        }
        View::List(_) => Err(OperatorProblem::NeverEqual),
        View::Map(_) | View::String(_) if text(left) => Ok(plain(BinaryOperator::In, Type::Bool)),
        _ => Err(OperatorProblem::Undefined),
    }
}

fn is_number(view: &View) -> bool {
    matches!(view, View::Int(_) | View::Float(_))
}
