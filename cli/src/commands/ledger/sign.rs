//! `orchc ledger sign`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use orchestra_diagnostics::FileName;
use orchestra_keys::{Address, Signature};
use orchestra_ledger_model::{
    Ledger, SignerRole,
    check::{Standard, check_subnet},
    signing::{MAIN_NETWORK, Terms, with_signature},
};

use super::entry_file::{self, EntryFile};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
    wall_time,
    wallet::WalletArguments,
};

/// Sign an entry with a wallet's hotkey, into its file
///
/// The signature is for this slug, revision, netuid and network, until a day. Coldkeys are never
/// opened: `--statement` prints what is to be signed, your own wallet signs it, and `--signature`
/// takes that in.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The entry: ledger/subnets/mine.json
    file: PathBuf,
    /// Whom you sign as
    #[arg(long, value_enum, default_value_t = As::Publisher, value_name = "ROLE")]
    by: As,
    /// For an owner: where one reads that this key owns the netuid, and at which block
    #[arg(long, value_name = "TEXT", required_if_eq("by", "owner"))]
    matched_by: Option<String>,
    /// The last day on which it counts, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    expires_on: String,
    /// The day of the signature; without it, today
    #[arg(long, value_name = "DAY")]
    signed_on: Option<String>,
    /// The genesis hash of the network; without it, Bittensor's main one
    #[arg(long, value_name = "HASH", default_value = MAIN_NETWORK, hide_default_value = true)]
    network: String,
    /// Print what is to be signed, and sign nothing
    #[arg(long)]
    statement: bool,
    /// A signature of that statement, made elsewhere
    #[arg(long, value_name = "HEX", requires = "signer", conflicts_with = "statement")]
    signature: Option<Signature>,
    /// Who made it
    #[arg(long, value_name = "SS58", requires = "signature")]
    signer: Option<Address>,
    #[command(flatten)]
    wallet: WalletArguments,
}

/// Whom somebody signs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum As {
    Publisher,
    Owner,
}

pub(super) fn run(session: &Session, arguments: &Sign) -> Result<Exit, CommandError> {
    let shown = arguments.file.display();
    let EntryFile { text, document, subnet } = entry_file::read(session, &arguments.file)?;
    let terms = Terms {
        by: match arguments.by {
            As::Publisher => SignerRole::Publisher,
            As::Owner => SignerRole::Owner,
        },
        network: arguments.network.clone(),
        signed_on: arguments.signed_on.clone().unwrap_or_else(wall_time::today),
        expires_on: arguments.expires_on.clone(),
        matched_by: arguments.matched_by.clone(),
    };
    terms
        .check(&subnet)
        .map_err(|why| CommandError::usage(format!("can't sign {shown}: {why}")))?;
    if arguments.statement {
        session.print_source(terms.statement(&document).text())?;
        return DONE;
    }
    let signature = match (&arguments.signature, arguments.signer) {
        (Some(signature), Some(signer)) => terms.signed(signer, signature),
        _ => terms.sign(&document, &arguments.wallet.open().map_err(CommandError::usage)?),
    };
    let signer = signature.signer.clone();
    let signed = with_signature(&text, &subnet, signature)
        .map_err(|why| CommandError::usage(format!("can't sign {shown}: {why}")))?;
    let name: FileName = shown.to_string().into();
    if let Some(problem) =
        check_subnet(&name, &signed, &Ledger::embedded(), Standard::Overlay).first()
    {
        return Err(CommandError::usage(format!(
            "{shown} isn't signed: {}; nothing was written",
            problem.message
        ))
        .hint("`orchc ledger check FOLDER` says all that is wrong with its entries"));
    }
    files::write(&session.working.join(&arguments.file), &signed)
        .doing(format_args!("write {shown}"))?;
    session.note(&format!(
        "{shown}: revision {} signed by {signer} as {}, until {}",
        subnet.revision,
        terms.by.name(),
        terms.expires_on
    ));
    DONE
}
