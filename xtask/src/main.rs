//! `cargo xtask …`: what the project does to itself. One file a task; `.ci/run` calls the same
//! tasks as people do.

mod bittensor_sdk;
mod ci_kit;
mod debian;
mod edges;
mod extension;
mod fuzz;
mod generated;
mod json_schema_suite;
mod ledger_site;
mod library_registry;
mod neovim;
mod openapi_documents;
mod package_site;
mod python;
mod release;
mod run;
mod sarif_schema;
mod test;
mod tidy;
mod tree_sitter_grammar;
mod vscode_end_to_end;
mod written;

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

const USAGE: &str = "\
cargo xtask TASK
  test          all tests that need Rust and a C compiler only
  test --all    those, and the stages that need other packages
  test --stage NAME
                one of these stages alone
  tidy          what no compiler checks: headers, sizes, names, edges between crates
  generated     that generated files are up to date (UPDATE=1 rewrites them)
  release       orchc as it is published: optimised by a profile (half an hour)
  fuzz [TARGET] [--seconds N]
                the fuzz targets, a few seconds each; needs a C++ compiler
  fuzz [TARGET] --minimize
                their corpora, of what was found";

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if fuzz::is_rustc(&arguments) {
        return fuzz::rustc(&arguments);
    }
    let seconds = |number: &str| number.parse().context("seconds are a number");
    match arguments[..] {
        ["test"] => test::test(false),
        ["test", "--all"] => test::test(true),
        ["test", "--stage", name] => test::stage(name),
        ["tidy"] => tidy::tidy(),
        ["generated"] => generated::generated(),
        ["release"] => release::release(),
        ["fuzz"] => fuzz::fuzz(None, fuzz::SECONDS),
        ["fuzz", "--seconds", number] => fuzz::fuzz(None, seconds(number)?),
        ["fuzz", "--minimize"] => fuzz::minimize(None),
        ["fuzz", target] => fuzz::fuzz(Some(target), fuzz::SECONDS),
        ["fuzz", target, "--seconds", number] => fuzz::fuzz(Some(target), seconds(number)?),
        ["fuzz", target, "--minimize"] => fuzz::minimize(Some(target)),
        _ => bail!("{USAGE}"),
    }?;
    Ok(ExitCode::SUCCESS)
}
