//! Any text to a tree: nothing is lost, and whatever is said points into the text.

#[path = "../../syntax/tests/integration/whole_tree.rs"]
mod whole_tree;

/// Parses a text; what is no UTF-8 in it is replaced.
///
/// # Panics
/// If the tree lacks a byte of the text.
pub fn parse(bytes: &[u8]) {
    whole_tree::assert_whole(&String::from_utf8_lossy(bytes));
}
