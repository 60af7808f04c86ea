//! Any text to its layout: the layout means the same, keeps every comment, and is its own layout.

#[path = "../../syntax/tests/integration/layout.rs"]
mod layout;

/// Lays out a text.
pub fn format(bytes: &[u8]) {
    layout::assert_settled(&String::from_utf8_lossy(bytes));
}
