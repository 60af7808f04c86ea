//! `orchc ledger verify`.

use std::path::PathBuf;

use clap::Args;
use orchestra_keys::Address;
use orchestra_ledger_model::{Subnet, signing::Worth};
use serde_json::{Value, json};

use super::{Format, FormatArguments, Shelf, entry_file};
use crate::{
    command_error::CommandError,
    exit::Exit,
    session::Session,
    signers::{self, Judged},
};

/// Say whether an entry's signatures hold, and whose they are
///
/// Whose key signs as publisher or owner, `[signers]` of your configuration says, or an option.
/// Success is at least one signature that holds by a known key, and none that is broken.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A subnet (desearch), or an entry's file (ledger/subnets/mine.json)
    #[arg(value_name = "SLUG|FILE")]
    entry: String,
    /// The address of the subnet's owner
    #[arg(long, value_name = "SS58")]
    owner: Option<Address>,
    /// An address of a publisher
    #[arg(long, value_name = "SS58")]
    publisher: Vec<Address>,
    /// The genesis hash of the network; without it, Bittensor's main one
    #[arg(long, value_name = "HASH")]
    network: Option<String>,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Verify) -> Result<Exit, CommandError> {
    let (document, subnet) = read(session, &arguments.entry)?;
    let mut judge = signers::judge(session)?;
    judge.known.publishers.extend(&arguments.publisher);
    if let Some(owner) = arguments.owner {
        judge.known.owners.insert(subnet.slug.clone(), owner);
    }
    if let Some(network) = &arguments.network {
        judge.network.clone_from(network);
    }
    let judged = signers::judged(&judge, &document, &subnet);
    match arguments.format.format {
        Format::Json => session.print_json(&json!({
            "slug": subnet.slug,
            "revision": subnet.revision,
            "signatures": judged.iter().map(Judged::json).collect::<Vec<_>>(),
        }))?,
        Format::Human if judged.is_empty() => {
            session.print(&format!("{}: nobody has signed it", subnet.slug))?;
        }
        Format::Human => {
            let lines = judged.iter().map(|it| format!("{}: {}", subnet.slug, it.sentence()));
            session.print(&lines.collect::<Vec<_>>().join("\n"))?;
        }
    }
    let holds = judged.iter().any(|it| it.worth == Worth::Holds);
    let broken = judged.iter().any(|it| it.worth == Worth::Broken);
    if judged.iter().any(|it| it.worth == Worth::UnknownKey) && !holds {
        session
            .note("`--owner` or `--publisher`, or [signers] in config.toml, say whose key it is");
    }
    Ok(if holds && !broken { Exit::Success } else { Exit::Source })
}

/// An entry of the project's Ledger, or of a file.
fn read(session: &Session, entry: &str) -> Result<(Value, Subnet), CommandError> {
    if !entry.contains(['/', '\\', '.']) {
        let shelf = Shelf::open(session)?;
        let ledger = shelf.ledger();
        let found = ledger.entry_json(entry).zip(ledger.subnet(entry).cloned());
        return found.ok_or_else(|| {
            CommandError::usage(format!("the Ledger has no subnet `{entry}`"))
                .hint("`orchc ledger list` lists all subnets; a file is named with its folder")
        });
    }
    let file = entry_file::read(session, &PathBuf::from(entry))?;
    Ok((file.document, file.subnet))
}
