//! The tests. What needs more than Rust and a C compiler is a stage of its own in [`STAGES`],
//! which installs what it needs and fails where it can't.

use anyhow::{Context as _, Result};

use crate::{
    bittensor_sdk, ci_kit::ci_kit, extension::extension, fuzz,
    json_schema_suite::json_schema_suite, ledger_site::ledger_site,
    library_registry::library_registry, neovim::neovim, openapi_documents::openapi_documents,
    package_site::package_site, run::run, sarif_schema::sarif_schema,
    tree_sitter_grammar::tree_sitter_grammar, vscode_end_to_end::vscode_end_to_end,
};

/// A named stage: what it is called, and what it does.
type Stage = (&'static str, fn() -> Result<()>);

/// Stages of `test --all`.
const STAGES: &[Stage] = &[
    ("JSON Schema test suite", json_schema_suite),
    ("SARIF schema", sarif_schema),
    ("OpenAPI documents", openapi_documents),
    ("fuzz targets", fuzz::corpora),
    ("tree-sitter grammar", tree_sitter_grammar),
    ("Ledger's site", ledger_site),
    ("package's site", package_site),
    ("CI kit", ci_kit),
    ("library registry", library_registry),
    ("VS Code extension", extension),
    ("Neovim", neovim),
    ("bittensor 10: wallet and axon", bittensor_sdk::release_10),
    ("bittensor 11: btauth", bittensor_sdk::release_11),
    ("VS Code end to end", vscode_end_to_end),
];

/// Runs the stage of that name alone.
pub(crate) fn stage(name: &str) -> Result<()> {
    let names: Vec<&str> = STAGES.iter().map(|(name, _)| *name).collect();
    let found = STAGES.iter().find(|(known, _)| *known == name);
    let (_, stage) = found.with_context(|| format!("the stages are: {}", names.join(", ")))?;
    stage()
}

/// Runs the Rust tests and, if `all`, every stage.
pub(crate) fn test(all: bool) -> Result<()> {
    run("cargo", &["test", "--workspace", "--locked"])?;
    for (name, stage) in STAGES.iter().filter(|_| all) {
        stage().with_context(|| format!("the stage `{name}` failed"))?;
    }
    Ok(())
}
