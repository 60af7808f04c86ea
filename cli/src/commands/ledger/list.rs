//! `orchc ledger list`.

use clap::{Args, ValueEnum};
use orchestra_ledger_model::{
    CapabilityRow, Listing, OperationRow, Selection, Standing, SubnetRow,
};

use super::{Format, FormatArguments, Shelf, select::SelectionArguments};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::{DONE, Session},
    table::{stdout_width, table},
};

/// List subnets, their operations, or capabilities
#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum, default_value_t)]
    what: What,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    format: FormatArguments,
}

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum What {
    /// Subnets, and services that aren't one.
    #[default]
    Subnets,
    /// What can be asked of them.
    Operations,
    /// What several of them can do alike.
    Capabilities,
}

pub(super) fn run(session: &Session, arguments: &List) -> Result<Exit, CommandError> {
    let shelf = Shelf::open(session)?;
    let selection = arguments.selection.selection(shelf.ledger())?;
    let listing = listing(&shelf, arguments.what, &selection);
    if arguments.format.format == Format::Json {
        session.print_json(&serde_json::to_value(&listing).doing("write the list")?)?;
        return DONE;
    }
    let rows = rows(&listing);
    if rows.len() == 1 {
        session.note("nothing in the Ledger is all of that");
        return DONE;
    }
    session.print_titled(&table(&rows, stdout_width()))?;
    DONE
}

fn listing(shelf: &Shelf, what: What, selection: &Selection) -> Listing {
    let (ledger, served) = (shelf.ledger(), &shelf.served);
    match what {
        What::Subnets => Listing::Subnets(SubnetRow::selected(ledger, served, selection)),
        What::Operations => Listing::Operations(OperationRow::selected(ledger, served, selection)),
        What::Capabilities => {
            Listing::Capabilities(CapabilityRow::selected(ledger, served, selection))
        }
    }
}

/// The rows of a table, the first of them the heading.
fn rows(listing: &Listing) -> Vec<Vec<String>> {
    let headings: &[&str] = match listing {
        Listing::Subnets(_) => &["SLUG", "NETUID", "STATUS", "OPERATIONS", "SERVES", "WHAT IT IS"],
        Listing::Operations(_) => {
            &["OPERATION", "PRICE", "AUTH", "CONFIDENCE", "SERVES", "WHAT IT DOES"]
        }
        Listing::Capabilities(_) => &["CAPABILITY", "SERVED BY", "WHAT IT DOES"],
    };
    let heading = headings.iter().map(|it| (*it).to_owned()).collect();
    let rows: Vec<Vec<String>> = match listing {
        Listing::Subnets(rows) => rows.iter().map(subnet).collect(),
        Listing::Operations(rows) => rows.iter().map(operation).collect(),
        Listing::Capabilities(rows) => {
            let row = |it: &CapabilityRow| {
                vec![it.name.clone(), subnets_of(&it.operations).join(", "), it.summary.clone()]
            };
            rows.iter().map(row).collect()
        }
    };
    std::iter::once(heading).chain(rows).collect()
}

fn subnet(row: &SubnetRow) -> Vec<String> {
    let own = if row.overlay { " (overlay)" } else { "" };
    vec![
        format!("{}{own}", row.slug),
        row.netuid.map(|it| it.to_string()).unwrap_or_default(),
        with_standing(row.status.name(), row.standing),
        row.operations.len().to_string(),
        row.serves.join(", "),
        row.description.clone().unwrap_or_else(|| row.categories.join(", ")),
    ]
}

fn operation(row: &OperationRow) -> Vec<String> {
    vec![
        row.name.clone(),
        row.price.clone(),
        row.authentication.clone().unwrap_or_else(|| "none".to_owned()),
        with_standing(row.confidence.name(), row.standing),
        row.serves.join(", "),
        row.summary.clone(),
    ]
}

/// With who has signed the entry, where anybody has: all others are listed, and no more.
fn with_standing(words: &str, standing: Standing) -> String {
    match standing {
        Standing::Listed => words.to_owned(),
        signed => format!("{words}, {}", signed.words()),
    }
}

/// The slugs of operations, each once.
pub(super) fn subnets_of(operations: &[String]) -> Vec<String> {
    let slugs = operations.iter().filter_map(|it| it.split_once('.'));
    let mut slugs: Vec<String> = slugs.map(|(slug, _)| slug.to_owned()).collect();
    slugs.dedup();
    slugs
}
