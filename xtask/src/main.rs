//! `cargo xtask …`: what the project does to itself. One file a task; `.ci/run` calls the same
//! tasks as people do.

mod edges;
mod generated;
mod json_schema_suite;
mod run;
mod sarif_schema;
mod test;
mod tidy;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask TASK
  test          all tests that need Rust and a C compiler only
  test --all    those, and the stages that need other packages
  tidy          what no compiler checks: headers, sizes, names, edges between crates
  generated     that generated files are up to date (UPDATE=1 rewrites them)";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["test"] => test::test(false),
        ["test", "--all"] => test::test(true),
        ["tidy"] => tidy::tidy(),
        ["generated"] => generated::generated(),
        _ => bail!("{USAGE}"),
    }
}
