//! What no compiler checks. Each rule is a function from a file to its complaint.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::{edges, run::output, run::root};

type Rule = fn(&Path, &str) -> Option<String>;

const RULES: &[Rule] = &[header, size, unfinished, name, trailing_blanks];

/// More lines than a reader keeps in mind.
const MOST_LINES: usize = 700;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "manager"];

/// Applies every rule to every file that git knows, and compares the edges between crates.
pub(crate) fn tidy() -> Result<()> {
    let mut problems = edges::problems()?;
    for file in output("git", &["ls-files"])?.lines().map(PathBuf::from) {
        #[expect(clippy::disallowed_methods, reason = "xtask reads the work tree")]
        let Ok(text) = std::fs::read_to_string(root().join(&file)) else { continue };
        let complaints = RULES.iter().filter_map(|rule| rule(&file, &text));
        problems.extend(complaints.map(|complaint| format!("{}: {complaint}", file.display())));
    }
    if !problems.is_empty() {
        bail!("tidy found {} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
    Ok(())
}

fn is_rust(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rs")
}

fn header(file: &Path, text: &str) -> Option<String> {
    (is_rust(file) && !text.starts_with("//!"))
        .then(|| "begins without a `//!` that says why it is there".into())
}

fn size(file: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (is_rust(file) && lines > MOST_LINES).then(|| format!("{lines} lines, more than {MOST_LINES}"))
}

fn unfinished(file: &Path, text: &str) -> Option<String> {
    const WORDS: &[&str] = &["todo!(", "unimplemented!(", "FIXME", "XXX", "#[ignore"];
    if !is_rust(file) || file.starts_with("xtask") {
        return None;
    }
    WORDS.iter().find(|word| text.contains(**word)).map(|word| format!("contains `{word}`"))
}

fn name(file: &Path, _: &str) -> Option<String> {
    let stem = file.file_stem()?.to_str()?;
    (is_rust(file) && EMPTY_NAMES.contains(&stem)).then(|| "its name says nothing".into())
}

fn trailing_blanks(file: &Path, text: &str) -> Option<String> {
    let checked = ["rs", "md", "toml", "orch", "json"];
    let extension = file.extension()?.to_str()?;
    if !checked.contains(&extension)
        || file.starts_with("tests/conformance")
        || file.starts_with("syntax/tests")
    {
        return None;
    }
    let line = text.lines().position(|line| line.ends_with([' ', '\t']))?;
    Some(format!("line {} ends with blanks", line + 1))
}
