//! `orchc tree`.

use std::collections::BTreeSet;

use clap::Args;
use orchestra_diagnostics::Severity;
use orchestra_package_model::{Project, lock::LockedSource};
use serde_json::{Value, json};

use super::Format;
use crate::{
    command_error::CommandError,
    exit::Exit,
    packages::{no_package, open_project},
    session::{DONE, Session},
};

/// Show which packages are needed, and by whom
#[derive(Debug, Args)]
pub(crate) struct Tree {
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(session: &Session, arguments: &Tree) -> Result<Exit, CommandError> {
    if !Project::root_of(&session.working).1 {
        return Err(no_package());
    }
    let project = open_project(session, &session.working);
    let root = project.manifest.name.clone().unwrap_or_else(|| "this package".to_owned());
    let needed: Vec<String> = project.manifest.dependencies.keys().cloned().collect();
    match arguments.format {
        Format::Json => session.print_json(&document(&project, &needed))?,
        Format::Human => {
            let version = project.manifest.version.as_ref();
            let version = version.map(|it| format!(" {it}")).unwrap_or_default();
            let mut text = format!("{root}{version}\n");
            branches(&project, &needed, "", &mut BTreeSet::new(), &mut text);
            session.print(&text)?;
        }
    }
    let is_wrong = project.problems.iter().any(|it| it.severity == Severity::Error);
    if is_wrong {
        session.note("not all of it is right; `orchc check` says what isn't");
    }
    DONE
}

fn branches(
    project: &Project,
    names: &[String],
    before: &str,
    seen: &mut BTreeSet<String>,
    text: &mut String,
) {
    for (index, name) in names.iter().enumerate() {
        let is_last = index + 1 == names.len();
        let (branch, below) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let node = project.graph.packages.get(name);
        let is_new = seen.insert(name.clone());
        let needs = node.map(|node| node.dependencies.as_slice()).unwrap_or_default();
        let again = if is_new || needs.is_empty() { "" } else { " (see above)" };
        let line = match node {
            Some(node) => {
                let version = node.version.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
                format!("{name}{version} ({}){again}", place(&node.source))
            }
            None => format!("{name} (missing)"),
        };
        *text += &format!("{before}{branch}{line}\n");
        if is_new {
            branches(project, needs, &format!("{before}{below}"), seen, text);
        }
    }
}

fn place(source: &LockedSource) -> &str {
    match source {
        LockedSource::Path(path) => path,
        LockedSource::Library { library, .. } => library,
    }
}

fn document(project: &Project, needed: &[String]) -> Value {
    let locked = |name: &String| project.lock.as_ref()?.packages.get(name);
    let packages = project.graph.packages.values().map(|node| {
        let (path, library, digest) = match &node.source {
            LockedSource::Path(path) => (Some(path), None, None),
            LockedSource::Library { library, digest } => (None, Some(library), Some(digest)),
        };
        json!({
            "name": node.name,
            "version": node.version,
            "path": path,
            "library": library,
            "digest": digest,
            "signer": locked(&node.name).and_then(|it| it.signer.as_ref()),
            "needs": node.dependencies,
        })
    });
    json!({
        "version": 1,
        "name": project.manifest.name,
        "needs": needed,
        "packages": packages.collect::<Vec<_>>(),
    })
}
