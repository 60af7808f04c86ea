//! The valid files that are broken.

use std::path::Path;

use orchestra_tests::{checked::Checked, corpus};

/// A valid file, with those that belong to it.
pub(crate) struct Subject {
    /// The file from the corpora's folder: `runs/else/main.orch`.
    pub(crate) name: String,
    /// Paths from the package's root, with texts.
    files: Vec<(String, String)>,
    /// Which of them is broken.
    broken: usize,
    /// Whether it calls real subnets, not invented ones.
    is_real: bool,
}

impl Subject {
    /// The path of the file that is broken.
    pub(crate) fn path(&self) -> &str {
        &self.files[self.broken].0
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.files[self.broken].1
    }

    /// All of it, compiled.
    pub(crate) fn checked(&self) -> Checked {
        let texts: Vec<_> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        if self.is_real {
            Checked::with_embedded_ledger(&texts)
        } else {
            Checked::with_mini_ledger(&texts)
        }
    }

    /// A number of its own, which stays when other files come.
    pub(crate) fn seed(&self) -> u64 {
        self.name.bytes().fold(5381, |hash, byte| hash.wrapping_mul(33) ^ u64::from(byte))
    }
}

/// Every valid file of the corpora.
pub(crate) fn subjects() -> Vec<Subject> {
    let mut all = Vec::new();
    let valid = corpus::folder("conformance/valid");
    let alone = [
        (corpus::files_in(&valid, ".orch"), false),
        (corpus::files(&corpus::folder("runs"), ".orch"), false),
        (corpus::files(&corpus::folder("bounds"), ".orch"), false),
        (corpus::files(&corpus::folder("../stdlib"), ".orch"), true),
    ];
    for (files, is_real) in alone {
        all.extend(files.iter().map(|path| {
            let files = vec![("main.orch".to_owned(), corpus::read(path))];
            Subject { name: name(path), files, broken: 0, is_real }
        }));
    }
    for folder in corpus::folders(&valid) {
        let paths = corpus::files(&folder, ".orch");
        let files: Vec<_> = paths
            .iter()
            .map(|path| {
                let inside = path.strip_prefix(&folder).expect("it lies there");
                (inside.to_string_lossy().into_owned(), corpus::read(path))
            })
            .collect();
        all.extend(paths.iter().enumerate().map(|(broken, path)| Subject {
            name: name(path),
            files: files.clone(),
            broken,
            is_real: false,
        }));
    }
    all
}

fn name(path: &Path) -> String {
    let root = corpus::folder("");
    path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned()
}
