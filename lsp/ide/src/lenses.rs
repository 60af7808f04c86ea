//! What stands above templates and tests: that they can be run, and what a template's plan comes to.
//!
//! A plan is made of a whole template and all that it calls, so it isn't made for the list of lenses, but
//! for each that is looked at ([`plan_in_short`]).

use orchestra_compiler::{
    Database, SourceFile,
    items::{ItemId, ItemKind, item_places, items},
    plan,
};
use orchestra_diagnostics::Span;
use orchestra_plan::bounds::{Amounts, Bound, bought, time_in_words};

/// A template or a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runnable {
    /// The template's name, or the test's title.
    pub name: String,
    /// Whether it is a test.
    pub is_test: bool,
    /// All of it.
    pub span: Span,
    /// Its name, in the text.
    pub name_span: Span,
}

/// The templates and tests of `file`, in order.
#[must_use]
pub fn runnables(db: &Database, file: SourceFile) -> Vec<Runnable> {
    let (parse, places) = (orchestra_compiler::parse(db, file), item_places(db, file));
    let runnable = |id: ItemId, kind: ItemKind| {
        let is_test = match kind {
            ItemKind::Template => false,
            ItemKind::Test => true,
            _ => return None,
        };
        let name_span = places.name(id)?;
        let span = parse.tree.node(places.node(id)?).span().cover(name_span);
        Some(Runnable { name: id.name(db).to_string(), is_test, span, name_span })
    };
    items(db, file).declared().filter_map(|it| runnable(it.id, it.kind)).collect()
}

/// The template of that name.
#[must_use]
pub fn template_named(db: &Database, file: SourceFile, name: &str) -> Option<ItemId> {
    templates(db, file).find(|(id, _)| *id.name(db) == *name).map(|(id, _)| id)
}

/// The template that is meant at `offset`: the last that begins there or before, else the first.
#[must_use]
pub fn template_at(db: &Database, file: SourceFile, offset: u32) -> Option<ItemId> {
    let before = templates(db, file).filter(|(_, span)| span.start <= offset).last();
    before.or_else(|| templates(db, file).next()).map(|(id, _)| id)
}

/// The templates of `file`, in order, each with all of it.
pub(crate) fn templates(db: &Database, file: SourceFile) -> impl Iterator<Item = (ItemId, Span)> {
    let (parse, places) = (orchestra_compiler::parse(db, file), item_places(db, file));
    let found: Vec<_> = items(db, file)
        .declared()
        .filter(|it| it.kind == ItemKind::Template)
        .filter_map(|it| Some((it.id, parse.tree.node(places.node(it.id)?).span())))
        .collect();
    found.into_iter()
}

/// What a template comes to at most: `≤ 0.12 USD · 9 calls · ≤ 40s`; none where it has no plan. What isn't
/// bounded is `?`.
#[must_use]
pub fn plan_in_short(db: &Database, template: ItemId) -> Option<String> {
    let Bound { calls, cost, time } = &plan(db, template)?.bounds.worst;
    let cost = cost.as_ref().map_or_else(|| "cost ?".to_owned(), cost_in_words);
    let calls = match calls {
        None => "calls ?".to_owned(),
        Some(1) => "1 call".to_owned(),
        Some(calls) => format!("{calls} calls"),
    };
    let time =
        time.map_or_else(|| "time ?".to_owned(), |time| format!("≤ {}", time_in_words(time)));
    Some(format!("{cost} · {calls} · {time}"))
}

/// `≤ 0.12 USD + 3 TAO`, or `free`.
pub(crate) fn cost_in_words(amounts: &Amounts) -> String {
    let bought = bought(amounts).map(|(amount, it)| format!("{amount} {}", it.to_uppercase()));
    let bought: Vec<_> = bought.collect();
    if bought.is_empty() { "free".to_owned() } else { format!("≤ {}", bought.join(" + ")) }
}
