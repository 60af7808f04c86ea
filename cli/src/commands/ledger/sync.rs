//! `orchc ledger sync`.

use clap::Args;
use orchestra_ledger_client::chain::{ChainError, ChainState, Difference, compare, read};
use orchestra_ledger_model::TimeSpan;
use orchestra_net::{Client, Error, NetworkRules, Origin, Trust, Url};
use orchestra_package_model::Project;
use serde_json::json;

use super::{Format, FormatArguments};
use crate::{
    client_options::client_options,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::Session,
    table::{stdout_width, table},
};

/// Compare the Ledger with the chain: subnets without an entry, dissolved, recycled or renamed ones
///
/// A Subtensor node is asked for number, name, owner and block of registration of every subnet, as
/// of its last finalised block. No entry is changed.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// The node's WebSocket, wss://host:port; a private address needs `orchc trust --private HOST`
    #[arg(long, value_name = "URL", required = true)]
    chain: String,
    /// How long the node may take, for all that is asked of it
    #[arg(long, value_name = "TIME", default_value = "1m")]
    timeout: TimeSpan,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Sync) -> Result<Exit, CommandError> {
    let ledger = Project::open(&session.working, &|path| session.shown(path)).ledger;
    let node = node(&arguments.chain)?;
    let client = client(session, &node)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.doing("ask the node")?;
    let state =
        runtime.block_on(read(&client, &node, arguments.timeout.duration())).map_err(explain)?;
    let differences = compare(&ledger, &state.subnets);
    match arguments.format.format {
        Format::Json => session.print_json(&document(&state, &differences))?,
        Format::Human => show(session, &state, &differences)?,
    }
    Ok(if differences.is_empty() { Exit::Success } else { Exit::Source })
}

/// The address isn't said again: what can't be read as one may hold a password.
fn node(text: &str) -> Result<Url, CommandError> {
    text.parse().map_err(|error| {
        CommandError::usage(format!("`--chain` is no address: {error}"))
            .hint("write that of a node's WebSocket: wss://host:port, or ws://127.0.0.1:9944")
    })
}

/// A client that reaches the node, on this machine too, since the user names it.
fn client(session: &Session, node: &Url) -> Result<Client, CommandError> {
    let mut rules = NetworkRules::public_only();
    let over_http = node.as_str().replacen("ws", "http", 1);
    let origin = over_http.parse::<Url>().ok().and_then(|url| Origin::of(&url).ok());
    if let Some(origin) = origin.filter(|_| matches!(node.scheme(), "ws" | "wss")) {
        rules.allow_loopback(origin);
    }
    let options = client_options(session, Trust::default(), rules)?;
    Client::new(options).map_err(|error| CommandError::usage(error.to_string()))
}

fn explain(error: ChainError) -> CommandError {
    let said = CommandError::usage(error.to_string());
    match error {
        ChainError::Network(Error::Refused(refusal)) => match refusal.hint() {
            Some(hint) => said.hint(hint),
            None => said,
        },
        ChainError::Network(_) => said.exit(Exit::Network).hint("try again, or ask another node"),
        ChainError::Answer { .. } => {
            said.exit(Exit::Network).hint("is it a Subtensor node? if it is, try a newer orchc")
        }
    }
}

fn document(state: &ChainState, differences: &[Difference]) -> serde_json::Value {
    json!({
        "version": 1,
        "chain": {
            "name": state.chain,
            "genesis": state.genesis,
            "main": state.is_main(),
            "block": state.block,
            "hash": state.hash,
        },
        "subnets": state.subnets.iter().map(|subnet| json!({
            "netuid": subnet.netuid,
            "name": subnet.name,
            "owner": subnet.owner_address(),
            "registered_at_block": subnet.registered_at_block,
        })).collect::<Vec<_>>(),
        "differences": differences.iter().map(|it| json!({
            "kind": it.kind.name(),
            "netuid": it.netuid,
            "slug": it.slug,
            "listed": it.listed,
            "on_chain": it.on_chain,
        })).collect::<Vec<_>>(),
    })
}

fn show(
    session: &Session,
    state: &ChainState,
    differences: &[Difference],
) -> Result<(), CommandError> {
    if !differences.is_empty() {
        let heading = ["NETUID", "WHAT", "SLUG", "LEDGER", "CHAIN"].map(str::to_owned).to_vec();
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let row = |it: &Difference| {
            let (netuid, kind) = (it.netuid.to_string(), it.kind.name().to_owned());
            vec![netuid, kind, text(&it.slug), text(&it.listed), text(&it.on_chain)]
        };
        let rows: Vec<_> = [heading].into_iter().chain(differences.iter().map(row)).collect();
        session.print(&table(&rows, stdout_width()))?;
    }
    if !state.is_main() {
        session.note("it isn't Bittensor's main network, of which the Ledger speaks");
    }
    session.note(&format!(
        "{}, block {}: {} subnets, {} differences",
        state.chain,
        state.block,
        state.subnets.len(),
        differences.len()
    ));
    Ok(())
}
