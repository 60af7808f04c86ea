//! The official JSON Schema test suite, drafts 7 and 2020-12: whatever it calls valid must be
//! accepted by the imported type and at run time, whatever it calls invalid refused at run time.
//!
//! `cargo xtask test --all` brings the suite and runs this with the directory where it lies; plain
//! `cargo test` doesn't. What differs is listed in `tests/json_schema/exceptions.json`, each with
//! its reason; an entry that no longer differs is a mistake too.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a harness tells what it counted")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use orchestra_compiler::types::import::Side;
use orchestra_schema::Validator;
use orchestra_tests::imported::Imported;
use serde::Deserialize;
use serde_json::Value;

/// The drafts that are imported, with what a schema of theirs says it is.
const DRAFTS: [(&str, &str); 2] = [
    ("draft7", "http://json-schema.org/draft-07/schema#"),
    ("draft2020-12", "https://json-schema.org/draft/2020-12/schema"),
];

/// A schema of the suite with its instances.
#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Value,
    tests: Vec<Case>,
}

#[derive(Clone, Deserialize)]
struct Case {
    description: String,
    data: Value,
    valid: bool,
}

/// Where the suite and we differ, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    reason: String,
    what: Difference,
    /// `draft7/optional/format/idn-email.json: the group`, or that with `: the test` behind it;
    /// or the name of a file or a directory, whose every test may differ.
    cases: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum Difference {
    /// The run-time check can't be had for the schema.
    SchemaRefused,
    /// The run-time check accepts an instance that the suite calls invalid.
    InvalidAccepted,
    /// The run-time check refuses an instance that the suite calls valid.
    ValidRefused,
    /// The imported type refuses an instance that the suite calls valid.
    TypeRefuses,
}

#[derive(Default)]
struct Outcome {
    files: usize,
    schemas: usize,
    valid: usize,
    invalid: usize,
    differences: BTreeSet<(Difference, String)>,
}

fn main() {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [suite] = &arguments[..] else {
        eprintln!("usage: json_schema_suite DIRECTORY; `cargo xtask test --all` brings the suite");
        std::process::exit(2);
    };
    let mut outcome = Outcome::default();
    for (draft, dialect) in DRAFTS {
        let before = outcome.schemas;
        for file in files(&suite.join("tests").join(draft)) {
            let name =
                file.strip_prefix(suite.join("tests")).unwrap().to_string_lossy().into_owned();
            outcome.file(&name, &read(&file), dialect);
        }
        assert!(outcome.schemas > before, "{} has no {draft}", suite.display());
    }
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("json_schema/exceptions.json");
    let listed: Vec<Exception> = serde_json::from_str(&read(&listed)).unwrap();
    let problems = outcome.problems(&listed);
    println!(
        "JSON Schema test suite: {} files, {} schemas, {} valid and {} invalid instances; {} differ as listed",
        outcome.files,
        outcome.schemas,
        outcome.valid,
        outcome.invalid,
        outcome.differences.len(),
    );
    for exception in &listed {
        let count = outcome.differences.iter().filter(|found| exception.covers(found)).count();
        println!("  {count:4} {:?}: {}", exception.what, exception.reason);
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    assert!(problems.is_empty(), "{} problems", problems.len());
}

impl Outcome {
    fn file(&mut self, name: &str, text: &str, dialect: &str) {
        self.files += 1;
        let groups: Vec<Group> = serde_json::from_str(text).unwrap();
        for mut group in groups {
            self.schemas += 1;
            // A file says by its directory which draft it is of.
            if let Value::Object(schema) = &mut group.schema {
                schema.entry("$schema").or_insert_with(|| dialect.into());
            }
            let place = format!("{name}: {}", group.description);
            self.types(&place, &group.schema, &group.tests);
            if name.contains("/format/") {
                self.texts(&place, &group);
            }
            self.run_time(&place, &group);
        }
    }

    /// The static type of either side has all that is valid.
    fn types(&mut self, place: &str, schema: &Value, cases: &[Case]) {
        for side in [Side::Input, Side::Output] {
            let imported = Imported::new(schema, side);
            for case in cases.iter().filter(|case| case.valid) {
                if !imported.has(&case.data) {
                    let place = format!("{place}: {}", case.description);
                    self.differences.insert((Difference::TypeRefuses, place));
                }
            }
        }
    }

    /// The suite writes formats without a `type`, which is json. Formats are types of texts, so the
    /// texts are asked of the same schema as one of texts.
    fn texts(&mut self, place: &str, group: &Group) {
        let mut schema = group.schema.clone();
        let Value::Object(keywords) = &mut schema else { return };
        keywords.insert("type".to_owned(), "string".into());
        let texts: Vec<Case> =
            group.tests.iter().filter(|case| case.data.is_string()).cloned().collect();
        self.types(place, &schema, &texts);
    }

    /// The run-time check agrees with the suite.
    fn run_time(&mut self, place: &str, group: &Group) {
        let Ok(validator) = Validator::new(&group.schema) else {
            self.differences.insert((Difference::SchemaRefused, place.to_owned()));
            return;
        };
        for case in &group.tests {
            let accepted = validator.accepts(&case.data);
            assert_eq!(validator.validate(&case.data).is_ok(), accepted, "{place}");
            *(if case.valid { &mut self.valid } else { &mut self.invalid }) += 1;
            let difference = match (case.valid, accepted) {
                (true, false) => Difference::ValidRefused,
                (false, true) => Difference::InvalidAccepted,
                _ => continue,
            };
            self.differences.insert((difference, format!("{place}: {}", case.description)));
        }
    }

    /// What differs and isn't listed, and what is listed and doesn't differ.
    fn problems(&self, listed: &[Exception]) -> Vec<String> {
        let unlisted = self
            .differences
            .iter()
            .filter(|found| !listed.iter().any(|exception| exception.covers(found)));
        let mut problems: Vec<String> =
            unlisted.map(|(what, place)| format!("{what:?}: {place}")).collect();
        for exception in listed {
            let stale = exception.cases.iter().filter(|case| {
                let differs = |found: &(Difference, String)| {
                    found.0 == exception.what && is_within(&found.1, case)
                };
                !self.differences.iter().any(differs)
            });
            problems.extend(stale.map(|case| format!("listed, but no exception: {case}")));
        }
        problems
    }
}

impl Exception {
    fn covers(&self, (what, place): &(Difference, String)) -> bool {
        *what == self.what && self.cases.iter().any(|case| is_within(place, case))
    }
}

/// Whether a place is a case's own, or lies in what it names.
fn is_within(place: &str, case: &str) -> bool {
    place
        .strip_prefix(case)
        .is_some_and(|rest| rest.is_empty() || case.ends_with('/') || rest.starts_with(": "))
}

#[expect(clippy::disallowed_methods, reason = "the suite and our list are files")]
fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

/// All JSON files below a directory, in order.
#[expect(clippy::disallowed_methods, reason = "the suite is files")]
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}
