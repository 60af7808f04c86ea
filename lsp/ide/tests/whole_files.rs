//! What holds of every file: nothing panics, spans lie in the text, names lead back to themselves.

mod fixture;

use std::{collections::HashSet, path::Path};

use fixture::Fixture;
use orchestra_compiler::{check, items::ItemKind};
use orchestra_diagnostics::{Severity, Span};
use orchestra_lsp_ide::{
    Role, Symbol, Target, definition, document_links, document_symbols, folds, highlights, hover,
    inlay_hints, item_at, linked_names, occurrences, prepare_rename, references, rename,
    selections, semantic_tokens, signature_help, workspace_symbols,
};

/// Every `step`th file of the conformance suite.
#[expect(clippy::disallowed_methods, reason = "the test reads the suite")]
fn sample(step: usize) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
    let mut open = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "orch") {
                files.push(path);
            }
        }
    }
    files.sort();
    let files = files.into_iter().step_by(step);
    files.map(|path| std::fs::read_to_string(path).expect("it can be read")).collect()
}

/// Asks everything of every place of a file.
fn ask(text: &str) {
    let fixture = Fixture::new(text);
    let (db, file) = (&fixture.db, fixture.file);
    let text = fixture.text(file);
    let all = Span::new(0, text.len() as u32);
    let lies = |span: Span| text.get(span.range()).is_some();
    let found = occurrences(db, file);
    assert!(found.iter().all(|it| lies(it.span)), "{text}");
    let tokens = semantic_tokens(db, file);
    assert!(tokens.windows(2).all(|it| it[0].span.end <= it[1].span.start), "{text}");
    assert!(folds(db, file).iter().all(|(span, _)| lies(*span)), "{text}");
    assert!(inlay_hints(db, file, all).iter().all(|it| lies(Span::at(it.offset))), "{text}");
    assert!(document_links(db, file).iter().all(|(span, _)| lies(*span)), "{text}");
    for symbol in document_symbols(db, file) {
        let (whole, name) = (symbol.span, symbol.name_span);
        assert!(whole.start <= name.start && name.end <= whole.end, "{symbol:?} of\n{text}");
    }
    let offsets = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(3);
    for offset in offsets.map(|at| at as u32) {
        let nested = selections(db, file, offset);
        let holds = |it: &[Span]| it[1].start <= it[0].start && it[0].end <= it[1].end;
        assert!(nested.windows(2).all(holds), "{nested:?} of\n{text}");
        let hovered = hover(db, file, offset);
        assert!(hovered.is_none_or(|it| it.span.touches(offset)), "{text}");
        drop(definition(db, file, offset));
        assert!(linked_names(db, file, offset).iter().all(|span| lies(*span)), "{text}");
        let help = signature_help(db, file, offset);
        let parts =
            help.iter().flat_map(|it| it.parameters.iter().map(move |(span, _)| (it, *span)));
        for (help, span) in parts {
            assert!(help.label.get(span.range()).is_some(), "{help:?} of\n{text}");
        }
    }
}

#[test]
fn whole_files_and_files_that_are_cut_off_are_answered() {
    for text in sample(23) {
        ask(&text);
        for part in 1..4 {
            ask(&text[..text.floor_char_boundary(text.len() * part / 4)]);
        }
    }
}

#[test]
fn a_program_with_a_renamed_binding_has_no_errors_either() {
    let mut renamed = 0;
    for text in sample(9) {
        let fixture = Fixture::new(&text);
        let (db, file) = (&fixture.db, fixture.file);
        let errors = check(db, file).iter().filter(|it| it.severity == Severity::Error).count();
        if errors > 0 {
            continue;
        }
        let text = fixture.text(file);
        let mut seen = HashSet::new();
        for it in occurrences(db, file) {
            if !matches!(it.symbol, Symbol::Local(..)) || it.role != Role::Definition {
                continue;
            }
            // Or-patterns bind a name at several places.
            if seen.len() == 5 || !seen.insert(it.symbol.clone()) {
                continue;
            }
            let old = &text[it.span.range()];
            let Ok(there) = rename(db, file, it.span.start, "zz_fresh") else {
                panic!("`{old}` can't be renamed in\n{text}");
            };
            let changed = applied(&text, &there);
            let again = Fixture::new(&changed);
            let errors: Vec<_> = check(&again.db, again.file)
                .iter()
                .filter(|it| it.severity == Severity::Error)
                .map(|it| it.message.clone())
                .collect();
            assert_eq!(errors, [] as [String; 0], "`{old}` became\n{changed}\nof\n{text}");
            renamed += 1;
        }
    }
    assert!(renamed > 30, "{renamed} names in all");
}

fn applied(text: &str, edits: &[(orchestra_lsp_ide::FilePlace, String)]) -> String {
    let mut text = text.to_owned();
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span));
    for (place, new) in edits {
        text.replace_range(place.span.range(), new);
    }
    text
}

const PROJECT: &str = "\
//- main.orch
use subnet acme
use \"./shared.orch\" { Depth, pages as count }

/// Finds pages.
template find(topic: string(1..=100), depth: Depth = Depth.quick) -> int {
  let answer = call acme.find { query: topic }
  let { hits } = answer
  let page = { topic, found: hits }
  count(page.found.len())
}

template other() -> int {
  call find { topic: \"tea\" }
}
//- shared.orch
/// How far.
enum Depth { quick, deep }
/// As many.
fn pages(found: int) -> int = found
";

/// The project with `$0` before the `nth` occurrence of `word`.
fn at(word: &str, nth: usize) -> Fixture {
    let (start, _) = PROJECT.match_indices(word).nth(nth).expect("it stands there so often");
    Fixture::new(&format!("{}$0{}", &PROJECT[..start], &PROJECT[start..]))
}

fn hovered(word: &str, nth: usize) -> String {
    let fixture = at(word, nth);
    let found = hover(&fixture.db, fixture.file, fixture.offset);
    found.map(|it| it.markdown).unwrap_or_default()
}

#[test]
fn a_hover_says_what_a_name_means() {
    let cases = [
        ("topic: string", 0, "topic: string(1..=100)"),
        ("answer", 1, "answer: "),
        ("hits }\n", 0, "hits: "),
        ("topic, found", 0, "topic: string(1..=100)"),
        ("page.found", 0, "page: "),
        ("len()", 0, ".len(…)"),
        ("count(", 0, "fn pages(found: int) -> int"),
        ("count(", 0, "As many."),
        ("Depth = ", 0, "enum Depth { quick, deep }"),
        ("Depth = ", 0, "How far."),
        ("quick -", 0, ""),
        ("quick)", 0, "Depth.quick"),
        ("acme.find", 0, "`acme`"),
        ("find { query", 0, "price: 0.002 USD a request"),
        ("find { query", 0, "latency: half within 1200ms"),
        ("find { topic", 0, "Finds pages."),
        ("find { topic", 0, "-> int"),
        ("acme\n", 0, "`acme.find`"),
    ];
    for (word, nth, expected) in cases.into_iter().filter(|(word, ..)| PROJECT.contains(word)) {
        let said = hovered(word, nth);
        assert!(said.contains(expected), "`{word}` says {said:?}, without {expected:?}");
    }
}

#[test]
fn definitions_lie_where_names_are_declared() {
    let cases = [
        ("topic }", 0, "main.orch", "topic: string"),
        ("hits }\n  count", 0, "main.orch", "hits } = "),
        ("count(", 0, "shared.orch", "pages(found"),
        ("Depth = ", 0, "shared.orch", "Depth {"),
        ("quick) ->", 0, "shared.orch", "quick, deep"),
        ("find { topic", 0, "main.orch", "find(topic"),
    ];
    for (word, nth, path, declared) in cases {
        let fixture = at(word, nth);
        let found = definition(&fixture.db, fixture.file, fixture.offset);
        let Some(Target::Place(place)) = found else { panic!("`{word}` leads to {found:?}") };
        assert_eq!(fixture.path(place.file), path, "{word}");
        let text = fixture.text(place.file);
        assert!(text[place.span.start as usize..].starts_with(declared), "{word}: {place:?}");
    }
    let fixture = at("find { query", 0);
    let found = definition(&fixture.db, fixture.file, fixture.offset);
    assert_eq!(found, Some(Target::Ledger("acme.find".to_owned())));
}

#[test]
fn references_are_found_in_every_file() {
    let fixture = at("pages as", 0);
    let with = references(&fixture.db, fixture.file, fixture.offset, true);
    let without = references(&fixture.db, fixture.file, fixture.offset, false);
    assert_eq!((with.len(), without.len()), (4, 3));
    let fixture = at("topic: string", 0);
    assert_eq!(highlights(&fixture.db, fixture.file, fixture.offset).len(), 4);
}

#[test]
fn a_new_name_leaves_fields_and_aliases_as_they_are() {
    let changed = |word: &str, new: &str| {
        let fixture = at(word, 0);
        let edits = rename(&fixture.db, fixture.file, fixture.offset, new);
        let edits = edits.expect("it can be renamed");
        let mut texts: Vec<String> = Vec::new();
        for file in fixture.files.values() {
            let own: Vec<_> = edits.iter().filter(|it| it.0.file == *file).cloned().collect();
            texts.push(applied(&fixture.text(*file), &own));
        }
        texts.join("\n")
    };
    let text = changed("topic: string", "subject");
    assert!(text.contains("find(subject: string"), "{text}");
    assert!(text.contains("{ query: subject }"), "{text}");
    assert!(text.contains("{ topic: subject, found: hits }"), "{text}");
    assert!(text.contains("call find { subject: \"tea\" }"), "{text}");
    let text = changed("hits } = answer", "results");
    assert!(text.contains("let { hits: results } = answer"), "{text}");
    assert!(text.contains("found: results }"), "{text}");
    let text = changed("pages(found", "sheets");
    assert!(text.contains("fn sheets(found: int)"), "{text}");
    assert!(text.contains("{ Depth, sheets as count }"), "{text}");
    assert!(text.contains("count(page.found.len())"), "{text}");
    let text = changed("quick, deep", "fast");
    assert!(text.contains("enum Depth { fast, deep }") && text.contains("Depth.fast"), "{text}");
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let refused = |word: &str, new: &str| {
        let fixture = at(word, 0);
        rename(&fixture.db, fixture.file, fixture.offset, new).expect_err("it is refused")
    };
    assert!(refused("acme\n", "other").contains("Ledger"));
    assert!(refused("len()", "size").contains("built in"));
    assert!(refused("answer =", "topic").contains("`topic` is the name of a binding"));
    assert!(refused("answer =", "count").contains("`count` is an item"));
    assert!(refused("answer =", "1st").contains("no name"));
    assert!(refused("answer =", "match").contains("word of the language"));
    assert!(refused("deep }", "quick").contains("a variant of `Depth`"));
    assert!(refused("template other", "x").contains("no name here"));
    let fixture = at("answer =", 0);
    let prepared = prepare_rename(&fixture.db, fixture.file, fixture.offset);
    assert_eq!(prepared.map(|it| it.1).as_deref(), Ok("answer"));
}

#[test]
fn symbols_are_found_by_their_letters() {
    let fixture = Fixture::new(PROJECT);
    let found = workspace_symbols(&fixture.db, "fi");
    let names: Vec<_> = found.iter().map(|(it, _)| it.name.as_str()).collect();
    assert_eq!(names, ["find"]);
    let found = workspace_symbols(&fixture.db, "ps");
    let names: Vec<_> = found.iter().map(|(it, _)| it.name.as_str()).collect();
    assert_eq!(names, ["pages"]);
    let outline = document_symbols(&fixture.db, fixture.files["shared.orch"]);
    assert_eq!(outline[0].children.len(), 2);
    let item = item_at(&fixture.db, fixture.files["shared.orch"], 20);
    assert!(item.is_some_and(|it| it.kind(&fixture.db) == ItemKind::Enum));
}
