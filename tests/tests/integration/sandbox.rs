//! The shipped template in a sandbox: the same for the same seed, and sturdy where a third of all
//! answers fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{collections::BTreeMap, thread};

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
};

/// Runs a template as often as there are seeds, all at once: they wait more than they work.
fn run(template: &str, seeds: &[u32], faults: &str) -> Vec<Ran> {
    let one = |seed: u32| {
        let workplace = Workplace::new();
        workplace.write("impatient.orch", &impatient());
        let input = ["run", template, "--input", "topic=solid-state batteries"];
        let seed = seed.to_string();
        let sandbox = ["--sandbox", "--sandbox-seed", &seed, "--faults", faults];
        workplace.run(input.into_iter().chain(sandbox))
    };
    thread::scope(|scope| {
        let running: Vec<_> = seeds.iter().map(|seed| scope.spawn(move || one(*seed))).collect();
        running.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

/// The shipped template, but that it waits for nobody: a sandbox that keeps silent does so for as
/// long as it is given.
fn impatient() -> String {
    let text = corpus::read(&corpus::folder("../stdlib/templates/market_research.orch"));
    let patient = "deadline: 15m }";
    assert!(text.contains(patient));
    text.replace(patient, "deadline: 15m, timeout: 500ms }")
}

#[test]
fn the_same_seed_gives_the_same_report_and_another_one_another() {
    let ran = run("std:market_research", &[1, 1, 2], "0");
    for ran in &ran {
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let report = ran.json();
        assert_eq!(report["topic"], "solid-state batteries");
        assert!(!report["sources"].as_array().unwrap().is_empty(), "{report}");
    }
    assert_eq!(ran[0].stdout, ran[1].stdout);
    assert_ne!(ran[0].stdout, ran[2].stdout);
}

#[test]
fn a_third_of_all_answers_may_fail() {
    let seeds: Vec<_> = (0..20).collect();
    let mut codes = BTreeMap::new();
    for (seed, ran) in run("impatient.orch", &seeds, "0.3").into_iter().enumerate() {
        assert!(matches!(ran.code, Some(0 | 3)), "{seed} {ran:#?}");
        assert!(!ran.stderr.contains("panicked"), "{seed} {ran:#?}");
        // What failed says so, and nothing else is said to be a result.
        assert_eq!(ran.stdout.is_empty(), ran.code == Some(3), "{seed} {ran:#?}");
        *codes.entry(ran.code).or_insert(0) += 1;
    }
    assert!(codes[&Some(0)] >= 14, "{codes:?}");
}

#[test]
fn where_all_answers_fail_the_job_does() {
    let ran = run("impatient.orch", &[0], "1");
    assert_eq!((ran[0].code, &*ran[0].stdout), (Some(3), ""), "{ran:#?}");
    let why = "nothing was found about solid-state batteries";
    assert!(ran[0].stderr.contains(why), "{ran:#?}");
}
