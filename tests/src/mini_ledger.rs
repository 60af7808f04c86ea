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

fn read() -> Ledger {
    let folder = corpus::folder("ledger");
    let files: Vec<_> = corpus::files(&folder, ".json")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).expect("it lies in the folder");
            (name.to_string_lossy().into(), corpus::read(&path))
        })
        .collect();
    Ledger::from_files(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
