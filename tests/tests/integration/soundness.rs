//! Bounds that hold: whatever random programs do in random worlds, whose services keep their
//! listings, no run calls, costs or takes more than the plan says.
//!
//! `PROGRAMS=20000 cargo test -p orchestra-tests --test integration soundness` runs more of them;
//! `SEED=n` begins elsewhere. A program that breaks its bound is printed as small as it could be made.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use orchestra_diagnostics::Code;
use orchestra_plan::{Block, Plan, binding::PriceUnit, bounds::Bound};
use orchestra_runtime_engine::simulate::{Simulation, simulate};
use orchestra_tests::{
    checked::Checked,
    generate::{Choices, OPERATIONS, Providers, inputs, program, shrunk},
};

/// Programs that are run where nothing else is said.
const PROGRAMS: u64 = 2000;

/// Worlds that each is run in.
const WORLDS: u64 = 3;

/// Names of keys, any of which may be missing.
const KEYS: [&str; 5] = ["ACME_KEY", "QUILL_TOKEN", "MAIL_PASSWORD", "LAB_KEY", "METER_KEY"];

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may be told to run longer")]
fn no_run_exceeds_its_bound() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let programs: u64 = number("PROGRAMS").unwrap_or(PROGRAMS);
    let seed: u64 = number("SEED").unwrap_or(0);
    let (next, counts) = (AtomicU64::new(seed), Counts::default());
    let work = || {
        let mut checked = empty();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= number("SEED").unwrap_or(0) + programs {
                return;
            }
            let mut choices = Choices::new(seed);
            let text = program(&mut choices);
            let violation = violation(&mut checked, &text, seed, &counts);
            if let Some(first) = violation {
                report(&choices, seed, &first);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    println!("{counts:?}");
    let ran = counts.ran.load(Ordering::Relaxed);
    assert!(ran * 2 > programs, "only {ran} of {programs} programs could be run");
}

/// A project of one file, whose text will be another.
fn empty() -> Checked {
    Checked::with_mini_ledger(&[("main.orch", "")])
}

/// What was done, for those who read the test's output.
#[derive(Debug, Default)]
struct Counts {
    ran: AtomicU64,
    /// Promises that the compiler refused.
    refused: AtomicU64,
    runs: AtomicU64,
    /// Runs that end well.
    done: AtomicU64,
    requests: AtomicU64,
    /// Runs of at least half of the bound's calls, cost or time.
    half_of_calls: AtomicU64,
    half_of_cost: AtomicU64,
    half_of_time: AtomicU64,
}

/// How a program breaks its bound in the worlds of a seed; none: it doesn't, or makes a promise that
/// can't be kept.
fn violation(checked: &mut Checked, text: &str, seed: u64, counts: &Counts) -> Option<String> {
    let plan = compiled(checked, text)?;
    let Some(plan) = plan else {
        counts.refused.fetch_add(1, Ordering::Relaxed);
        return None;
    };
    counts.ran.fetch_add(1, Ordering::Relaxed);
    (0..WORLDS).find_map(|world| in_world(&plan, seed * WORLDS + world, counts))
}

/// The plan of `main`; none where a promise isn't kept, and none at all where the program is wrong.
fn compiled(checked: &mut Checked, text: &str) -> Option<Option<Arc<Plan>>> {
    checked.edit("main.orch", text);
    let problems = checked.all_diagnostics();
    let promises = [Code::E0601, Code::E0602, Code::E0603];
    if let Some(other) = problems.iter().find(|problem| !promises.contains(&problem.code)) {
        panic!("the generator wrote what isn't well typed: {other:#?}\n{text}");
    }
    if !problems.is_empty() {
        return Some(None);
    }
    let main = checked.plans("main.orch").into_iter().find(|(name, _)| name == "main");
    Some(main.and_then(|(_, plan)| plan))
}

fn in_world(plan: &Arc<Plan>, seed: u64, counts: &Counts) -> Option<String> {
    let mut choices = Choices::new(!seed);
    let missing: BTreeSet<String> =
        KEYS.iter().filter(|_| choices.chance(4)).map(|key| (*key).to_owned()).collect();
    let simulation = Simulation {
        inputs: inputs(&mut choices, plan),
        missing_secrets: missing.clone(),
        seed,
        ..Simulation::default()
    };
    let given = format!("{:?}", simulation.inputs);
    let (providers, bill) = Providers::new(choices, plan);
    let run = match simulate(Arc::clone(plan), providers, simulation) {
        Ok(run) => run,
        Err(error) => return Some(format!("the plan can't be run: {error}")),
    };
    let outcome = run.outcome.expect("it runs to its end");
    let totals = &outcome.totals;
    let billed = bill.lock().expect("nobody panics with it").clone();
    let Bound { calls, cost, time } = &plan.bounds.worst;
    let sent = run.sent.len() as u64;
    counts.runs.fetch_add(1, Ordering::Relaxed);
    counts.requests.fetch_add(sent, Ordering::Relaxed);
    add(&counts.done, outcome.result.is_ok());
    let mut broken = Vec::new();
    if let Err(failure) = &outcome.result
        && failure.message.contains("please report this")
    {
        broken.push(failure.message.clone());
    }
    if let Some(calls) = *calls {
        add(&counts.half_of_calls, sent * 2 >= calls);
        for (what, found) in [("requests left", sent), ("attempts were counted", totals.attempts)] {
            if found > calls {
                broken.push(format!("{found} {what}, of {calls} at most"));
            }
        }
    }
    if let Some(cost) = cost {
        for (what, sums) in [("was billed", &billed.sums), ("was counted", &totals.cost)] {
            for (currency, sum) in sums.iter().filter(|(_, sum)| !sum.is_zero()) {
                let most = cost.get(currency).copied().unwrap_or_default();
                add(&counts.half_of_cost, *sum + *sum >= most);
                if *sum > most {
                    broken.push(format!("{sum}{currency} {what}, of {most} at most"));
                }
            }
        }
    }
    if let Some(time) = time {
        add(&counts.half_of_time, totals.elapsed_ms * 2 >= time.0);
        if totals.elapsed_ms > time.0 {
            broken.push(format!("it took {} ms, of {} at most", totals.elapsed_ms, time.0));
        }
    }
    if broken.is_empty() {
        return None;
    }
    let events: Vec<_> = run
        .events
        .iter()
        .map(|it| format!("  {} {}", it.at.0, serde_json::to_string(&it.event).unwrap_or_default()))
        .collect();
    Some(format!(
        "{}\nworld {seed}, inputs {given}, missing {missing:?}\n{}\n{}\n{}",
        broken.join("\n"),
        result(&outcome.result),
        billed.lines.join("\n"),
        events.join("\n"),
    ))
}

fn result<V: std::fmt::Debug, E: std::fmt::Debug>(result: &Result<V, E>) -> String {
    format!("{result:?}")
}

fn add(count: &AtomicU64, one: bool) {
    if one {
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Panics with the smallest program that still breaks its bound in the worlds of the seed.
fn report(choices: &Choices, seed: u64, first: &str) -> ! {
    let fails = |tape: &[u32]| {
        let text = program(&mut Choices::replay(tape.to_vec()));
        let violation = || violation(&mut empty(), &text, seed, &Counts::default());
        let found = catch_unwind(AssertUnwindSafe(violation));
        found.ok().flatten()
    };
    let tape = shrunk(choices.tape(), 1500, &mut |tape| fails(tape).is_some());
    let text = program(&mut Choices::replay(tape.clone()));
    let why = fails(&tape).unwrap_or_else(|| first.to_owned());
    panic!("program {seed} breaks its bound:\n{text}\n{why}");
}

#[test]
fn the_generator_reaches_all_that_there_is() {
    let (mut seen, mut checked) = (Seen::default(), empty());
    let mut texts = String::new();
    for seed in 0..400 {
        let text = program(&mut Choices::new(seed));
        if let Some(Some(plan)) = compiled(&mut checked, &text) {
            seen.plan(&plan);
            texts += &text;
        }
    }
    let kinds = ["eval", "call", "template", "sys", "branch", "map", "repeat", "ensure", "fail"];
    assert_eq!(seen.kinds, BTreeSet::from(kinds.map(str::to_owned)));
    let units = [
        PriceUnit::Request,
        PriceUnit::Item,
        PriceUnit::InputToken,
        PriceUnit::OutputToken,
        PriceUnit::Second,
        PriceUnit::Byte,
    ];
    assert_eq!(seen.units, BTreeSet::from(units.map(|unit| format!("{unit:?}"))));
    let words = [
        "retry:",
        "timeout:",
        "deadline:",
        "budget:",
        "price:",
        "verify:",
        "name:",
        "route:",
        "fallbacks:",
        "hedge:",
        "quorum:",
        "parallel:",
        "on_error:",
        "attempts:",
        "backoff:",
        " into ",
        " else ",
        "??",
        "match ",
        "cache:",
        "sys.sleep",
        "sys.approve",
        "fail ",
        "ensure ",
    ];
    let missing: Vec<_> = words.iter().filter(|word| !texts.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let targets = OPERATIONS.iter().map(|operation| operation.target);
    let missing: Vec<_> =
        targets.filter(|target| !texts.contains(&format!("call {target} "))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[derive(Default)]
struct Seen {
    kinds: BTreeSet<String>,
    units: BTreeSet<String>,
}

impl Seen {
    fn plan(&mut self, plan: &Plan) {
        let prices = plan.bindings.values().flat_map(|binding| binding.pricing.iter().flatten());
        self.units.extend(prices.map(|price| format!("{:?}", price.unit)));
        plan.templates.values().for_each(|template| self.block(&template.body));
    }

    fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            let json = serde_json::to_value(&node.kind).expect("plans are JSON");
            self.kinds.extend(json["kind"].as_str().map(str::to_owned));
            node.blocks().for_each(|(_, block)| self.block(block));
        }
    }
}
