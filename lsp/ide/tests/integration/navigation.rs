//! Where names lead, where they are used, and what files declare.

use orchestra_lsp_ide::{
    Target, definition, document_symbols, highlights, implementations, references, type_definition,
    workspace_symbols,
};

use crate::{
    fixture::Fixture,
    project::{PROJECT, at},
};

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
fn types_and_providers_are_found() {
    let fixture = at("depth: Depth", 0);
    let found = type_definition(&fixture.db, fixture.file, fixture.offset);
    let Some(Target::Place(place)) = found else { panic!("it leads to {found:?}") };
    assert_eq!(fixture.path(place.file), "shared.orch");
    let fixture = Fixture::new(
        "use capability search\ntemplate t() -> json { call search.w$0eb { query: \"a\" } }\n",
    );
    let found = implementations(&fixture.db, fixture.file, fixture.offset);
    let texts: Vec<_> =
        found.iter().map(|it| fixture.text(it.file)[it.span.range()].to_owned()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
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
}
