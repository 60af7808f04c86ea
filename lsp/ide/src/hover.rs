//! What a name means, in words.

use std::{fmt::Write as _, sync::Arc};

use orchestra_compiler::{
    Database, Project, SourceFile,
    hir::{Root, lower},
    infer::{declared_type, infer},
    items::{ItemId, ItemKind, documentation, param_documentation},
    scope::providers,
    types::{import::Side, notation::notation},
};
use orchestra_diagnostics::Span;
use orchestra_ledger_model::{Effect, Idempotency, Operation, Standing};

use crate::{Symbol, occurrences::occurrence_at, symbols::detail};

/// Words about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The name.
    pub span: Span,
    /// What it means, as Markdown.
    pub markdown: String,
}

/// What the name at `offset` means.
#[must_use]
pub fn hover(db: &Database, file: SourceFile, offset: u32) -> Option<Hover> {
    let found = occurrence_at(db, file, offset)?;
    let markdown = match &found.symbol {
        Symbol::Item(item) => of_item(db, *item),
        Symbol::Local(item, local) => {
            let body = lower::body(db, *item);
            let name = &body.local(*local).name.text;
            let mut markdown = code(&format!("{name}: {}", infer(db, *item).local(*local)));
            if let Some(documented) = param_documentation(db, *item).get(&**name) {
                paragraph(&mut markdown, documented);
            }
            markdown
        }
        Symbol::Variant(item, name) => {
            let mut markdown = code(&format!("{}.{name}", item.name(db)));
            paragraph(&mut markdown, &documentation(db, *item));
            markdown
        }
        Symbol::Method(name) => code(&format!(".{name}(…)")),
        Symbol::Subnet(name) | Symbol::Family(name) | Symbol::Capability(name) => {
            ledger_page(db, name)?
        }
        Symbol::Operation(slug, name) => ledger_page(db, &format!("{slug}.{name}"))?,
    };
    Some(Hover { span: found.span, markdown })
}

fn of_item(db: &Database, item: ItemId) -> String {
    let name = item.name(db);
    let said = match item.kind(db) {
        ItemKind::Function => format!("fn {name}{}", detail(db, item).unwrap_or_default()),
        ItemKind::Template => format!("template {name}{}", detail(db, item).unwrap_or_default()),
        ItemKind::Type => format!("type {name} = {}", declared_type(db, item)),
        ItemKind::Const => format!("const {name}: {}", constant_type(db, item)),
        ItemKind::Enum => {
            let variants: Vec<&str> = match &lower::body(db, item).root {
                Root::Enum { variants } => variants.iter().map(|it| &*it.text).collect(),
                _ => Vec::new(),
            };
            format!("enum {name} {{ {} }}", variants.join(", "))
        }
        ItemKind::Provide => format!("provide {name}"),
        ItemKind::Test => format!("test {name:?}"),
    };
    let mut markdown = code(&said);
    paragraph(&mut markdown, &documentation(db, item));
    markdown
}

fn constant_type(db: &Database, item: ItemId) -> String {
    match lower::body(db, item).root {
        Root::Const { value, .. } => infer(db, item).expr(value).to_string(),
        _ => String::new(),
    }
}

/// What the Ledger says of `acme`, `acme.find`, `search` or `search.web`, as Markdown. What isn't known
/// is said to be unknown.
#[must_use]
pub fn ledger_page(db: &Database, name: &str) -> Option<String> {
    let ledger = Project::get(db).ledger(db);
    if let Some((first, second)) = name.split_once('.') {
        if let Some(operation) = ledger.operation(first, second) {
            return Some(of_operation(db, first, second, operation));
        }
        let capability = ledger.capability(name)?;
        let mut page = signature(name, &capability.input, &capability.output);
        paragraph(&mut page, &capability.summary);
        page.push_str("\n| provider | price | latency | listing |\n| --- | --- | --- | --- |\n");
        for item in providers(db, name) {
            let provided: Arc<str> = item.name(db);
            let Some((_, by)) = provided.split_once(" by ") else { continue };
            let Some((slug, operation)) = by.split_once('.') else { continue };
            let Some(listed) = ledger.operation(slug, operation) else { continue };
            let _ = writeln!(
                page,
                "| `{by}` | {} | {} | {} |",
                listed.price_in_words(),
                latency(listed),
                Standing::of(ledger, slug).words()
            );
        }
        return Some(page);
    }
    if let Some(subnet) = ledger.subnet(name) {
        let mut page = format!("**{}** (`{name}`)", subnet.name);
        if let Some(netuid) = subnet.netuid {
            let _ = write!(page, ", subnet {netuid}");
        }
        let _ = writeln!(page, ", {}", Standing::of(ledger, name).words());
        paragraph(&mut page, subnet.description.as_deref().unwrap_or_default());
        for (operation, listed) in &subnet.operations {
            let _ = writeln!(page, "- `{name}.{operation}`: {}", listed.summary);
        }
        return Some(page);
    }
    let family = ledger.family(name)?;
    let mut page = format!("**{name}**: {}\n\n", family.summary);
    for (capability, listed) in &family.capabilities {
        let _ = writeln!(page, "- `{name}.{capability}`: {}", listed.summary);
    }
    Some(page)
}

fn of_operation(db: &Database, slug: &str, name: &str, operation: &Operation) -> String {
    let ledger = Project::get(db).ledger(db);
    let full = format!("{slug}.{name}");
    let mut page = signature(&full, &operation.input, &operation.output);
    paragraph(&mut page, &operation.summary);
    if let Some(description) = &operation.description {
        paragraph(&mut page, description);
    }
    if operation.deprecated.is_some() {
        paragraph(&mut page, "**Deprecated.**");
    }
    let on = operation.priced_on().map(|day| format!(" (looked up on {day})")).unwrap_or_default();
    let _ = writeln!(page, "\n- price: {}{on}", operation.price_in_words());
    let _ = writeln!(page, "- latency: {}", latency(operation));
    let limits = operation.limits.as_ref().and_then(orchestra_ledger_model::Limits::words);
    let _ = writeln!(page, "- limits: {}", limits.as_deref().unwrap_or("unknown"));
    let effect = match (operation.effect, operation.idempotency) {
        (Effect::Read, _) => "it only answers",
        (Effect::Write, Idempotency::None) => {
            "it changes something, and may do so twice if repeated"
        }
        (Effect::Write, _) => "it changes something, and does so once if repeated",
    };
    let _ = writeln!(page, "- effect: {effect}");
    let _ = writeln!(page, "- listing: {}", Standing::of(ledger, slug).words());
    if let Some(example) = orchestra_ledger_pages::snippet::of_operation(slug, name, operation) {
        let _ = write!(page, "\n{}", code(&example));
    }
    page
}

/// What is known of how long answers take.
pub(crate) fn latency(operation: &Operation) -> String {
    let known = operation.latency.as_ref();
    let half = known.and_then(|it| it.p50).map(|it| format!("half within {it}"));
    let most = known.and_then(|it| it.p95).map(|it| format!("19 of 20 within {it}"));
    let parts: Vec<_> = half.into_iter().chain(most).collect();
    if parts.is_empty() { "unknown".to_owned() } else { parts.join(", ") }
}

fn signature(name: &str, input: &serde_json::Value, output: &serde_json::Value) -> String {
    let (input, output) = (notation(input, Side::Input), notation(output, Side::Output));
    code(&format!("call {name} {input}\n-> {output}"))
}

fn code(text: &str) -> String {
    format!("```orch\n{}\n```\n", text.trim_end())
}

fn paragraph(markdown: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(markdown, "\n{}\n", text.trim_end());
    }
}
