//! Programs that Debian has, brought where the machine lacks them.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::run::{run, succeeds};

/// The browser, where the scripts that drive it start it.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Without arguments it fails, so that it can't be asked whether it is there.
const HTPASSWD: &str = "/usr/bin/htpasswd";

/// Brings the browser, with letters to write pages in.
pub(crate) fn chromium() -> Result<()> {
    if Path::new(CHROMIUM).exists() {
        return Ok(());
    }
    install("Chromium", &["chromium", "fonts-dejavu-core"])
}

/// Brings Neovim.
pub(crate) fn neovim() -> Result<()> {
    if succeeds("nvim", &["--version"]) {
        return Ok(());
    }
    install("Neovim", &["neovim"])
}

/// Brings the registry, and the program that makes its passwords.
pub(crate) fn docker_registry() -> Result<()> {
    if succeeds("docker-registry", &["--version"]) && Path::new(HTPASSWD).exists() {
        return Ok(());
    }
    install("docker-registry", &["docker-registry", "apache2-utils"])
}

fn install(what: &str, packages: &[&str]) -> Result<()> {
    let missing = || {
        let packages = packages.join(" ");
        format!("{what} comes from Debian: `apt-get install {packages}`, or run this as root there")
    };
    run("apt-get", &["update", "--quiet", "--quiet"]).with_context(missing)?;
    let install = ["install", "--yes", "--quiet", "--quiet", "--no-install-recommends"];
    run("apt-get", &[&install[..], packages].concat()).with_context(missing)
}
