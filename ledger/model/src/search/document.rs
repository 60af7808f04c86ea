//! What can be found, with the words that it is found by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words;
use crate::{Ledger, Operation, Served, Standing, Status, Subnet};

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// By which it is shown: `search.web`, `desearch`, `desearch.web_search`.
    pub name: String,
    /// What people call it, where that is something else.
    pub title: Option<String>,
    /// What it does, in one line.
    pub summary: String,
    /// Whether it can be called.
    pub callable: bool,
    /// Who stands behind its entry; none of a capability, which no entry has.
    pub standing: Option<Standing>,
    /// What it is called, as words with blanks between.
    pub called: Vec<String>,
    /// Words of its names.
    pub names: Vec<String>,
    /// Words of what it serves and is filed under.
    pub topics: Vec<String>,
    /// Words of its summary.
    pub summarized: Vec<String>,
    /// Words of what else is said of it.
    pub described: Vec<String>,
}

/// What is found; of equals the first comes first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A capability.
    Capability,
    /// A subnet, or a service that isn't one.
    Subnet,
    /// An operation of a subnet.
    Operation,
}

impl DocumentKind {
    /// As people read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capability => "capability",
            Self::Subnet => "subnet",
            Self::Operation => "operation",
        }
    }
}

/// All of a Ledger: capabilities, subnets, operations, each by name.
pub(super) fn documents(ledger: &Ledger, served: &Served) -> Vec<Document> {
    let mut documents = Vec::new();
    for family in ledger.families() {
        for (name, capability) in &family.capabilities {
            let name = format!("{}.{name}", family.family);
            let callable = served.operations(&name).next().is_some();
            let mut document =
                Document::new(DocumentKind::Capability, &name, &capability.summary, callable);
            document.described = words(&family.summary);
            documents.push(document);
        }
    }
    let subnets: Vec<&Subnet> = ledger.subnets().collect();
    documents.extend(subnets.iter().map(|subnet| of_subnet(subnet, served)));
    for subnet in &subnets {
        let operations = subnet.operations.iter();
        documents.extend(operations.map(|(name, it)| of_operation(subnet, name, it, served)));
    }
    for document in &mut documents {
        let slug = document.name.split('.').next().unwrap_or_default();
        document.standing = match document.kind {
            DocumentKind::Capability => None,
            DocumentKind::Subnet | DocumentKind::Operation => Some(Standing::of(ledger, slug)),
        };
    }
    documents
}

impl Document {
    fn new(kind: DocumentKind, name: &str, summary: &str, callable: bool) -> Self {
        let names = words(name);
        Self {
            kind,
            name: name.to_owned(),
            title: None,
            summary: summary.to_owned(),
            callable,
            standing: None,
            called: vec![names.join(" ")],
            names,
            topics: Vec::new(),
            summarized: words(summary),
            described: Vec::new(),
        }
    }
}

/// A subnet is found by the first sentence of its description, and less by the rest.
fn of_subnet(subnet: &Subnet, served: &Served) -> Document {
    let description = subnet.description.as_deref().unwrap_or_default();
    let (first, rest) = description.split_once(". ").unwrap_or((description, ""));
    let callable = subnet.status == Status::Active && !subnet.operations.is_empty();
    let mut document = Document::new(DocumentKind::Subnet, &subnet.slug, description, callable);
    document.title = Some(subnet.name.clone()).filter(|name| *name != subnet.slug);
    let slot = subnet.netuid.map(|netuid| format!("sn{netuid}"));
    for name in subnet.aka.iter().chain([&subnet.name]).chain(&slot) {
        document.called.push(words(name).join(" "));
        document.names.extend(words(name));
    }
    distinct(&mut document.names);
    let serves = subnet.operations.keys().flat_map(|name| {
        served
            .capabilities(&format!("{}.{name}", subnet.slug))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    document.topics =
        subnet.categories.iter().cloned().chain(serves).flat_map(|it| words(&it)).collect();
    distinct(&mut document.topics);
    document.summarized = words(first);
    document.described = words(rest);
    document
}

fn of_operation(subnet: &Subnet, name: &str, operation: &Operation, served: &Served) -> Document {
    let full = format!("{}.{name}", subnet.slug);
    let withdrawn = operation.deprecated.as_ref().is_some_and(|it| it.withdrawn);
    let callable = subnet.status == Status::Active && !withdrawn;
    let mut document = Document::new(DocumentKind::Operation, &full, &operation.summary, callable);
    document.topics = served.capabilities(&full).flat_map(words).collect();
    distinct(&mut document.topics);
    document.described = words(operation.description.as_deref().unwrap_or_default());
    document
}

/// Keeps the first of equals.
fn distinct(words: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
}
