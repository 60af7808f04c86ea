//! `orchc check --fix`: what mends itself.
//!
//! Fixes that are certain are applied round by round, since one may make way for the next: behind
//! what couldn't be read there may be more to say. A round after which all of its diagnostics are
//! still there is taken back. Only files that were asked for are written, each as a whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use orchestra_diagnostics::{Code, Diagnostic, Edit, FileName, Fix};

use super::{Check, Checked, look};
use crate::{
    asked::Looking,
    command_error::{CommandError, Doing as _},
    files,
    session::Session,
};

/// Fixes seldom wait for more than one other. Whatever comes after is left for the next run.
const MOST_ROUNDS: usize = 10;

/// What is left to say after all that mends itself.
pub(super) fn mend(
    session: &Session,
    arguments: &Check,
    mut checked: Checked,
) -> Result<Checked, CommandError> {
    let (mut mended, mut written) = (0, BTreeSet::new());
    for _ in 0..MOST_ROUNDS {
        let chosen = chosen(session, &checked);
        let texts = texts(session, &checked, chosen.iter().map(|(_, fix)| *fix));
        if texts.is_empty() {
            break;
        }
        let write = |path: &PathBuf, text: &str| {
            files::write(path, text).doing(format_args!("write {}", path.display()))
        };
        texts.iter().try_for_each(|(path, (_, after))| write(path, after))?;
        let next = look(session, arguments, Looking::Once)?;
        let left = still_there(&chosen, &next);
        if left >= chosen.len() {
            texts.iter().try_for_each(|(path, (before, _))| write(path, before))?;
            break;
        }
        mended += chosen.len() - left;
        written.extend(texts.into_keys());
        checked = next;
    }
    let fixes = if mended == 1 { "fix" } else { "fixes" };
    let files = if written.len() == 1 { "file" } else { "files" };
    session.note(&format!("{mended} {fixes} applied in {} {files}", written.len()));
    Ok(checked)
}

/// How many of those that were to be mended are said again. Their places may have moved.
fn still_there(chosen: &[(&Diagnostic, &Fix)], next: &Checked) -> usize {
    let mut said: Vec<_> = next.diagnostics.iter().map(identity).collect();
    let again = |(mended, _): &&(&Diagnostic, &Fix)| {
        let found = said.iter().position(|it| *it == identity(mended));
        found.map(|index| said.swap_remove(index)).is_some()
    };
    chosen.iter().filter(again).count()
}

fn identity(diagnostic: &Diagnostic) -> (&FileName, Code, &str) {
    (&diagnostic.file, diagnostic.code, &diagnostic.message)
}

/// A certain fix of each diagnostic that has one, unless it touches what an earlier one changes, or a
/// file that isn't as it was checked: somebody else writes it, or it isn't UTF-8.
fn chosen<'c>(session: &Session, checked: &'c Checked) -> Vec<(&'c Diagnostic, &'c Fix)> {
    let mut chosen: Vec<(&Diagnostic, &Fix)> = Vec::new();
    let mut known: BTreeMap<&FileName, bool> = BTreeMap::new();
    for diagnostic in &checked.diagnostics {
        let Some(fix) = certain(diagnostic) else { continue };
        let mut is_as_checked = |file: &'c FileName| {
            *known.entry(file).or_insert_with(|| {
                let read = files::read_optional(&session.working.join(&**file));
                matches!(read, Ok(Some(text)) if text == checked.sources.text(file))
            })
        };
        let earlier = || chosen.iter().flat_map(|(_, fix)| &fix.edits);
        let applies = fix.edits.iter().all(|edit| {
            checked.asked.contains(&edit.file)
                && is_as_checked(&edit.file)
                && earlier().all(|other| !touch(edit, other))
        });
        if applies {
            chosen.push((diagnostic, fix));
        }
    }
    chosen
}

/// The one fix that is certain; of several, people choose.
fn certain(diagnostic: &Diagnostic) -> Option<&Fix> {
    match &*diagnostic.fixes {
        [fix] if fix.is_certain => Some(fix),
        _ => None,
    }
}

fn touch(a: &Edit, b: &Edit) -> bool {
    a.file == b.file && a.span.start <= b.span.end && b.span.start <= a.span.end
}

/// The files that `fixes` change, each with its text before and after.
fn texts<'c>(
    session: &Session,
    checked: &Checked,
    fixes: impl Iterator<Item = &'c Fix>,
) -> BTreeMap<PathBuf, (String, String)> {
    let mut edits: BTreeMap<&FileName, Vec<&Edit>> = BTreeMap::new();
    for edit in fixes.flat_map(|fix| &fix.edits) {
        edits.entry(&edit.file).or_default().push(edit);
    }
    let mended = |(file, mut edits): (&FileName, Vec<&Edit>)| {
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let before = checked.sources.text(file).to_owned();
        let mut after = before.clone();
        for edit in edits {
            after.replace_range(edit.span.range(), &edit.text);
        }
        (session.working.join(&**file), (before, after))
    };
    edits.into_iter().map(mended).collect()
}
