//! What a name means, in words.

use orchestra_compiler::{
    Database, SourceFile,
    hir::{Root, lower},
    infer::{declared_type, infer},
    items::{ItemId, ItemKind, documentation, param_documentation},
};
use orchestra_diagnostics::Span;

use crate::{Symbol, ledger_page, occurrences::occurrence_at, symbols::detail};

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
            // A name inside may hide a parameter's.
            let is_param = match &body.root {
                Root::Function { params, .. } | Root::Template { params, .. } => {
                    params.iter().any(|it| it.local == *local)
                }
                _ => false,
            };
            let said = is_param.then(|| param_documentation(db, *item).remove(&**name));
            let said = said.flatten().unwrap_or_default();
            with_documentation(&format!("{name}: {}", infer(db, *item).local(*local)), &said)
        }
        Symbol::Variant(item, name) => {
            with_documentation(&format!("{}.{name}", item.name(db)), &documentation(db, *item))
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
    let declared = match item.kind(db) {
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
    with_documentation(&declared, &documentation(db, item))
}

fn constant_type(db: &Database, item: ItemId) -> String {
    match lower::body(db, item).root {
        Root::Const { value, .. } => infer(db, item).expr(value).to_string(),
        _ => String::new(),
    }
}

/// What is declared, and what is said of it.
fn with_documentation(declared: &str, said: &str) -> String {
    let declared = code(declared);
    if said.is_empty() { declared } else { format!("{declared}\n\n{}", said.trim_end()) }
}

/// `text` as a block of the language.
pub(crate) fn code(text: &str) -> String {
    format!("```orch\n{}\n```", text.trim_end())
}
