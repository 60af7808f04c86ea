//! What people copy compiles, and what they read is how the language would write it.

use orchestra_compiler::{
    Database, ModulePath, check,
    types::{import::Side, notation::notation},
};
use orchestra_diagnostics::Severity;
use orchestra_ledger_model::Ledger;
use orchestra_ledger_pages::snippet;
use serde_json::Value;

use crate::shelf;

/// The errors of files in one project with all of the Ledger.
fn errors(texts: &[(String, String)]) -> Vec<String> {
    let db = Database::default();
    let project = shelf::project(&db, Ledger::embedded(), texts);
    let mut errors = Vec::new();
    for (name, text) in texts {
        let file = project.files(&db)[&ModulePath::root(name)];
        let found = check(&db, file);
        let found = found.iter().filter(|it| it.severity == Severity::Error);
        errors.extend(found.map(|it| format!("{}: {}\n{text}", it.code, it.message)));
    }
    errors
}

/// Every operation, and every capability, by full name.
fn names() -> (Vec<(String, String)>, Vec<String>) {
    let ledger = Ledger::embedded();
    let operations = ledger
        .subnets()
        .filter(|subnet| !subnet.is_gone())
        .flat_map(|subnet| subnet.operations.keys().map(|it| (subnet.slug.clone(), it.clone())));
    let capabilities = ledger
        .families()
        .flat_map(|family| family.capabilities.keys().map(|it| format!("{}.{it}", family.family)));
    (operations.collect(), capabilities.collect())
}

#[test]
fn every_snippet_compiles() {
    let ledger = Ledger::embedded();
    let (operations, capabilities) = names();
    let mut texts = Vec::new();
    for (slug, name) in &operations {
        let operation = ledger.operation(slug, name).expect("it is listed");
        let text = snippet::of_operation(slug, name, operation).expect("it has an example");
        texts.push((format!("{slug}-{name}.orch"), text));
    }
    for name in &capabilities {
        let capability = ledger.capability(name).expect("it is listed");
        let text = snippet::of_capability(name, capability).expect("it has an example");
        texts.push((format!("capability-{name}.orch"), text));
    }
    assert!(operations.len() > 200 && capabilities.len() > 40, "{}", texts.len());
    let wrong = errors(&texts);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (name, text) in &texts {
        assert_eq!(*text, orchestra_syntax::format(text).text, "{name}");
    }
}

#[test]
fn every_notation_is_a_type_of_the_language() {
    let ledger = Ledger::embedded();
    let (operations, capabilities) = names();
    let mut schemas: Vec<(String, &Value, Side)> = Vec::new();
    for (slug, name) in &operations {
        let operation = ledger.operation(slug, name).expect("it is listed");
        schemas.push((format!("{slug}-{name}-input.orch"), &operation.input, Side::Input));
        schemas.push((format!("{slug}-{name}-output.orch"), &operation.output, Side::Output));
    }
    for name in &capabilities {
        let capability = ledger.capability(name).expect("it is listed");
        schemas.push((format!("{name}-input.orch"), &capability.input, Side::Input));
        schemas.push((format!("{name}-output.orch"), &capability.output, Side::Output));
    }
    let text = |schema, side| format!("type Shown = {}\n", notation(schema, side));
    let texts: Vec<_> =
        schemas.into_iter().map(|(name, schema, side)| (name, text(schema, side))).collect();
    let wrong = errors(&texts);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
