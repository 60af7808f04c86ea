//! A name in another style than its kind has.

use orchestra_diagnostics::{Code, Diagnostic, Edit, Fix};
use rustc_hash::FxHashMap;

use super::{Finding, linted_item::LintedItem};
use crate::{
    db::SourceFile,
    diagnostics::Reporter,
    hir::{ExprId, ExprKind, LocalId, Name, RecordEntry, Root, Site, TypeRefKind},
    items::{Entry, ItemKind, items},
};

/// A name in another style than its kind has: `naming-style`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamingStyle {
    /// The name.
    at: Site,
    /// The name.
    name: String,
    /// The style that it should have.
    style: Style,
    /// Whether it may be written in quotes, and then is somebody else's.
    quotable: bool,
    /// All places of the name, where renaming concerns nobody else; each with the field that it is
    /// bound to or written to there, which stands at the same place where the name is both.
    places: Vec<(Site, Option<Site>)>,
}

/// How names of a kind are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Snake,
    Pascal,
    Screaming,
}

impl NamingStyle {
    /// Names of bindings, parameters, type parameters, fields and variants.
    pub(super) fn find_inside(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        for (index, local) in item.body.locals.iter().enumerate() {
            let Some(mut style) = Self::of(&local.name, Style::Snake) else { continue };
            let id = LocalId(index as u32);
            // A parameter may be given by its name.
            let is_param = item.params().any(|param| param == id);
            if !is_param && is_free(item, &style.style.written(&style.name)) {
                style.places = places(item, id);
            }
            found.push(style.into());
        }
        for generic in item.body.root.generics() {
            let Some(mut style) = Self::of(generic, Style::Pascal) else { continue };
            let written = style.style.written(&style.name);
            if item.scope.item(&written).is_none() {
                style.places = type_places(item, generic);
            }
            found.push(style.into());
        }
        if let Root::Enum { variants } = &item.body.root {
            found.extend(
                variants.iter().filter_map(|it| Self::of(it, Style::Snake)).map(Into::into),
            );
        }
        for ty in &item.body.types {
            let TypeRefKind::Record { fields, .. } = &ty.kind else { continue };
            let wrong = fields.iter().filter_map(|field| Self::of(&field.name, Style::Snake));
            found.extend(wrong.map(|it| Self { quotable: true, ..it }.into()));
        }
    }

    /// Names of items, and those that the file gives to subnets and imports.
    pub(super) fn find_at_top(
        db: &dyn salsa::Database,
        file: SourceFile,
        found: &mut Vec<Finding>,
    ) {
        for entry in &items(db, file).entries {
            let wrong = match entry {
                Entry::Item(declared) => {
                    style_of(declared.kind).and_then(|style| Self::of(&declared.name, style))
                }
                Entry::Subnets(aliases) => {
                    let own = aliases.iter().filter(|alias| alias.local != alias.name);
                    found.extend(
                        own.filter_map(|it| Self::of(&it.local, Style::Snake)).map(Finding::from),
                    );
                    None
                }
                Entry::Families(_) | Entry::Module(_) => None,
            };
            found.extend(wrong.map(Finding::from));
        }
    }

    fn of(name: &Name, style: Style) -> Option<Self> {
        let is_wrong = !style.has(&name.text);
        is_wrong.then(|| {
            let (at, name) = (name.at, name.text.to_string());
            Self { at, name, style, quotable: false, places: Vec::new() }
        })
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Option<Diagnostic> {
        let span = reporter.span(self.at);
        let is_quoted = (span.end - span.start) as usize > self.name.len();
        if self.quotable && is_quoted {
            return None;
        }
        let written = self.style.written(&self.name);
        let message = format!("`{}` isn't written in {}", self.name, self.style.words());
        let mut found = reporter.error(Code::NamingStyle, self.at, message);
        if self.places.is_empty() {
            return Some(found.with_help(format!("call it `{written}`")));
        }
        let edit = |(site, field): &(Site, Option<Site>)| {
            let (file, span) = (found.file.clone(), reporter.span(*site));
            let text = match field.filter(|field| reporter.span(*field) == span) {
                Some(_) => format!("{}: {written}", self.name),
                None => written.clone(),
            };
            Edit { file, span, text }
        };
        let edits = self.places.iter().map(edit).collect();
        found.fixes.push(Fix { title: format!("call it `{written}`"), edits, is_certain: true });
        Some(found)
    }
}

fn style_of(kind: ItemKind) -> Option<Style> {
    match kind {
        ItemKind::Type | ItemKind::Enum => Some(Style::Pascal),
        ItemKind::Const => Some(Style::Screaming),
        ItemKind::Function | ItemKind::Template => Some(Style::Snake),
        ItemKind::Provide | ItemKind::Test => None,
    }
}

/// Whether nothing in the item is called so.
fn is_free(item: &LintedItem<'_>, name: &str) -> bool {
    item.scope.item(name).is_none() && item.body.locals.iter().all(|it| *it.name.text != *name)
}

/// Where a bound name stands, each with the field that it is bound to or written to there.
fn places(item: &LintedItem<'_>, local: LocalId) -> Vec<(Site, Option<Site>)> {
    let mut written: FxHashMap<ExprId, Site> = FxHashMap::default();
    for (_, kind) in item.exprs() {
        let ExprKind::Record { entries, .. } = kind else { continue };
        written.extend(entries.iter().filter_map(|entry| match entry {
            RecordEntry::Field { name, value } => Some((*value, name.at)),
            RecordEntry::Spread { .. } => None,
        }));
    }
    let bound = (item.body.local(local).name.at, item.bound_fields().get(&local).copied());
    let reads = item.exprs().filter(|(_, kind)| **kind == ExprKind::Local(local));
    let reads = reads.map(|(id, _)| (item.body.site(id), written.get(&id).copied()));
    std::iter::once(bound).chain(reads).collect()
}

/// Where a type parameter stands.
fn type_places(item: &LintedItem<'_>, generic: &Name) -> Vec<(Site, Option<Site>)> {
    let uses = item.body.types.iter().filter_map(|ty| match &ty.kind {
        TypeRefKind::Parameter { name, .. } if name.text == generic.text => Some(name.at),
        _ => None,
    });
    std::iter::once(generic.at).chain(uses).map(|at| (at, None)).collect()
}

impl Style {
    fn has(self, name: &str) -> bool {
        let name = name.trim_start_matches('_');
        let only = |is_allowed: fn(char) -> bool| {
            name.chars().all(|c| is_allowed(c) || c.is_ascii_digit())
        };
        match self {
            Self::Snake => only(|c| c.is_ascii_lowercase() || c == '_'),
            Self::Screaming => only(|c| c.is_ascii_uppercase() || c == '_'),
            Self::Pascal => {
                let begins = name.starts_with(|c: char| c.is_ascii_uppercase());
                name.is_empty() || (begins && only(|c| c.is_ascii_alphabetic()))
            }
        }
    }

    /// The name in this style.
    fn written(self, name: &str) -> String {
        let bare = name.trim_start_matches('_');
        let before = &name[..name.len() - bare.len()];
        let words = words(bare);
        let joined = match self {
            Self::Snake => words.join("_"),
            Self::Screaming => words.join("_").to_ascii_uppercase(),
            Self::Pascal => words.iter().map(|word| capitalised(word)).collect(),
        };
        format!("{before}{joined}")
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Snake => "`snake_case`",
            Self::Pascal => "`PascalCase`",
            Self::Screaming => "`SCREAMING_SNAKE_CASE`",
        }
    }
}

/// The words of a name in whatever style, in lower case: `linesOf`, `HTTPAnswer`, `lines_of`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = name.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        if *letter == '_' {
            continue;
        }
        let before = index.checked_sub(1).map(|at| letters[at]);
        let next_is_small = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let begins = match before {
            None | Some('_') => true,
            Some(before) => {
                letter.is_ascii_uppercase() && (!before.is_ascii_uppercase() || next_is_small)
            }
        };
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn a_name_is_put_in_every_style() {
        for name in ["lines_of", "linesOf", "LinesOf", "LINES_OF", "lines__of"] {
            assert_eq!(Style::Snake.written(name), "lines_of", "{name}");
            assert_eq!(Style::Pascal.written(name), "LinesOf", "{name}");
            assert_eq!(Style::Screaming.written(name), "LINES_OF", "{name}");
        }
        assert_eq!(Style::Snake.written("_HTTPAnswer2"), "_http_answer2");
    }

    #[test]
    fn a_written_style_is_its_own() {
        for style in [Style::Snake, Style::Pascal, Style::Screaming] {
            for name in ["a", "_b", "aB", "x2", "URL", "_", "two_words"] {
                assert!(style.has(&style.written(name)), "{style:?} {name}");
            }
        }
        assert!(Style::Pascal.has("URL") && !Style::Pascal.has("two_Words"));
    }
}
