//! Operators, fields and indices. The compiler admits only what has a value; whatever else a plan
//! holds fails.

use std::cmp::Ordering;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::run::Run;
use crate::{
    Failure, Mark,
    expr::{Access, BinaryOperator},
    value::{Money, Value},
};

const OVERFLOW: &str = "the result is too large";

pub(super) fn binary(
    run: &mut Run<'_>,
    operator: BinaryOperator,
    left: &Value,
    right: &Value,
    mark: Mark,
) -> Result<Value, Failure> {
    use BinaryOperator as Op;
    match operator {
        Op::Equal | Op::NotEqual => {
            run.spend_walk(left)?;
            Ok(Value::Bool(left.equals(right) == (operator == Op::Equal)))
        }
        Op::Less => ordered(left, right, mark, Ordering::is_lt),
        Op::LessEqual => ordered(left, right, mark, Ordering::is_le),
        Op::Greater => ordered(left, right, mark, Ordering::is_gt),
        Op::GreaterEqual => ordered(left, right, mark, Ordering::is_ge),
        Op::In => contains(run, right, left).ok_or_else(|| no_operands("in", mark))?,
        Op::Add => match (left, right) {
            (Value::String(left), Value::String(right)) => {
                run.produce((left.len() + right.len()) as u64)?;
                Ok(Value::text(format!("{left}{right}")))
            }
            (Value::List(left), Value::List(right)) => {
                run.spend((left.len() + right.len()) as u64)?;
                run.produce_items(left.len() + right.len())?;
                Ok(Value::list(left.iter().chain(right.iter()).cloned().collect()))
            }
            _ => arithmetic(operator, left, right, mark),
        },
        _ => arithmetic(operator, left, right, mark),
    }
}

/// Whether `item` is in `whole`: an item of a list, a key of a record, a part of a text.
pub(super) fn contains(
    run: &mut Run<'_>,
    whole: &Value,
    item: &Value,
) -> Option<Result<Value, Failure>> {
    let found = match (whole, item) {
        (Value::List(items), _) => {
            if let Err(failure) = run.spend(items.len() as u64) {
                return Some(Err(failure));
            }
            items.iter().any(|other| other.equals(item))
        }
        (Value::Record(fields), Value::String(key)) => fields.contains_key(key),
        (Value::String(text), Value::String(part)) => {
            if let Err(failure) = run.spend_walk(whole) {
                return Some(Err(failure));
            }
            text.contains(&**part)
        }
        _ => return None,
    };
    Some(Ok(Value::Bool(found)))
}

fn ordered(
    left: &Value,
    right: &Value,
    mark: Mark,
    holds: impl FnOnce(Ordering) -> bool,
) -> Result<Value, Failure> {
    if let (Value::Money(left), Value::Money(right)) = (left, right) {
        same_currency(left, right, mark)?;
    }
    let ordering = left.compare(right).ok_or_else(|| no_operands("<", mark))?;
    Ok(Value::Bool(holds(ordering)))
}

fn same_currency(left: &Money, right: &Money, mark: Mark) -> Result<(), Failure> {
    if left.currency == right.currency {
        return Ok(());
    }
    let message = format!("{left} and {right} are of different currencies");
    Err(Failure::failed(message, mark))
}

fn no_operands(operator: &str, mark: Mark) -> Failure {
    Failure::failed(format!("`{operator}` has no value for these operands"), mark)
}

/// `+ - * / %` of numbers, durations and amounts.
pub(super) fn arithmetic(
    operator: BinaryOperator,
    left: &Value,
    right: &Value,
    mark: Mark,
) -> Result<Value, Failure> {
    use BinaryOperator as Op;
    let overflow = || Failure::failed(OVERFLOW, mark);
    match (operator, left, right) {
        (_, Value::Int(left), Value::Int(right)) => ints(operator, *left, *right, mark),
        (_, Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            floats(operator, as_float(left), as_float(right), mark)
        }
        (Op::Add, Value::Duration(left), Value::Duration(right)) => {
            left.checked_add(*right).map(Value::Duration).ok_or_else(overflow)
        }
        (Op::Subtract, Value::Duration(left), Value::Duration(right)) => {
            left.checked_sub(*right).map(Value::Duration).ok_or_else(overflow)
        }
        (Op::Multiply, Value::Duration(duration), number)
        | (Op::Multiply, number, Value::Duration(duration)) => {
            let factor = decimal(number).ok_or_else(|| no_operands("*", mark))?;
            Decimal::from(*duration)
                .checked_mul(factor.ok_or_else(overflow)?)
                .map(round_half_away)
                .and_then(|product| product.to_i64())
                .map(Value::Duration)
                .ok_or_else(overflow)
        }
        (Op::Add | Op::Subtract, Value::Money(left), Value::Money(right)) => {
            same_currency(left, right, mark)?;
            let amount = match operator {
                Op::Add => left.amount.checked_add(right.amount),
                _ => left.amount.checked_sub(right.amount),
            };
            amount.map(|amount| money(amount, left)).ok_or_else(overflow)
        }
        (Op::Multiply, Value::Money(amount), number)
        | (Op::Multiply, number, Value::Money(amount)) => {
            let factor = decimal(number).ok_or_else(|| no_operands("*", mark))?;
            let product = amount.amount.checked_mul(factor.ok_or_else(overflow)?);
            product.map(|product| money(product, amount)).ok_or_else(overflow)
        }
        _ => Err(no_operands(sign(operator), mark)),
    }
}

fn money(amount: Decimal, like: &Money) -> Value {
    Value::Money(Money { amount, currency: like.currency.clone() })
}

fn sign(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Remainder => "%",
        _ => "operator",
    }
}

fn ints(operator: BinaryOperator, left: i64, right: i64, mark: Mark) -> Result<Value, Failure> {
    use BinaryOperator as Op;
    let value = match operator {
        Op::Add => left.checked_add(right),
        Op::Subtract => left.checked_sub(right),
        Op::Multiply => left.checked_mul(right),
        Op::Divide | Op::Remainder if right == 0 => {
            return Err(Failure::failed("division by zero", mark));
        }
        Op::Divide => left.checked_div(right),
        // The remainder of the least int by -1 is 0, though the quotient is none.
        Op::Remainder => Some(left.wrapping_rem(right)),
        _ => return Err(no_operands(sign(operator), mark)),
    };
    value.map(Value::Int).ok_or_else(|| Failure::failed(OVERFLOW, mark))
}

fn floats(operator: BinaryOperator, left: f64, right: f64, mark: Mark) -> Result<Value, Failure> {
    use BinaryOperator as Op;
    let value = match operator {
        Op::Add => left + right,
        Op::Subtract => left - right,
        Op::Multiply => left * right,
        Op::Divide | Op::Remainder if right == 0.0 => {
            return Err(Failure::failed("division by zero", mark));
        }
        Op::Divide => left / right,
        Op::Remainder => left % right,
        _ => return Err(no_operands(sign(operator), mark)),
    };
    finite(value, mark)
}

pub(super) fn finite(value: f64, mark: Mark) -> Result<Value, Failure> {
    if value.is_finite() { Ok(Value::Float(value)) } else { Err(Failure::failed(OVERFLOW, mark)) }
}
pub(super) fn as_float(value: &Value) -> f64 {
    match value {
        Value::Int(int) => *int as f64,
        Value::Float(float) => *float,
        _ => f64::NAN,
    }
}

/// A number as a decimal: a float as its shortest text. The outer None: it isn't a number; the
/// inner: no decimal is that large.
pub(super) fn decimal(value: &Value) -> Option<Option<Decimal>> {
    match value {
        Value::Int(int) => Some(Some((*int).into())),
        Value::Float(float) if float.abs() < 1e28 => Some(format!("{float}").parse().ok()),
        Value::Float(_) => Some(None),
        _ => None,
    }
}

fn round_half_away(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

pub(super) fn negate(of: &Value, mark: Mark) -> Result<Value, Failure> {
    let value = match of {
        Value::Int(int) => int.checked_neg().map(Value::Int),
        Value::Float(float) => Some(Value::Float(-float)),
        Value::Duration(duration) => duration.checked_neg().map(Value::Duration),
        Value::Money(amount) => Some(money(-amount.amount, amount)),
        _ => return Err(no_operands("-", mark)),
    };
    value.ok_or_else(|| Failure::failed(OVERFLOW, mark))
}

pub(super) fn field(of: &Value, name: &str, access: Access, mark: Mark) -> Result<Value, Failure> {
    match (of, access) {
        (Value::Record(fields), _) => Ok(fields.get(name).cloned().unwrap_or(Value::Null)),
        (Value::Null, Access::Safe) | (_, Access::Json) => Ok(Value::Null),
        _ => Err(Failure::failed(format!("the value has no field `{name}`"), mark)),
    }
}

pub(super) fn index(
    of: &Value,
    index: &Value,
    access: Access,
    mark: Mark,
) -> Result<Value, Failure> {
    match (of, index) {
        (Value::List(items), Value::Int(at)) => {
            let item = usize::try_from(*at).ok().and_then(|at| items.get(at));
            match item {
                Some(item) => Ok(item.clone()),
                None if access == Access::Json => Ok(Value::Null),
                None => {
                    let (count, s) = (items.len(), if items.len() == 1 { "" } else { "s" });
                    let message =
                        format!("the index {at} is out of range: the list has {count} item{s}");
                    Err(Failure::failed(message, mark))
                }
            }
        }
        (Value::Record(fields), Value::String(key)) => {
            Ok(fields.get(key).cloned().unwrap_or(Value::Null))
        }
        _ if access == Access::Json => Ok(Value::Null),
        _ => Err(Failure::failed("the value has no items of that kind", mark)),
    }
}
