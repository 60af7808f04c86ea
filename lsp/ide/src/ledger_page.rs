//! What the Ledger says of a name, on a page.

use orchestra_compiler::{
    Database, Project,
    types::{import::Side, notation::notation},
};
use orchestra_ledger_model::{Family, Standing, Subnet};
use orchestra_ledger_pages::snippet;

use crate::{
    call_target::{CallTarget, Owner},
    hover::code,
};

/// What the Ledger says of `acme`, `acme.find`, `search` or `search.web`, as Markdown; none where it
/// lists no such thing.
#[must_use]
pub fn ledger_page(db: &Database, name: &str) -> Option<String> {
    match name.split_once('.') {
        Some((first, second)) => of_target(db, &CallTarget::listed(db, first, second)?),
        None => Some(match Owner::listed(db, name)? {
            Owner::Subnet(subnet) => with_operations(db, subnet),
            Owner::Family(family) => of_family(family),
        }),
    }
}

/// What it takes and answers, what is known of it, and a call to copy where it has an example.
fn of_target(db: &Database, target: &CallTarget<'_>) -> Option<String> {
    let name = target.name(db);
    let (input, output, snippet) = match target {
        CallTarget::Operation { subnet, name, operation } => {
            let snippet = snippet::of_operation(&subnet.slug, name, operation);
            (&*operation.input, &*operation.output, snippet)
        }
        CallTarget::Capability { capability, .. } => {
            let snippet = snippet::of_capability(&name, capability);
            (&capability.input, &capability.output, snippet)
        }
        CallTarget::Template(_) | CallTarget::Sys(_) => return None,
    };
    let (input, output) = (notation(input, Side::Input), notation(output, Side::Output));
    let mut parts = vec![code(&format!("call {name} {input}\n-> {output}"))];
    parts.extend(target.documentation(db));
    parts.extend(snippet.map(|text| code(&text)));
    Some(parts.join("\n\n"))
}

/// Who a subnet is and who vouches for it.
pub(crate) fn of_subnet(db: &Database, subnet: &Subnet) -> String {
    let (name, slug, slot) = (&subnet.name, &subnet.slug, subnet.slot_in_words());
    let standing = Standing::of(Project::get(db).ledger(db), slug).words();
    let mut parts = vec![format!("**{name}** (`{slug}`), {slot}, {standing}")];
    parts.extend(subnet.description.clone());
    parts.extend(subnet.why_not_callable().map(str::to_owned));
    parts.join("\n\n")
}

fn with_operations(db: &Database, subnet: &Subnet) -> String {
    let operations = subnet.operations.iter().map(|(name, it)| (name, &it.summary));
    format!("{}\n\n{}", of_subnet(db, subnet), listing(&subnet.slug, operations))
}

fn of_family(family: &Family) -> String {
    let capabilities = family.capabilities.iter().map(|(name, it)| (name, &it.summary));
    let listing = listing(&family.family, capabilities);
    format!("**{}**: {}\n\n{listing}", family.family, family.summary)
}

/// What `owner` offers, a line each.
fn listing<'l>(owner: &str, offered: impl Iterator<Item = (&'l String, &'l String)>) -> String {
    let lines = offered.map(|(name, summary)| format!("- `{owner}.{name}`: {summary}"));
    lines.collect::<Vec<_>>().join("\n")
}
