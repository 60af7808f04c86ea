//! Any bytes as a plan: it is refused with words, or can be run.
//!
//! An input that begins with `{` is the text of a plan. Any other is edits to a plan of
//! `tests/runs` (see [`crate::edits`]), which then runs in the world of its case: what a plan holds
//! that can't be, the engine has to find.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use orchestra_plan::{Plan, PlanError, Value};
use orchestra_runtime_engine::simulate::{Simulation, World, simulate};
use orchestra_tests::{checked::Checked, corpus};
use serde_json::{Map, Value as Json, json};

use crate::edits::edited;

/// Events after which a run is broken off.
const MOST_EVENTS: usize = 500;

/// A plan that can be run, with all that it takes.
struct Case {
    plan: Json,
    inputs: Map<String, Json>,
    world: World,
}

/// Reads a plan, writes it, and runs it.
///
/// # Panics
/// If a plan isn't read as it was written, or its reader panics.
pub fn plan(bytes: &[u8]) {
    if bytes.first() == Some(&b'{') {
        if let Some(plan) = read(&String::from_utf8_lossy(bytes)) {
            run(plan, &Map::new(), World::default());
        }
        return;
    }
    let [number, edits @ ..] = bytes else { return };
    let Case { plan, inputs, world } = &cases()[usize::from(*number) % cases().len()];
    if let Some(plan) = read(&edited(plan, edits).to_string()) {
        run(plan, inputs, world.clone());
    }
}

fn read(text: &str) -> Option<Plan> {
    let read = Plan::from_json(text);
    // A panic on the thread that reads ends as this one.
    assert_ne!(read, Err(PlanError::NoThread));
    let plan = read.ok()?;
    assert_eq!(Plan::from_json(&plan.to_json()).as_ref(), Ok(&plan));
    Some(plan)
}

fn run(plan: Plan, given: &Map<String, Json>, world: World) {
    let mut inputs = IndexMap::new();
    for param in &plan.params {
        let value = match given.get(&param.name) {
            Some(Json::String(handle)) if param.secret => {
                Some(Value::Secret(handle.as_str().into()))
            }
            Some(json) => param.shape.decode(json, &plan.shapes).ok(),
            None => param.default.clone(),
        };
        inputs.extend(value.map(|value| (param.name.clone(), value)));
    }
    let simulation = Simulation { inputs, crash_after: Some(MOST_EVENTS), ..Simulation::default() };
    // A plan that can't be run is refused, which is as good.
    let _run = simulate(Arc::new(plan), world, simulation);
}

fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let mut checked = Checked::with_mini_ledger(&[("main.orch", "")]);
        let folders = corpus::folders(&corpus::folder("runs"));
        folders.iter().map(|folder| case(&mut checked, folder)).collect()
    })
}

fn case(checked: &mut Checked, folder: &Path) -> Case {
    checked.edit("main.orch", &corpus::read(&folder.join("main.orch")));
    let (_, plan) = checked.plans("main.orch").into_iter().next().expect("a case has a template");
    let plan = plan.expect("the template of a case is right");
    let mut plan = serde_json::from_str(&plan.to_json()).expect("plans are JSON");
    if let Json::Object(fields) = &mut plan {
        fields.insert(
            "debug".to_owned(),
            json!({ "files": {}, "marks": [], "documentation": "", "params": {} }),
        );
    }
    Case {
        plan,
        inputs: optional(&folder.join("inputs.json")),
        world: optional(&folder.join("world.json")),
    }
}

fn optional<T: Default + serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = path.exists().then(|| corpus::read(path));
    text.map(|text| serde_json::from_str(&text).expect("a case's file is right"))
        .unwrap_or_default()
}
