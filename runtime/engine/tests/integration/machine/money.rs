//! Budgets: what is set aside before an attempt, what is settled after it, and who fails where the
//! rest doesn't cover the next.

use orchestra_plan::{
    Binding, FailureKind, NodeKind, Plan, Rates,
    binding::{Charged, Idempotency, Price, PriceUnit},
    plan::TemplateBody,
    policy::Millis,
};
use orchestra_runtime_engine::simulate::{Run, Scripted, ScriptedFault, Simulation, World};
use serde_json::json;

use super::plans::*;

fn ok() -> Scripted {
    Scripted::json(json!("fine"))
}

fn on_success(amount: &str) -> Price {
    Price { on_success_only: true, ..price(amount) }
}

fn within(plan: Plan, world: World, budget: &str) -> Run {
    let budget = Some(money(budget));
    run_with(plan, world, Simulation { budget, ..Simulation::default() })
}

/// Calls of `a.read`, one after the other, as a plan in which an attempt has this price.
fn chain(length: u32, price: Price) -> Plan {
    let nodes = (1..=length).map(|slot| {
        let node = call(slot, &format!("c{slot}"), "a.read");
        if slot == 1 { node } else { node.after(&[slot - 1]) }
    });
    plan(block(nodes.collect(), slot(1))).binding(priced("a.read", price))
}

/// The answer states its charge.
fn stated() -> Option<Charged> {
    Some(Charged { at: "output:/cost".into(), currency: "usd".into(), unit: 1.into() })
}

fn cost(run: &Run) -> String {
    let cost = run.outcome().totals.cost.iter();
    let cost: Vec<_> =
        cost.map(|(currency, amount)| format!("{}{currency}", amount.normalize())).collect();
    cost.join(" ")
}

fn sub_template(budget: Option<&str>, body: orchestra_plan::Block, plan: &mut Plan) {
    let budget = budget.map(money);
    let body = TemplateBody { params: vec![], body, deadline: None, budget };
    plan.templates.insert("s".into(), body);
}

#[test]
fn no_attempt_starts_that_the_rest_does_not_cover() {
    let run_ = within(chain(3, price("0.2")), reading(vec![ok()]), "0.5usd");
    assert_eq!((run_.sent.len(), run_.failure().kind), (2, FailureKind::Budget));
    assert_eq!(run_.failure().step, "t.c3");
    let message = &run_.failure().message;
    for part in ["`a.read`", "0.2usd", "of 0.5usd", "0.1usd is left"] {
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(run_.told(&["step_failed"])[0]["step"], "t.c3");
    assert_eq!(cost(&run_), "0.4usd");
    let whole = within(chain(3, price("0.2")), reading(vec![ok()]), "0.6usd");
    assert_eq!(whole.value(), "fine");
}

#[test]
fn what_is_in_flight_is_set_aside() {
    let nodes = vec![call(1, "a", "a.read"), call(2, "b", "a.read")];
    let plan_ = plan(block(nodes, slot(1))).binding(priced("a.read", price("0.3")));
    let run = within(plan_.clone(), reading(vec![ok()]), "0.5usd");
    assert_eq!((run.sent.len(), run.failure().kind), (0, FailureKind::Budget));
    assert_eq!(within(plan_, reading(vec![ok()]), "0.6usd").value(), "fine");
}

#[test]
fn nothing_catches_the_jobs_budget() {
    let caught = call(1, "web", "a.read").or(text("else"));
    let plan_ = plan(block(vec![caught], slot(1))).binding(priced("a.read", price("1")));
    let run = within(plan_.clone(), reading(vec![ok()]), "0.5usd");
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Budget, 0));

    // Nor that of its template.
    let mut promised = plan_;
    promised.templates.get_mut("t").unwrap().budget = Some(money("0.5usd"));
    let run = run_with(promised.clone(), reading(vec![ok()]), Simulation::default());
    assert_eq!(run.failure().kind, FailureKind::Budget);
    let run = within(promised, reading(vec![ok()]), "9usd");
    assert!(run.failure().message.contains("of 0.5usd"), "{}", run.failure().message);
}

#[test]
fn a_calls_own_budget_fails_it_like_anything_else() {
    let node = || {
        call(1, "web", "a.read")
            .retries(retry(5))
            .with(|call| call.policy.budget = Some(money("0.5usd")))
    };
    let world = || reading(vec![Scripted::status(500)]);
    let priced = || priced("a.read", price("0.2"));
    let failed = run(plan(block(vec![node()], slot(1))).binding(priced()), world());
    assert_eq!((failed.failure().kind, failed.sent.len()), (FailureKind::Budget, 2));
    let caught = plan(block(vec![node().or(text("else"))], slot(1))).binding(priced());
    assert_eq!(run(caught, world()).value(), "else");
}

#[test]
fn an_else_is_outside_of_its_calls_budget() {
    let backup = call(2, "backup", "b.read");
    let node = call(1, "web", "a.read").with(|call| {
        call.policy.budget = Some(money("0.1usd"));
        call.otherwise = Some(block(vec![backup], slot(2)));
    });
    let plan_ = plan(block(vec![node], slot(1)))
        .binding(priced("a.read", price("1")))
        .binding(priced("b.read", price("1")));
    let run = run(plan_, World::answering("b.read", vec![ok()]));
    assert_eq!(run.value(), "fine");
}

#[test]
fn a_templates_budget_fails_its_call_and_no_else_within_it() {
    let inner = vec![
        call(10, "first", "a.read"),
        call(11, "second", "a.read").after(&[10]).or(text("inner")),
        call(12, "beside", "b.read"),
    ];
    let mut sub = template(1, "sub", "s");
    let NodeKind::Template(node) = &mut sub.kind else { panic!("it was made above") };
    node.otherwise = Some(block(vec![], text("outer")));
    let mut plan_ = plan(block(vec![sub], slot(1)))
        .binding(priced("a.read", price("0.3")))
        .binding(priced("b.read", price("0.1")));
    sub_template(Some("0.5usd"), block(inner, slot(11)), &mut plan_);
    let world = reading(vec![ok()]).and("b.read", vec![ok().after(9000)]);
    let run_ = run(plan_.clone(), world.clone());
    assert_eq!(run_.value(), "outer");
    assert_eq!(run_.sent.len(), 2);
    let failed = run_.told(&["step_failed"]);
    assert_eq!(failed[0]["step"], "t.sub.second");
    assert_eq!((&failed[1]["step"], &failed[1]["caught"]), (&json!("t.sub"), &json!(true)));
    assert_eq!(run_.told(&["step_cancelled"])[0]["step"], "t.sub.beside");
    // What was given up when it may have been billed is spent.
    assert_eq!(cost(&run_), "0.4usd");

    // Whoever calls it may say less, not more.
    let NodeKind::Template(node) = &mut plan_.templates.get_mut("t").unwrap().body.nodes[0].kind
    else {
        panic!("it was made above")
    };
    node.budget = Some(money("0.2usd"));
    let run_ = run(plan_, world);
    assert_eq!((run_.value(), run_.sent.len()), (&json!("outer"), 0));
}

#[test]
fn an_attempt_is_settled_at_the_charge_that_its_answer_states() {
    let answers = vec![Scripted::json(json!({ "cost": "0.1" }))];
    let settled = |length| {
        let stated = Binding { charged: stated(), ..priced("a.read", price("0.6")) };
        chain(length, price("0.6")).binding(stated)
    };
    let run = within(settled(5), reading(answers.clone()), "1usd");
    assert!(run.outcome().result.is_ok(), "{:?}", run.outcome());
    assert_eq!(cost(&run), "0.5usd");
    let run = within(settled(6), reading(answers.clone()), "1usd");
    assert_eq!((run.sent.len(), run.failure().step.as_str()), (5, "t.c6"));
    // Nobody knows the price, and the answer states it.
    let unpriced = Binding { charged: stated(), ..binding("a.read") };
    let run = super::plans::run(chain(3, price("0.6")).binding(unpriced), reading(answers));
    let totals = &run.outcome().totals;
    assert_eq!((cost(&run), &*totals.unpriced), ("0.3usd".into(), &[][..]));
}

#[test]
fn what_limits_a_count_bounds_what_is_set_aside() {
    let per_item = Price {
        unit: PriceUnit::Item,
        counts: Some("output:/hits".into()),
        limited_by: Some("/limit".into()),
        ..price("0.1")
    };
    let node = |limit| call(1, "web", "a.read").arguments(record(&[("limit", int(limit))]));
    let of =
        |limit| plan(block(vec![node(limit)], slot(1))).binding(priced("a.read", per_item.clone()));
    let answers = vec![Scripted::json(json!({ "hits": [1, 2] }))];
    let run = within(of(10), reading(answers.clone()), "1usd");
    assert_eq!(cost(&run), "0.2usd");
    let run = within(of(11), reading(answers), "1usd");
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Budget, 0));
}

#[test]
fn every_attempt_is_set_aside_anew() {
    let node = call(1, "web", "a.read").retries(retry(9));
    let plan_ = |price| plan(block(vec![node.clone()], slot(1))).binding(priced("a.read", price));
    let world = || reading(vec![Scripted::status(500)]);
    let run_ = within(plan_(price("0.2")), world(), "0.5usd");
    assert_eq!((run_.sent.len(), run_.failure().kind), (2, FailureKind::Budget));
    // What says that it failed costs nothing, where successes are billed.
    let run_ = within(plan_(on_success("0.5")), world(), "0.5usd");
    assert_eq!((run_.sent.len(), run_.failure().kind), (9, FailureKind::ServerError));
    assert_eq!(cost(&run_), "");
}

#[test]
fn an_attempt_without_an_answer_may_have_been_billed() {
    let node = call(1, "web", "a.read").retries(retry(9));
    let plan_ = plan(block(vec![node], slot(1))).binding(priced("a.read", on_success("0.2")));
    for fault in [ScriptedFault::Silent, ScriptedFault::Cut] {
        let run = within(plan_.clone(), reading(vec![Scripted::fault(fault)]), "0.5usd");
        assert_eq!((run.sent.len(), run.failure().kind), (2, FailureKind::Budget), "{fault:?}");
        assert_eq!(cost(&run), "0.4usd");
    }
    let never = reading(vec![Scripted::fault(ScriptedFault::Unreachable)]);
    let run = within(plan_, never, "0.2usd");
    assert_eq!((run.sent.len(), run.failure().kind), (9, FailureKind::Network));
    assert_eq!(cost(&run), "");
}

#[test]
fn an_answer_that_we_refuse_is_paid_and_bought_again() {
    let texts = Binding {
        output: json!({ "type": "string" }).into(),
        ..priced("a.read", on_success("0.2"))
    };
    let node = call(1, "web", "a.read").retries(retry(9));
    let plan_ = plan(block(vec![node], slot(1))).binding(texts);
    let run = within(plan_, reading(vec![Scripted::json(json!(1))]), "0.5usd");
    assert_eq!((run.sent.len(), run.failure().kind), (2, FailureKind::Budget));
    assert_eq!(cost(&run), "0.4usd");
}

#[test]
fn attempts_with_the_same_key_are_one_purchase() {
    let keyed = |price| Binding { idempotency: Idempotency::Keyed, ..priced("a.read", price) };
    let node = call(1, "web", "a.read").retries(retry(4));
    let plan_ = |price| plan(block(vec![node.clone()], slot(1))).binding(keyed(price));
    let cut = || Scripted::fault(ScriptedFault::Cut);
    // One purchase's money is enough for all attempts at it.
    let bought = reading(vec![cut(), cut(), ok()]);
    let run = within(plan_(on_success("0.5")), bought.clone(), "0.5usd");
    assert_eq!((run.value(), cost(&run)), (&json!("fine"), "0.5usd".into()));
    // Where attempts are billed, a key doesn't help.
    let run = within(plan_(price("0.5")), bought, "0.5usd");
    assert_eq!((run.sent.len(), run.failure().kind), (1, FailureKind::Budget));
    // An attempt that failed doesn't say that the one before it wasn't billed.
    let world = reading(vec![cut(), Scripted::status(400)]);
    let run = within(plan_(on_success("0.5")), world, "0.5usd");
    assert_eq!((run.failure().kind, cost(&run)), (FailureKind::Rejected, "0.5usd".into()));
    // One that did is none.
    let run = within(plan_(on_success("0.5")), reading(vec![Scripted::status(500)]), "0.5usd");
    assert_eq!(cost(&run), "");
}

fn two(first: Binding, second: Binding) -> Plan {
    let operations = [first.operation.clone(), second.operation.clone()];
    let call = call_of(&operations.each_ref().map(String::as_str));
    let node = node(1, "web", NodeKind::Call(Box::new(call)));
    plan(block(vec![node], slot(1))).binding(first).binding(second)
}

#[test]
fn a_provider_that_is_too_dear_is_passed_over() {
    let plan_ = two(priced("a.read", price("1")), priced("b.read", price("0.1")));
    let world = reading(vec![ok()]).and("b.read", vec![Scripted::json(json!("cheap"))]);
    let run = within(plan_.clone(), world.clone(), "0.5usd");
    assert_eq!((run.value(), cost(&run)), (&json!("cheap"), "0.1usd".into()));
    assert_eq!(run.told(&["fell_back"])[0]["to"], "b.read");
    let run = within(plan_, world, "0.01usd");
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Budget, 0));
}

#[test]
fn providers_of_unknown_price_are_left_out_where_a_budget_holds() {
    let plan_ = two(binding("a.read"), priced("b.read", price("0.1")));
    let world = || {
        reading(vec![ok()])
            .and("b.read", vec![Scripted::json(json!("known"))])
            .and("c.read", vec![ok()])
    };
    assert_eq!(run(plan_.clone(), world()).value(), "fine");
    assert_eq!(within(plan_.clone(), world(), "1usd").value(), "known");
    // They are left out before fall-backs are counted.
    let mut first = plan_;
    let NodeKind::Call(node) = &mut first.templates.get_mut("t").unwrap().body.nodes[0].kind else {
        panic!("it was made above")
    };
    node.policy.fallbacks = 0;
    assert_eq!(within(first, world(), "1usd").value(), "known");

    // Of a unit that nothing bounds, too.
    let per_token = Price { unit: PriceUnit::OutputToken, ..price("1") };
    let none = two(binding("a.read"), priced("c.read", per_token));
    let failed = within(none.clone(), world(), "1usd");
    assert_eq!((failed.failure().kind, failed.sent.len()), (FailureKind::Budget, 0));
    assert!(failed.failure().message.contains("isn't bounded"), "{}", failed.failure().message);
    assert_eq!(run(none, world()).value(), "fine");
}

#[test]
fn other_currencies_count_by_the_projects_rates() {
    let in_tao = Price { currency: "tao".into(), ..price("0.001") };
    let plan_ = chain(2, in_tao);
    let unknown = within(plan_.clone(), reading(vec![ok()]), "1usd");
    assert_eq!((unknown.failure().kind, unknown.sent.len()), (FailureKind::Budget, 0));
    let rates: Rates = [("tao".to_owned(), 300.into())].into_iter().collect();
    let rated = Plan { rates, ..plan_ };
    let run = within(rated.clone(), reading(vec![ok()]), "0.5usd");
    assert_eq!((run.sent.len(), cost(&run)), (1, "0.001tao".into()));
    assert!(within(rated.clone(), reading(vec![ok()]), "0.6usd").outcome().result.is_ok());
    assert!(within(rated, reading(vec![ok()]), "0.002tao").outcome().result.is_ok());
}

#[test]
fn an_overrun_is_shown_and_its_endpoint_not_asked_again() {
    let stated = Binding { charged: stated(), ..priced("a.read", price("0.1")) };
    let nodes = vec![
        call(1, "first", "a.read"),
        call(2, "again", "a.other").after(&[1]).or(text("else")),
        call(3, "beside", "b.read").after(&[2]),
    ];
    let other = Binding { endpoint: "a/rest".into(), ..priced("a.other", price("0.1")) };
    let plan_ = plan(block(nodes, list(vec![slot(2), slot(3)])))
        .binding(stated)
        .binding(other)
        .binding(priced("b.read", price("0.1")));
    let world = |cost: &str| {
        reading(vec![Scripted::json(json!({ "cost": cost }))])
            .and("a.other", vec![ok()])
            .and("b.read", vec![ok()])
    };
    let run_ = within(plan_.clone(), world("0.3"), "1usd");
    assert_eq!(*run_.value(), json!(["else", "fine"]));
    let overrun = &run_.told(&["overrun"])[0];
    assert_eq!((&overrun["operation"], &overrun["step"]), (&json!("a.read"), &json!("t.first")));
    assert_eq!(
        (&overrun["expected"], &overrun["charged"]),
        (&json!(["0.1usd"]), &json!(["0.3usd"]))
    );
    assert_eq!(cost(&run_), "0.4usd");
    let caught = &run_.told(&["step_failed"])[0];
    assert!(caught["message"].as_str().unwrap().contains("more than it is listed for"), "{caught}");

    // What is spent beyond the budget is known, and nothing more is bought.
    let run_ = within(plan_.clone(), world("5"), "1usd");
    assert_eq!((run_.failure().step.as_str(), run_.sent.len()), ("t.beside", 1));
    assert!(within(plan_.clone(), world("0.1"), "1usd").told(&["overrun"]).is_empty());
    // Without a budget there is nothing that it could overrun.
    assert_eq!(*run(plan_, world("0.3")).value(), json!(["fine", "fine"]));
}

#[test]
fn a_call_that_is_given_up_may_have_been_billed() {
    let node = call(1, "web", "a.read")
        .with(|call| call.policy.deadline = Some(Millis(50)))
        .or(text("late"));
    let plan_ = plan(block(vec![node], slot(1))).binding(priced("a.read", on_success("0.2")));
    let run = within(plan_, reading(vec![ok()]), "1usd");
    assert_eq!((run.value(), cost(&run)), (&json!("late"), "0.2usd".into()));
}

#[test]
fn budgets_lie_within_each_other() {
    // Three iterations, each with 0.5usd of its own, within 0.8usd for all.
    let page = template(10, "page", "s");
    let pages = skipping(map(1, 3, 5, 1, block(vec![page], slot(10))));
    let mut plan_ = plan(block(vec![pages], slot(1))).binding(priced("a.read", price("0.2")));
    let two = vec![call(20, "one", "a.read"), call(21, "two", "a.read").after(&[20])];
    sub_template(Some("0.5usd"), block(two, slot(21)), &mut plan_);
    let run_ = within(plan_.clone(), reading(vec![ok()]), "0.8usd");
    assert_eq!((run_.failure().kind, run_.sent.len()), (FailureKind::Budget, 4));
    assert_eq!(run_.failure().step, "t.for[2].page.one");
    // One that is too small for itself fails alone.
    let three = (20..23).map(|slot| call(slot, &format!("c{slot}"), "a.read")).collect();
    sub_template(Some("0.5usd"), block(three, slot(22)), &mut plan_);
    let run_ = within(plan_, reading(vec![ok()]), "2usd");
    assert_eq!((run_.value(), run_.told(&["iteration_skipped"]).len()), (&json!([]), 3));
}

#[test]
fn a_request_whose_answer_was_lost_is_bought_anew() {
    let plan_ = |idempotency, price| {
        let binding = Binding { idempotency, ..priced("a.read", price) };
        plan(block(vec![call(1, "web", "a.read")], slot(1))).binding(binding)
    };
    let resumed = |plan: Plan, budget: &str| {
        let budget = Some(money(budget));
        let crashing =
            Simulation { budget: budget.clone(), crash_after: Some(0), ..Simulation::default() };
        let first = run_with(plan.clone(), reading(vec![ok()]), crashing);
        assert_eq!((first.sent.len(), first.in_flight.len()), (1, 1));
        let (journal, in_flight) = (first.journal, first.in_flight.into_keys().collect());
        let simulation = Simulation { budget, journal, in_flight, ..Simulation::default() };
        let second = run_with(plan, reading(vec![ok()]), simulation);
        for sent in &second.sent {
            assert_eq!(sent.send.request, first.sent[0].send.request, "the same key");
        }
        second
    };
    let safe = plan_(Idempotency::Safe, price("0.3"));
    let run = resumed(safe.clone(), "0.6usd");
    assert_eq!((run.value(), cost(&run)), (&json!("fine"), "0.6usd".into()));
    let run = resumed(safe, "0.5usd");
    assert_eq!((run.failure().kind, run.sent.len()), (FailureKind::Budget, 0));
    assert_eq!(cost(&run), "0.3usd");
    let run = resumed(plan_(Idempotency::Keyed, on_success("0.3")), "0.3usd");
    assert_eq!((run.value(), cost(&run)), (&json!("fine"), "0.3usd".into()));
}
