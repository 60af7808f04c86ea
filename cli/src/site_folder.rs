//! A static site in a folder: written anew, what is gone from it removed, and nothing else touched.

use std::{collections::BTreeMap, fmt::Display, path::Path};

use crate::{
    command_error::{CommandError, Doing as _},
    files,
    session::Session,
};

/// Names the pages that were written, so that the next time those that are gone can go.
const LIST: &str = "pages.txt";

/// Refuses a folder that holds something else than a site.
///
/// # Errors
/// In that case, or where it can't be read.
pub(crate) fn refuse_other(folder: &Path, shown: &dyn Display) -> Result<(), CommandError> {
    let list = files::read_optional(&folder.join(LIST));
    let list = list.doing(format_args!("read {LIST} in {shown}"))?;
    if folder.exists() && list.is_none() && !files::is_empty_folder(folder) {
        return Err(CommandError::usage(format!(
            "`{shown}` holds something else than such a site"
        ))
        .hint("name a folder that doesn't exist yet"));
    }
    Ok(())
}

/// Writes `pages`, by their paths with `/`, into `folder`, which `shown` names to people. `folders` are
/// those of the site: a page lies in one of them, or is its index.
///
/// # Errors
/// Where the folder holds something else than such a site, or can't be written.
pub(crate) fn write(
    session: &Session,
    folder: &Path,
    shown: &dyn Display,
    pages: &BTreeMap<String, String>,
    folders: &[&str],
) -> Result<(), CommandError> {
    refuse_other(folder, shown)?;
    let earlier = earlier(folder, folders).doing(format_args!("read {LIST} in {shown}"))?;
    for (path, text) in pages {
        files::write(&folder.join(path), text).doing(format_args!("write {shown}/{path}"))?;
    }
    let gone = earlier.into_iter().flatten().filter(|path| !pages.contains_key(path));
    for path in gone {
        files::remove(&folder.join(&path)).doing(format_args!("remove {shown}/{path}"))?;
    }
    let list: String = pages.keys().map(|path| format!("{path}\n")).collect();
    files::write(&folder.join(LIST), &list).doing(format_args!("write {shown}/{LIST}"))?;
    let pages = pages.len();
    session.note(&format!("wrote {pages} pages: open {shown}/index.html"));
    Ok(())
}

/// The pages that were written before; none where there is no list of them.
fn earlier(folder: &Path, folders: &[&str]) -> std::io::Result<Option<Vec<String>>> {
    let list = files::read_optional(&folder.join(LIST))?;
    Ok(list.map(|list| list.lines().filter(|it| is_page(it, folders)).map(str::to_owned).collect()))
}

/// Whether a line names a page as we write them: what else a list says isn't ours to remove.
fn is_page(path: &str, folders: &[&str]) -> bool {
    let Some((folder, name)) = path.split_once('/') else { return false };
    let name = name.strip_suffix(".html").filter(|_| folders.contains(&folder));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '~');
    name.is_some_and(|name| !name.is_empty() && name.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn only_pages_are_removed() {
        let folders = ["subnets", "capabilities"];
        let is_page = |path| is_page(path, &folders);
        assert!(is_page("subnets/desearch.html") && is_page("capabilities/search.web.html"));
        for path in [
            "index.html",
            "subnets/../x.html",
            "/etc/x.html",
            "subnets/a",
            "subnets/.html",
            "other/x.html",
        ] {
            assert!(!is_page(path), "{path}");
        }
    }
}
