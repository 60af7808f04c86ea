//! The texts that layouts are tried on.

use std::path::Path;
use std::sync::OnceLock;

/// Every `.orch` file of the repository, with its path.
pub(crate) fn corpus() -> &'static [(String, String)] {
    static CORPUS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut found = Vec::new();
        for folder in ["stdlib", "tests", "syntax/tests", "cli/src"] {
            read(&root.join(folder), &mut found);
        }
        found.sort();
        found
    })
}

#[expect(clippy::disallowed_methods, reason = "the harness reads its corpora")]
fn read(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of ours can be read") {
        let path = entry.expect("a folder of ours can be read").path();
        if path.is_dir() {
            read(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "orch")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            found.push((path.display().to_string(), text));
        }
    }
}
