//! Completion: what may stand at the cursor.
//!
//! Where the cursor is ([`place`]) decides who offers: one kind of place, one file, each an
//! `impl Completer`. Works on half-typed text, by the tokens before the cursor and the nodes around
//! them. Items are ranked by [`CompletionItem::sort`]: what fits the wanted type comes first, then
//! what is near. What takes time to write about an item is left to [`documentation`].
//!
//! To add a place: a variant of [`Place`], its recognition in `place`, a function that offers, and
//! cases in `tests/completion/`.

mod arguments;
mod call_snippet;
mod documented;
mod imports;
mod keywords;
mod members;
mod names;
mod patterns;
mod place;
mod policies;
mod targets;
mod types;
mod uses;
mod values;

use orchestra_compiler::{Database, SourceFile, parse, scope::scope};
use orchestra_diagnostics::Span;

use crate::{cursor::Cursor, surroundings::Surroundings};
use place::Place;

pub use call_snippet::{CallSnippet, call_snippet};
pub use documented::{DocumentationKey, NoSuchKey, documentation};

/// What may stand at a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// What an accepted item takes the place of: the word at the cursor.
    pub replace: Span,
    /// Best by [`CompletionItem::sort`].
    pub items: Vec<CompletionItem>,
    /// Whether a longer word may mean more than these.
    pub is_incomplete: bool,
}

/// Something that may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionItem {
    /// As it is shown.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// Its type, or its price and time; one line.
    pub detail: Option<String>,
    /// What is known of it, as Markdown, where that costs nothing.
    pub documentation: Option<String>,
    /// Asks [`documentation`] for the rest.
    pub key: Option<DocumentationKey>,
    /// What is written.
    pub insert: String,
    /// Whether `insert` has tab stops: `${1:text}`, `$0`, with `\` before a `$`, `}` or `\` that is
    /// none.
    pub is_snippet: bool,
    /// Orders the items, as text.
    pub sort: String,
    /// What is compared with the word that is typed, where it isn't the label.
    pub filter: Option<String>,
    /// What is written elsewhere besides: imports, a `?` before a `.`.
    pub additional_edits: Vec<(Span, String)>,
    /// Whether it shouldn't be used any more.
    pub deprecated: bool,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are the language's own")]
pub enum CompletionKind {
    Subnet,
    Family,
    Operation,
    Capability,
    Template,
    Function,
    Constant,
    Type,
    Enum,
    Variant,
    Local,
    Parameter,
    Field,
    Method,
    Argument,
    Policy,
    Value,
    Keyword,
    Module,
    Pattern,
}

/// What may stand at `offset` of `file`.
#[must_use]
pub fn completions(db: &Database, file: SourceFile, offset: u32) -> Completions {
    let parse = parse(db, file);
    let offset = offset.min(parse.tree.text().len() as u32);
    let cursor = Cursor::new(&parse.tree, offset);
    let replace = cursor.word;
    if cursor.is_in_prose() {
        return Completions { replace, items: Vec::new(), is_incomplete: false };
    }
    let at = Surroundings::new(db, file, cursor);
    let mut completer =
        Completer { scope: scope(db, file), at, replace, items: Vec::new(), is_incomplete: false };
    completer.complete();
    let Completer { replace, mut items, is_incomplete, .. } = completer;
    items.sort_by(|a, b| (&a.sort, &a.label).cmp(&(&b.sort, &b.label)));
    items.dedup_by(|a, b| a.label == b.label && a.insert == b.insert);
    Completions { replace, items, is_incomplete }
}

/// Gathers what may stand at a cursor.
struct Completer<'a> {
    at: Surroundings<'a>,
    scope: &'a orchestra_compiler::scope::Scope,
    replace: Span,
    items: Vec<CompletionItem>,
    is_incomplete: bool,
}

/// How well an item fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What must be written, or what the wanted type says.
    Wanted,
    /// Of the wanted type.
    Fits,
    /// Of no known or no wanted type.
    Plain,
    /// Words of the language.
    Keyword,
    /// What would have to be imported.
    Elsewhere,
    /// Of another type than the wanted one.
    Misfit,
    /// What shouldn't be used.
    Deprecated,
}

impl<'a> Completer<'a> {
    fn complete(&mut self) {
        match Place::of(&self.at.cursor) {
            Place::Nothing => {}
            Place::Text => self.texts(),
            Place::Member(dot) => self.members(dot),
            Place::Target => self.targets(),
            Place::Mocked => self.mocked(),
            Place::Offered { first } => self.offered(first),
            Place::Provided => self.families_in_use(),
            Place::ProvidedBy => self.subnets_in_use(),
            Place::Use => self.after_use(),
            Place::Subnets => self.subnets_of_the_ledger(),
            Place::Families => self.families_of_the_ledger(),
            Place::Module { before } => self.modules(before),
            Place::Imports(module) => self.imports(module),
            Place::PolicyName(level) => self.policy_names(level),
            Place::PolicyValue { policies, name } => self.policy_values(policies, name),
            Place::PolicyField(fields) => self.policy_fields(fields),
            Place::PolicyWord { policy, field } => self.policy_words(policy, field),
            Place::Routed { first } => self.routed(first),
            Place::RecordField(level) => self.record_fields(level),
            Place::BoundField(level) => self.bound_fields(level),
            Place::Failure => self.failures(),
            Place::ProvideEntry => self.provide_entries(),
            Place::Type => self.types(),
            Place::Bound => self.bounds(),
            Place::Pattern { arm } => self.patterns(arm),
            Place::Expression { step } => self.expressions(step),
            Place::Statement => self.statements(),
            Place::Clause => self.clauses(),
            Place::Item => self.item_words(),
        }
    }

    /// Adds an item; those added earlier come first among those of its rank.
    fn add(&mut self, rank: Rank, item: CompletionItem) {
        let sort = format!("{}{:04}", rank as u8, self.items.len());
        self.items.push(CompletionItem { sort, ..item });
    }
}

impl CompletionItem {
    /// An item that writes its label.
    fn new(label: impl Into<String>, kind: CompletionKind) -> Self {
        let label = label.into();
        Self {
            insert: label.clone(),
            label,
            kind,
            detail: None,
            documentation: None,
            key: None,
            is_snippet: false,
            sort: String::new(),
            filter: None,
            additional_edits: Vec::new(),
            deprecated: false,
        }
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    fn documented(self, documentation: impl Into<String>) -> Self {
        Self { documentation: Some(documentation.into()), ..self }
    }

    fn key(self, key: DocumentationKey) -> Self {
        Self { key: Some(key), ..self }
    }

    fn snippet(self, insert: impl Into<String>) -> Self {
        Self { insert: insert.into(), is_snippet: true, ..self }
    }

    fn inserting(self, insert: impl Into<String>) -> Self {
        Self { insert: insert.into(), ..self }
    }

    fn edit(mut self, edit: (Span, String)) -> Self {
        self.additional_edits.push(edit);
        self
    }
}

/// `text` where a snippet shows it as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
