//! `src/` is what the generator makes of `src/grammar.json`. That this in turn is what `grammar.js`
//! says needs Node, and is a stage of `cargo xtask test --all`.

use orchestra_editors_tree_sitter_orch::NODE_TYPES;
use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

use crate::{ABI, GENERATED, expect, here, read};

#[test]
fn generated_files_are_what_the_grammar_makes() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let mut warnings = Vec::new();
    let grammar = here("src/grammar.json");
    generate_parser_in_directory(
        here(""),
        Some(folder.path()),
        Some(&grammar),
        ABI,
        None,
        None,
        true,
        OptLevel::default(),
        &mut warnings,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    assert!(warnings.is_empty(), "{}", warnings[0]);
    for file in GENERATED {
        expect(&here("src").join(file), &read(&folder.path().join(file)));
    }
    assert_eq!(NODE_TYPES, read(&here("src/node-types.json")));
}
