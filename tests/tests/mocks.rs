//! Tests of the language under virtual time: each file of `mocks/` is compiled against the invented
//! Ledger and its `test`s are run.
//!
//! What comes of a `main.orch` stands in `main.txt` beside it: whether each test passed, or what
//! failed, where, and what was compared; below that, what happened, by milliseconds. What isn't
//! mocked is answered by `main.json`, a world as in `runs/`; without one nobody is there. The tests
//! in files of `conformance/valid/` pass.

use std::{fmt::Write as _, path::Path};

use libtest_mimic::{Arguments, Failed, Trial};
use orchestra_plan::{Plan, TestPlan};
use orchestra_runtime_engine::{
    JobSettings, Machine, Stamped,
    simulate::{Compared, ShownValue, TEST_START, TestFailure, TestOutcome, World, run_test},
};
use orchestra_tests::{checked::Checked, corpus};
use serde_json::Value as Json;

fn main() {
    let arguments = Arguments::from_args();
    let cases = corpus::files(&corpus::folder("mocks"), ".orch").into_iter().map(|file| {
        let name = file.file_stem().expect("a case has a name").to_string_lossy().into_owned();
        Trial::test(name, move || check(&file))
    });
    let valid = corpus::files_in(&corpus::folder("conformance/valid"), ".orch");
    let valid = valid.into_iter().map(|file| {
        let name = file.file_stem().expect("a case has a name").to_string_lossy().into_owned();
        Trial::test(format!("valid/{name}"), move || passes(&file))
    });
    let whole = Trial::test("the-first-example-of-the-language", first_example);
    libtest_mimic::run(&arguments, cases.chain(valid).chain([whole]).collect()).exit();
}

/// The file that shows the whole language compiles against the real Ledger, and its test passes.
/// What it may cost is left out: prices are the Ledger's, and change.
fn first_example() -> Result<(), Failed> {
    let text = corpus::read(&corpus::folder("../syntax/tests/data/whole_file.orch"));
    let text = text.replace("budget: 0.50usd, ", "");
    let checked = Checked::with_embedded_ledger(&[("main.orch", &text)]);
    let problems = checked.all_diagnostics();
    if !problems.is_empty() {
        return Err(format!("{problems:#?}").into());
    }
    match all_pass(&checked)? {
        1 => Ok(()),
        count => Err(format!("it has {count} tests").into()),
    }
}

fn passes(file: &Path) -> Result<(), Failed> {
    let text = corpus::read(file);
    all_pass(&Checked::with_mini_ledger(&[("main.orch", &text)])).map(|_| ())
}

/// How many tests there are, which all pass though nobody answers what isn't mocked.
fn all_pass(checked: &Checked) -> Result<usize, Failed> {
    let plans = checked.test_plans("main.orch");
    for (title, plan) in &plans {
        let plan = plan.as_ref().ok_or_else(|| format!("the test `{title}` has no plan"))?;
        if let Some(failure) = run_test(plan, World::default(), 0)?.failure {
            return Err(format!("{title}: {failure:#?}").into());
        }
    }
    Ok(plans.len())
}

fn check(file: &Path) -> Result<(), Failed> {
    let text = corpus::read(file);
    let checked = Checked::with_mini_ledger(&[("main.orch", &text)]);
    let problems = checked.all_diagnostics();
    if !problems.is_empty() {
        return Err(format!("{problems:#?}").into());
    }
    let world = file.with_extension("json");
    let world: World = match world.exists() {
        true => serde_json::from_str(&corpus::read(&world))?,
        false => World::default(),
    };
    let mut told = String::new();
    for (title, plan) in checked.test_plans("main.orch") {
        let plan = plan.ok_or_else(|| format!("the test `{title}` has no plan"))?;
        travels(&plan)?;
        refused(&plan.plan)?;
        let outcome = run_test(&plan, world.clone(), 0)?;
        tell(&mut told, &title, &outcome);
    }
    corpus::compare(&file.with_extension("txt"), &told).map_err(Failed::from)
}

/// A plan is a document.
fn travels(plan: &TestPlan) -> Result<(), Failed> {
    let json = serde_json::to_string(plan)?;
    let again: TestPlan = serde_json::from_str(&json)?;
    if again == *plan && Plan::from_json(&plan.plan.to_json())? == plan.plan {
        return Ok(());
    }
    Err("the plan isn't the same after it was written and read".into())
}

/// No engine runs what a test answers.
fn refused(plan: &Plan) -> Result<(), Failed> {
    let settings = JobSettings {
        job: "job".to_owned(),
        plan_id: String::new(),
        nonce: String::new(),
        seed: 0,
        started_at: TEST_START,
        deadline_at: None,
        budget: None,
        missing_secrets: Default::default(),
        left_out: Default::default(),
        longest_pause: None,
        inputs: Default::default(),
    };
    let json = plan.to_json();
    let is_of_test = json.contains(r#""transport":"mock""#) || json.contains(r#""kind":"calls""#);
    match (is_of_test, Machine::new(plan.clone().into(), settings)) {
        (true, Ok(_)) => Err("an engine would run the test's plan".into()),
        (false, Err(error)) => Err(format!("an engine refuses it: {error}").into()),
        _ => Ok(()),
    }
}

fn tell(told: &mut String, title: &str, outcome: &TestOutcome) {
    let mut line = |text: String| writeln!(told, "{text}").expect("strings take all");
    match &outcome.failure {
        None => line(format!("passed: {title}")),
        Some(TestFailure { failure, compared, shown }) => {
            line(format!("failed: {title}"));
            let kind = serde_json::to_value(failure.kind).unwrap_or_default();
            let kind = kind.as_str().unwrap_or_default();
            line(format!("  {} {kind}: {}", failure.step, failure.message));
            if let Some(at) = &failure.position {
                line(format!("  at {}:{}:{}", at.file, at.line, at.column));
            }
            if let Some(Compared { left, right }) = compared {
                line(format!("  left  {left}\n  right {right}"));
            }
            for ShownValue { text, value } in shown {
                line(format!("  {text} = {value}"));
            }
        }
    }
    for event in &outcome.events {
        line(format!("  {}", event_line(event)));
    }
    for sent in &outcome.sent {
        line(format!("  sent to {}", sent.send.operation));
    }
    for (path, text) in &outcome.files {
        line(format!("  wrote {path}: {text:?}"));
    }
    line(String::new());
}

/// When, what, where, and the rest as it is.
fn event_line(event: &Stamped) -> String {
    let Ok(Json::Object(mut fields)) = serde_json::to_value(event) else { return String::new() };
    let mut take = |name: &str| match fields.shift_remove(name) {
        Some(Json::String(text)) => text,
        _ => String::new(),
    };
    let (kind, step) = (take("event"), take("step"));
    for name in ["at", "job", "plan", "failure", "result"] {
        fields.shift_remove(name);
    }
    let mut line = format!("{:>6} {kind} {step}", event.at.since(TEST_START));
    for (name, value) in fields {
        write!(line, " {name}={value}").expect("strings take all");
    }
    line.trim_end().to_owned()
}
