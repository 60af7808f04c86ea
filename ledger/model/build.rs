//! Writes the table of embedded entries: the name and the text of every file of `ledger/subnets/`
//! and `ledger/capabilities/`.
//!
//! A file's name is the index, so that opening the Ledger parses nothing. Cargo watches the
//! folders, and so sees a new file, which a macro that includes a folder would not.

use std::{env, fmt::Write as _, fs, io, path::Path};

#[expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]
fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts");
    let out = env::var("OUT_DIR").expect("cargo sets it for build scripts");
    let mut code = String::new();
    for (constant, folder) in [("SUBNETS", "subnets"), ("FAMILIES", "capabilities")] {
        let path = Path::new(&here).join("..").join(folder);
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "const {constant}: &[(&str, &str)] = &[").expect("a string takes all");
        for name in names(&path)? {
            let file = path.join(format!("{name}.json"));
            writeln!(code, "    ({name:?}, include_str!({file:?})),").expect("a string takes all");
        }
        code.push_str("];\n");
    }
    fs::write(Path::new(&out).join("embedded.rs"), code)
}

/// The names of a folder's JSON files without their ending, sorted; none of a missing folder.
#[expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]
fn names(folder: &Path) -> io::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
