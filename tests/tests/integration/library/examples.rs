//! Every function that can be imported is documented, and its examples hold.
//!
//! An example is a sentence of its documentation: `` `f(x)` is `y` ``.

use std::fmt::Write as _;

use orchestra_runtime_engine::simulate::{World, run_test};
use orchestra_tests::checked::Checked;
use regex::Regex;

use super::module::{Declared, modules};

/// The examples of a function: an application, and its value.
fn examples(function: &Declared) -> Vec<(String, String)> {
    let sentence = Regex::new("`([^`]+)` is `([^`]+)`").expect("the pattern is sound");
    let docs = function.docs.replace('\n', " ");
    let found = sentence.captures_iter(&docs).map(|it| (it[1].to_owned(), it[2].to_owned()));
    let own = format!("{}(", function.name);
    found.filter(|(applied, _)| applied.starts_with(&own)).collect()
}

#[test]
fn the_examples_of_every_function_hold() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for module in modules() {
        let mut text = module.text.clone();
        for (function, _) in module.functions().filter(|(it, _)| !it.is_private()) {
            let examples = examples(function);
            if examples.is_empty() {
                wrong.push(format!("{}.{} has no example", module.name, function.name));
            }
            for (number, (applied, value)) in examples.iter().enumerate() {
                let title = format!("example {number} of {}", function.name);
                writeln!(text, "\ntest \"{title}\" {{\n  ensure {applied} == {value}\n}}")
                    .expect("a String takes all text");
                tried += 1;
            }
        }
        let path = format!("{}.orch", module.name);
        let checked = Checked::with_mini_ledger(&[(&path, &text)]);
        let found = checked.all_diagnostics();
        assert!(found.is_empty(), "{path}: {found:#?}");
        for (title, plan) in checked.test_plans(&path) {
            let plan = plan.unwrap_or_else(|| panic!("{path}: {title} has no plan"));
            let outcome = run_test(&plan, World::default(), 0).expect("its plan can be run");
            wrong.extend(outcome.failure.map(|it| format!("{path}: {title}: {it:#?}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 80, "only {tried} examples were found");
}
