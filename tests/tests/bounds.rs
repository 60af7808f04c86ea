//! Bounds that are exact: each case of `bounds/` says what its first template may come to, computed
//! by hand from the rules of `docs/reference/bounds.md`.
//!
//! The first lines of a case are `// worst: <calls>, <cost>, <time>` and `// typical: …`; what has
//! no figure says why, as `unbounded: <why>` and `unknown: <why>`. The arithmetic stands below them.
//! These lines are never rewritten: where they differ from what is found, one of both is wrong.

use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use orchestra_plan::{
    Money,
    bounds::{Bound, Bounds, Measure},
    value::duration,
};
use orchestra_tests::{checked::Checked, corpus};

fn main() {
    let arguments = Arguments::from_args();
    let cases = corpus::files(&corpus::folder("bounds"), ".orch");
    assert!(cases.len() >= 30, "only {} bounds are computed by hand", cases.len());
    let trials = cases.into_iter().map(|path| {
        let name = path.file_stem().expect("a case has a name").to_string_lossy().into_owned();
        Trial::test(name, move || check(&path))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = corpus::read(path);
    let checked = Checked::with_mini_ledger(&[("main.orch", &text)]);
    let problems = checked.all_diagnostics();
    if !problems.is_empty() {
        return Err(format!("{problems:#?}").into());
    }
    let plan = checked.plans("main.orch").into_iter().next().and_then(|(_, plan)| plan);
    let bounds = &plan.ok_or("the first template has no plan")?.bounds;
    let computed: Vec<&str> = text.lines().take(2).collect();
    let found = [
        format!("// worst: {}", words(bounds, true)),
        format!("// typical: {}", words(bounds, false)),
    ];
    if computed == found { Ok(()) } else { Err(format!("found\n{}", found.join("\n")).into()) }
}

/// One of the two cases, as it is written above a template.
fn words(bounds: &Bounds, worst: bool) -> String {
    let Bound { calls, cost, time } = if worst { &bounds.worst } else { &bounds.typical };
    let calls = calls.map(|calls| format!("{calls} call{}", if calls == 1 { "" } else { "s" }));
    let cost = cost.as_ref().map(|cost| {
        let amounts = cost.iter().map(|(currency, amount)| {
            Money { amount: *amount, currency: currency.as_str().into() }.to_string()
        });
        let amounts: Vec<_> = amounts.collect();
        if amounts.is_empty() { "nothing".to_owned() } else { amounts.join(" + ") }
    });
    let time = time.map(|time| duration::text(i64::try_from(time.0).expect("it is no age")));
    let none = |of: Measure| {
        let gap = bounds.gaps.iter().find(|gap| gap.worst == worst && gap.of == of);
        let why = gap.map_or("nobody says why", |gap| &gap.why);
        format!("{}: {why}", if worst { "unbounded" } else { "unknown" })
    };
    let measures = [(calls, Measure::Calls), (cost, Measure::Cost), (time, Measure::Time)];
    measures.map(|(words, of)| words.unwrap_or_else(|| none(of))).join(", ")
}
