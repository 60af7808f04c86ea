//! `cache`: a good answer is kept, and taken for the same request as long as it is young enough.

use orchestra_plan::{
    Binding, FailureKind, Lambda, Node, NodeKind, Plan, Shape, Slot, Value,
    binding::{Auth, ListStyle, Place},
    expr::BinaryOperator,
    policy::Millis,
};
use orchestra_runtime_engine::{
    Instant,
    simulate::{Run, Scripted, Simulation, World},
};
use serde_json::{Value as Json, json};

use super::plans::*;

const HOUR: i64 = 3_600_000;

fn cached(argument: &str) -> Node {
    let node = call(1, "ask", "a.read").arguments(record(&[("q", text(argument))]));
    node.with(|call| call.policy.cache = Some(Millis(3_600_000)))
}

fn of(node: Node) -> Plan {
    plan(block(vec![node], slot(1))).binding(priced("a.read", price("1")))
}

fn world(value: Json) -> World {
    reading(vec![Scripted::json(value)])
}

/// The same store, at another time.
fn later(run: &Run, at: i64) -> Simulation {
    Simulation { kept: run.kept.clone(), started_at: Instant(at), ..Simulation::default() }
}

fn cost(run: &Run) -> String {
    run.outcome().totals.cost.get("usd").map_or(String::new(), |it| it.normalize().to_string())
}

#[test]
fn an_answer_is_taken_again_as_long_as_it_is_young_enough_and_costs_nothing() {
    let first = run(of(cached("tea")), world(json!("one")));
    assert_eq!((first.value(), first.sent.len(), cost(&first)), (&json!("one"), 1, "1".into()));
    // It was kept when it came.
    let hit = run_with(of(cached("tea")), world(json!("two")), later(&first, HOUR + 100));
    assert_eq!((hit.value(), hit.sent.len(), cost(&hit)), (&json!("one"), 0, String::new()));
    let told = hit.told(&["cache_hit", "attempt_started", "step_finished"]);
    assert_eq!(
        told[0],
        json!({ "event": "cache_hit", "step": "t.ask", "operation": "a.read", "kept_at": 100 })
    );
    assert_eq!(
        (told.len(), &told[1]["cost"], &told[1]["operation"]),
        (2, &json!([]), &json!("a.read"))
    );
    let totals = &hit.outcome().totals;
    assert_eq!((totals.calls, totals.attempts), (1, 0));
    let old = run_with(of(cached("tea")), world(json!("two")), later(&first, HOUR + 101));
    assert_eq!((old.value(), old.sent.len()), (&json!("two"), 1));
}

#[test]
fn a_budget_that_covers_no_attempt_covers_a_hit() {
    let first = run(of(cached("tea")), world(json!("one")));
    let poor = Simulation { budget: Some(money("0.1usd")), ..later(&first, 1000) };
    assert_eq!(run_with(of(cached("tea")), world(json!(2)), poor).value(), "one");
    let poor = Simulation { budget: Some(money("0.1usd")), ..later(&first, 2 * HOUR) };
    let failed = run_with(of(cached("tea")), world(json!(2)), poor);
    assert_eq!(failed.failure().kind, FailureKind::Budget);
}

#[test]
fn other_requests_have_other_answers() {
    let first = run(of(cached("tea")), world(json!("one")));
    let others: [fn(&mut Binding); 5] = [
        |it| it.revision = 2,
        |it| it.base_url = "https://other.example".into(),
        |it| it.output = json!({ "type": "string" }).into(),
        |it| {
            it.fixed.headers.insert("X-Kind".into(), "fine".into());
        },
        |it| it.path = "/other".into(),
    ];
    let mut plans: Vec<_> = others
        .into_iter()
        .map(|change| {
            let mut bound = priced("a.read", price("1"));
            change(&mut bound);
            of(cached("tea")).binding(bound)
        })
        .collect();
    plans.push(of(cached("milk")));
    for (at, plan) in plans.into_iter().enumerate() {
        let run = run_with(plan, world(json!("two")), later(&first, 1000));
        assert_eq!((run.value(), run.sent.len()), (&json!("two"), 1), "{at}");
    }
    // A price, a limit and the key of a purchase are no part of what is asked.
    let dearer = of(cached("tea")).binding(priced("a.read", price("2")));
    let run = run_with(dearer, world(json!("two")), Simulation { seed: 9, ..later(&first, 1000) });
    assert_eq!((run.value(), run.sent.len()), (&json!("one"), 0));
}

#[test]
fn what_is_asked_for_decides_whether_anything_is_kept() {
    let writes = |it: &mut Binding| it.writes = true;
    let secret = |it: &mut Binding| {
        it.output_shape = Shape::Union { arms: vec![Shape::Json, Shape::Secret] }
    };
    let changes: [fn(&mut Binding); 2] = [writes, secret];
    for change in changes {
        let mut bound = binding("a.read");
        change(&mut bound);
        let run = run(of(cached("tea")).binding(bound), world(json!("one")));
        assert!(run.kept.is_empty() && run.value() == "one", "{:?}", run.kept);
    }
    let secret = cached("tea").arguments(record(&[(
        "key",
        orchestra_plan::Expr::Const { value: Value::Secret("KEY".into()) },
    )]));
    assert!(run(of(secret), world(json!("one"))).kept.is_empty());
    let uncached = call(1, "ask", "a.read");
    assert!(run(of(uncached), world(json!("one"))).kept.is_empty());
    // Who asks is the store's business: it knows the secrets.
    let bound = Binding { auth: Some(Auth::Bearer { secret: "KEY".into() }), ..binding("a.read") };
    assert_eq!(run(of(cached("tea")).binding(bound), world(json!("one"))).kept.len(), 1);
}

/// Asks that the answer be above 1.
fn verified(node: Node) -> Node {
    let above = binary(BinaryOperator::Greater, slot(9), int(1));
    let verify = Lambda { params: vec![Slot(9)], body: Box::new(above) };
    node.with(|call| call.policy.verify = Some(verify))
}

#[test]
fn failures_and_answers_that_are_refused_are_not_kept() {
    for answer in [Scripted::status(500), Scripted::status(404)] {
        let run = run(of(cached("tea")), reading(vec![answer]));
        assert!(run.outcome().result.is_err() && run.kept.is_empty());
    }
    let plan = || {
        let mut bound = priced("a.read", price("1"));
        bound.output_shape = Shape::Int { min: None, max: None };
        of(verified(cached("tea"))).binding(bound)
    };
    let refused = run(plan(), world(json!(1)));
    assert!(refused.outcome().result.is_err() && refused.kept.is_empty());
    let mut any = priced("a.read", price("1"));
    any.output_shape = Shape::Int { min: None, max: None };
    // What another call kept must pass this one's check.
    let first = run(of(cached("tea")).binding(any), world(json!(1)));
    assert_eq!(first.kept.len(), 1);
    let second = run_with(plan(), world(json!(2)), later(&first, 1000));
    assert_eq!((second.value(), second.sent.len()), (&json!(2), 1));
}

#[test]
fn each_provider_has_its_own_answers() {
    let either = || {
        let node = node(1, "ask", NodeKind::Call(Box::new(call_of(&["a.read", "b.read"]))));
        let node = node.with(|call| call.policy.cache = Some(Millis(3_600_000)));
        of(node).binding(binding("b.read"))
    };
    let world =
        || reading(vec![Scripted::status(404)]).and("b.read", vec![Scripted::json(json!("b"))]);
    let first = run(either(), world());
    let second = run_with(either(), world(), later(&first, 1000));
    let sent: Vec<_> = second.sent.iter().map(|it| it.send.operation.as_str()).collect();
    assert_eq!((second.value(), sent), (&json!("b"), vec!["a.read"]));
}

#[test]
fn a_resumed_job_takes_what_it_took_before() {
    let nodes = || {
        let after = call(2, "after", "b.read").reads(&[1]);
        plan(block(vec![cached("tea"), after], list(vec![slot(1), slot(2)])))
            .binding(binding("b.read"))
    };
    let world = || world(json!("one")).and("b.read", vec![Scripted::json(json!(2))]);
    let first = run(nodes(), world());
    let hit = Simulation { crash_after: Some(1), ..later(&first, 1000) };
    let crashed = run_with(nodes(), world(), hit);
    assert_eq!((crashed.journal.len(), crashed.sent.len()), (1, 1));
    let resumed = Simulation {
        journal: crashed.journal.clone(),
        in_flight: crashed.in_flight.keys().copied().collect(),
        started_at: Instant(1000),
        ..Simulation::default()
    };
    let second = run_with(nodes(), world(), resumed);
    assert_eq!(second.value(), &json!(["one", 2]));
    assert!(second.sent.iter().all(|it| it.send.operation == "b.read"));
}

#[test]
fn what_a_list_in_the_query_holds_is_part_of_what_is_asked() {
    let asking = |words: &[&str]| {
        let words = list(words.iter().map(|word| text(word)).collect());
        let node = call(1, "ask", "a.read").arguments(record(&[("q", words)]));
        let node = node.with(|call| call.policy.cache = Some(Millis(3_600_000)));
        let place = Place { list: ListStyle::Comma, ..Place::of("q") };
        let binding = Binding { query: vec![place], ..binding("a.read") };
        plan(block(vec![node], slot(1))).binding(binding)
    };
    let first = run(asking(&["tea", "pot"]), world(json!("one")));
    let same = run_with(asking(&["tea", "pot"]), world(json!("two")), later(&first, 1_000));
    assert_eq!((same.value(), same.sent.len()), (&json!("one"), 0));
    let other = run_with(asking(&["tea", "cup"]), world(json!("two")), later(&first, 1_000));
    assert_eq!((other.value(), other.sent.len()), (&json!("two"), 1));
}
