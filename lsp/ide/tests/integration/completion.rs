//! Completion, as pages of cases: `tests/completion/*.cases`.
//!
//! What a page is, [`crate::cases`] says. Lines that begin with `//? ` say here:
//!
//! - `first: a, b`: the first labels, in this order, with `=` and the detail behind a label.
//! - `has: a, b` and `lacks: a, b`: anywhere. `none`: nothing is offered.
//! - `inserts: a => text` and `edits: a => text`: what `a` writes, at the cursor and elsewhere.
//! - `replaces: text`: what an accepted item takes the place of.
//!
//! Labels, details and texts are cut at ` ; `.

use orchestra_compiler::parse;
use orchestra_lsp_ide::{
    CompletionItem, Completions, DocumentationKey, completions, documentation,
};

use crate::{
    cases::Page,
    fixture::{Fixture, sample},
};

/// What is wrong with a claim; none if it holds.
fn refuted(fixture: &Fixture, found: &Completions, claim: &str) -> Option<String> {
    let item = |label: &str| found.items.iter().find(|item| item.label == label);
    let (kind, rest) = claim.split_once(':').unwrap_or((claim, ""));
    let mut words = rest.split(" ; ").map(str::trim).filter(|word| !word.is_empty());
    match kind {
        "none" => (!found.items.is_empty()).then(|| "something is offered".to_owned()),
        "first" => words.enumerate().find_map(|(at, word)| {
            let item = found.items.get(at);
            let is_it = item.is_some_and(|item| shows(item, word));
            (!is_it).then(|| format!("`{word}` isn't number {}", at + 1))
        }),
        "has" => words.find_map(|word| {
            let is_there = found.items.iter().any(|item| shows(item, word));
            (!is_there).then(|| format!("`{word}` isn't offered"))
        }),
        "lacks" => words.find_map(|word| item(word).map(|_| format!("`{word}` is offered"))),
        "inserts" | "edits" => words.find_map(|word| {
            let (label, expected) = word.split_once("=>").expect("`label => text`");
            let (label, expected) = (label.trim(), expected.trim());
            let Some(item) = item(label) else { return Some(format!("`{label}` isn't offered")) };
            let written = match kind {
                "inserts" => item.insert.clone(),
                _ => item.additional_edits.iter().map(|(_, text)| text.as_str()).collect(),
            };
            let written = written.replace('\n', "⏎");
            (written != expected).then(|| format!("`{label}` writes `{written}`"))
        }),
        "replaces" => {
            let text = &fixture.text(fixture.file)[found.replace.range()];
            (text != rest.trim()).then(|| format!("it replaces `{text}`"))
        }
        other => panic!("no such claim: {other}"),
    }
}

fn shows(item: &CompletionItem, word: &str) -> bool {
    match word.split_once(" = ") {
        Some((label, detail)) => item.label == label && item.detail.as_deref() == Some(detail),
        None => item.label == word,
    }
}

fn shown(found: &Completions) -> String {
    let line = |item: &CompletionItem| {
        let detail = item.detail.as_ref().map_or(String::new(), |it| format!(" = {it}"));
        format!("    {}{detail} [{}] {:?}\n", item.label, item.insert.replace('\n', "⏎"), item.kind)
    };
    found.items.iter().take(14).map(line).collect()
}

fn holds(page: &str) {
    let mut wrong = String::new();
    for case in Page::read(page).cases {
        assert!(!case.claims.is_empty(), "`{}` claims nothing", case.title);
        let fixture = Fixture::new(&case.text);
        let found = completions(&fixture.db, fixture.file, fixture.offset);
        let mut problems =
            case.claims.iter().filter_map(|claim| refuted(&fixture, &found, claim)).peekable();
        if problems.peek().is_some() {
            let problems: Vec<String> = problems.collect();
            wrong += &format!("{}:\n  {}\n{}", case.title, problems.join("\n  "), shown(&found));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn targets_and_their_arguments() {
    holds("completion/targets.cases");
}

#[test]
fn names_members_and_values() {
    holds("completion/names.cases");
}

#[test]
fn policies() {
    holds("completion/policies.cases");
}

#[test]
fn uses_types_patterns_and_words() {
    holds("completion/words.cases");
}

#[test]
fn there_are_as_many_cases_as_a_language_has_places() {
    let pages = [
        "completion/targets.cases",
        "completion/names.cases",
        "completion/policies.cases",
        "completion/words.cases",
    ];
    let count: usize = pages.iter().map(|page| Page::read(page).cases.len()).sum();
    assert!(count >= 120, "{count} cases");
}

/// The documentation of the item called `label`.
fn said(text: &str, label: &str) -> Option<String> {
    let fixture = Fixture::new(text);
    let found = completions(&fixture.db, fixture.file, fixture.offset);
    let item = found.items.into_iter().find(|item| item.label == label)?;
    let key: DocumentationKey = item.key?.to_string().parse().expect("a key reads back");
    documentation(&fixture.db, fixture.file, &key)
}

#[test]
fn operations_say_what_they_cost_how_long_they_take_and_who_vouches() {
    let text = "use subnet acme\ntemplate t() -> json {\n  call acme.$0\n}\n";
    insta::assert_snapshot!(said(text, "find").unwrap_or_default(), @r#"
    Finds pages.

    - Price: 0.002 USD a request
    - Time: half within 1200ms, 19 of 20 within 4s (declared)
    - Limits: 20s an attempt
    - Effect: only reads
    - Asked again: does no harm
    - Entry: listed, revision 3
    "#);
    insta::assert_snapshot!(said(text, "page").unwrap_or_default(), @r#"
    The text of a page.

    **Deprecated.** Pages are moving. Call `find` instead.

    - Price: 0.0005 USD a request
    - Effect: only reads
    - Asked again: does no harm
    - Entry: listed, revision 3
    "#);
}

#[test]
fn capabilities_name_their_providers() {
    let text = "use capability search\ntemplate t() -> json {\n  call search.$0\n}\n";
    insta::assert_snapshot!(said(text, "web").unwrap_or_default(), @r#"
    Pages that fit a query.

    Providers:

    - `acme.find`: 0.002 USD a request, half within 1200ms, 19 of 20 within 4s (declared)
    - `quill.search`: 0.01 USD a request, half within 900ms (declared)
    "#);
    insta::assert_snapshot!(said(text, "images").unwrap_or_default(), @r#"
    Pictures that fit a query; nobody offers it.

    No provider offers it.
    "#);
}

#[test]
fn subnets_families_and_items_are_documented() {
    let text = "/// Adds one.\nfn plus_one(n: int) -> int = n + 1\nconst A: int = p$0\n";
    assert_eq!(said(text, "plus_one").as_deref(), Some("Adds one."));
    let subnet = said("use subnet $0\n", "acme").unwrap_or_default();
    assert!(subnet.contains("An invented service"), "{subnet}");
    let family = said("use capability $0\n", "search").unwrap_or_default();
    assert_eq!(family, "Finding things.");
}

#[test]
fn a_key_that_names_nothing_is_refused() {
    assert!("nothing at all".parse::<DocumentationKey>().is_err());
    assert!("subnet".parse::<DocumentationKey>().is_err());
}

#[test]
fn at_every_token_something_sound_is_replaced() {
    let sample = sample(8);
    assert!(sample.len() > 50, "only {} files", sample.len());
    let mut offered = 0;
    for text in sample {
        let fixture = Fixture::new(&text);
        let tree = &parse(&fixture.db, fixture.file).tree;
        let ends = tree.tokens().iter().flat_map(|token| [token.start, token.end]);
        let mut offsets: Vec<u32> = ends.collect();
        offsets.dedup();
        for offset in offsets {
            let found = completions(&fixture.db, fixture.file, offset);
            let replaced = found.replace;
            assert!(replaced.touches(offset), "{replaced:?} isn't at {offset} of\n{text}");
            assert!(tree.text().get(replaced.range()).is_some(), "{replaced:?} of\n{text}");
            let sound = |item: &CompletionItem| {
                let edits = item.additional_edits.iter();
                !item.label.is_empty()
                    && edits.clone().all(|(span, _)| tree.text().get(span.range()).is_some())
            };
            assert!(found.items.iter().all(sound), "{:?} at {offset} of\n{text}", found.items);
            offered += found.items.len();
        }
    }
    assert!(offered > 10_000, "{offered} items in all");
}
