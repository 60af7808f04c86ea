//! The committed JSON Schemas are those of the types. `UPDATE=1` rewrites them.

use std::path::Path;

use orchestra_ledger_model::{capability_schema, subnet_schema};
use orchestra_schema::Validator;
use serde_json::Value;

#[test]
fn generated_schemas_are_those_of_the_types() {
    for (name, schema) in [("subnet", subnet_schema()), ("capability", capability_schema())] {
        let path = format!("{}/../schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
        compare(Path::new(&path), &text);
    }
}

#[test]
fn generated_schemas_accept_what_is_listed() {
    for (folder, schema) in [("subnets", subnet_schema()), ("capabilities", capability_schema())] {
        let validator = Validator::new(schema).unwrap();
        for (file, text) in orchestra_ledger_model::check::embedded_files() {
            if file.contains(folder) {
                let value: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(validator.validate(&value), Ok(()), "{file}");
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the test owns the files that it generates")]
fn compare(path: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        let folder = path.parent().expect("a schema lies in a folder");
        std::fs::create_dir_all(folder).expect("the tree can be written");
        std::fs::write(path, text).expect("the tree can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, text, "UPDATE=1 cargo test -p orchestra-ledger-model rewrites it");
}
