//! What packages do beyond what they were granted, as people and programs are told.

use std::collections::BTreeMap;

use orchestra_compiler_project::Compilation;
use orchestra_package_model::grant::Excess;
use serde_json::{Value, json};

/// What packages do beyond what they were granted and by which calls, a paragraph each.
pub(crate) fn excess_told(
    compilation: &Compilation,
    excess: &BTreeMap<String, Vec<Excess>>,
) -> String {
    let paragraphs = excess.iter().map(|(name, excess)| {
        let told = excess.iter().map(|it| compilation.excess_told(name, it));
        let lines: String = told.map(|it| format!("  {it}\n")).collect();
        format!("{name}\n{lines}")
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// What packages do beyond what they were granted, for programs.
pub(crate) fn excess_document(excess: &BTreeMap<String, Vec<Excess>>) -> Value {
    let packages = excess.iter().map(|(name, excess)| {
        let told: Vec<String> = excess.iter().map(Excess::told).collect();
        json!({ "name": name, "effects": told })
    });
    packages.collect()
}
