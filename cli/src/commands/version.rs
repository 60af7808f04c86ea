//! `orchc --version`, and with `--verbose` what else one is asked for when something is wrong.

use orchestra_ledger_model::Ledger;
use orchestra_plan::plan::PLAN_VERSION;

use crate::{
    command_error::CommandError,
    exit::Exit,
    session::{DONE, Session},
};

pub(super) fn run(session: &Session) -> Result<Exit, CommandError> {
    let mut text = format!("orchc {}\n", env!("CARGO_PKG_VERSION"));
    if session.verbose {
        let ledger = Ledger::embedded();
        let places = &session.places;
        text += &format!(
            "plan version   {PLAN_VERSION}\n\
             ledger         {} entries, embedded\n\
             configuration  {}\n\
             trusted        {}\n\
             store          {}\n\
             cache          {}\n",
            ledger.slugs().count(),
            places.config.display(),
            places.trusted_origins().display(),
            places.store.display(),
            places.cache.display(),
        );
    }
    session.print(&text)?;
    DONE
}
