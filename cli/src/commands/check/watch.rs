//! `orchc check --watch`: says what is wrong again whenever something changes.
//!
//! Each round reads what is on disk and gives the compiler what differs: whatever that doesn't
//! touch isn't computed again. A round that finds every text as it was says nothing.

use std::{collections::BTreeSet, path::PathBuf};

use orchestra_package_model::Project;

use super::{Check, Checked, Format, look, tell};
use crate::{
    asked::Looking,
    changes::Changes,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::Session,
    signals::{Signal, Signals},
};

/// Goes on until a signal comes.
///
/// # Errors
/// Where files can't be watched, or nothing can be printed. What can't be read is said, and may be
/// there again in the next round.
pub(super) fn watch(session: &Session, arguments: &Check) -> Result<Exit, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.doing("watch files")?.block_on(rounds(session, arguments))
}

async fn rounds(session: &Session, arguments: &Check) -> Result<Exit, CommandError> {
    let mut signals = Signals::listen().doing("listen for signals")?;
    let mut changes = Changes::listen()?;
    // What isn't there may come; that it isn't there would be said again and again.
    let quiet = session.quieted();
    let mut unread: Option<Vec<String>> = None;
    let mut earlier = Vec::new();
    loop {
        let mut is_changed = false;
        let mut checked = loop {
            let checked = look(&quiet, arguments, Looking::Again(std::mem::take(&mut earlier)))?;
            is_changed |= checked.compilations.iter().any(|it| it.is_changed);
            // What changed in a folder before it was watched wasn't heard.
            if !changes.watch(folders(session, arguments, &checked))? {
                break checked;
            }
            earlier = checked.compilations;
        };
        let messages = checked.unread.iter().map(|error| error.message.clone()).collect();
        if is_changed || unread.as_ref() != Some(&messages) {
            unread = Some(messages);
            round(session, arguments, &mut checked)?;
        }
        earlier = checked.compilations;
        tokio::select! {
            () = changes.next() => {}
            signal = signals.next() => {
                return Ok(Exit::Interrupted { terminated: signal == Signal::Terminate });
            }
        }
    }
}

/// Says what was found, in place of what was said before where that can be taken back.
fn round(session: &Session, arguments: &Check, checked: &mut Checked) -> Result<(), CommandError> {
    let is_for_people = matches!(arguments.format, Format::Human | Format::Short);
    if is_for_people {
        session.clear();
    }
    let nothing_is_wrong_to_read = checked.unread.is_empty();
    match tell(session, arguments, checked) {
        // The world failed to take what we print, or gave us a baseline that is none.
        Err(error) if nothing_is_wrong_to_read => return Err(error),
        Err(error) => drop(session.report(&error)),
        Ok(_) => {}
    }
    if is_for_people && session.interactive {
        session.note("waiting for changes; Ctrl-C ends it");
    }
    Ok(())
}

/// The folders whose changes may change what is found.
fn folders(session: &Session, arguments: &Check, checked: &Checked) -> BTreeSet<PathBuf> {
    let of_projects = checked.compilations.iter().flat_map(|it| it.folders());
    let named = arguments.paths.iter().map(|path| session.working.join(path));
    // A file that isn't there yet comes into its project's folder.
    let of_named = named.map(|path| Project::root_of(&path).0);
    let beside_baseline = arguments.baseline.iter().filter_map(|path| {
        let path = session.working.join(path);
        path.parent().map(PathBuf::from)
    });
    of_projects.chain(of_named).chain(beside_baseline).collect()
}
