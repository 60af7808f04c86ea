//! Every function of the standard library matters to a test of its module: where it fails instead
//! of doing its work, a test fails too, or doesn't compile.

use orchestra_runtime_engine::simulate::{World, run_test};
use orchestra_tests::checked::Checked;

use super::module::{Body, modules};

/// Whether all tests of the text pass.
fn passes(checked: &Checked, path: &str) -> bool {
    let tests = checked.test_plans(path);
    assert!(!tests.is_empty(), "{path} has no test");
    tests.into_iter().all(|(_, plan)| {
        let outcome = plan.map(|plan| run_test(&plan, World::default(), 0));
        outcome.is_some_and(|it| it.expect("its plan can be run").failure.is_none())
    })
}

#[test]
fn every_function_matters_to_a_test() {
    let mut idle = Vec::new();
    let mut functions = 0;
    for module in modules() {
        let path = format!("{}.orch", module.name);
        let mut checked = Checked::with_mini_ledger(&[(&path, &module.text)]);
        assert!(passes(&checked, &path), "{path}: a test fails");
        for (function, body) in module.functions() {
            let mut text = module.text.clone();
            match body {
                Body::Value(range) => text.replace_range(range.clone(), "fail \"it is gone\""),
                Body::Block(range) => text.replace_range(range.clone(), "{ fail \"it is gone\" }"),
            }
            checked.edit(&path, &text);
            functions += 1;
            if passes(&checked, &path) {
                idle.push(format!("{}.{}", module.name, function.name));
            }
        }
    }
    assert!(idle.is_empty(), "no test needs {}", idle.join(", "));
    assert!(functions >= 100, "only {functions} functions were found");
}
