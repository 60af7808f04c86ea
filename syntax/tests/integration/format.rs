//! What layouts look like: the cases of `tests/format`, each a text before and after.
//!
//! `UPDATE=1 cargo test -p orchestra-syntax --test integration format::` rewrites what comes after;
//! read the difference before you keep it.

use std::path::{Path, PathBuf};

use orchestra_syntax::format;

use crate::{corpus::corpus, layout::assert_settled};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the harness reads and rewrites its corpora")]
fn every_case_comes_out_as_it_says() {
    let folder = root().join("tests/format");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the cases can be read") {
        let case = entry.expect("a case can be read").path();
        let before = std::fs::read_to_string(case.join("before.orch")).expect("a text before");
        let after = case.join("after.orch");
        let text = assert_settled(&before).text;
        count += 1;
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&after, text).expect("what comes after can be written");
        } else if std::fs::read_to_string(&after).unwrap_or_default() != text {
            wrong.push(format!("{}:\n{text}", case.display()));
        }
    }
    assert!(count >= 10, "the cases are found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_ships_stands_in_its_own_layout() {
    let ships = |path: &str| path.contains("stdlib/") || path.contains("cli/src/");
    let shipped: Vec<_> = corpus().iter().filter(|(path, _)| ships(path)).collect();
    assert!(shipped.len() >= 12, "what ships is found");
    for (path, text) in shipped {
        assert_eq!(&format(text).text, text, "{path}: run `orchc fmt` on it");
    }
}

#[test]
fn line_ends_and_marks_at_the_beginning_go() {
    assert_eq!(format("\u{feff}const A = 1\r\n// b\r\n").text, "const A = 1\n// b\n");
    assert_eq!(format("").text, "");
    assert_eq!(format("\n\n").text, "");
    assert_eq!(format("// a  \n\n\n\n// b").text, "// a\n\n// b\n");
}
