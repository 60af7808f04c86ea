//! Every text in the language that the project has: its files, and the blocks of its pages.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders at the project's root that hold no text of ours.
const LEFT_OUT: [&str; 3] = [".git", "node_modules", "target"];

/// A text with the place that it comes from.
pub(crate) struct Sample {
    pub(crate) place: String,
    pub(crate) text: String,
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All of them, in an order of their own.
#[expect(clippy::disallowed_methods, reason = "the tests read the project's files")]
pub(crate) fn samples() -> Vec<Sample> {
    let mut found = Vec::new();
    let mut waiting = vec![root()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of ours can be read") {
            let path = entry.expect("a folder of ours can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !LEFT_OUT.contains(&name.as_str()) {
                    waiting.push(path);
                }
                continue;
            }
            let ending = path.extension().unwrap_or_default();
            if ending == "orch" || ending == "md" {
                let place = path.display().to_string();
                // Files that aren't UTF-8 are cases of the command line's.
                let Ok(text) = fs::read_to_string(&path) else { continue };
                if ending == "orch" {
                    found.push(Sample { place, text });
                } else {
                    found.extend(blocks(&place, &text));
                }
            }
        }
    }
    found.sort_by(|left, right| left.place.cmp(&right.place));
    found
}

/// The fenced blocks of a page that are in the language.
fn blocks(place: &str, page: &str) -> Vec<Sample> {
    let mut found = Vec::new();
    let mut open: Option<Sample> = None;
    for (index, line) in page.lines().enumerate() {
        let trimmed = line.trim_start();
        if let Some(sample) = &mut open {
            if trimmed == "```" {
                found.extend(open.take());
            } else {
                sample.text += line;
                sample.text.push('\n');
            }
        } else if trimmed.starts_with("```orch") {
            let place = format!("{place}:{}", index + 1);
            open = Some(Sample { place, text: String::new() });
        }
    }
    found
}
