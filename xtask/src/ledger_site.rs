//! The Ledger's site in a real browser: Debian's Chromium, driven from Node.
//!
//! What is looked at stands in `tests/browser/site.mjs`; packages are those of its lock file.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    debian,
    run::{built_orchc, root, run},
    written::{argument, copied, folder},
};

/// What Node needs, beside `tests/browser`.
const FILES: [&str; 5] = ["package.json", "package-lock.json", "looks.mjs", "site.mjs", "doc.mjs"];

/// Brings browser and packages, writes the site, and looks at it.
pub(crate) fn ledger_site() -> Result<()> {
    let place = browser_place()?;
    let (site, script) = (place.join("site"), place.join("site.mjs"));
    let (site, script) = (argument(&site)?, argument(&script)?);
    let orchc = built_orchc()?.join("orchc");
    let orchc = argument(&orchc)?;
    run(orchc, &["ledger", "site", "--out", site])?;
    let queries = root().join("ledger/pages/tests/queries");
    run("node", &[script, site, orchc, argument(&queries)?])
}

/// Brings the browser, and a folder with the scripts and what they need.
pub(crate) fn browser_place() -> Result<PathBuf> {
    debian::chromium()?;
    let place = root().join("target").join("browser");
    folder(argument(&place)?)?;
    for file in FILES {
        copied(&root().join("tests/browser").join(file), &place.join(file))?;
    }
    let prefix = argument(&place)?;
    run("npm", &["ci", "--prefix", prefix, "--silent", "--no-audit", "--no-fund"])?;
    Ok(place)
}
