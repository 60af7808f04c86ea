//! The grammar, held to the compiler's parser, to its own corpus and to what editors ask of it.
//!
//! `UPDATE=1 cargo test -p orchestra-editors-tree-sitter-orch` rewrites what is expected and what is
//! generated; read the difference before you commit it.

mod constructs;
mod edits;
mod generated;
mod queries;
mod recovery;
mod refusals;
mod samples;
mod trees;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The version of the parser's tables: the newest that Neovim 0.7 reads.
const ABI: usize = 14;

/// What is generated into `src/`.
const GENERATED: &[&str] = &[
    "parser.c",
    "node-types.json",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

/// The tree of a text.
fn parsed(text: &str) -> tree_sitter::Tree {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&language()).expect("the library reads parsers of this version");
    parser.parse(text, None).expect("nothing cancels it")
}

fn language() -> tree_sitter::Language {
    orchestra_editors_tree_sitter_orch::LANGUAGE.into()
}

/// A file or folder of the grammar.
fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[expect(clippy::disallowed_methods, reason = "tests read the files of the grammar")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a folder with that extension, sorted.
#[expect(clippy::disallowed_methods, reason = "tests read the files of the grammar")]
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of ours can be read");
    let mut files: Vec<_> =
        entries.map(|entry| entry.expect("so can its entries").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

/// Holds a text to the file that has what is expected, or rewrites that file.
#[expect(clippy::disallowed_methods, reason = "the one switch that rewrites expectations")]
fn expect(path: &Path, found: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, found).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let expected = if path.exists() { read(path) } else { String::new() };
    let differs = expected.lines().zip(found.lines()).position(|(left, right)| left != right);
    let line = differs.unwrap_or(expected.lines().count().min(found.lines().count()));
    assert!(
        expected == found,
        "{} differs from line {}:\n{}\n{}",
        path.display(),
        line + 1,
        expected.lines().nth(line).unwrap_or("(it ends)"),
        found.lines().nth(line).unwrap_or("(it ends)"),
    );
}
