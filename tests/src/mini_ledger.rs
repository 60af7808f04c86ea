//! The invented Ledger in `ledger/`, so that no test of the language depends on a real subnet.
//!
//! `acme` finds and writes, `quill` does the same for more money, `mail` writes to the world, `vault`
//! wants secrets, `meter` charges by every unit, of `lab` no price is known, and `orbit` is gone. Their
//! providers lie beside them.

use std::sync::OnceLock;

use orchestra_ledger_model::Ledger;

use crate::corpus;

/// The Ledger of the files in `ledger/`.
///
/// # Panics
/// If an entry is wrong: all that is wrong is printed.
#[must_use]
pub fn mini_ledger() -> Ledger {
    static LEDGER: OnceLock<Ledger> = OnceLock::new();
    LEDGER.get_or_init(read).clone()
}

/// The same with every price a tenth of what it is: as it may have been when a project was locked.
///
/// # Panics
/// If an entry is wrong: all that is wrong is printed.
#[must_use]
pub fn mini_ledger_when_cheaper() -> Ledger {
    mini_ledger_with(|text| text.replace("\"amount\": \"0.", "\"amount\": \"0.0"))
}

/// The texts of its providers, by their files' names.
#[must_use]
pub fn mini_providers() -> Vec<(String, String)> {
    let files = corpus::files(&corpus::folder("ledger/providers"), ".orch").into_iter();
    files
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy();
            (name.into_owned(), corpus::read(&path))
        })
        .collect()
}

fn read() -> Ledger {
    mini_ledger_with(|text| text)
}

/// The same with each of its texts changed.
///
/// # Panics
/// If an entry is wrong: all that is wrong is printed.
#[must_use]
pub fn mini_ledger_with(change: impl Fn(String) -> String) -> Ledger {
    let folder = corpus::folder("ledger");
    let files: Vec<_> = corpus::files(&folder, ".json")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).expect("it lies in the folder");
            (name.to_string_lossy().into(), change(corpus::read(&path)))
        })
        .collect();
    Ledger::from_files(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
