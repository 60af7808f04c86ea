//! The Ledger's site in a real browser: Debian's Chromium, driven from Node.
//!
//! What is looked at stands in `tests/browser/site.mjs`; packages are those of its lock file.

use std::path::Path;

use anyhow::Result;

use crate::{
    debian,
    run::{built_orchc, root, run},
    written::{argument, copied, folder},
};

/// What Node needs, beside `tests/browser`.
const FILES: [&str; 3] = ["package.json", "package-lock.json", "site.mjs"];

/// Brings browser and packages, writes the site, and looks at it.
pub(crate) fn ledger_site() -> Result<()> {
    debian::chromium()?;
    let place = root().join("target").join("browser");
    let (site, script) = (place.join("site"), place.join("site.mjs"));
    let (place, site, script) = (argument(&place)?, argument(&site)?, argument(&script)?);
    folder(place)?;
    for file in FILES {
        copied(&root().join("tests/browser").join(file), &Path::new(place).join(file))?;
    }
    run("npm", &["ci", "--prefix", place, "--silent", "--no-audit", "--no-fund"])?;
    let orchc = built_orchc()?.join("orchc");
    let orchc = argument(&orchc)?;
    run(orchc, &["ledger", "site", "--out", site])?;
    let queries = root().join("ledger/pages/tests/queries");
    run("node", &[script, site, orchc, argument(&queries)?])
}
