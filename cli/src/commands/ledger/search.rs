//! `orchc ledger search`.

use clap::Args;
use orchestra_ledger_model::{Document, DocumentKind, Findings, SearchIndex, Selection};

use super::{Format, FormatArguments, Shelf, select::SelectionArguments};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::{DONE, Session},
    table::{stdout_width, table},
};

/// Find subnets, operations and capabilities by words
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// What to look for: names, or words of what is said of them
    #[arg(required = true)]
    words: Vec<String>,
    /// How many to show at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Search) -> Result<Exit, CommandError> {
    let shelf = Shelf::open(session)?;
    let selection = arguments.selection.selection(shelf.ledger())?;
    let index = SearchIndex::new(shelf.ledger(), &shelf.served);
    let query = arguments.words.join(" ");
    let mut found = index.search(&query);
    if selection != Selection::default() {
        found.documents.retain(|document| takes(&shelf, &selection, document));
    }
    let findings = Findings::new(&found, arguments.limit);
    if arguments.format.format == Format::Json {
        session.print_json(&serde_json::to_value(&findings).doing("write what was found")?)?;
        return DONE;
    }
    for corrected in &findings.corrected {
        session.note(&format!("`{}` is read as `{}`", corrected.from, corrected.to));
    }
    if findings.hits.is_empty() {
        session.note(&format!("nothing is found for `{query}`: `orchc ledger list` lists all"));
        return DONE;
    }
    let heading = ["NAME", "IS A", "VERIFICATION", "WHAT IT DOES"].map(str::to_owned).to_vec();
    let rows = findings.hits.iter().map(|hit| {
        let can = if hit.callable { "" } else { ", can't be called" };
        let title = hit.title.as_ref().map(|title| format!("{title}. ")).unwrap_or_default();
        vec![
            hit.name.clone(),
            format!("{}{can}", hit.kind.name()),
            hit.standing.map(|it| it.words().to_owned()).unwrap_or_default(),
            format!("{title}{}", hit.summary),
        ]
    });
    let rows: Vec<_> = std::iter::once(heading).chain(rows).collect();
    session.print_titled(&table(&rows, stdout_width()))?;
    let more = findings.total - findings.hits.len();
    if more > 0 {
        session.note(&format!("{more} more: --limit {} shows all", findings.total));
    }
    DONE
}

fn takes(shelf: &Shelf, selection: &Selection, document: &Document) -> bool {
    let (ledger, served) = (shelf.ledger(), &shelf.served);
    match document.kind {
        DocumentKind::Capability => selection.takes_capability(ledger, served, &document.name),
        DocumentKind::Subnet => ledger
            .subnet(&document.name)
            .is_some_and(|subnet| selection.takes_subnet(ledger, served, subnet)),
        DocumentKind::Operation => {
            let (slug, name) = document.name.split_once('.').unwrap_or((&document.name, ""));
            ledger
                .subnet(slug)
                .is_some_and(|subnet| selection.takes_operation(ledger, served, subnet, name))
        }
    }
}
