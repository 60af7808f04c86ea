//! The extension in a real VS Code: code-server from npm, its page in Debian's Chromium.
//!
//! What a person does there stands in `editors/vscode/test/e2e/`. Pictures of what failed, and what
//! the editor said meanwhile, are left in `target/vscode-e2e/failures/`.

use std::path::Path;

use anyhow::Result;

use crate::{
    debian, extension,
    run::{built_orchc, root, run},
    written::{argument, copied, folder},
};

/// What is brought from npm, in `editors/vscode/test/e2e/tools`: the editor, and its Node.
const TOOLS: [&str; 2] = ["package.json", "package-lock.json"];
/// The editor's own packages, by its own lock file, which the digest of the editor holds.
const INSIDE: &str = "node_modules/code-server/lib/vscode";
/// The one package that this lock file lacks.
const LACKING: &str = "tslib@2.9.1";

/// Brings browser and editor, packages the extension, and does what a person does.
pub(crate) fn vscode_end_to_end() -> Result<()> {
    debian::chromium()?;
    editor(&root().join("target").join("vscode-e2e"))?;
    extension::packages()?;
    let orchc = built_orchc()?.join("orchc");
    let extension = ["--prefix", extension::FOLDER, "--silent", "run"];
    run("npm", &[&extension[..], &["package", "--", argument(&orchc)?]].concat())?;
    run("npm", &[&extension[..], &["test:e2e"]].concat())
}

/// Brings the editor, unless it lies there already. No package's own script runs: they would compile
/// what isn't needed here.
fn editor(place: &Path) -> Result<()> {
    let tools = root().join(extension::FOLDER).join("test/e2e/tools");
    let (brought, lock) = (place.join("brought.json"), tools.join("package-lock.json"));
    if same(&brought, &lock) {
        return Ok(());
    }
    let install = ["--ignore-scripts", "--omit=dev", "--silent", "--no-audit", "--no-fund"];
    folder(argument(place)?)?;
    for name in TOOLS {
        copied(&tools.join(name), &place.join(name))?;
    }
    let inside = place.join(INSIDE);
    let (at_place, at_inside) = (argument(place)?, argument(&inside)?);
    run("npm", &[&["ci", "--prefix", at_place][..], &install].concat())?;
    let lacking = ["install", "--prefix", at_inside, "--no-save", LACKING];
    run("npm", &[&lacking[..], &install].concat())?;
    copied(&lock, &brought)
}

/// Whether both files are there and hold the same.
#[expect(clippy::disallowed_methods, reason = "xtask reads the work tree and what it made there")]
fn same(one: &Path, other: &Path) -> bool {
    let (one, other) = (std::fs::read(one), std::fs::read(other));
    matches!((one, other), (Ok(one), Ok(other)) if one == other)
}
