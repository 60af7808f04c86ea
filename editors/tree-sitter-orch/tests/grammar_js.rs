//! `src/grammar.json` is what `grammar.js` says. It needs Node, so that a stage of
//! `cargo xtask test --all` runs it; with `UPDATE=1`, it and the test of the generated files after it
//! write `src/` anew.

use std::path::Path;

use tree_sitter_generate::load_grammar_file;

#[test]
#[expect(clippy::disallowed_methods, reason = "tests read the files of the grammar")]
fn the_grammar_is_what_its_source_says() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = load_grammar_file(&here.join("grammar.js"), Some("node"))
        .unwrap_or_else(|error| panic!("{error}"));
    let committed = here.join("src/grammar.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&committed, &said).expect("a file of ours can be written");
    }
    let known = std::fs::read_to_string(&committed).expect("a file of ours can be read");
    assert!(known == said, "src/grammar.json isn't what grammar.js says: README.md tells how to");
}
