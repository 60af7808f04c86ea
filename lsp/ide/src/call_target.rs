//! What is called, as far as it is written: an operation, a capability, a template, `sys`.

use std::sync::Arc;

use orchestra_compiler::{
    Database, Project, SourceFile,
    infer::{
        Environment, PolicyPlace, signature_of, sys_types, types_of_capability, types_of_operation,
    },
    items::{ItemId, ItemKind, documentation, param_documentation},
    scope::{Scope, provided, scope},
    types::Type,
};
use orchestra_ledger_model::{Capability, Family, Operation, Standing, Subnet};
use orchestra_syntax::ast;
use serde_json::Value;

/// What a target means.
#[derive(Clone)]
pub(crate) enum CallTarget<'db> {
    Operation { subnet: &'db Subnet, name: String, operation: &'db Operation },
    Capability { family: String, name: String, capability: &'db Capability },
    Template(ItemId),
    Sys(String),
}

impl<'db> CallTarget<'db> {
    /// What `target` means in `file`; none where there is no such thing.
    pub(crate) fn of(db: &'db Database, file: SourceFile, target: ast::Target<'_>) -> Option<Self> {
        let first = target.first()?.text();
        match target.second() {
            Some(second) => Self::named(db, file, first, second.text()),
            None if target.has_point() => None,
            None => {
                let item = scope(db, file).item(first)?;
                (item.kind(db) == ItemKind::Template).then_some(Self::Template(item))
            }
        }
    }

    /// What `first.second` means in `file`, also where the file doesn't use `first` yet.
    pub(crate) fn named(
        db: &'db Database,
        file: SourceFile,
        first: &str,
        second: &str,
    ) -> Option<Self> {
        if first == "sys" {
            return sys_types(second).map(|_| Self::Sys(second.to_owned()));
        }
        Self::offered(Owner::of(db, scope(db, file), first)?, second)
    }

    /// What the Ledger lists as `first.second`.
    pub(crate) fn listed(db: &'db Database, first: &str, second: &str) -> Option<Self> {
        Self::offered(Owner::listed(db, first)?, second)
    }

    /// What `owner` offers as `name`.
    fn offered(owner: Owner<'db>, name: &str) -> Option<Self> {
        Some(match owner {
            Owner::Subnet(subnet) => {
                let operation = subnet.operations.get(name)?;
                Self::Operation { subnet, name: name.to_owned(), operation }
            }
            Owner::Family(family) => {
                let capability = family.capabilities.get(name)?;
                Self::Capability {
                    family: family.family.clone(),
                    name: name.to_owned(),
                    capability,
                }
            }
        })
    }

    /// What it takes, a record.
    pub(crate) fn input(&self, db: &Database) -> Option<Type> {
        Some(match self {
            Self::Operation { subnet, name, .. } => {
                types_of_operation(db, &subnet.slug, name)?.input.clone()
            }
            Self::Capability { family, name, .. } => {
                types_of_capability(db, family, name)?.input.clone()
            }
            Self::Template(item) => signature_of(db, *item)?.arguments(&Environment { db }),
            Self::Sys(name) => sys_types(name)?.input,
        })
    }

    /// What it answers.
    pub(crate) fn output(&self, db: &Database) -> Option<Type> {
        Some(match self {
            Self::Operation { subnet, name, .. } => {
                types_of_operation(db, &subnet.slug, name)?.output.clone()
            }
            Self::Capability { family, name, .. } => {
                types_of_capability(db, family, name)?.output.clone()
            }
            Self::Template(item) => signature_of(db, *item)?.result.clone(),
            Self::Sys(name) => sys_types(name)?.output,
        })
    }

    /// The policies that a call of it takes.
    pub(crate) fn policies(&self) -> PolicyPlace {
        match self {
            Self::Operation { .. } => PolicyPlace::OPERATION,
            Self::Capability { .. } => PolicyPlace::CAPABILITY,
            Self::Template(_) => PolicyPlace::TEMPLATE_CALL,
            Self::Sys(_) => PolicyPlace::SYS,
        }
    }

    /// Its full name, by what the Ledger calls it.
    pub(crate) fn name(&self, db: &Database) -> String {
        match self {
            Self::Operation { subnet, name, .. } => format!("{}.{name}", subnet.slug),
            Self::Capability { family, name, .. } => format!("{family}.{name}"),
            Self::Template(item) => item.name(db).to_string(),
            Self::Sys(name) => format!("sys.{name}"),
        }
    }

    /// What it does, what it costs and how long it takes, as Markdown.
    pub(crate) fn documentation(&self, db: &Database) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        match self {
            Self::Operation { subnet, operation, .. } => {
                parts.push(operation.summary.clone());
                parts.extend(operation.description.clone());
                parts.extend(operation.deprecated.as_ref().map(|deprecated| {
                    let state = if deprecated.withdrawn { "Withdrawn" } else { "Deprecated" };
                    let note =
                        deprecated.note.as_deref().unwrap_or("It shouldn't be called any more.");
                    let instead = deprecated.instead.as_ref();
                    let instead =
                        instead.map_or(String::new(), |it| format!(" Call `{it}` instead."));
                    format!("**{state}.** {note}{instead}")
                }));
                let day = operation.priced_on().map(|day| format!(", looked up on {day}"));
                let (price, day) = (operation.price_in_words(), day.unwrap_or_default());
                let mut facts = vec![format!("- Price: {price}{day}")];
                let latency = operation.latency.as_ref().and_then(|latency| latency.words());
                facts.extend(latency.map(|words| format!("- Time: {words}")));
                let limits = operation.limits.as_ref().and_then(|limits| limits.words());
                facts.extend(limits.map(|words| format!("- Limits: {words}")));
                facts.push(format!("- Effect: {}", operation.effect.words()));
                facts.push(format!("- Asked again: {}", operation.idempotency.words()));
                let ledger = Project::get(db).ledger(db);
                let standing = Standing::of(ledger, &subnet.slug).words();
                facts.push(format!("- Entry: {standing}, revision {}", subnet.revision));
                parts.push(facts.join("\n"));
            }
            Self::Capability { family, name, capability } => {
                parts.push(capability.summary.clone());
                let full = format!("{family}.{name}");
                let offers = offers(db, &full);
                parts.push(if offers.is_empty() {
                    "No provider offers it.".to_owned()
                } else {
                    let line = |(name, operation): &(String, &Operation)| {
                        format!("- `{name}`: {}", operation_in_words(operation))
                    };
                    let lines: Vec<String> = offers.iter().map(line).collect();
                    format!("Providers:\n\n{}", lines.join("\n"))
                });
            }
            Self::Template(item) => parts.push(documentation(db, *item)),
            Self::Sys(name) => {
                parts.push(format!("`sys.{name}` is built in, journaled, and free."))
            }
        }
        parts.retain(|part| !part.is_empty());
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }

    /// What is said of the argument `name`, and its default as a source writes it.
    pub(crate) fn argument(&self, db: &Database, name: &str) -> (Option<String>, Option<String>) {
        let schema = match self {
            Self::Operation { operation, .. } => &operation.input,
            Self::Capability { capability, .. } => &capability.input,
            Self::Template(item) => return (param_documentation(db, *item).remove(name), None),
            Self::Sys(_) => return (None, None),
        };
        let property = schema.get("properties").and_then(|all| all.get(name));
        let text = property.and_then(|it| it.get("description")).and_then(Value::as_str);
        let default = property.and_then(|it| it.get("default")).map(ToString::to_string);
        (text.map(str::to_owned), default)
    }

    /// The argument `name` of its first example.
    pub(crate) fn exemplary(&self, name: &str) -> Option<&'db Value> {
        let examples = match self {
            Self::Operation { operation, .. } => &operation.examples,
            Self::Capability { capability, .. } => &capability.examples,
            Self::Template(_) | Self::Sys(_) => return None,
        };
        examples.first()?.input.get(name)
    }
}

/// Who owns a target of two words.
pub(crate) enum Owner<'db> {
    Subnet(&'db Subnet),
    Family(&'db Family),
}

impl<'db> Owner<'db> {
    /// What `first` means; where the file uses nothing of that name, what the Ledger has.
    pub(crate) fn of(db: &'db Database, scope: &Scope, first: &str) -> Option<Self> {
        let ledger = Project::get(db).ledger(db);
        if let Some(slug) = scope.subnet(first) {
            return ledger.subnet(&slug).map(Self::Subnet);
        }
        if scope.family(first) {
            return ledger.family(first).map(Self::Family);
        }
        Self::listed(db, first)
    }

    /// What the Ledger lists as `name`.
    pub(crate) fn listed(db: &'db Database, name: &str) -> Option<Self> {
        let ledger = Project::get(db).ledger(db);
        let subnet = ledger.subnet(name).map(Self::Subnet);
        subnet.or_else(|| ledger.family(name).map(Self::Family))
    }
}

/// The operations that answer for a capability, by full names.
pub(crate) fn offers<'db>(db: &'db Database, capability: &str) -> Vec<(String, &'db Operation)> {
    let project = Project::get(db);
    let pairs = provided(db, project).into_iter().filter(|(served, _)| served == capability);
    pairs
        .filter_map(|(_, name)| {
            let (slug, operation) = name.split_once('.')?;
            let found = project.ledger(db).operation(slug, operation)?;
            Some((name.clone(), found))
        })
        .collect()
}

/// Price and time on one line: "0.002 USD a request, half within 1200ms (declared)".
pub(crate) fn operation_in_words(operation: &Operation) -> String {
    let price = match operation.price_in_words() {
        unknown if unknown == "unknown" => "price unknown".to_owned(),
        price => price,
    };
    let latency = operation.latency.as_ref().and_then(|latency| latency.words());
    latency.map_or(price.clone(), |latency| format!("{price}, {latency}"))
}

/// The fields of a record type; of any other type, none.
pub(crate) fn fields_of(db: &Database, ty: &Type) -> Vec<orchestra_compiler::types::Field> {
    match ty.head(&Environment { db }) {
        Type::Record(record) => Arc::unwrap_or_clone(record).fields,
        _ => Vec::new(),
    }
}
