//! What `orchc check --format sarif` prints, against the schema of SARIF 2.1.0.
//!
//! `cargo xtask test --all` brings the schema and runs this with the file where it lies; plain
//! `cargo test` doesn't.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a harness tells what it did")]

use std::{path::Path, process::ExitCode};

use jsonschema::Validator;
use orchestra_tests::{corpus, orchc::Workplace};
use serde_json::Value;

/// Errors with labels and fixes, in a folder with a blank.
const WRONG: &str = "//! Mistakes.

use capability search

const TWICE = 1
const TWICE = 2

template look(topic: string(1..=50)) -> string {
  let found = call search.web { qery: topic, limit: 500 }
  found.hits.first()?.titel ?? \"none\"
}
";

/// Warnings with fixes, behind what isn't ASCII.
const WARNED: &str = "//! Ein Gruß 😀.

template hällo() -> string {
  let wort = \"😀\"
  \"hallo\"
}
";

/// Lints alone.
const LINTED: &str = "//! Lints.

template hello() -> string {
  let word = \"hello\" let other = 1
  \"hello\"
}
";

const RIGHT: &str = "//! Nothing is wrong.

template hello() -> string { \"hello\" }
";

fn main() -> ExitCode {
    let Some(schema) = std::env::args().nth(1) else {
        eprintln!("say where the schema lies: cargo xtask test --all brings it");
        return ExitCode::FAILURE;
    };
    let mut schema: Value =
        serde_json::from_str(&corpus::read(Path::new(&schema))).expect("the schema is JSON");
    // A stray bracket in it is no pattern to a strict reader. We state no language.
    for place in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][place]["properties"]["language"];
        assert!(language.as_object_mut().is_some_and(|it| it.remove("pattern").is_some()));
    }
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one");
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0" })), "it refuses nothing");
    let workplace = Workplace::new();
    let files = [
        ("a b/wrong.orch", WRONG),
        ("gruß.orch", WARNED),
        ("lints.orch", LINTED),
        ("ok.orch", RIGHT),
    ];
    for (path, text) in files {
        workplace.write(path, text);
    }
    let mut seen = Seen::default();
    for (paths, results) in [
        (&["ok.orch"][..], 0),
        (&["lints.orch"], 2),
        (&["a b/wrong.orch"], 2),
        (&["gruß.orch"], 1),
        (&["a b", "gruß.orch", "lints.orch", "ok.orch"], 5),
    ] {
        let arguments = [&["check", "--format", "sarif"], paths].concat();
        let document = workplace.run(&arguments).json();
        let found = validate(&validator, &document, &mut seen);
        assert!(found >= results, "{paths:?}: {found} results\n{document:#}");
    }
    assert!(seen.errors && seen.warnings && seen.labels && seen.fixes, "{seen:?}");
    println!("five documents are valid SARIF");
    ExitCode::SUCCESS
}

/// What the documents show, so that nothing is valid for want of it.
#[derive(Debug, Default)]
struct Seen {
    errors: bool,
    warnings: bool,
    labels: bool,
    fixes: bool,
}

/// The number of results.
fn validate(validator: &Validator, document: &Value, seen: &mut Seen) -> usize {
    let problems: Vec<_> = validator
        .iter_errors(document)
        .map(|problem| format!("{}: {problem}", problem.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}\n{document:#}");
    let results = document["runs"][0]["results"].as_array().expect("a run has results");
    for result in results {
        seen.errors |= result["level"] == "error";
        seen.warnings |= result["level"] == "warning";
        seen.labels |= result["relatedLocations"].is_array();
        seen.fixes |= result["fixes"].is_array();
    }
    results.len()
}
