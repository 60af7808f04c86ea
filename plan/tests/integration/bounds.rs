//! An evaluation ends, with a failure if need be, on a stack of 2 MiB.

use std::{collections::BTreeMap, mem::ManuallyDrop};

use orchestra_plan::{
    Evaluator, Expr, Failure, Function, Lambda, Mark, Slot, Value,
    evaluate::{BODY_LEVELS, DEEPEST},
    expr::{Argument, BinaryOperator, ListEntry, RepeatExpr},
};

const MARK: Mark = Mark(7);

fn int(value: i64) -> Expr {
    Expr::Const { value: Value::Int(value) }
}

fn slot(number: u32) -> Expr {
    Expr::Slot { slot: Slot(number) }
}

fn add(left: Expr, right: Expr) -> Expr {
    let (left, right) = (Box::new(left), Box::new(right));
    Expr::Binary { operator: BinaryOperator::Add, left, right, mark: MARK }
}

fn method(of: Expr, method: &str, arguments: Vec<Argument>) -> Expr {
    Expr::Method { method: method.into(), of: Box::new(of), arguments, mark: MARK }
}

fn lambda(param: u32, body: Expr) -> Argument {
    let lambda = Lambda { params: vec![Slot(param)], body: Box::new(body) };
    Argument::Lambda { lambda }
}

fn evaluate(expr: &Expr) -> Result<Value, Failure> {
    evaluate_with(&[], expr)
}

fn evaluate_with(functions: &[Function], expr: &Expr) -> Result<Value, Failure> {
    Evaluator::new(functions, &BTreeMap::new()).evaluate(expr, &())
}

/// Runs on a stack of 2 MiB, the least that threads have by default.
fn on_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let thread = thread.spawn_scoped(scope, work).expect("the system gives a thread");
        thread.join().expect("the work doesn't panic")
    })
}

/// `levels` functions within functions: the way down with the largest frames.
fn nested_maps(levels: u32) -> Expr {
    let list = || Expr::List { entries: vec![ListEntry::Item { value: int(1) }] };
    (1..levels).fold(int(1), |body, level| method(list(), "map", vec![lambda(level, body)]))
}

#[test]
fn a_chain_of_forty_thousand_operators_needs_no_stack() {
    // Dropping the tree recurses, as the compiler's own trees would; it is left to the process.
    let chain = (0..40_000).fold(int(0), |chain, _| add(chain, int(1)));
    let chain = ManuallyDrop::new(chain);
    assert_eq!(on_small_stack(|| evaluate(&chain)), Ok(Value::Int(40_000)));
}

#[test]
fn the_deepest_expression_fits_a_small_stack() {
    let most_bodies = DEEPEST / BODY_LEVELS;
    let nested_sums = |levels| (1..levels).fold(int(1), |inner, _| add(int(1), inner));
    on_small_stack(|| {
        for deepest in [nested_maps(most_bodies), nested_sums(DEEPEST)] {
            evaluate(&deepest).unwrap();
        }
        for too_deep in [nested_maps(most_bodies + 2), nested_sums(DEEPEST + 1)] {
            let failure = evaluate(&too_deep).unwrap_err();
            assert!(failure.message.contains("too deep"), "{failure:?}");
        }
    });
}

#[test]
fn a_function_that_calls_itself_ends() {
    let body = Expr::Apply { function: 0, arguments: vec![slot(0)], mark: MARK };
    let functions = [Function { name: "again".into(), params: vec![Slot(0)], body }];
    let call = Expr::Apply { function: 0, arguments: vec![int(1)], mark: MARK };
    let failure = on_small_stack(|| evaluate_with(&functions, &call)).unwrap_err();
    assert!(failure.message.contains("too deep"), "{failure:?}");
}

fn repeat(init: Expr, body: Expr) -> Expr {
    let until = Expr::Const { value: Value::Bool(false) };
    Expr::Repeat(Box::new(RepeatExpr { state: Slot(1), init, until, max: u32::MAX, body }))
}

/// A loop that goes through a million items again and again.
fn endless() -> Expr {
    let items = Box::new(method(int(1_000_000), "range", vec![]));
    let body = Box::new(repeat(int(0), method(slot(2), "len", vec![])));
    Expr::Let { slot: Slot(2), value: items, body }
}

#[test]
fn what_computes_too_much_fails() {
    let text = Expr::Const { value: Value::text("aaaaaaaa") };
    let growing = repeat(text, add(slot(1), slot(1)));
    let huge = method(
        Expr::Const { value: Value::text("ab") },
        "repeat",
        vec![Argument::Value { value: int(i64::MAX) }],
    );
    let padded = method(
        Expr::Const { value: Value::text("ab") },
        "pad_end",
        vec![
            Argument::Value { value: int(i64::MAX) },
            Argument::Value { value: Expr::Const { value: Value::text("x") } },
        ],
    );
    for expr in [endless(), growing, huge, padded] {
        assert_eq!(evaluate(&expr).unwrap_err().message, "this step computes too much");
    }
}

#[test]
fn a_skipping_loop_does_not_skip_the_budget() {
    let items = method(int(1000), "range", vec![]);
    let each = orchestra_plan::expr::ForExpr {
        list: items,
        item: Slot(9),
        index: None,
        filter: None,
        skip_failed: true,
        body: endless(),
    };
    let failure = evaluate(&Expr::For(Box::new(each))).unwrap_err();
    assert_eq!(failure.message, "this step computes too much");
}

#[test]
fn a_state_that_lies_in_itself_does_not_grow_for_ever() {
    let wrapped = Expr::List { entries: vec![ListEntry::Item { value: slot(1) }] };
    let failure = on_small_stack(|| evaluate(&repeat(int(0), wrapped))).unwrap_err();
    assert!(failure.message.contains("too deep"), "{failure:?}");
}
