//! The texts of an overlay's entries. What they mean is the Ledger's business.

use std::path::Path;

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};

use crate::read_file::{names_ending, read_text};

/// The files of the overlay `folder`, named relative to the project's root, with their texts.
///
/// # Errors
/// Where the folder can't be read, or isn't inside the project.
pub(crate) fn read(
    root: &Path,
    folder: &str,
    manifest: &FileName,
    span: Span,
) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
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
    let stays = |path: &Path| match (path.canonicalize(), root.canonicalize()) {
        (Ok(path), Ok(root)) => path.starts_with(root),
        _ => false,
    };
    let mut files = Vec::new();
    for kind in ["subnets", "capabilities"] {
        let part = path.join(kind);
        if !part.is_dir() {
            continue;
        }
        if !stays(&part) {
            return Err(refuse(format!("`{folder}` holds a link that leads out of the project")));
        }
        let names = names_ending(&part, ".json").map_err(|error| refuse(error.to_string()))?;
        for name in names {
            let shown = format!("{}/{kind}/{name}", folder.trim_end_matches('/'));
            let text = read_text(&part.join(&name))
                .map_err(|why| refuse(format!("can't read `{shown}`: {why}")))?;
            files.push((shown, text));
        }
    }
    Ok(files)
}
