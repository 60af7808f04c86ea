//! `orchc add`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use clap::Args;
use orchestra_compiler_project::ExportedEffects;
use orchestra_diagnostics::terminal::escape_controls;
use orchestra_package_model::{
    Grant, Libraries as _, Project,
    edit::{Written, with_dependency},
    grant::{Excess, amounts_told},
    lock::LockedSource,
    project::MANIFEST,
    resolve::Moving,
};
use semver::VersionReq;
use serde_json::{Value, json};

use super::Format;
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    packages::{
        OpenLibraries, PackageMove, Trial, Tried, excess_document, excess_told, library_error,
        newest_of, no_package, open_project,
    },
    session::{DONE, Session},
};

/// Add a dependency: its line in the manifest, its version and what it may do in the lock
///
/// Shows what each template that the package exports does (operations, origins, secrets, files, what it
/// costs at most), and asks whether it may. That is granted in orchestra.lock, and a version that
/// does more is refused until `orchc update --accept NAME`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The package's name, as its own manifest says
    name: String,
    /// The folder that it lies in, from the working one
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["library", "version"])]
    path: Option<String>,
    /// The library that it is from (oci://registry.example/team, or a folder: ./library), where it
    /// isn't the one that `[library]` names
    #[arg(long)]
    library: Option<String>,
    /// Which versions will do (1.2, =1.2.3, ">=1.2, <3"); without one, the newest and those that are
    /// compatible with it
    #[arg(long, value_name = "RANGE")]
    version: Option<String>,
    /// Grant what is shown, without asking
    #[arg(short, long)]
    yes: bool,
    /// Show it, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(session: &Session, arguments: &Add) -> Result<Exit, CommandError> {
    let name = &arguments.name;
    let (root, is_package) = Project::root_of(&session.working);
    if !is_package {
        return Err(no_package());
    }
    let project = open_project(session, &root);
    let library = match &arguments.library {
        Some(library) if !library.contains("://") => {
            let folder = from_root(session, &root, library)?;
            Some(if folder.starts_with('.') { folder } else { format!("./{folder}") })
        }
        library => library.clone(),
    };
    let libraries = OpenLibraries::of(session, &project, library.clone());
    let path = root.join(MANIFEST);
    let shown = session.shown(&path);
    let text = files::read(&path).doing(format_args!("read {shown}"))?;
    let written = Written {
        path: arguments.path.as_deref().map(|path| from_root(session, &root, path)).transpose()?,
        version: match (&arguments.path, &arguments.version) {
            (Some(_), _) => None,
            (None, Some(version)) => Some(range(version)?),
            (None, None) => Some(newest(&project, name, library.as_ref(), &libraries)?),
        },
        library,
    };
    let manifest = with_dependency(&text, name, &written).doing(format_args!("change {shown}"))?;
    let accepted = BTreeSet::new();
    let trial = Trial {
        manifest: Some(manifest),
        moving: Moving::Nothing,
        accepted: &accepted,
        libraries: &libraries,
    };
    let mut tried = Tried::open(session, trial)?;
    let excess = tried.excess();
    let exported = tried.compilation.exported_effects(name);
    match arguments.format {
        Format::Json => {
            let document = json!({
                "version": 1,
                "name": name,
                "is": placed(&tried, name),
                "signer": tried.lock.packages.get(name).and_then(|it| it.signer.clone()),
                "exports": exported.iter().map(export_document).collect::<Vec<_>>(),
                "grants": excess_document(&excess),
                "moves": tried.moves().iter().map(PackageMove::document).collect::<Vec<_>>(),
            });
            session.print_json(&document)?;
        }
        Format::Human => session.print(&told(&tried, name, &exported))?,
    }
    if arguments.dry_run {
        session.note("nothing was written");
        return DONE;
    }
    if !excess.is_empty() && !arguments.yes {
        // What it does itself has just been shown.
        let mut others = excess.clone();
        if !tried.before.packages.contains_key(name) {
            others.remove(name);
        }
        if arguments.format == Format::Human && !others.is_empty() {
            session.say(&escape_controls(&format!(
                "besides:\n\n{}",
                excess_told(&tried.compilation, &others)
            )));
        }
        agree(session, name)?;
    }
    tried.grant();
    // What it calls of the Ledger is locked with it; what was locked before stays as it was.
    for (key, fact) in tried.compilation.lock_of_today().entries {
        tried.lock.entries.entry(key).or_insert(fact);
    }
    tried.write(session)?;
    session.note(&format!("added `{name}`; commit {shown} and orchestra.lock"));
    DONE
}

/// A folder as the manifest names it, from the working one.
fn from_root(session: &Session, root: &Path, path: &str) -> Result<String, CommandError> {
    let folder = session.working.join(path);
    let folder = folder.canonicalize().doing(format_args!("find the folder `{path}`"))?;
    let same = root.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().skip(same).map(|_| "..".to_owned());
    let down = folder.components().skip(same);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

fn range(version: &str) -> Result<String, CommandError> {
    match VersionReq::parse(version) {
        Ok(_) => Ok(version.to_owned()),
        Err(error) => {
            Err(CommandError::usage(format!("`{version}` isn't a range of versions ({error})"))
                .hint("write it as 1.2, =1.2.3 or \">=1.2, <3\""))
        }
    }
}

/// The newest version that is no prerelease and wasn't yanked.
fn newest(
    project: &Project,
    name: &str,
    named: Option<&String>,
    libraries: &OpenLibraries,
) -> Result<String, CommandError> {
    let default = project.manifest.library.as_ref().map(|(library, _)| library);
    let Some(library) = named.or(default) else {
        return Err(CommandError::usage(format!(
            "no library is named, and so there is no `{name}`"
        ))
        .hint("give `--library` or `--path`, or name a `default` in `[library]` of the manifest"));
    };
    let library = libraries.open(library).map_err(library_error)?;
    match newest_of(library, name).map_err(library_error)? {
        Some(version) => Ok(version.to_string()),
        None => Err(CommandError::usage(format!("the library has no version of `{name}` to take"))
            .hint("`orchc search` finds packages; prereleases are named by `--version`")),
    }
}

/// Asks a person whether what was shown may be.
fn agree(session: &Session, name: &str) -> Result<(), CommandError> {
    if !session.can_ask() {
        return Err(CommandError::usage(format!(
            "`{name}` does what nobody granted it, and nobody can be asked; nothing was written"
        ))
        .hint("look at what it does; `--yes` grants that"));
    }
    if session.agrees("grant that?")? {
        return Ok(());
    }
    Err(CommandError::usage(format!("`{name}` wasn't granted that; nothing was written")))
}

/// `acme 1.2.0 of oci://…, signed by 5F…`.
fn placed(tried: &Tried, name: &str) -> String {
    let Some(package) = tried.lock.packages.get(name) else { return name.to_owned() };
    let version = package.version.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    match &package.source {
        LockedSource::Path(path) => format!("{name}{version} in {path}"),
        LockedSource::Library { library, .. } => {
            let signer = match &package.signer {
                Some(signer) => format!("signed by {signer}"),
                None => "signed by nobody".to_owned(),
            };
            format!("{name}{version} of {library}, {signer}")
        }
    }
}

fn told(tried: &Tried, name: &str, exported: &[ExportedEffects]) -> String {
    let mut text = format!("{}\n", placed(tried, name));
    for moved in tried.moves().iter().filter(|moved| moved.name != name) {
        text += &match (&moved.from, &moved.to) {
            (None, Some(to)) => format!("  needs {} {to}\n", moved.name),
            (Some(from), Some(to)) => format!("  moves {} {from} → {to}\n", moved.name),
            (Some(from), None) => format!("  no longer needs {} {from}\n", moved.name),
            (None, None) => continue,
        };
    }
    if exported.is_empty() {
        text += "\nit exports no template, and so does nothing by itself\n";
    }
    for item in exported {
        text += &format!("\n{}\n", item.name);
        let grant = tried.compilation.needed(name, std::slice::from_ref(item));
        let nothing = Grant::default();
        let lines: Vec<String> = nothing
            .excess(&grant)
            .iter()
            .filter(|it| !matches!(it, Excess::Cost(..)))
            .map(|it| format!("  {}\n", it.told()))
            .collect();
        text += &lines.concat();
        text += &match (&item.effects, grant.costs.values().next()) {
            (None, _) => "  has errors, and can't be called\n".to_owned(),
            (Some(_), Some(Some(cost))) => format!("  costs up to {}\n", amounts_told(cost)),
            (Some(_), Some(None)) => "  costs whatever it comes to: nothing bounds it\n".to_owned(),
            (Some(_), None) => String::new(),
        };
    }
    text
}

fn export_document(item: &ExportedEffects) -> Value {
    let cost = item.worst.as_ref().map(|worst| {
        worst.cost.as_ref().map(|cost| {
            let amounts = cost.iter().map(|(currency, it)| (currency, it.normalize().to_string()));
            amounts.collect::<BTreeMap<_, _>>()
        })
    });
    json!({ "name": item.name, "effects": item.effects, "cost": cost })
}
