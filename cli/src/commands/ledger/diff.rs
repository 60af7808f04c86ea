//! `orchc ledger diff`.

mod sides;

use std::collections::BTreeSet;

use clap::Args;
use orchestra_ledger_model::{Change, ChangeKind};
use serde_json::{Value, json};

use self::sides::{Compared, Side};
use super::{Format, FormatArguments};
use crate::{
    change_document::change_document, command_error::CommandError, exit::Exit, session::Session,
    table::table,
};

/// Say what changed between two entries, and what of it breaks those who rely on them
///
/// A change is compatible if a template that was checked against the old entry surely is as right
/// under the new one; all others are breaking. Exit code 1: something breaks.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The old entry: a file, a folder with subnets/ and capabilities/, or the slug or family that
    /// the embedded Ledger lists
    old: String,
    /// The new one
    new: String,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Diff) -> Result<Exit, CommandError> {
    let old = Side::read(session, &arguments.old)?;
    let new = Side::read(session, &arguments.new)?;
    let compared = sides::compare(&old, &new)?;
    let breaking = count(&compared, true);
    match arguments.format.format {
        Format::Json => session.print_json(&document(&compared))?,
        Format::Human => tell(session, &compared)?,
    }
    Ok(if breaking == 0 { Exit::Success } else { Exit::Source })
}

fn count(compared: &[Compared], breaking: bool) -> usize {
    let changes = compared.iter().flat_map(|it| &it.changes);
    changes.filter(|change| change.is_breaking() == breaking).count()
}

fn tell(session: &Session, compared: &[Compared]) -> Result<(), CommandError> {
    let mut text = String::new();
    for it in compared.iter().filter(|it| !it.changes.is_empty()) {
        text += &format!("{}\n", heading(it));
        // What breaks stands first; within each class the order is that of the entry.
        let mut changes: Vec<&Change> = it.changes.iter().collect();
        changes.sort_by_key(|change| !change.is_breaking());
        let rows: Vec<_> = changes.into_iter().map(row).collect();
        for line in table(&rows, None).lines() {
            text += &format!("  {line}\n");
        }
    }
    session.print(&text)?;
    let (breaking, compatible) = (count(compared, true), count(compared, false));
    session.note(&match (breaking, compatible) {
        (0, 0) => "nothing changed".to_owned(),
        (breaking, compatible) => format!("{breaking} breaking, {compatible} compatible"),
    });
    for hint in hints(compared) {
        session.note(&format!("help: {hint}"));
    }
    Ok(())
}

fn heading(compared: &Compared) -> String {
    match compared.versions {
        (Some(old), Some(new)) if old == new => {
            format!("{}, {} {new} in both", compared.name, compared.version_word())
        }
        (Some(old), Some(new)) => {
            format!("{}, {} {old} → {new}", compared.name, compared.version_word())
        }
        _ => compared.name.clone(),
    }
}

fn row(change: &Change) -> Vec<String> {
    let pointer = if change.pointer.is_empty() { "all of it" } else { &change.pointer };
    let place = if change.in_old { format!("{pointer} (old)") } else { pointer.to_owned() };
    vec![change.class.name().to_owned(), place, change.reason.clone()]
}

/// What may be done so that nothing breaks, or what has to be done since it does.
fn hints(compared: &[Compared]) -> Vec<String> {
    let mut hints = Vec::new();
    for it in compared {
        let (Some(old), Some(new)) = it.versions else { continue };
        let is_changed = it.changes.iter().any(|change| change.kind != ChangeKind::Revision);
        if is_changed && new <= old {
            let word = it.version_word();
            hints.push(format!(
                "a {word} is never rewritten: `{}` needs {word} {}",
                it.name,
                old.saturating_add(1)
            ));
        }
    }
    let changes = compared.iter().flat_map(|it| &it.changes);
    let kinds: BTreeSet<_> = changes.filter(|it| it.is_breaking()).map(|it| it.kind).collect();
    hints.extend(kinds.into_iter().filter_map(ChangeKind::hint).map(str::to_owned));
    hints
}

fn document(compared: &[Compared]) -> Value {
    let entries = compared.iter().filter(|it| !it.changes.is_empty()).map(|it| {
        let changes = it.changes.iter().map(change_document);
        let (old, new) = it.versions;
        json!({
            "name": it.name,
            "is": if it.is_family { "family" } else { "subnet" },
            "old": old,
            "new": new,
            "changes": changes.collect::<Vec<_>>(),
        })
    });
    json!({
        "version": 1,
        "entries": entries.collect::<Vec<_>>(),
        "summary": { "breaking": count(compared, true), "compatible": count(compared, false) },
    })
}
