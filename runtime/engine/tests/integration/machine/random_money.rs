//! Random plans with budgets in a world of faults: what services can have billed, counted anew from
//! the requests alone, never exceeds a budget nor what the job says that it cost; not even after a
//! crash at any event.

use std::collections::{BTreeMap, BTreeSet};

use orchestra_plan::{
    Binding, Block, Money, Node, NodeKind, Plan, Quorum, Slot,
    binding::{Idempotency, Price},
    plan::TemplateBody,
    policy::Millis,
};
use orchestra_runtime_engine::{
    CommandId, Event, Instant, JobSettings, Machine, News,
    simulate::{Run, Scripted, ScriptedFault, Sent, Simulation, World},
};
use rust_decimal::Decimal;
use serde_json::json;

use super::plans::*;

const OPERATIONS: [&str; 4] = ["a.read", "b.read", "c.read", "d.write"];

/// Jobs of the test; each is crashed at every event.
const JOBS: u64 = 250;

/// Numbers that depend on the seed alone.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    fn tenths(&mut self, end: u64) -> Decimal {
        Decimal::from(self.below(end)) / Decimal::TEN
    }

    fn budget(&mut self, end: u64) -> Money {
        Money { amount: self.tenths(end), currency: "usd".into() }
    }
}

/// A job, and what may be spent where: by the prefix of its steps' paths.
struct Case {
    plan: Plan,
    world: World,
    budget: Option<Money>,
    limits: Vec<(String, Decimal)>,
}

struct Writer {
    draw: Draw,
    next: u32,
    limits: Vec<(String, Decimal)>,
    templates: BTreeMap<String, TemplateBody>,
}

impl Writer {
    fn slot(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn block(&mut self, path: &str, depth: u32) -> Block {
        let count = 1 + self.draw.below(3);
        let mut nodes: Vec<Node> = Vec::new();
        for index in 0..count {
            let mut node = self.node(path, &format!("n{index}"), depth);
            if let Some(before) = nodes.last().filter(|_| self.draw.one_in(2)) {
                node = node.after(&[before.slot.0]);
            }
            nodes.push(node);
        }
        let last = nodes.last().unwrap().slot;
        block(nodes, slot(last.0))
    }

    fn node(&mut self, path: &str, id: &str, depth: u32) -> Node {
        let own = self.slot();
        match self.draw.below(6) {
            0 if depth > 0 => {
                let item = self.slot();
                // Iterations share their steps' limits, so that calls in loops have none.
                let limits = self.limits.len();
                let body = self.block(&format!("{path}.{id}"), depth - 1);
                self.limits.truncate(limits);
                let mut node = map(own, 3, item, 1 + self.draw.below(3) as u32, body);
                node.id = id.into();
                if self.draw.one_in(2) { skipping(node) } else { node }
            }
            1 if depth > 0 => {
                let name = format!("s{own}");
                let path = format!("{path}.{id}");
                let body = self.block(&path, depth - 1);
                let budget = self.draw.one_in(2).then(|| self.draw.budget(12));
                let of_call = self.draw.one_in(3).then(|| self.draw.budget(12));
                for budget in budget.iter().chain(&of_call) {
                    self.limits.push((format!("{path}."), budget.amount));
                }
                self.templates.insert(
                    name.clone(),
                    TemplateBody { params: vec![], body, deadline: None, budget },
                );
                let mut node = template(own, id, &name);
                if let NodeKind::Template(call) = &mut node.kind {
                    call.budget = of_call;
                    call.otherwise = self.draw.one_in(2).then(|| block(vec![], text("else")));
                }
                node
            }
            _ => self.call(path, id, own),
        }
    }

    fn call(&mut self, path: &str, id: &str, own: u32) -> Node {
        let several = 1 + self.draw.below(3) as usize;
        let operations =
            if self.draw.one_in(5) { &OPERATIONS[3..] } else { &OPERATIONS[..several] };
        let writes = operations[0] == "d.write";
        let node = node(own, id, NodeKind::Call(Box::new(call_of(operations))));
        let mut node = node.retries(retry(1 + self.draw.below(3) as u32)).with(|call| {
            for provider in &mut call.providers {
                provider.timeout = Some(Millis(300));
            }
            call.policy.budget = self.draw.one_in(4).then(|| self.draw.budget(8));
            call.policy.deadline = self.draw.one_in(6).then(|| Millis(self.draw.below(2000)));
            if writes || several == 1 {
                return;
            }
            match self.draw.below(3) {
                0 => call.policy.hedge = Some(Millis(1 + self.draw.below(250))),
                1 => {
                    let of = several as u32;
                    let on = orchestra_plan::Lambda {
                        params: vec![Slot(own + 10_000)],
                        body: Box::new(slot(own + 10_000)),
                    };
                    call.policy.quorum = Some(Quorum { of, agree: of / 2 + 1, on });
                }
                _ => {}
            }
        });
        if let NodeKind::Call(call) = &node.kind
            && let Some(budget) = &call.policy.budget
        {
            self.limits.push((format!("{path}.{id}"), budget.amount));
        }
        if self.draw.one_in(2) {
            node = node.or(text("else"));
        }
        if writes { node.writing() } else { node }
    }
}

fn case(seed: u64) -> Case {
    let mut writer =
        Writer { draw: Draw(seed), next: 0, limits: Vec::new(), templates: BTreeMap::new() };
    let body = writer.block("t", 2);
    let mut draw = writer.draw;
    let mut plan = plan(body);
    plan.templates.extend(writer.templates);
    let mut world = World::default();
    for operation in OPERATIONS {
        let amount = draw.tenths(5).to_string();
        let price = Price { on_success_only: draw.one_in(2), ..price(&amount) };
        let idempotency = match draw.below(3) {
            0 => Idempotency::Safe,
            1 => Idempotency::Keyed,
            _ => Idempotency::None,
        };
        let writes = operation == "d.write";
        plan = plan.binding(Binding {
            writes,
            idempotency,
            output: json!({ "type": "string" }).into(),
            ..priced(operation, price)
        });
        let answers = (0..8).map(|_| answer(&mut draw)).collect();
        world = world.and(operation, answers);
    }
    let budget = draw.one_in(2).then(|| draw.budget(25));
    let mut limits = writer.limits;
    limits.extend(budget.iter().map(|budget| ("t".to_owned(), budget.amount)));
    Case { plan, world, budget, limits }
}

fn answer(draw: &mut Draw) -> Scripted {
    let answer = match draw.below(10) {
        0 => Scripted::status(500),
        1 => Scripted::status(429),
        2 => Scripted::status(404),
        3 => Scripted::fault(ScriptedFault::Unreachable),
        4 => Scripted::fault(ScriptedFault::Cut),
        5 => Scripted::fault(ScriptedFault::Silent),
        // Billed, and refused by us.
        6 => Scripted::json(json!(7)),
        other => Scripted::json(json!(if other == 7 { "x" } else { "y" })),
    };
    answer.after(draw.below(400))
}

/// What services can have billed for requests whose paths begin so, at most.
fn billed(case: &Case, runs: &[&Run], path: &str) -> Decimal {
    let mut purchases = BTreeSet::new();
    let mut sum = Decimal::ZERO;
    for run in runs {
        let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
        for (sent, key) in run.sent.iter().zip(run.keys()) {
            let operation = sent.send.operation.as_str();
            let index = asked.entry(operation).or_default();
            let answers = &case.world.answers[operation];
            let answer = answers.get(*index).or(answers.last()).unwrap();
            *index += 1;
            let binding = &case.plan.bindings[operation];
            let price = &binding.pricing.as_ref().unwrap()[0];
            if !sent.send.step.starts_with(path) || !may_be_billed(price, sent, answer) {
                continue;
            }
            let once = binding.idempotency == Idempotency::Keyed && price.on_success_only;
            if !once || purchases.insert(key.to_owned()) {
                sum += price.amount;
            }
        }
    }
    sum
}

fn may_be_billed(price: &Price, sent: &Sent, answer: &Scripted) -> bool {
    match answer.fault {
        // Nothing arrived; but who gave it up before can't know.
        Some(ScriptedFault::Unreachable) => false,
        Some(_) => true,
        None => !price.on_success_only || sent.dropped || (200..300).contains(&answer.status),
    }
}

fn check(case: &Case, runs: &[&Run], what: &str) {
    for (path, limit) in &case.limits {
        let billed = billed(case, runs, path);
        assert!(billed <= *limit, "{what}: {billed} at {path}, of {limit}");
    }
    let totals = &runs.last().unwrap().outcome().totals;
    let said = totals.cost.get("usd").copied().unwrap_or_default();
    let billed = billed(case, runs, "t");
    assert!(billed <= said, "{what}: {billed}, and the job says {said}");
    if let Some(budget) = &case.budget {
        assert!(said <= budget.amount, "{what}: it says {said}, of {budget}");
    }
}

#[test]
fn what_is_billed_never_exceeds_a_budget() {
    let (mut crashes, mut starved, mut spent) = (0, 0, 0);
    for seed in 0..JOBS {
        let case = case(seed);
        let simulation = || Simulation { budget: case.budget.clone(), ..Simulation::default() };
        let run = |simulation| run_with(case.plan.clone(), case.world.clone(), simulation);
        let whole = run(simulation());
        check(&case, &[&whole], &format!("seed {seed}"));
        let failed = whole.told(&["step_failed"]);
        starved += u32::from(failed.iter().any(|event| event["kind"] == "budget"));
        spent += u32::from(!whole.outcome().totals.cost.is_empty());
        same_money(&case, &whole.journal);
        for crash in 0..whole.journal.len() {
            let first = run(Simulation { crash_after: Some(crash), ..simulation() });
            let journal = first.journal.clone();
            let in_flight: BTreeSet<CommandId> = first.in_flight.keys().copied().collect();
            let second = run(Simulation { journal, in_flight, ..simulation() });
            check(&case, &[&first, &second], &format!("seed {seed}, crash {crash}"));
            crashes += 1;
        }
    }
    println!("{JOBS} jobs, {crashes} crashes; {spent} spent something, {starved} met a budget");
    assert!(crashes > 1_000 && spent > 150 && starved > 50);
}

/// At each event, a machine that was given all before it anew has the same money and the same to do.
fn same_money(case: &Case, journal: &[Event]) {
    let machine = || {
        let settings = JobSettings {
            job: "simulated".into(),
            plan_id: "simulated".into(),
            nonce: "nonce 0".into(),
            seed: 0,
            started_at: Instant(0),
            deadline_at: None,
            budget: case.budget.clone(),
            missing_secrets: BTreeSet::new(),
            left_out: Default::default(),
            longest_pause: None,
            inputs: Default::default(),
        };
        Machine::new(case.plan.clone().into(), settings).unwrap().0
    };
    let mut whole = machine();
    for (done, event) in journal.iter().enumerate() {
        whole.handle(event.clone());
        let mut again = machine();
        for event in &journal[..=done] {
            // An event that nobody waits for, as a late answer is, changes nothing.
            let late = Event { id: CommandId(u64::MAX), at: event.at, news: News::Woken };
            again.handle(late);
            again.handle(event.clone());
        }
        assert_eq!(again.totals(), whole.totals());
        assert!(again.outstanding().eq(whole.outstanding()));
    }
}
