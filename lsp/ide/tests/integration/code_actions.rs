//! What may be done with a selection: pages of cases in `tests/code_actions/`, and what holds of the
//! actions of every file.
//!
//! What a page is, [`crate::cases`] says. `$0` is the cursor, and twice the ends of a selection. `//> title`
//! asks for the action of that title, a fix of a diagnostic included. Lines that begin with `//? ` say
//! here:
//!
//! - `offers: a ; b`: these titles and no others.
//! - `lacks: a`: no title begins like this. `none`: nothing is offered.

use std::collections::BTreeMap;

use orchestra_compiler::{
    check,
    items::{ItemKind, items},
    lint, parse, plan,
};
use orchestra_diagnostics::{Diagnostic, LintLevels, Span};
use orchestra_lsp_ide::{CodeActionKind, FilePlace, code_actions};

use crate::{
    cases::Page,
    fixture::{Fixture, sample},
};

/// What is wrong with the file with the cursor.
fn found(fixture: &Fixture) -> Vec<Diagnostic> {
    let (db, file) = (&fixture.db, fixture.file);
    let lints = lint(db, file, &LintLevels::default());
    check(db, file).iter().cloned().chain(lints).collect()
}

struct Offered {
    title: String,
    /// None of a fix.
    kind: Option<CodeActionKind>,
    edits: Vec<(FilePlace, String)>,
}

/// Fixes of what is wrong at `selection`, then actions.
fn offered(fixture: &Fixture, selection: Span, found: &[Diagnostic]) -> Vec<Offered> {
    let (db, file) = (&fixture.db, fixture.file);
    let place = |span| FilePlace { file, span };
    let own = file.path(db).to_string();
    let here =
        found.iter().filter(|it| it.span.start <= selection.end && selection.start <= it.span.end);
    let fixes =
        here.flat_map(|it| &it.fixes).filter(|fix| fix.edits.iter().all(|edit| *edit.file == own));
    let fixes = fixes.map(|fix| Offered {
        title: fix.title.clone(),
        kind: None,
        edits: fix.edits.iter().map(|it| (place(it.span), it.text.clone())).collect(),
    });
    let actions = code_actions(db, file, selection, found).into_iter().map(|action| Offered {
        title: action.title,
        kind: Some(action.kind),
        edits: action.edits.into_iter().map(|(span, text)| (place(span), text)).collect(),
    });
    fixes.chain(actions).collect()
}

fn offered_in(fixture: &Fixture) -> Vec<Offered> {
    offered(fixture, fixture.selection, &found(fixture))
}

/// The text after the action called `title`.
fn done(text: &str, title: &str) -> String {
    let fixture = Fixture::new(text);
    let offered = offered_in(&fixture);
    match offered.iter().find(|it| it.title == title) {
        Some(action) => fixture.after(&action.edits),
        None => {
            let titles: Vec<_> = offered.iter().map(|it| it.title.as_str()).collect();
            format!("it isn't offered, only: {}", titles.join(" ; "))
        }
    }
}

/// What is wrong with a claim; none if it holds.
fn refuted(text: &str, claim: &str) -> Option<String> {
    let offered = offered_in(&Fixture::new(text));
    // What is done to the whole file is offered everywhere.
    let here = offered.iter().filter(|it| it.kind != Some(CodeActionKind::OrganiseImports));
    let titles: Vec<_> = here.map(|it| it.title.as_str()).collect();
    let (kind, rest) = claim.split_once(':').unwrap_or((claim, ""));
    let words: Vec<_> = rest.split(" ; ").map(str::trim).filter(|word| !word.is_empty()).collect();
    let holds = match kind {
        "none" => titles.is_empty(),
        "offers" => titles == words,
        "lacks" => !words.iter().any(|word| titles.iter().any(|title| title.starts_with(word))),
        other => panic!("no such claim: {other}"),
    };
    (!holds).then(|| format!("`{claim}`, but there are {titles:?}"))
}

#[test]
fn actions_write_what_they_say() {
    let mut count = 0;
    let mut wrong = String::new();
    for page in ["fixes", "extract", "inline", "rewrite", "imports"] {
        let page = Page::read(&format!("code_actions/{page}.cases"));
        page.holds(|case, title| done(&case.text, title));
        for case in &page.cases {
            let is_empty = case.claims.is_empty() && case.outcomes.is_empty();
            assert!(!is_empty, "`{}` claims nothing", case.title);
            for why in case.claims.iter().filter_map(|claim| refuted(&case.text, claim)) {
                wrong += &format!("{}: {why}\n", case.title);
            }
        }
        count += page.cases.len();
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 60, "{count} cases");
}

/// What jobs of the file do, by template.
fn plans(fixture: &Fixture) -> BTreeMap<String, String> {
    let (db, file) = (&fixture.db, fixture.file);
    let declared = items(db, file);
    let templates = declared.declared().filter(|it| it.kind == ItemKind::Template);
    let plans = templates
        .filter_map(|it| Some((it.name.text.to_string(), plan(db, it.id)?.id().to_string())));
    plans.collect()
}

/// Every place where something may be offered: expressions as selections, and names and words.
fn selections(fixture: &Fixture) -> Vec<Span> {
    let parse = parse(&fixture.db, fixture.file);
    let nodes = parse.tree.nodes().map(|node| node.span());
    let words = parse.tree.tokens().iter().filter(|token| token.kind.is_word());
    let mut places: Vec<Span> = nodes.chain(words.map(|token| Span::at(token.start))).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// One of so many files of the suite is tried.
const STEP: usize = 7;
/// So many actions of a kind are tried in each.
const MOST: usize = 3;
/// Hardly any file of the suite has imports to be put in order.
const UNTIDY: &str = r#"use std.text { numbered_list, bullet_list }
use subnet acme

const A: string = numbered_list(["a"]) + bullet_list(["a"])

template find() -> int { (call acme.find { query: A }).hits.len() }
"#;

#[test]
fn a_program_after_an_action_has_no_errors_either() {
    let mut tried: BTreeMap<CodeActionKind, usize> = BTreeMap::new();
    let mut restored = 0;
    let mut wrong = String::new();
    for text in sample(STEP).into_iter().chain([UNTIDY.to_owned()]) {
        let fixture = Fixture::new(&text);
        if !fixture.errors().is_empty() {
            continue;
        }
        let found = found(&fixture);
        let mut seen: BTreeMap<CodeActionKind, Vec<Offered>> = BTreeMap::new();
        for selection in selections(&fixture) {
            for action in offered(&fixture, selection, &found) {
                let Some(kind) = action.kind else { continue };
                let seen = seen.entry(kind).or_default();
                if seen.len() == MOST || seen.iter().any(|it| it.edits == action.edits) {
                    continue;
                }
                let changed = fixture.after(&action.edits);
                let errors = Fixture::new(&changed).errors();
                let title = &action.title;
                if errors.is_empty() {
                    match inlined_again(&fixture, &action, &changed) {
                        Some(Err(text)) => wrong += &format!("`{title}` and back:\n{text}\n"),
                        inlined => restored += usize::from(inlined.is_some()),
                    }
                } else {
                    wrong += &format!("`{title}` brings {}:\n{changed}\n", errors.join(", "));
                }
                *tried.entry(kind).or_default() += 1;
                seen.push(action);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(tried.len(), 5, "actions of every kind are tried: {tried:?}");
    assert!(tried.values().sum::<usize>() > 60, "{tried:?}");
    assert!(restored > 10, "{restored} bindings were extracted and inlined again");
}

/// Where `action` made a binding: inlined again, it leaves jobs as they were; else the text.
fn inlined_again(before: &Fixture, action: &Offered, changed: &str) -> Option<Result<(), String>> {
    let name = action.title.strip_prefix("Extract into the binding `")?.trim_end_matches('`');
    let declared = changed.find(&format!("let {name} ="))?;
    let at = Span::at((declared + "let ".len()) as u32);
    let bound = Fixture::new(changed);
    let title = format!("Inline `{name}`");
    let inlined = offered(&bound, at, &[]).into_iter().find(|it| it.title == title)?;
    let text = bound.after(&inlined.edits);
    let after = Fixture::new(&text);
    let is_same = after.errors().is_empty() && plans(&after) == plans(before);
    Some(if is_same { Ok(()) } else { Err(text) })
}
