//! The edges between crates, held to the table in `docs/architecture.md`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::run::{output, root};

type Edges = BTreeMap<String, BTreeSet<String>>;

/// Libraries that only one crate may use directly.
const SOLE_USERS: &[(&str, &str)] = &[
    ("ariadne", "orchestra-diagnostics"),
    ("clap", "orchestra-cli"),
    ("reqwest", "orchestra-net"),
    ("rusqlite", "orchestra-runtime-engine"),
    ("salsa", "orchestra-compiler"),
    ("tar", "orchestra-package-client"),
    ("tower-lsp-server", "orchestra-lsp-server"),
];

/// What a crate must not reach, however far away.
const UNREACHABLE: &[(&str, &[&str])] = &[
    ("orchestra-compiler", &["tokio", "reqwest", "clap", "orchestra-net"]),
    ("orchestra-lsp-server", &["orchestra-net", "reqwest", "orchestra-runtime-engine"]),
    (
        "orchestra-runtime-engine",
        &["orchestra-compiler", "orchestra-syntax", "orchestra-ledger-model"],
    ),
];

/// Everything in which the workspace differs from its table.
pub(crate) fn problems() -> Result<Vec<String>> {
    let metadata: Value =
        serde_json::from_str(&output("cargo", &["metadata", "--format-version=1", "--locked"])?)?;
    let real = direct(&metadata)?;
    let ours: BTreeSet<_> =
        real.keys().filter(|name| name.starts_with("orchestra-")).cloned().collect();
    let mut problems = compare(&table()?, &real, &ours);
    for (library, user) in SOLE_USERS {
        let others = ours.iter().filter(|name| name != user && real[*name].contains(*library));
        problems.extend(others.map(|name| format!("{name} uses {library}, which only {user} may")));
    }
    let all = resolved(&metadata)?;
    for (from, forbidden) in UNREACHABLE {
        let reached = reach(&all, from);
        let bad = forbidden.iter().filter(|name| reached.contains(**name));
        problems.extend(bad.map(|name| format!("{from} reaches {name}")));
    }
    Ok(problems)
}

/// The table's rows: `| folder/ | what | diagnostics, schema | … |`, folders in back quotes.
fn table() -> Result<Edges> {
    let path = root().join("docs/architecture.md");
    #[expect(clippy::disallowed_methods, reason = "xtask reads the work tree")]
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    let name =
        |folder: &str| format!("orchestra-{}", folder.trim_end_matches('/').replace('/', "-"));
    let mut edges = Edges::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [folder, _, depends, ..] = cells[..] {
            let depends = depends.split(", ").filter(|name| *name != "—");
            edges.insert(name(folder.trim_matches('`')), depends.map(name).collect());
        }
    }
    Ok(edges)
}

fn compare(table: &Edges, real: &Edges, ours: &BTreeSet<String>) -> Vec<String> {
    let mut problems = Vec::new();
    for name in ours {
        let Some(allowed) = table.get(name) else {
            problems.push(format!("{name} has no row in docs/architecture.md"));
            continue;
        };
        let used: BTreeSet<_> = real[name].intersection(ours).cloned().collect();
        problems.extend(
            used.difference(allowed)
                .map(|other| format!("{name} depends on {other}, which its row lacks")),
        );
        problems.extend(
            allowed
                .difference(&used)
                .map(|other| format!("{name} doesn't depend on {other}, which its row has")),
        );
    }
    problems.extend(
        table
            .keys()
            .filter(|name| !ours.contains(*name))
            .map(|name| format!("there is no crate {name}")),
    );
    problems
}

/// Direct dependencies, those of tests left out.
fn direct(metadata: &Value) -> Result<Edges> {
    let packages = metadata["packages"].as_array().context("metadata without packages")?;
    let member = |package: &&Value| package["source"].is_null();
    Ok(packages
        .iter()
        .filter(member)
        .map(|package| {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            let normal =
                dependencies.filter(|dependency| dependency["kind"].as_str() != Some("dev"));
            (text(&package["name"]), normal.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect())
}

/// The resolved graph by package name, those of tests left out.
fn resolved(metadata: &Value) -> Result<Edges> {
    let packages = metadata["packages"].as_array().context("metadata without packages")?;
    let names: BTreeMap<_, _> =
        packages.iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let nodes = metadata["resolve"]["nodes"].as_array().context("metadata without a graph")?;
    let mut edges = Edges::new();
    for node in nodes {
        let from = names[&text(&node["id"])].clone();
        for dependency in node["deps"].as_array().into_iter().flatten() {
            let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            if kinds.into_iter().any(|kind| kind["kind"].as_str() != Some("dev")) {
                edges
                    .entry(from.clone())
                    .or_default()
                    .insert(names[&text(&dependency["pkg"])].clone());
            }
        }
    }
    Ok(edges)
}

fn reach(edges: &Edges, from: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(name) = waiting.pop() {
        for next in edges.get(&name).into_iter().flatten() {
            if reached.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    reached
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
