//! Attempts: retry, backoff, `Retry-After`, time-outs, idempotency, fall-back providers.

use orchestra_plan::{
    Binding, FailureKind,
    binding::{Auth, Idempotency},
    policy::{Backoff, Millis},
};
use orchestra_runtime_engine::simulate::{Scripted, ScriptedFault, Simulation, World};
use serde_json::json;

use super::plans::*;

fn ok() -> Scripted {
    Scripted::json(json!("fine"))
}

#[test]
fn a_failed_attempt_is_repeated_with_the_same_key() {
    let node = call(1, "web", "a.read").retries(retry(3));
    let world = reading(vec![Scripted::status(503), Scripted::status(429), ok()]);
    let run = run(plan(block(vec![node], slot(1))), world);
    assert_eq!(run.value(), "fine");
    assert_eq!(run.sent_at(), [(0, "web"), (1100, "web"), (2200, "web")]);
    let keys = run.keys();
    assert!(keys[0] == keys[1] && keys[1] == keys[2]);
    let failed = run.told(&["attempt_failed"]);
    assert_eq!((&failed[0]["kind"], &failed[0]["status"]), (&json!("server_error"), &json!(503)));
    assert_eq!(failed[1]["kind"], "rate_limited");
}

#[test]
fn attempts_end_where_the_policy_says() {
    let node = call(1, "web", "a.read").retries(retry(2));
    let run = run(plan(block(vec![node], slot(1))), reading(vec![Scripted::status(500)]));
    assert_eq!(run.sent.len(), 2);
    let failure = run.failure();
    assert_eq!((failure.kind, failure.step.as_str()), (FailureKind::ServerError, "t.web"));
    assert_eq!(failure.position.as_ref().unwrap().line, 1);
}

#[test]
fn kinds_that_the_policy_leaves_out_are_not_repeated() {
    let mut policy = retry(5);
    policy.on = vec![FailureKind::Timeout];
    let node = call(1, "web", "a.read").retries(policy.clone());
    let run_ = run(plan(block(vec![node], slot(1))), reading(vec![Scripted::status(500)]));
    assert_eq!(run_.sent.len(), 1);
    policy.on = vec![FailureKind::Rejected];
    let node = call(1, "web", "a.read").retries(policy);
    let world = reading(vec![Scripted::status(404), Scripted::status(302), ok()]);
    assert_eq!(run(plan(block(vec![node], slot(1))), world).sent.len(), 3);
}

#[test]
fn exponential_waits_stay_below_their_bounds() {
    let mut policy = retry(6);
    (policy.backoff, policy.first, policy.max) = (Backoff::Exponential, Millis(100), Millis(400));
    let node = call(1, "web", "a.read").retries(policy);
    let world = reading(vec![Scripted::status(500).after(0)]);
    let run = run(plan(block(vec![node], slot(1))), world);
    let at: Vec<_> = run.sent_at().iter().map(|(at, _)| *at).collect();
    let waits: Vec<_> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits.len(), 5);
    for (wait, most) in waits.iter().zip([100, 200, 400, 400, 400]) {
        assert!((0..=most).contains(wait), "{waits:?}");
    }
}

#[test]
fn retry_after_is_waited_for_up_to_the_longest_wait() {
    let node = || call(1, "web", "a.read").retries(retry(3));
    let limited = |after| Scripted::status(429).header("retry-after", after);
    let world = reading(vec![limited("7"), ok()]);
    let run_ = run(plan(block(vec![node()], slot(1))), world);
    assert_eq!(run_.sent_at()[1].0, 7100);
    let run_ = run(plan(block(vec![node()], slot(1))), reading(vec![limited("11"), ok()]));
    assert_eq!((run_.sent.len(), run_.failure().kind), (1, FailureKind::RateLimited));
    let unavailable = Scripted::status(503).header("retry-after", "2");
    let run_ = run(plan(block(vec![node()], slot(1))), reading(vec![unavailable, ok()]));
    assert_eq!(run_.sent_at()[1].0, 2100);
}

#[test]
fn an_attempt_ends_at_its_time_out() {
    let node = call(1, "web", "a.read").retries(retry(2)).with(|call| {
        call.providers[0].timeout = Some(Millis(250));
    });
    let world = reading(vec![ok().after(300), ok().after(200)]);
    let run = run(plan(block(vec![node], slot(1))), world);
    assert_eq!(run.sent_at()[1].0, 1250);
    assert_eq!(run.told(&["attempt_failed"])[0]["kind"], "timeout");
    assert_eq!(run.value(), "fine");
}

#[test]
fn what_may_buy_twice_is_repeated_only_if_it_never_arrived() {
    let careful = Binding { idempotency: Idempotency::None, ..binding("a.read") };
    let run_of = |first: Scripted| {
        let node = call(1, "web", "a.read").retries(retry(3));
        run(plan(block(vec![node], slot(1))).binding(careful.clone()), reading(vec![first, ok()]))
    };
    assert_eq!(run_of(Scripted::fault(ScriptedFault::Unreachable)).sent.len(), 2);
    for first in [
        Scripted::fault(ScriptedFault::Cut),
        Scripted::fault(ScriptedFault::Silent),
        Scripted::status(503),
    ] {
        assert_eq!(run_of(first.clone()).sent.len(), 1, "{first:?}");
    }
}

#[test]
fn a_refused_answer_begins_a_new_purchase() {
    let strict = Binding { output: json!({ "type": "string" }).into(), ..binding("a.read") };
    let node = call(1, "web", "a.read").retries(retry(3));
    let world = reading(vec![Scripted::json(json!(1)), Scripted::status(500), ok()]);
    let run = run(plan(block(vec![node], slot(1))).binding(strict), world);
    let keys = run.keys();
    assert!(keys[0] != keys[1] && keys[1] == keys[2]);
    let failed = &run.told(&["attempt_failed"])[0];
    assert_eq!(failed["kind"], "invalid_output");
    assert!(failed["message"].as_str().unwrap().contains("`a.read`"), "{failed}");
}

#[test]
fn answers_that_are_no_json_are_invalid() {
    let node = call(1, "web", "a.read");
    let world = reading(vec![Scripted { body: "<html>".into(), ..Scripted::default() }]);
    let run = run(plan(block(vec![node], slot(1))), world);
    assert_eq!(run.failure().kind, FailureKind::InvalidOutput);
}

#[test]
fn providers_are_asked_in_order() {
    let node = node(
        1,
        "web",
        orchestra_plan::NodeKind::Call(Box::new(call_of(&["a.read", "b.read", "c.read"]))),
    )
    .retries(retry(2));
    let world = World::answering("a.read", vec![Scripted::status(500)])
        .and("b.read", vec![Scripted::status(404)])
        .and("c.read", vec![Scripted::json(json!("third"))]);
    let plan =
        plan(block(vec![node], slot(1))).binding(binding("b.read")).binding(binding("c.read"));
    let run_ = run(plan.clone(), world.clone());
    assert_eq!(run_.value(), "third");
    let asked: Vec<_> = run_.sent.iter().map(|sent| sent.send.operation.as_str()).collect();
    assert_eq!(asked, ["a.read", "a.read", "b.read", "c.read"]);
    assert_eq!(run_.told(&["fell_back"]).len(), 2);
    assert_eq!(run_.told(&["step_finished"])[0]["operation"], "c.read");

    let world = world.and("c.read", vec![Scripted::status(500)]);
    let run_ = run(plan, world);
    let message = &run_.failure().message;
    for part in ["`a.read` answered 500", "; then ", "`b.read` answered 404"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn providers_without_a_key_are_left_out_before_they_are_counted() {
    let keyed = |operation: &str, name: &str| Binding {
        auth: Some(Auth::Bearer { secret: name.into() }),
        ..binding(operation)
    };
    let node = node(
        1,
        "web",
        orchestra_plan::NodeKind::Call(Box::new(call_of(&["a.read", "b.read", "c.read"]))),
    )
    .with(|call| call.policy.fallbacks = 1);
    let plan = plan(block(vec![node], slot(1)))
        .binding(keyed("a.read", "A_KEY"))
        .binding(keyed("b.read", "B_KEY"))
        .binding(keyed("c.read", "C_KEY"));
    let world = World::answering("b.read", vec![Scripted::status(500)])
        .and("c.read", vec![Scripted::json(json!("third"))]);
    let missing_secrets = ["A_KEY".to_owned()].into();
    let run = run_with(plan, world, Simulation { missing_secrets, ..Simulation::default() });
    assert_eq!(run.value(), "third");
}

#[test]
fn a_calls_deadline_ends_all_of_it() {
    let node = call(1, "web", "a.read")
        .retries(retry(10))
        .with(|call| call.policy.deadline = Some(Millis(1500)));
    let world = reading(vec![Scripted::status(500), ok().after(5000)]);
    let caught = run(plan(block(vec![node.clone().or(text("late"))], slot(1))), world.clone());
    assert_eq!(caught.value(), "late");
    assert!(caught.sent[1].dropped);
    assert_eq!(caught.outcome().totals.elapsed_ms, 1500);
    let failed = run(plan(block(vec![node], slot(1))), world);
    assert_eq!(failed.failure().kind, FailureKind::Deadline);
}
