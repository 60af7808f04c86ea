//! A package's documentation in a real browser: that of the template library, as `orchc doc` writes it.
//!
//! What is looked at stands in `tests/browser/doc.mjs`.

use anyhow::Result;

use crate::{
    ledger_site::browser_place,
    run::{built_orchc, root, run},
    written::argument,
};

/// Brings browser and packages, writes the site, and looks at it.
pub(crate) fn package_site() -> Result<()> {
    let place = browser_place()?;
    let (package, site) = (root().join("stdlib/templates"), place.join("package-site"));
    let orchc = built_orchc()?.join("orchc");
    run(argument(&orchc)?, &["doc", argument(&package)?, "--out", argument(&site)?])?;
    run("node", &[argument(&place.join("doc.mjs"))?, argument(&site)?])
}
