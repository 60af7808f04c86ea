//! `orchc ledger show`.

use clap::Args;
use orchestra_compiler::types::{import::Side, notation::notation};
use orchestra_diagnostics::nearest;
use orchestra_ledger_model::{Ledger, OperationRow, Standing, SubnetRow, compare};
use orchestra_ledger_pages::{ExampleCosts, snippet};
use serde_json::{Value, json};

use super::{Format, FormatArguments, Shelf, entry, list::subnets_of};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    list::list,
    session::{DONE, Session},
    signers,
};

/// Show a subnet, one of its operations, or a capability with who serves it at what price
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A subnet (desearch), one of its operations (desearch.web_search), or a capability
    /// (search.web)
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Show) -> Result<Exit, CommandError> {
    let shelf = Shelf::open(session)?;
    let name = arguments.name.as_str();
    let shown = subnet(&shelf, name)
        .or_else(|| operation(&shelf, name))
        .or_else(|| capability(&shelf, name))
        .ok_or_else(|| unknown(shelf.ledger(), name))?
        .doing("write what is shown")?;
    match arguments.format.format {
        Format::Json => session.print_json(&shown.document)?,
        Format::Human => session.print_titled(&shown.text)?,
    }
    DONE
}

/// For programs, and for people.
struct Shown {
    document: Value,
    text: String,
}

type Made = Result<Shown, serde_json::Error>;

/// The entry itself, with what follows from it.
fn subnet(shelf: &Shelf, name: &str) -> Option<Made> {
    let ledger = shelf.ledger();
    let subnet = ledger.subnet(name)?;
    let row = SubnetRow::new(ledger, &shelf.served, subnet);
    let mut document = ledger.entry_json(name)?;
    let signatures = match ledger.judge() {
        Some(judge) => signers::judged(judge, &document, subnet),
        None => Vec::new(),
    };
    document["standing"] = json!(row.standing);
    document["signatures"] = signatures.iter().map(signers::Judged::json).collect();
    document["serves"] = json!(row.serves);
    Some(Ok(Shown { document, text: entry::subnet(subnet, &row, &signatures) }))
}

/// What the entry says of the operation, with what follows from it.
fn operation(shelf: &Shelf, name: &str) -> Option<Made> {
    let ledger = shelf.ledger();
    let (slug, operation) = name.split_once('.')?;
    let subnet = ledger.subnet(slug)?;
    let found = subnet.operations.get(operation)?;
    let row = OperationRow::new(ledger, &shelf.served, subnet, operation)?;
    let example = snippet::of_operation(slug, operation, found);
    let notation = Notation::new(&found.input, &found.output);
    let make = || {
        let mut document = serde_json::to_value(found)?;
        document["name"] = json!(name);
        document["serves"] = json!(row.serves);
        document["standing"] = json!(Standing::of(ledger, slug));
        document["authentication"] = json!(row.authentication);
        document["notation"] = notation.document();
        document["snippet"] = json!(example);
        let text = entry::operation(subnet, operation, found, &row, &notation, example.as_deref());
        Ok(Shown { document, text })
    };
    Some(make())
}

/// What the family says of the capability, with who serves it.
fn capability(shelf: &Shelf, name: &str) -> Option<Made> {
    let ledger = shelf.ledger();
    let capability = ledger.capability(name)?;
    let (db, project) = (&shelf.compilation.db, shelf.compilation.project);
    let costs = ExampleCosts::new(db, project, &shelf.served, &[name]);
    let offers = compare(ledger, &shelf.served, name, &|operation| costs.get(name, operation));
    let served: Vec<String> = shelf.served.operations(name).map(str::to_owned).collect();
    let example = snippet::of_capability(name, capability);
    let notation = Notation::new(&capability.input, &capability.output);
    let make = || {
        let mut document = serde_json::to_value(capability)?;
        document["name"] = json!(name);
        document["served_by"] = json!(subnets_of(&served));
        document["providers"] = serde_json::to_value(&offers)?;
        document["notation"] = notation.document();
        document["snippet"] = json!(example);
        let text = entry::capability(name, capability, &offers, &notation, example.as_deref());
        Ok(Shown { document, text })
    };
    Some(make())
}

/// What is taken and answered, in the language's notation.
pub(super) struct Notation {
    pub(super) input: String,
    pub(super) output: String,
}

impl Notation {
    fn new(input: &Value, output: &Value) -> Self {
        Self { input: notation(input, Side::Input), output: notation(output, Side::Output) }
    }

    fn document(&self) -> Value {
        json!({ "input": self.input, "output": self.output })
    }
}

fn unknown(ledger: &Ledger, name: &str) -> CommandError {
    let (slug, operation) = name.split_once('.').unwrap_or((name, ""));
    if let Some(subnet) = ledger.subnet(slug) {
        let known: Vec<String> = subnet.operations.keys().cloned().collect();
        let error = CommandError::usage(format!("`{slug}` has no operation `{operation}`"));
        return match nearest(operation, known.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `{slug}.{near}`?")),
            None => error.hint(format!("it has {}", list(&known, "and"))),
        };
    }
    let error = CommandError::usage(format!("the Ledger has no `{name}`"));
    let operations = ledger
        .subnets()
        .flat_map(|it| it.operations.keys().map(|name| format!("{}.{name}", it.slug)));
    let capabilities = ledger.capability_names();
    let slugs = ledger.slugs().map(str::to_owned);
    let known: Vec<String> = slugs.chain(capabilities).chain(operations).collect();
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`orchc ledger search` finds names by words"),
    }
}
