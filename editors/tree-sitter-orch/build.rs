//! Compiles the generated parser and its scanner.

fn main() {
    let parser = ["src/parser.c", "src/scanner.c"];
    cc::Build::new().include("src").files(parser).warnings(false).compile("tree-sitter-orch");
    for file in parser {
        println!("cargo::rerun-if-changed={file}");
    }
}
