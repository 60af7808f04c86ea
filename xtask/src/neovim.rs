//! Debian's Neovim, set up as `docs/editors/neovim.md` says, opens files of the language.
//!
//! The page's own commands build the parser, and its own lines are Neovim's configuration. What is
//! looked at stands in `tests/neovim`: `colours.lua` of a whole file, and `server.lua` what `orchc lsp`
//! does in `project`.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    debian,
    run::{built_orchc, root},
    written::{argument, file, folder},
};

/// Below the target folder: configuration and data of this Neovim alone.
const PLACE: &str = "target/neovim";
/// The part of the page for the version that Debian has.
const VERSION: &str = "## Neovim 0.7\n";

/// Brings Neovim, follows the page, and looks.
pub(crate) fn neovim() -> Result<()> {
    debian::neovim()?;
    let page = root().join("docs/editors/neovim.md");
    #[expect(clippy::disallowed_methods, reason = "xtask reads the work tree")]
    let page = std::fs::read_to_string(&page).with_context(|| format!("{}", page.display()))?;
    let (_, of_version) = page.split_once(VERSION).context("the page has a part for 0.7")?;
    folder(&format!("{PLACE}/config/nvim"))?;
    file(&format!("{PLACE}/config/nvim/init.lua"), block(of_version, "lua")?)?;
    let orchc = built_orchc()?;
    in_place(&orchc, "sh", &["-euc", block(&page, "sh")?])?;
    look(&orchc, "colours.lua", "tests/conformance/valid/a-whole-file.orch")?;
    look(&orchc, "server.lua", "tests/neovim/project/main.orch")
}

/// Opens `file`, and does what `script` says, which leaves Neovim by itself.
fn look(orchc: &Path, script: &str, file: &str) -> Result<()> {
    let script = root().join("tests/neovim").join(script);
    // One that can't be read, or breaks off, would leave Neovim waiting.
    let done = format!(
        "lua local ok, why = pcall(dofile, {:?}) \
         if not ok then io.stderr:write(why, '\\n') vim.cmd('cquit 1') end",
        argument(&script)?
    );
    in_place(orchc, "nvim", &["--headless", file, "-c", &done])
}

/// The first fenced block in `language`.
fn block<'p>(page: &'p str, language: &str) -> Result<&'p str> {
    let fence = format!("```{language}\n");
    let behind = page.split_once(&fence).map(|(_, behind)| behind);
    let inside = behind.and_then(|behind| behind.split_once("```\n"));
    inside.map(|(inside, _)| inside).with_context(|| format!("the page has a block in {language}"))
}

/// Runs a program whose configuration and data are ours, whatever the user has. `orchc` is the folder of
/// ours, which is found first.
fn in_place(orchc: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    let place = root().join(PLACE);
    #[expect(clippy::disallowed_methods, reason = "xtask hands on where programs lie")]
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let folders = [orchc.to_owned()].into_iter().chain(std::env::split_paths(&usual));
    let path = std::env::join_paths(folders)?;
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null())
        .env("PATH", path)
        .env("XDG_CONFIG_HOME", place.join("config"))
        .env("XDG_DATA_HOME", place.join("data"))
        .env("XDG_STATE_HOME", place.join("state"))
        .status()
        .with_context(|| format!("can't start {program}"))?;
    ensure!(status.success(), "{program} failed: {status}");
    Ok(())
}
