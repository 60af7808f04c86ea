//! What the fuzzers have found worth keeping, without a fuzzer: nothing of it may panic any more.

use std::{panic::catch_unwind, path::Path};

use orchestra_fuzz::TARGETS;
use orchestra_tests::corpus;

#[test]
fn nothing_in_the_corpora_panics() {
    let mut failed = Vec::new();
    for (name, target) in TARGETS {
        let files = corpus::files(&corpus::folder("../fuzz/corpus").join(name), "");
        assert!(!files.is_empty(), "{name} has a corpus");
        let fails = |file: &Path| catch_unwind(|| target(&bytes(file))).is_err();
        failed.extend(files.into_iter().filter(|file| fails(file)));
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[expect(clippy::disallowed_methods, reason = "the harness reads its corpora")]
fn bytes(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
