//! Operators' results.

use orchestra_plan::expr::BinaryOperator;

use super::{OperatorProblem, PlanOperator, binary, negate};
use crate::types::testing::{Names, ty};

fn shown(left: &str, operator: &str, right: &str) -> String {
    use BinaryOperator as Operator;
    let operator = match operator {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        "%" => Operator::Remainder,
        "<" => Operator::Less,
        "in" => Operator::In,
        _ => Operator::Equal,
    };
    match binary(&Names::none(), operator, &ty(left), &ty(right)) {
        Ok(found) => {
            let mut shown = found.ty.to_string();
            if found.left_float {
                shown.insert_str(0, "float left, ");
            }
            if found.right_float {
                shown.insert_str(0, "float right, ");
            }
            if let PlanOperator::Method(name) = found.plan {
                shown = format!("{name} {shown}");
            }
            shown
        }
        Err(OperatorProblem::Outside { message }) => message,
        Err(problem) => format!("{problem:?}"),
    }
}

#[test]
fn ranges_are_computed() {
    for (left, operator, right, expected) in [
        ("1", "+", "2", "3"),
        ("int(0..=5)", "+", "int(1..=2)", "int(1..=7)"),
        ("int", "+", "1", "int"),
        ("int(0..=5)", "-", "int(1..=2)", "int(-2..=4)"),
        ("int(-2..=3)", "*", "int(-5..=4)", "int(-15..=12)"),
        ("7", "/", "-2", "-3"),
        ("-7", "%", "2", "-1"),
        ("int(0..=9)", "%", "4", "int(0..=3)"),
        ("int(-9..=9)", "%", "4", "int(-3..=3)"),
        ("int(10..=20)", "/", "int(-2..=5)", "int(-20..=20)"),
        ("int", "/", "0", "this divides by zero"),
        ("1.5", "%", "0.0", "this divides by zero"),
        ("9223372036854775807", "+", "1", "this is beyond 64 bits"),
        ("int", "+", "float", "float left, float"),
        ("float(0.0..=1.0)", "*", "2", "float right, float(0.0..=2.0)"),
        ("float(0.0..=1.0)", "/", "float(1.0..=2.0)", "float(0.0..=1.0)"),
        ("1.0", "/", "float(-1.0..=2.0)", "float"),
        ("1 | 2", "+", "10", "int(11..=12)"),
    ] {
        assert_eq!(shown(left, operator, right), expected, "{left} {operator} {right}");
    }
}

#[test]
fn sizes_add_up() {
    for (left, right, expected) in [
        ("string(..=3)", "string(1..=4)", "string(1..=7)"),
        ("\"a\"", "\"bc\"", "\"abc\""),
        ("int[2]", "string[..=3]", "(int | string)[2..=5]"),
        ("[int]", "[1]", "int[2]"),
        ("duration", "duration", "duration"),
        ("usd", "money", "money"),
    ] {
        assert_eq!(shown(left, "+", right), expected, "{left} + {right}");
    }
}

#[test]
fn what_has_no_meaning_says_why() {
    for (left, operator, right, expected) in [
        ("string", "+", "int", "Undefined"),
        ("string?", "+", "string", "Null { left: true }"),
        ("int", "<", "int?", "Null { left: false }"),
        ("int", "<", "string", "Undefined"),
        ("bool", "<", "bool", "Undefined"),
        ("secret", "==", "string", "Secret"),
        ("int", "==", "string", "NeverEqual"),
        ("\"a\" | \"b\"", "==", "\"c\"", "NeverEqual"),
        ("{ a: int }", "==", "{ a: string }", "NeverEqual"),
        ("int", "in", "string[]", "NeverEqual"),
        ("int", "in", "string", "Undefined"),
        ("duration", "/", "int", "Undefined"),
        ("usd", "+", "tao", "Currencies { left: \"usd\", right: \"tao\" }"),
        ("json", "+", "int", "Undefined"),
    ] {
        assert_eq!(shown(left, operator, right), expected, "{left} {operator} {right}");
    }
}

#[test]
fn comparisons_are_bool() {
    for (left, operator, right, expected) in [
        ("string?", "==", "null", "bool"),
        ("int", "==", "float", "float left, bool"),
        ("json", "==", "\"x\"", "bool"),
        ("{ a: int, b?: string }", "==", "{ a: float }", "bool"),
        ("int[]", "==", "string[]", "bool"),
        ("\"a\"", "in", "\"a\" | \"b\"", "bool"),
        ("string", "in", "map<int>", "bool"),
        ("1", "in", "int[]", "bool"),
        ("datetime", "<", "datetime", "datetime.less bool"),
        ("datetime", "-", "datetime", "datetime.subtract duration"),
        ("datetime", "<", "string", "bool"),
        ("usd", "<", "money", "bool"),
    ] {
        assert_eq!(shown(left, operator, right), expected, "{left} {operator} {right}");
    }
}

#[test]
fn minus_turns_ranges_around() {
    let names = Names::none();
    for (of, expected) in
        [("5", "-5"), ("int(1..=3)", "int(-3..=-1)"), ("float(0.0..)", "float(..=0.0)")]
    {
        assert_eq!(negate(&names, &ty(of)).map(|ty| ty.to_string()), Ok(expected.to_owned()));
    }
    assert_eq!(negate(&names, &ty("string")), Err(OperatorProblem::Undefined));
}
