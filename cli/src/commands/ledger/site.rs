//! `orchc ledger site`.

use std::path::{Path, PathBuf};

use clap::Args;
use orchestra_ledger_pages::{Library, site};

use super::Shelf;
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
};

/// Names the pages that were written, so that the next time those that are gone can go.
const LIST: &str = "pages.txt";

/// Write the Ledger as a site that needs no server: pages with a search
#[derive(Debug, Args)]
pub(crate) struct Site {
    /// Where to write it: a folder that is new or empty, or that holds such a site
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

pub(super) fn run(session: &Session, arguments: &Site) -> Result<Exit, CommandError> {
    let folder = session.working.join(&arguments.out);
    let shown = arguments.out.display();
    let earlier = earlier(&folder).doing(format_args!("read {LIST} in {shown}"))?;
    if folder.exists() && earlier.is_none() && !files::is_empty_folder(&folder) {
        return Err(CommandError::usage(format!(
            "`{shown}` holds something else than such a site"
        ))
        .hint("name a folder that doesn't exist yet"));
    }
    let shelf = Shelf::open(session)?;
    let pages = site(&Library::new(&shelf.compilation.db, shelf.compilation.project));
    for (path, text) in &pages {
        files::write(&folder.join(path), text).doing(format_args!("write {shown}/{path}"))?;
    }
    let gone = earlier.into_iter().flatten().filter(|path| !pages.contains_key(path));
    for path in gone {
        files::remove(&folder.join(&path)).doing(format_args!("remove {shown}/{path}"))?;
    }
    let list: String = pages.keys().map(|path| format!("{path}\n")).collect();
    files::write(&folder.join(LIST), &list).doing(format_args!("write {shown}/{LIST}"))?;
    session.note(&format!("wrote {} pages: open {shown}/index.html", pages.len()));
    DONE
}

/// The pages that were written before; none where there is no list of them.
fn earlier(folder: &Path) -> std::io::Result<Option<Vec<String>>> {
    let list = files::read_optional(&folder.join(LIST))?;
    Ok(list.map(|list| list.lines().filter(|it| is_page(it)).map(str::to_owned).collect()))
}

/// Whether a line names a page as we write them: what else a list says isn't ours to remove.
fn is_page(path: &str) -> bool {
    let name = ["subnets/", "capabilities/"].into_iter().find_map(|it| path.strip_prefix(it));
    let name = name.and_then(|name| name.strip_suffix(".html"));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    name.is_some_and(|name| !name.is_empty() && name.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn only_pages_are_removed() {
        assert!(is_page("subnets/desearch.html") && is_page("capabilities/search.web.html"));
        for path in ["index.html", "subnets/../x.html", "/etc/x.html", "subnets/a", "subnets/.html"]
        {
            assert!(!is_page(path), "{path}");
        }
    }
}
