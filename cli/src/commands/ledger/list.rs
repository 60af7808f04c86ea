//! `orchc ledger list`.

use clap::Args;
use orchestra_ledger_model::{Layer, Ledger, Status, Subnet};
use serde_json::{Value, json};

use super::{Format, FormatArguments, project};
use crate::{
    command_error::CommandError,
    exit::Exit,
    session::{DONE, Session},
    table::{stdout_width, table},
};

/// List all subnets with what they can do
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &List) -> Result<Exit, CommandError> {
    let ledger = project(session).ledger;
    match arguments.format.format {
        Format::Json => {
            let subnets: Vec<_> = ledger.subnets().map(|it| summary(&ledger, it)).collect();
            session.print_json(&json!({ "subnets": subnets }))?;
        }
        Format::Human => {
            let heading = ["SLUG", "NETUID", "STATUS", "OPERATIONS", "CAN"].map(str::to_owned);
            let rows = ledger.subnets().map(|subnet| row(&ledger, subnet));
            let rows: Vec<_> = std::iter::once(heading.to_vec()).chain(rows).collect();
            session.print(&table(&rows, stdout_width()))?;
        }
    }
    DONE
}

fn row(ledger: &Ledger, subnet: &Subnet) -> Vec<String> {
    let own = if ledger.layer(&subnet.slug) == Some(Layer::Overlay) { " (overlay)" } else { "" };
    let can = match &subnet.categories[..] {
        [] => subnet.description.clone().unwrap_or_default(),
        categories => categories.join(", "),
    };
    vec![
        format!("{}{own}", subnet.slug),
        subnet.netuid.map(|it| it.to_string()).unwrap_or_default(),
        status(subnet.status).to_owned(),
        subnet.operations.len().to_string(),
        can,
    ]
}

fn summary(ledger: &Ledger, subnet: &Subnet) -> Value {
    json!({
        "slug": subnet.slug,
        "name": subnet.name,
        "netuid": subnet.netuid,
        "status": status(subnet.status),
        "categories": subnet.categories,
        "operations": subnet.operations.keys().collect::<Vec<_>>(),
        "revision": subnet.revision,
        "overlay": ledger.layer(&subnet.slug) == Some(Layer::Overlay),
    })
}

/// As entries write it.
pub(super) const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Parked => "parked",
        Status::Gone => "gone",
    }
}
