//! Jobs under virtual time: each case of `runs/` is compiled against the invented Ledger and run in
//! a world that is written down.
//!
//! A case is a folder with `main.orch`, whose first template is run; `inputs.json` (a secret is
//! given as the name of its variable); `world.json`, what operations answer, and when;
//! `settings.json` where the job has a deadline, lacks secrets or has another seed. What comes of it
//! stands in `events.txt` (milliseconds, what happened, where), `requests.txt` (what was sent) and
//! `output.json`. Whatever a job does, replaying its journal must lead to the same end without a
//! request.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    sync::Arc,
};

use indexmap::IndexMap;
use libtest_mimic::{Arguments, Failed, Trial};
use orchestra_plan::{Plan, Value};
use orchestra_runtime_engine::{
    SecretPlace, Stamped,
    simulate::{Run, Sent, Simulation, World, simulate},
};
use orchestra_tests::{checked::Checked, corpus};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// What a job is told beside its inputs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    deadline_ms: Option<u64>,
    missing_secrets: BTreeSet<String>,
    seed: u64,
}

fn main() {
    let arguments = Arguments::from_args();
    let trials = corpus::folders(&corpus::folder("runs")).into_iter().map(|folder| {
        let name = folder.file_name().expect("a case has a name").to_string_lossy().into_owned();
        Trial::test(name, move || check(&folder))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn check(folder: &Path) -> Result<(), Failed> {
    let plan = compile(&corpus::read(&folder.join("main.orch")))?;
    let world: World = read(folder, "world.json")?;
    let settings: Settings = read(folder, "settings.json")?;
    let simulation = Simulation {
        inputs: inputs(&plan, &read(folder, "inputs.json")?)?,
        deadline: settings.deadline_ms,
        missing_secrets: settings.missing_secrets,
        seed: settings.seed,
        ..Simulation::default()
    };
    let run = simulate(plan.clone(), world.clone(), simulation.clone())?;
    replays(plan, simulation, &run)?;
    let all = [
        ("events.txt", events(&run.events)),
        ("requests.txt", requests(&run.sent)),
        ("output.json", output(&run, &world)),
    ];
    let differences: Vec<_> = all
        .iter()
        .filter_map(|(name, text)| corpus::compare(&folder.join(name), text).err())
        .collect();
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n").into()) }
}

fn compile(text: &str) -> Result<Arc<Plan>, Failed> {
    let checked = Checked::with_mini_ledger(&[("main.orch", text)]);
    let problems = checked.all_diagnostics();
    if !problems.is_empty() {
        return Err(format!("{problems:#?}").into());
    }
    let first = checked.plans("main.orch").into_iter().next().and_then(|(_, plan)| plan);
    first.ok_or_else(|| "the first template has no plan".into())
}

fn read<T: Default + for<'de> Deserialize<'de>>(folder: &Path, name: &str) -> Result<T, Failed> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(T::default());
    }
    serde_json::from_str(&corpus::read(&path)).map_err(|error| format!("{name}: {error}").into())
}

/// The inputs as the engine wants them: of their types, defaults filled in.
fn inputs(plan: &Plan, given: &BTreeMap<String, Json>) -> Result<IndexMap<String, Value>, Failed> {
    let mut inputs = IndexMap::new();
    for param in &plan.params {
        let value = match (given.get(&param.name), &param.default) {
            (Some(Json::String(handle)), _) if param.secret => {
                Value::Secret(handle.as_str().into())
            }
            (Some(json), _) => param
                .shape
                .decode(json, &plan.shapes)
                .map_err(|misfit| format!("{}: {misfit}", param.name))?,
            (None, Some(default)) => default.clone(),
            (None, None) => return Err(format!("`{}` is missing", param.name).into()),
        };
        inputs.insert(param.name.clone(), value);
    }
    Ok(inputs)
}

/// The journal alone leads to the same end.
fn replays(plan: Arc<Plan>, simulation: Simulation, run: &Run) -> Result<(), Failed> {
    let again = Simulation { journal: run.journal.clone(), ..simulation };
    let replayed = simulate(plan, World::default(), again)?;
    if replayed.outcome != run.outcome || !replayed.sent.is_empty() {
        return Err(format!("replayed, the job ends with {:#?}", replayed.outcome).into());
    }
    Ok(())
}

/// One line an event.
fn events(events: &[Stamped]) -> String {
    let mut text = String::new();
    for event in events {
        let Ok(Json::Object(mut fields)) = serde_json::to_value(event) else { continue };
        let at = fields.shift_remove("at").unwrap_or_default().to_string();
        let mut take = |name: &str| match fields.shift_remove(name) {
            Some(Json::String(text)) => text,
            _ => String::new(),
        };
        let (kind, step) = (take("event"), take("step"));
        drop((take("job"), take("plan")));
        write!(text, "{at:>6} {kind}").expect("strings take all");
        if !step.is_empty() {
            write!(text, " {step}").expect("strings take all");
        }
        for (name, value) in fields {
            write!(text, " {name}={value}").expect("strings take all");
        }
        text.push('\n');
    }
    text
}

/// One line a request, its headers and body below it. Idempotency keys are numbered.
fn requests(sent: &[Sent]) -> String {
    let mut text = String::new();
    let mut keys: Vec<String> = Vec::new();
    for Sent { at, send, dropped } in sent {
        let request = &send.request;
        let end = if *dropped { " (dropped)" } else { "" };
        write!(text, "{:>6} {} {}{}", at.0, request.method, request.base_url, request.path)
            .expect("strings take all");
        for (index, (name, value)) in request.query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(text, "{mark}{name}={value}").expect("strings take all");
        }
        writeln!(text, "{end}").expect("strings take all");
        for (name, value) in &request.headers {
            let value = if name.eq_ignore_ascii_case("idempotency-key") {
                let known = keys.iter().position(|key| key == value).unwrap_or_else(|| {
                    keys.push(value.clone());
                    keys.len() - 1
                });
                format!("key {}", known + 1)
            } else {
                value.clone()
            };
            writeln!(text, "       {name}: {value}").expect("strings take all");
        }
        for place in &request.secrets {
            let (SecretPlace::Header { name, handle }
            | SecretPlace::Query { name, handle }
            | SecretPlace::Body { pointer: name, handle }) = place;
            writeln!(text, "       {name}: the secret {handle}").expect("strings take all");
        }
        if let Some(body) = &request.body {
            for line in body.text().unwrap_or("bytes").lines() {
                writeln!(text, "{}", format!("       {line}").trim_end())
                    .expect("strings take all");
            }
        }
    }
    text
}

/// How the job ended, what it took, and files that weren't there before.
fn output(run: &Run, world: &World) -> String {
    let outcome = run.outcome.as_ref().expect("no case crashes");
    let mut output = match &outcome.result {
        Ok(value) => json!({ "result": value }),
        Err(failure) => json!({ "failure": failure }),
    };
    output["totals"] = json!(outcome.totals);
    let written: BTreeMap<_, _> =
        run.files.iter().filter(|(path, text)| world.files.get(*path) != Some(*text)).collect();
    if !written.is_empty() {
        output["files"] = json!(written);
    }
    format!("{output:#}\n")
}
