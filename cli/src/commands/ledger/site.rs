//! `orchc ledger site`.

use std::path::PathBuf;

use clap::Args;
use orchestra_ledger_pages::{Library, site};

use super::Shelf;
use crate::{
    command_error::CommandError,
    exit::Exit,
    session::{DONE, Session},
    site_folder,
};

/// Write the Ledger as a site that needs no server: pages with a search
#[derive(Debug, Args)]
pub(crate) struct Site {
    /// Where to write it: a folder that is new or empty, or that holds such a site
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

pub(super) fn run(session: &Session, arguments: &Site) -> Result<Exit, CommandError> {
    let folder = session.working.join(&arguments.out);
    site_folder::refuse_other(&folder, &arguments.out.display())?;
    let shelf = Shelf::open(session)?;
    let pages = site(&Library::new(&shelf.compilation.db, shelf.compilation.project));
    let folders = ["subnets", "capabilities"];
    site_folder::write(session, &folder, &arguments.out.display(), &pages, &folders)?;
    DONE
}
