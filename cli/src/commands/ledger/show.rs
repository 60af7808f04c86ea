//! `orchc ledger show`.

use clap::Args;
use orchestra_diagnostics::nearest;
use orchestra_ledger_model::Ledger;
use serde_json::json;

use super::{Format, FormatArguments, entry, project};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    list::list,
    session::{DONE, Session},
};

/// Show an entry: where it is reached, with which secret, what it can do and at what price
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A subnet (desearch), one of its operations (desearch.web_search), or a capability
    /// (search.web)
    #[arg(value_name = "SLUG")]
    name: String,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Show) -> Result<Exit, CommandError> {
    let ledger = project(session).ledger;
    let name = arguments.name.as_str();
    let (document, text) = if let Some(subnet) = ledger.subnet(name) {
        (ledger.entry_json(name).unwrap_or_default(), entry::subnet(subnet))
    } else if let Some((slug, operation)) = name.split_once('.')
        && let Some(found) = ledger.operation(slug, operation)
    {
        let document = serde_json::to_value(found).doing("write the operation")?;
        (document, entry::operation(name, found))
    } else if let Some(capability) = ledger.capability(name) {
        let served = entry::served_by(&ledger, name);
        let mut document = serde_json::to_value(capability).doing("write the capability")?;
        document["served_by"] = json!(served);
        (document, entry::capability(name, capability, &served))
    } else {
        return Err(unknown(&ledger, name));
    };
    match arguments.format.format {
        Format::Json => session.print_json(&document)?,
        Format::Human => session.print(&text)?,
    }
    DONE
}

fn unknown(ledger: &Ledger, name: &str) -> CommandError {
    let (slug, operation) = name.split_once('.').unwrap_or((name, ""));
    if let Some(subnet) = ledger.subnet(slug) {
        let known: Vec<String> = subnet.operations.keys().cloned().collect();
        let error = CommandError::usage(format!("`{slug}` has no operation `{operation}`"));
        return error.hint(format!("it has {}", list(&known, "and")));
    }
    let error = CommandError::usage(format!("the Ledger has no `{name}`"));
    let capabilities = ledger
        .families()
        .flat_map(|family| family.capabilities.keys().map(|it| format!("{}.{it}", family.family)));
    let known: Vec<String> = ledger.slugs().map(str::to_owned).chain(capabilities).collect();
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`orchc ledger list` lists all subnets"),
    }
}
