//! The extension's types of our protocol are those of [`orchestra_lsp_server::protocol`]. `UPDATE=1`
//! rewrites them.

use crate::typescript;

const PATH: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../editors/vscode/src/core/protocol.ts");

const HEADER: &str = "\
// What the language server says beyond the protocol of all language servers, generated from its types.
// Change them in `lsp/server/src/protocol/`, then: UPDATE=1 cargo test -p orchestra-lsp-server generated
";

#[test]
#[expect(clippy::disallowed_methods, reason = "the test owns the file that it generates")]
fn generated_types_of_the_extension_are_the_servers() {
    let text = typescript::module(HEADER, &orchestra_lsp_server::protocol::schema());
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(PATH, &text).expect("the tree can be written");
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    assert_eq!(committed, text, "UPDATE=1 cargo test -p orchestra-lsp-server generated");
}
