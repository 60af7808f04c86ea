//! A run of each template's example, recorded in the sandbox and marked so, brings its result again.
//!
//! `UPDATE=1 cargo test --workspace --test integration library::replays` records them anew. They take the
//! place of runs against real services until somebody has the keys for one.

use std::{path::PathBuf, thread};

use orchestra_tests::{corpus, orchc::Workplace};
use regex::Regex;
use serde_json::{Value, json};

use super::template::{Template, templates};

fn path(template: &Template) -> PathBuf {
    corpus::folder("recordings").join(format!("{}.jsonl", template.name))
}

/// The example's command, but for where it is run.
fn command(template: &Template) -> Vec<String> {
    let mut command = template.command()[1..].to_vec();
    let before = command.len();
    command.retain(|word| word != "--sandbox");
    assert_eq!(command.len() + 1, before, "{}: its example isn't the sandbox's", template.name);
    command
}

/// A recording, without the id of the plan, in which the compiler has a say too.
fn without_plan(text: &str) -> String {
    let plan = Regex::new("\"plan\":\"[0-9a-f]{64}\"").expect("the pattern is sound");
    plan.replace(text, "").into_owned()
}

/// The recording is what the sandbox says today; else it is written anew, or told.
fn check(template: &Template) -> Result<(), String> {
    let workplace = Workplace::new();
    let run = command(template)
        .into_iter()
        .chain(["--sandbox", "--record", "new.jsonl"].map(str::to_owned));
    let ran = workplace.run(run);
    if ran.code != Some(0) {
        return Err(format!("{}: {ran:#?}", template.name));
    }
    let recorded = corpus::read(&workplace.project().join("new.jsonl"));
    let path = path(template);
    let known = if path.exists() { corpus::read(&path) } else { String::new() };
    if without_plan(&known) != without_plan(&recorded) {
        corpus::compare(&path, &recorded)?;
    }
    Ok(())
}

/// A replay brings the result that was recorded, and says what its answers are.
fn replay(template: &Template) -> Result<(), String> {
    let recorded = corpus::read(&path(template));
    let mut lines = recorded.lines().map(|line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    });
    let head = lines.next().expect("a recording has a first line");
    if head["recording"]["sandbox"] != json!({ "seed": 0, "faults": 0.0 }) {
        return Err(format!("{}: it isn't marked as the sandbox's: {head}", template.name));
    }
    let last = lines.next_back().expect("a recording has a last line");
    let workplace = Workplace::new();
    workplace.write("recording.jsonl", &recorded);
    let replay =
        command(template).into_iter().chain(["--replay", "recording.jsonl"].map(str::to_owned));
    let ran = workplace.run(replay);
    if ran.code != Some(0) || ran.json() != last["outcome"]["result"] {
        return Err(format!("{}: {ran:#?}", template.name));
    }
    let said = ["a recording of the sandbox", "nothing paid, every answer came from a recording"];
    match said.iter().all(|it| ran.stderr.contains(it)) {
        true => Ok(()),
        false => Err(format!("{}: {}", template.name, ran.stderr)),
    }
}

#[test]
fn the_recording_of_every_template_is_the_sandboxs_and_brings_its_result_again() {
    let mut all = templates();
    let names: Vec<_> = all.iter().map(|it| format!("{}.jsonl", it.name)).collect();
    let half = all.split_off(all.len() / 2);
    // Two at a time: they wait for the sandbox more than they work.
    let work = |part: Vec<Template>| -> Vec<String> {
        let each = part.iter().map(|template| check(template).and_then(|()| replay(template)));
        each.filter_map(Result::err).collect()
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let parts = [all, half].map(|part| scope.spawn(move || work(part)));
        parts.into_iter().flat_map(|it| it.join().expect("no worker panics")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let found = corpus::files(&corpus::folder("recordings"), "");
    let found =
        found.iter().map(|it| it.file_name().expect("it is a file").to_string_lossy().into_owned());
    assert_eq!(found.collect::<Vec<_>>(), names);
}
