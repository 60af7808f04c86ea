//! `orchc search`.

use clap::Args;
use orchestra_package_client::{Found, Hit};
use orchestra_package_model::Project;
use serde_json::{Value, json};

use super::Format;
use crate::{
    command_error::CommandError,
    exit::Exit,
    library::{LibraryArgument, Missing, explain},
    session::{DONE, Session},
    table::{stdout_width, table},
};

/// Find packages in a library by words
///
/// Looked for in names, descriptions and keywords of the newest versions. Many registries don't say which
/// packages they have: then this says so.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// What to look for; all of them must be found
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    #[command(flatten)]
    library: LibraryArgument,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(session: &Session, arguments: &Search) -> Result<Exit, CommandError> {
    let project = Project::open(&session.working, &|path| session.shown(path));
    let named = arguments.library.required(session, &project)?;
    let library = named.open(session, Missing::Refused)?;
    let found = library.search(&arguments.words).map_err(explain)?;
    if arguments.format == Format::Json {
        session.print_json(&document(&found))?;
        return DONE;
    }
    if found.hits.is_empty() {
        let words = arguments.words.join(" ");
        session.note(&format!("nothing is found for `{words}` in {}", named.text));
    } else {
        let heading = ["NAME", "VERSION", "WHAT IT DOES"].map(str::to_owned).to_vec();
        let row =
            |hit: &Hit| vec![hit.name.clone(), hit.version.to_string(), hit.description.clone()];
        let rows: Vec<_> = [heading].into_iter().chain(found.hits.iter().map(row)).collect();
        session.print_titled(&table(&rows, stdout_width()))?;
    }
    if found.is_cut {
        session.note("the library has more packages than are looked at");
    }
    DONE
}

fn document(found: &Found) -> Value {
    let hits = found.hits.iter().map(|hit| {
        json!({
            "name": hit.name,
            "version": hit.version.to_string(),
            "description": hit.description,
            "keywords": hit.keywords,
        })
    });
    json!({ "version": 1, "hits": hits.collect::<Vec<_>>(), "is_cut": found.is_cut })
}
