//! A package's documentation in a real browser: that of the template library, as `orchc doc` writes it.
//!
//! What is looked at stands in `tests/browser/doc.mjs`.

use anyhow::Result;

use crate::{
    ledger_site::browser_place,
    run::{built_orchc, root, run},
    written::{argument, copied, file, folder},
};

/// Brings browser and packages, writes the site, and looks at it.
pub(crate) fn package_site() -> Result<()> {
    let place = browser_place()?;
    let (package, site) = (place.join("template-library"), place.join("package-site"));
    folder(argument(&package)?)?;
    for template in templates()? {
        let from = root().join("stdlib/templates").join(&template);
        copied(&from, &package.join(&template))?;
    }
    let manifest = package.join("orchestra.toml");
    file(argument(&manifest)?, "[package]\nname = \"template-library\"\n")?;
    let orchc = built_orchc()?.join("orchc");
    run(argument(&orchc)?, &["doc", argument(&package)?, "--out", argument(&site)?])?;
    run("node", &[argument(&place.join("doc.mjs"))?, argument(&site)?])
}

#[expect(clippy::disallowed_methods, reason = "xtask reads the project")]
fn templates() -> Result<Vec<String>> {
    let entries = std::fs::read_dir(root().join("stdlib/templates"))?;
    let names: std::io::Result<Vec<String>> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect();
    Ok(names?)
}
