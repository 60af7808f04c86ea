//! Where one request in ten fails, nearly all jobs of every template succeed.
//!
//! Jobs run on virtual time against a sandbox in this process. What a job must have at least, so that
//! its success is one, its template says with `ensure`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use orchestra_ledger_model::Ledger;
use orchestra_plan::Plan;
use orchestra_runtime_engine::{
    Send,
    simulate::{Scripted, ScriptedFault, Seen, Services, Simulation, simulate},
};
use orchestra_runtime_sandbox::{LocalFault, LocalRequest, LocalSandbox};

use super::template::{Template, decoded, templates};

/// The share of requests that fail.
const FAULTS: f64 = 0.1;

/// Jobs of each template.
const JOBS: u64 = 100;

/// How many of them have to succeed.
const SUCCESSES: usize = 95;

/// A sandbox that a simulated job asks.
struct Faulty(LocalSandbox);

impl Services for Faulty {
    fn answer(&mut self, send: &Send) -> Option<Scripted> {
        let Seen { method, endpoint, path, query, headers, body } = Seen::of(send);
        let request = LocalRequest { method, endpoint, path, query, headers, body };
        let answer = self.0.answer(request);
        Some(Scripted {
            after: u64::try_from(answer.latency.as_millis()).unwrap_or(u64::MAX),
            status: answer.status,
            headers: answer.headers.into_iter().collect(),
            body: String::from_utf8_lossy(&answer.body).into(),
            fault: answer.fault.map(|fault| match fault {
                LocalFault::Silent => ScriptedFault::Silent,
                LocalFault::Cut => ScriptedFault::Cut,
            }),
        })
    }
}

/// Why the jobs that failed did; and how many requests all of them made.
fn failures(template: &Template, sandbox: &LocalSandbox) -> (Vec<String>, usize) {
    let plans = template.checked().plans(&template.path());
    let plan: &Arc<Plan> = plans[0].1.as_ref().expect("a shipped template has a plan");
    let inputs = decoded(plan, &template.inputs());
    let mut failures = Vec::new();
    let mut requests = 0;
    for seed in 0..JOBS {
        let services = Faulty(sandbox.seeded(seed));
        let simulation = Simulation { inputs: inputs.clone(), seed, ..Simulation::default() };
        let run = simulate(Arc::clone(plan), services, simulation).expect("its plan can be run");
        requests += run.sent.len();
        let outcome = run.outcome.expect("no job crashes");
        failures.extend(outcome.result.err().map(|it| format!("{seed}: {}", it.message)));
    }
    (failures, requests)
}

#[test]
fn of_a_hundred_jobs_ninety_five_succeed_where_one_request_in_ten_fails() {
    let sandbox = LocalSandbox::new(&Ledger::embedded(), 0).with_faults(FAULTS);
    let all = templates();
    let next = AtomicU64::new(0);
    let work = || {
        let mut wrong = Vec::new();
        loop {
            let turn = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap_or(usize::MAX);
            let Some(template) = all.get(turn) else { return wrong };
            let (failures, requests) = failures(template, &sandbox);
            assert!(requests as u64 >= JOBS, "{}: {requests} requests", template.name);
            if JOBS as usize - failures.len() < SUCCESSES {
                wrong.push(format!("{}: {failures:#?}", template.name));
            }
        }
    };
    let wrong = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|it| it.join().expect("no worker panics"));
        done.flatten().collect::<Vec<String>>()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
