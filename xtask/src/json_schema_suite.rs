//! The official JSON Schema test suite against what we make of schemas.
//!
//! The suite isn't committed. Its own npm package, `@json-schema-org/tests`, holds no tests but
//! fetches them from a git host; the sources of the Python package `jsonschema` hold the same
//! files, so that the package registry is enough.

use anyhow::Result;

use crate::{
    run::{root, run, run_tests},
    written::{argument, file, folder},
};

/// The release that is tested with, and what its archive must be.
const VERSION: &str = "4.26.0";
const REQUIREMENT: &str = "jsonschema==4.26.0 \
    --hash=sha256:0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326\n";

/// Brings the suite, unless it lies there already, and runs the test that takes it.
pub(crate) fn json_schema_suite() -> Result<()> {
    let place = root().join("target").join("json-schema-suite");
    let archive = place.join(format!("jsonschema-{VERSION}.tar.gz"));
    let suite = place.join(format!("jsonschema-{VERSION}")).join("json");
    let missing = !suite.join("tests").is_dir();
    let (place, archive, suite) = (argument(&place)?, argument(&archive)?, argument(&suite)?);
    if missing {
        let requirements = format!("{place}/requirements.txt");
        folder(place)?;
        file(&requirements, REQUIREMENT)?;
        let download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check"];
        let sources = ["--no-deps", "--no-binary", "jsonschema", "--dest", place];
        let wanted = ["--require-hashes", "--requirement", &requirements];
        run("python3", &[&download[..], &sources, &wanted].concat())?;
        run("python3", &["-m", "tarfile", "--extract", archive, place])?;
    }
    run_tests("json_schema_suite", &[suite])
}
