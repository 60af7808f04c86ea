//! `orchc ledger import`.

use std::path::{Path, PathBuf};

use clap::Args;
use orchestra_ledger_client::import::{Folder, Imported, Options, import};
use orchestra_ledger_model::Ledger;
use orchestra_package_model::{Manifest, Project};
use serde_json::json;

use super::{Format, FormatArguments};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
};

/// The overlay's folder where no manifest names one.
const FOLDER: &str = "ledger";

/// Make an entry of an OpenAPI 3.0 or 3.1 document, or of an MCP server's list of tools
///
/// The entry goes into the project's overlay. What an entry can't say is left out and named, with
/// the reason. Price, limits and whether a repeat is harmless stay unknown where the document
/// doesn't say them. Nothing is fetched: what the document refers to is read from its folder.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The document: JSON or YAML
    file: PathBuf,
    /// The entry's name in programs [default: made of the document's title]
    #[arg(long, value_parser = slug)]
    slug: Option<String>,
    /// The overlay's folder [default: the project's, else ledger]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where requests go, in place of the document's servers
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Take these operations only: by name, as in the document, or as "GET /path"
    #[arg(long, value_name = "OPERATIONS", value_delimiter = ',')]
    only: Vec<String>,
    /// These operations only read, whatever their method
    #[arg(long, value_name = "OPERATIONS", value_delimiter = ',')]
    reads: Vec<String>,
    /// Where the document was found
    #[arg(long, value_name = "URL", requires = "checked_on")]
    source: Option<String>,
    /// On which day it said so, YYYY-MM-DD
    #[arg(long, value_name = "DAY", requires = "source")]
    checked_on: Option<String>,
    /// Replace an entry that is there, or one that is listed
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Import) -> Result<Exit, CommandError> {
    let path = session.working.join(&arguments.file);
    let shown = session.shown(&path);
    let bytes = files::read_bytes(&path).doing(format_args!("read `{shown}`"))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let folder = DocumentFolder { root: path.parent().unwrap_or(Path::new("")).to_owned() };
    let options = Options {
        slug: arguments.slug.clone(),
        server: arguments.server.clone(),
        only: arguments.only.clone(),
        reads: arguments.reads.clone(),
        source: arguments.source.clone().zip(arguments.checked_on.clone()),
    };
    let imported = import(&name.unwrap_or_default(), &bytes, &folder, &options).map_err(|why| {
        let error = CommandError::usage(format!("can't import {why}")).exit(Exit::Source);
        match why.help() {
            Some(help) => error.hint(help),
            None => error,
        }
    })?;
    let (place, in_overlay) = overlay(session, arguments.out.as_deref());
    let file = place.join("subnets").join(format!("{}.json", imported.slug));
    let written = session.shown(&file);
    if !arguments.force {
        refuse_to_replace(&imported, &file, &written)?;
    }
    files::write(&file, &imported.text).doing(format_args!("write `{written}`"))?;
    report(session, arguments.format.format, &shown, &written, &imported)?;
    if !in_overlay {
        session.note(&format!(
            "no manifest names `{0}` as its overlay: write `[ledger]` with `overlay = \"{0}\"` into orchestra.toml",
            session.shown(&place)
        ));
    }
    DONE
}

/// An entry is somebody's work, and a listed slug is somebody else's service.
fn refuse_to_replace(imported: &Imported, file: &Path, written: &str) -> Result<(), CommandError> {
    let slug = &imported.slug;
    if file.exists() {
        return Err(CommandError::usage(format!("`{written}` is there already"))
            .hint("replace it with --force, or give another name by --slug"));
    }
    if Ledger::embedded().subnet(slug).is_some() {
        return Err(CommandError::usage(format!(
            "`{slug}` is listed, and the entry would take its place"
        ))
        .hint("give another name by --slug, or mean it with --force"));
    }
    Ok(())
}

/// The folder into which entries go, and whether a manifest names it.
fn overlay(session: &Session, out: Option<&Path>) -> (PathBuf, bool) {
    // The overlay itself isn't read: it may be large, and broken.
    let (root, _) = Project::root_of(&session.working);
    let manifest = root.join("orchestra.toml");
    let text = files::read_optional(&manifest).ok().flatten().unwrap_or_default();
    let manifest = Manifest::parse(&session.shown(&manifest), &text).0;
    let named = manifest.overlay.map(|(folder, _)| root.join(folder));
    let place = match (out, &named) {
        (Some(out), _) => session.working.join(out),
        (None, Some(named)) => named.clone(),
        (None, None) => root.join(FOLDER),
    };
    let tidy = |path: &Path| path.components().collect::<PathBuf>();
    let is_named = named.is_some_and(|named| tidy(&named) == tidy(&place));
    (place, is_named)
}

fn report(
    session: &Session,
    format: Format,
    document: &str,
    written: &str,
    imported: &Imported,
) -> Result<(), CommandError> {
    let Imported { slug, taken, left_out, notes, .. } = imported;
    if format == Format::Json {
        return session.print_json(&json!({
            "version": 1,
            "document": document,
            "slug": slug,
            "file": written,
            "operations": taken.len() + left_out.len(),
            "imported": taken.iter().map(|it| json!({
                "operation": it.name, "origin": it.origin, "notes": it.notes,
            })).collect::<Vec<_>>(),
            "left_out": left_out.iter().map(|it| json!({
                "operation": it.name, "origin": it.origin, "place": it.place, "reason": it.reason,
            })).collect::<Vec<_>>(),
            "notes": notes,
        }));
    }
    let mut text = String::new();
    for left in left_out {
        text += &format!("left out: {} ({}): {}\n", left.name, left.origin, left.reason);
    }
    for taken in taken {
        for note in &taken.notes {
            text += &format!("note: {} ({}): {note}\n", taken.name, taken.origin);
        }
    }
    for note in notes {
        text += &format!("note: {note}\n");
    }
    session.note(text.trim_end());
    let of = taken.len() + left_out.len();
    session
        .print(&format!("{written}: {} of {of} operations of {document}, as `{slug}`", taken.len()))
}

/// The folder that a document lies in.
struct DocumentFolder {
    root: PathBuf,
}

impl Folder for DocumentFolder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let whole = |path: &Path| path.canonicalize().map_err(|error| error.to_string());
        let root = if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root };
        let found = whole(&root.join(path))?;
        if !found.starts_with(whole(root)?) {
            return Err("it is a link that leads out of the document's folder".to_owned());
        }
        files::read_bytes(&found).map_err(|error| error.to_string())
    }
}

fn slug(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    Err("write small letters, digits and `_`, a letter first".to_owned())
}
