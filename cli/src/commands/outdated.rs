//! `orchc outdated`.

use std::collections::BTreeSet;

use clap::Args;
use orchestra_package_model::{
    Libraries as _, Project,
    lock::LockedSource,
    resolve::{Moving, resolve},
};
use semver::Version;
use serde_json::{Value, json};

use super::Format;
use crate::{
    command_error::CommandError,
    exit::Exit,
    packages::{
        OpenLibraries, cant_be_had, library_error, moved, newest_of, no_package, open_project,
        unresolved,
    },
    session::{DONE, Session},
    table::{stdout_width, table},
};

/// Say which packages of libraries have newer versions than those that are locked
#[derive(Debug, Args)]
pub(crate) struct Outdated {
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A package that isn't as new as it might be.
struct Row {
    name: String,
    locked: Version,
    /// What `orchc update` would lock.
    fits: Option<Version>,
    newest: Option<Version>,
    is_yanked: bool,
}

pub(crate) fn run(session: &Session, arguments: &Outdated) -> Result<Exit, CommandError> {
    let (root, is_package) = Project::root_of(&session.working);
    if !is_package {
        return Err(no_package());
    }
    let project = open_project(session, &root);
    let libraries = OpenLibraries::of(session, &project, None);
    let rows = rows(session, &project, &libraries)?;
    match arguments.format {
        Format::Json => session.print_json(&document(&rows))?,
        Format::Human if rows.is_empty() => session.note("all packages are as new as can be"),
        Format::Human => session.print_titled(&told(&rows))?,
    }
    DONE
}

fn rows(
    session: &Session,
    project: &Project,
    libraries: &OpenLibraries,
) -> Result<Vec<Row>, CommandError> {
    let Some(lock) = &project.lock else { return Ok(Vec::new()) };
    if !lock.packages.values().any(|it| matches!(it.source, LockedSource::Library { .. })) {
        return Ok(Vec::new());
    }
    let found = resolve(&project.manifest, &project.graph, Some(lock), &Moving::All, libraries);
    let none = BTreeSet::new();
    let found = found.map_err(|error| unresolved(session, project, libraries, &none, error))?;
    let mut rows = Vec::new();
    for (name, package) in &lock.packages {
        let (LockedSource::Library { library, .. }, Some(locked)) =
            (&package.source, &package.version)
        else {
            continue;
        };
        if let Some(problem) =
            moved(session, project, libraries, name, package).map_err(library_error)?
        {
            return Err(cant_be_had(session, &[problem], &project.sources));
        }
        let library = libraries.open(library).map_err(library_error)?;
        let is_yanked = library.release(name, locked).map_err(library_error)?.is_yanked;
        let newest = newest_of(library, name).map_err(library_error)?;
        let newest = newest.filter(|version| version > locked);
        let fits = found.get(name).map(|it| it.release.version.clone());
        let fits = fits.filter(|version| version != locked);
        if fits.is_some() || newest.is_some() || is_yanked {
            rows.push(Row { name: name.clone(), locked: locked.clone(), fits, newest, is_yanked });
        }
    }
    Ok(rows)
}

fn told(rows: &[Row]) -> String {
    let heading = ["package", "locked", "fits", "newest"].map(ToOwned::to_owned).to_vec();
    let cell = |version: &Option<Version>| {
        version.as_ref().map_or_else(|| "–".to_owned(), Version::to_string)
    };
    let lines = rows.iter().map(|row| {
        let yanked = if row.is_yanked { " (yanked)" } else { "" };
        vec![
            row.name.clone(),
            format!("{}{yanked}", row.locked),
            cell(&row.fits),
            cell(&row.newest),
        ]
    });
    let rows: Vec<_> = std::iter::once(heading).chain(lines).collect();
    table(&rows, stdout_width())
}

fn document(rows: &[Row]) -> Value {
    let packages = rows.iter().map(|row| {
        json!({
            "name": row.name,
            "locked": row.locked,
            "fits": row.fits,
            "newest": row.newest,
            "yanked": row.is_yanked,
        })
    });
    json!({ "version": 1, "packages": packages.collect::<Vec<_>>() })
}
