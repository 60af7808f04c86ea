//! Asynchronous jobs of providers: submitted once, followed to their end, cancelled where they
//! aren't needed any more.

use std::collections::BTreeSet;

use orchestra_plan::{
    Binding, Node, NodeKind, Plan, Quorum,
    binding::{AsyncJob, Idempotency, JobRequest, Response},
    policy::Millis,
};
use orchestra_runtime_engine::simulate::{Run, Scripted, ScriptedFault, Simulation, World};
use serde_json::{Value as Json, json};

use super::plans::*;

fn asked(method: &str, path: &str) -> JobRequest {
    JobRequest { method: method.into(), path: path.into() }
}

/// A job that is polled each second; what it costs without a result is free.
fn a_job() -> AsyncJob {
    AsyncJob {
        id_at: "/job/id".into(),
        poll: asked("GET", "/jobs/{job_id}"),
        interval: Some(Millis(1000)),
        state_at: "/status".into(),
        done: vec![json!("ready")],
        failed: vec![json!("broken"), json!(3)],
        fetch: None,
        cancel: None,
        request_timeout: Millis(10_000),
        charged_when_cancelled: false,
        charged_when_failed: false,
    }
}

/// `a.read`, whose answers name jobs, at 1usd; its output stands at `/output`.
fn bound(change: impl FnOnce(&mut Binding, &mut AsyncJob)) -> Binding {
    let mut job = a_job();
    let mut binding = priced("a.read", price("1"));
    binding.response = Response::Json { at: "/output".into() };
    change(&mut binding, &mut job);
    Binding { job: Some(job), ..binding }
}

fn of(node: Node, binding: Binding) -> Plan {
    plan(block(vec![node], slot(1))).binding(binding)
}

fn ask() -> Node {
    call(1, "ask", "a.read")
}

fn named() -> Scripted {
    Scripted::json(json!({ "job": { "id": "j/1" } }))
}

fn says(status: &str) -> Scripted {
    Scripted::json(json!({ "status": status, "output": [status] }))
}

fn world(polls: Vec<Scripted>) -> World {
    reading(vec![named()]).and("a.read poll", polls)
}

/// When what left, and whether its answer was still wanted.
fn sent(run: &Run) -> Vec<String> {
    run.sent
        .iter()
        .map(|it| {
            let request = &it.send.request;
            let query = request.query.iter().map(|(name, value)| format!(" {name}={value}"));
            let query: String = query.collect();
            let dropped = if it.dropped { " dropped" } else { "" };
            format!("{} {} {}{query}{dropped}", it.at.0, request.method, request.path)
        })
        .collect()
}

fn cost(run: &Run) -> String {
    run.outcome().totals.cost.get("usd").map_or(String::new(), |it| it.normalize().to_string())
}

#[test]
fn a_job_is_submitted_once_and_polled_until_it_is_done() {
    let polls = vec![says("new"), says("new"), says("half"), says("ready")];
    let run = run(of(ask(), bound(|_, _| {})), world(polls));
    assert_eq!(run.value(), &json!(["ready"]));
    let polls = [1100, 2200, 3300, 4400].map(|at| format!("{at} GET /jobs/j%2F1"));
    assert_eq!(sent(&run), [vec!["0 POST /call".to_owned()], polls.to_vec()].concat());
    let told = run.told(&["attempt_started", "remote_job"]);
    let states: Vec<_> = told.iter().map(|it| it.get("state").cloned()).collect();
    assert_eq!(states, [None, None, Some(json!("new")), Some(json!("half"))]);
    assert_eq!(told[1]["id"], "j/1");
    let totals = &run.outcome().totals;
    assert_eq!((totals.calls, totals.attempts, totals.elapsed_ms), (1, 1, 4500));
    assert_eq!(cost(&run), "1");
}

#[test]
fn polls_carry_what_all_requests_do_and_no_body() {
    let changed = bound(|it, job| {
        it.fixed.headers.insert("User-Agent".into(), "house".into());
        it.fixed.query.insert("kind".into(), "web".into());
        job.poll = asked("POST", "/state?full=yes&id={job_id}");
    });
    let run = run(of(ask(), changed), world(vec![says("ready")]));
    let poll = &run.sent[1].send;
    assert_eq!(sent(&run)[1], "1100 POST /state full=yes id=j/1");
    assert_eq!(poll.request.headers, [("User-Agent".to_owned(), "house".to_owned())]);
    assert_eq!((&poll.request.body, poll.timeout), (&None, 10_000));
    assert_eq!((poll.idempotency, poll.operation.as_str()), (Idempotency::Safe, "a.read"));
}

#[test]
fn a_last_request_may_fetch_the_result_which_may_be_bytes() {
    let fetched = |it: &mut Binding, job: &mut AsyncJob| {
        it.response = Response::Binary;
        job.fetch = Some(asked("GET", "/jobs/{job_id}/result"));
    };
    // Not yet, a bad gateway, and there it is.
    let mut file = Scripted::status(200);
    file.body = json!("a file");
    let fetches = vec![Scripted::status(202), Scripted::status(502), file];
    let world = world(vec![says("ready")]).and("a.read fetch", fetches);
    let run = run(of(ask(), bound(fetched)), world);
    assert_eq!(run.value(), "YSBmaWxl");
    let fetches = [1200, 2300, 3400].map(|at| format!("{at} GET /jobs/j%2F1/result"));
    assert_eq!(sent(&run)[2..], fetches);
}

#[test]
fn ids_and_states_may_be_numbers_and_lie_deep() {
    let deep = |_: &mut Binding, job: &mut AsyncJob| {
        job.id_at = "/0/id".into();
        job.state_at = "/steps/1/code".into();
        job.done = vec![json!(7)];
    };
    let poll = |code: Json| Scripted::json(json!({ "steps": [0, { "code": code }], "output": 1 }));
    let world = reading(vec![Scripted::json(json!([{ "id": 17 }]))])
        .and("a.read poll", vec![poll(json!(null)), poll(json!(6)), poll(json!(7.0))]);
    let run = run(of(ask(), bound(deep)), world);
    assert_eq!(run.value(), 1);
    assert_eq!(sent(&run)[3], "3300 GET /jobs/17");
}

#[test]
fn a_poll_that_fails_is_followed_by_the_next() {
    let busy = Scripted::status(429).header("retry-after", "5");
    let nothing = Scripted { status: 202, ..Scripted::json(json!("later")) };
    let polls = vec![
        Scripted::status(500),
        Scripted::fault(ScriptedFault::Cut),
        Scripted::fault(ScriptedFault::Silent),
        busy,
        nothing,
        Scripted::status(404),
        Scripted::json(json!("what?")),
        says("ready"),
    ];
    let run = run(of(ask(), bound(|_, _| {})), world(polls));
    assert_eq!((run.value(), cost(&run)), (&json!(["ready"]), "1".into()));
    let at: Vec<_> = run.sent_at().iter().map(|(at, _)| *at).collect();
    assert_eq!(at, [0, 1100, 2200, 3300, 14_300, 19_400, 20_500, 21_600, 22_700]);
    assert_eq!(run.outcome().totals.attempts, 1);
}

#[test]
fn a_job_that_nobody_will_tell_of_is_given_up_and_may_have_cost() {
    let run = run(of(ask(), bound(|_, _| {})), world(vec![Scripted::status(404)]));
    let failure = run.failure();
    assert_eq!(format!("{:?}", failure.kind), "Rejected");
    assert_eq!(failure.message, "`a.read` answered 404");
    assert_eq!((run.sent.len(), cost(&run)), (1 + 5, "1".into()));
}

#[test]
fn a_job_that_failed_costs_what_the_ledger_says() {
    for (charged, expected) in [(false, "0"), (true, "1")] {
        let binding = bound(|_, job| job.charged_when_failed = charged);
        let run = run(of(ask(), binding), world(vec![says("broken")]));
        assert_eq!(format!("{:?}", run.failure().kind), "ServerError");
        let message = &run.failure().message;
        assert!(message.starts_with("the job of `a.read` ended as \"broken\": {"), "{message}");
        let cost = cost(&run);
        assert_eq!(if cost.is_empty() { "0" } else { &cost }, expected);
    }
}

#[test]
fn the_next_attempt_behind_a_job_that_failed_is_another_purchase() {
    let node = || ask().retries(retry(2));
    let polls = || vec![says("broken"), says("ready")];
    let run = run(of(node(), bound(|_, _| {})), world(polls()));
    assert_eq!(run.value(), &json!(["ready"]));
    assert_eq!(sent(&run).iter().filter(|it| it.ends_with("POST /call")).count(), 2);
    let header = |at: usize| run.sent[at].send.request.headers[1].1.clone();
    assert_ne!(header(0), header(2));
    // What may not be repeated isn't.
    let binding = bound(|it, _| it.idempotency = Idempotency::None);
    let run = super::plans::run(of(node(), binding), world(polls()));
    assert_eq!((run.sent.len(), &*run.failure().step), (2, "t.ask"));
}

#[test]
fn an_answer_that_names_no_job_may_have_bought_one() {
    let answers = [
        json!({}),
        json!({ "job": { "id": null } }),
        json!({ "job": { "id": "" } }),
        json!({ "job": { "id": ".." } }),
        json!({ "job": { "id": "x".repeat(2000) } }),
        json!({ "job": { "id": { "deep": 1 } } }),
    ];
    for answer in answers {
        let run = run(of(ask(), bound(|_, _| {})), reading(vec![Scripted::json(answer.clone())]));
        assert_eq!(format!("{:?}", run.failure().kind), "InvalidOutput", "{answer}");
        let message = &run.failure().message;
        assert!(
            message.starts_with("the answer of `a.read` has ") | message.contains(" names no job")
        );
        assert_eq!((run.sent.len(), cost(&run)), (1, "1".into()), "{answer}");
    }
}

#[test]
fn a_submission_that_fails_is_an_attempt_that_fails() {
    let answers = vec![Scripted::status(503), named()];
    let world = reading(answers).and("a.read poll", vec![says("ready")]);
    let run = run(of(ask().retries(retry(2)), bound(|_, _| {})), world);
    assert_eq!((run.value(), run.outcome().totals.attempts), (&json!(["ready"]), 2));
}

fn with_cancel(_: &mut Binding, job: &mut AsyncJob) {
    job.cancel = Some(asked("DELETE", "/jobs/{job_id}"));
}

fn timed(milliseconds: u64) -> Node {
    ask().with(|call| call.providers[0].timeout = Some(Millis(milliseconds)))
}

fn gone() -> Vec<Scripted> {
    vec![Scripted::status(204)]
}

#[test]
fn a_job_that_takes_too_long_is_cancelled() {
    let world = world(vec![says("new")]).and("a.read cancel", gone());
    let run = run(of(timed(3000), bound(with_cancel)), world);
    assert_eq!(run.failure().message, "the job of `a.read` isn't done within 3s");
    assert_eq!(format!("{:?}", run.failure().kind), "Timeout");
    assert_eq!(
        sent(&run)[1..],
        ["1100 GET /jobs/j%2F1", "2200 GET /jobs/j%2F1", "3000 DELETE /jobs/j%2F1"]
    );
    assert_eq!(run.told(&["remote_job_cancelled"]).len(), 1);
    // The job's end waits for it, and what was cancelled is free.
    assert_eq!((run.outcome().totals.elapsed_ms, cost(&run)), (3100, String::new()));
}

#[test]
fn a_cancelled_job_costs_what_the_ledger_says_and_one_that_may_go_on_all_of_it() {
    let charged = bound(|it, job| {
        with_cancel(it, job);
        job.charged_when_cancelled = true;
    });
    let cancelled = |answer| world(vec![says("new")]).and("a.read cancel", vec![answer]);
    let cases = [
        (charged, cancelled(Scripted::status(200))),
        (bound(with_cancel), cancelled(Scripted::status(409))),
        (bound(with_cancel), cancelled(Scripted::fault(ScriptedFault::Cut))),
        // It can't be cancelled.
        (bound(|_, _| {}), world(vec![says("new")])),
    ];
    for (binding, world) in cases {
        let run = run(of(timed(3000), binding), world);
        assert_eq!(cost(&run), "1", "{:?}", sent(&run));
    }
}

#[test]
fn whatever_ends_a_step_ends_its_job() {
    let world = || {
        world(vec![says("new")])
            .and("a.read cancel", gone())
            .and("b.read", vec![Scripted::status(404).after(2500)])
    };
    let deadline = ask().with(|call| call.policy.deadline = Some(Millis(2500)));
    let beside = vec![ask(), call(2, "other", "b.read")];
    let all =
        |nodes| plan(block(nodes, slot(1))).binding(bound(with_cancel)).binding(binding("b.read"));
    let of_job = Simulation { deadline: Some(2500), ..Simulation::default() };
    for run in [
        run(all(vec![deadline]), world()),
        run(all(beside), world()),
        run_with(all(vec![ask()]), world(), of_job),
    ] {
        assert!(run.outcome().result.is_err());
        assert_eq!(sent(&run).last().unwrap(), "2500 DELETE /jobs/j%2F1");
        assert_eq!(run.outcome().totals.elapsed_ms, 2600);
        assert_eq!(cost(&run), "");
    }
}

#[test]
fn a_hedge_that_lost_is_cancelled_and_nobody_waits_for_that_but_the_end() {
    let node = node(1, "ask", NodeKind::Call(Box::new(call_of(&["a.read", "b.read"]))));
    let node = node.with(|call| call.policy.hedge = Some(Millis(1000)));
    let later = call(2, "later", "c.read").reads(&[1]);
    let plan = plan(block(vec![node, later], slot(2)))
        .binding(bound(with_cancel))
        .binding(binding("b.read"))
        .binding(binding("c.read"));
    let world = world(vec![says("new").after(5000)])
        .and("a.read cancel", vec![Scripted::status(200).after(9000)])
        .and("b.read", vec![Scripted::json(json!("b"))])
        .and("c.read", vec![Scripted::json(json!("c"))]);
    let run = run(plan, world);
    assert_eq!(run.value(), "c");
    let sent: Vec<_> = run.sent.iter().map(|it| (it.at.0, it.send.line())).collect();
    let expected = [
        (0, "a.read"),
        (1000, "b.read"),
        (1100, "a.read poll"),
        (1100, "a.read cancel"),
        (1100, "c.read"),
    ];
    assert_eq!(sent, expected.map(|(at, line)| (at, line.to_owned())));
    assert_eq!(run.outcome().totals.elapsed_ms, 10_100);
}

#[test]
fn a_write_whose_submission_is_in_flight_is_awaited_and_then_cancelled() {
    let written = bound(|it, job| {
        with_cancel(it, job);
        it.writes = true;
    });
    let plan = plan(block(vec![ask().writing(), call(2, "other", "b.read")], slot(1)))
        .binding(written)
        .binding(binding("b.read"));
    let world = reading(vec![named().after(3000)])
        .and("a.read cancel", gone())
        .and("b.read", vec![Scripted::status(404)]);
    let run = run(plan, world);
    assert_eq!(run.failure().step, "t.other");
    let sent = sent(&run);
    assert_eq!((sent.len(), &*sent[2]), (3, "3000 DELETE /jobs/j%2F1"));
    assert_eq!(cost(&run), "");
}

#[test]
fn what_is_set_aside_for_a_job_stays_so_until_its_cancelling_is_settled() {
    // Two dollars suffice for the job that times out and one more, not for a third.
    let first = timed(1500).or(int(0));
    let rest = [2, 3].map(|at| call(at, &format!("r{at}"), "b.read").reads(&[at - 1]).or(int(0)));
    let all = || {
        let nodes = vec![first.clone(), rest[0].clone(), rest[1].clone()];
        plan(block(nodes, list([1, 2, 3].map(slot).into())))
            .binding(bound(with_cancel))
            .binding(priced("b.read", price("1")))
    };
    let world = |cancel: Scripted| {
        world(vec![says("new")])
            .and("a.read cancel", vec![cancel])
            .and("b.read", vec![Scripted::json(json!(5))])
    };
    let budget = || Simulation { budget: Some(money("2usd")), ..Simulation::default() };
    let freed = run_with(all(), world(Scripted::status(200).after(50)), budget());
    assert_eq!((freed.value(), cost(&freed)), (&json!([0, 5, 5]), "2".into()));
    let slow = run_with(all(), world(Scripted::status(200).after(5000)), budget());
    assert_eq!((slow.failure().step.as_str(), cost(&slow)), ("t.r3", "1".into()));
    let lost = run_with(all(), world(Scripted::status(500).after(50)), budget());
    assert_eq!((lost.failure().step.as_str(), cost(&lost)), ("t.r3", "2".into()));
}

#[test]
fn polls_wait_behind_no_call_and_count_among_the_endpoint() {
    let narrow = bound(|it, _| {
        it.operation_limits.concurrency = Some(1);
        it.operation_limits.requests = Some(1);
        it.operation_limits.per = Some(Millis(60_000));
    });
    let run = run(of(ask(), narrow), world(vec![says("new"), says("ready")]));
    assert_eq!(run.outcome().totals.elapsed_ms, 2300);
    let limited = bound(|it, _| {
        it.endpoint_limits.requests = Some(1);
        it.endpoint_limits.per = Some(Millis(7000));
    });
    let run = super::plans::run(of(ask(), limited), world(vec![says("new"), says("ready")]));
    let at: Vec<_> = run.sent_at().iter().map(|(at, _)| *at).collect();
    assert_eq!(at, [0, 7000, 14_000]);
}

#[test]
fn jobs_may_vote() {
    let quorum = |call: &mut orchestra_plan::node::CallNode| {
        let on = orchestra_plan::Lambda {
            params: vec![orchestra_plan::Slot(9)],
            body: Box::new(slot(9)),
        };
        call.policy.quorum = Some(Quorum { of: 2, agree: 2, on });
    };
    let node =
        node(1, "ask", NodeKind::Call(Box::new(call_of(&["a.read", "b.read"])))).with(quorum);
    let other = Binding { operation: "b.read".into(), ..bound(|_, _| {}) };
    let world = world(vec![says("ready")])
        .and("b.read", vec![named()])
        .and("b.read poll", vec![says("new"), says("ready")]);
    let run = run(of(node, bound(|_, _| {})).binding(other), world);
    assert_eq!((run.value(), cost(&run)), (&json!(["ready"]), "2".into()));
}

/// Crashes a run behind each of its events, and resumes it.
fn crash_everywhere(plan: &Plan, world: &World, check: impl Fn(usize, &Run, &Run)) {
    let whole = run(plan.clone(), world.clone());
    for crash in 1..whole.journal.len() {
        let simulation = Simulation { crash_after: Some(crash), ..Simulation::default() };
        let first = run_with(plan.clone(), world.clone(), simulation);
        let mut rest = world.clone();
        for (line, answers) in &mut rest.answers {
            let in_flight: BTreeSet<_> = first.in_flight.values().collect();
            let answered = first.sent.iter().enumerate().filter(|(at, sent)| {
                sent.send.line() == *line && !sent.dropped && !in_flight.contains(at)
            });
            let gone = answered.count().min(answers.len() - 1);
            answers.drain(..gone);
        }
        let simulation = Simulation {
            journal: first.journal.clone(),
            in_flight: first.in_flight.keys().copied().collect(),
            ..Simulation::default()
        };
        let second = run_with(plan.clone(), rest, simulation);
        assert_eq!(second.outcome().result, whole.outcome().result, "{crash}");
        check(crash, &first, &second);
    }
}

#[test]
fn a_job_that_was_submitted_is_followed_after_a_crash_and_never_submitted_again() {
    let fetched = bound(|_, job| job.fetch = Some(asked("GET", "/jobs/{job_id}/result")));
    let world = world(vec![says("new"), Scripted::status(500), says("half"), says("ready")])
        .and("a.read fetch", vec![Scripted::status(202), says("ready")]);
    crash_everywhere(&of(ask(), fetched), &world, |crash, _, second| {
        let again: Vec<_> = sent(second).into_iter().filter(|it| it.contains("POST")).collect();
        assert_eq!(again, Vec::<String>::new(), "{crash}");
        assert_eq!((second.outcome().totals.attempts, cost(second)), (1, "1".into()), "{crash}");
    });
}

#[test]
fn a_cancelling_whose_answer_is_lost_is_sent_again() {
    let world = world(vec![says("new")]).and("a.read cancel", gone());
    crash_everywhere(&of(timed(3000), bound(with_cancel)), &world, |crash, first, second| {
        let cancels = |run: &Run| sent(run).iter().filter(|it| it.contains("DELETE")).count();
        assert!(cancels(first) + cancels(second) >= 1, "{crash}");
        assert_eq!(cost(second), "", "{crash}");
    });
}
