//! The texts of an overlay's entries. What they mean is the Ledger's business.

use std::path::Path;

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};

use crate::{
    FileText,
    read_file::{names_ending, read_text},
};

/// The files of the overlay `folder`, named relative to the project's root, with their texts.
///
/// # Errors
/// Where the folder can't be read, or isn't inside the project.
pub(crate) fn read(
    root: &Path,
    folder: &str,
    manifest: &FileName,
    span: Span,
) -> Result<Vec<(String, FileText)>, Box<Diagnostic>> {
    let refuse =
        |message: String| Box::new(Diagnostic::error(Code::E0701, manifest.clone(), span, message));
    let relative = Path::new(folder);
    let inside = relative
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir));
    if !inside {
        return Err(refuse(format!("the overlay `{folder}` isn't inside the project")));
    }
    let path = root.join(relative);
    if !path.is_dir() {
        let mut problem = refuse(format!("there is no folder `{folder}`"));
        let help = "make it, with a folder `subnets/` for entries, or take the line out";
        problem.help = Some(help.to_owned());
        return Err(problem);
    }
    if !lies_in(&path, root) {
        return Err(refuse(format!(
            "the overlay `{folder}` is a link that leads out of the project"
        )));
    }
    // An overlay is kept from being written by templates, and a whole project can't be.
    if lies_in(root, &path) {
        return Err(refuse(format!("the overlay `{folder}` is the project's own folder")));
    }
    let shown = folder.trim_end_matches('/');
    let files = entries(&path).map_err(refuse)?;
    Ok(files.into_iter().map(|(name, text)| (format!("{shown}/{name}"), text)).collect())
}

/// The entries that a folder holds, `subnets/*.json` and `capabilities/*.json`, with their texts.
/// Either folder may be missing; links that lead out are refused.
///
/// # Errors
/// What can't be read, in words.
pub fn entries(folder: &Path) -> Result<Vec<(String, FileText)>, String> {
    let mut files = Vec::new();
    for kind in ["subnets", "capabilities"] {
        let part = folder.join(kind);
        if !part.is_dir() {
            continue;
        }
        if !lies_in(&part, folder) {
            return Err(format!("`{kind}` is a link that leads out of the overlay"));
        }
        for name in names_ending(&part, ".json").map_err(|error| error.to_string())? {
            let shown = format!("{kind}/{name}");
            let text = read_text(&part.join(&name))
                .map_err(|why| format!("can't read `{shown}`: {why}"))?;
            files.push((shown, text));
        }
    }
    Ok(files)
}

/// Whether `path` really lies in `folder`, links followed.
fn lies_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}
