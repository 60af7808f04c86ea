//! New names: pages of cases in `tests/rename/`, each with the new name and the text after it, and
//! what holds of the names of every file.

use std::collections::HashSet;

use orchestra_lsp_ide::{Role, Symbol, occurrences, prepare_rename, rename};

use crate::{
    cases::Page,
    fixture::{Fixture, sample},
    project::at,
};

/// The project after the name at the cursor has become `new`, or why it can't.
fn renamed(text: &str, new: &str) -> String {
    let fixture = Fixture::new(text);
    match rename(&fixture.db, fixture.file, fixture.offset, new) {
        Ok(edits) => fixture.after(&edits),
        Err(why) => why,
    }
}

#[test]
fn names_change_wherever_they_mean_the_same() {
    let mut count = 0;
    for page in ["rename/items.cases", "rename/bindings.cases"] {
        let page = Page::read(page);
        page.holds(|case, new| renamed(&case.text, new));
        count += page.cases.len();
    }
    assert!(count >= 30, "{count} cases");
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
fn a_program_with_a_renamed_binding_has_no_errors_either() {
    let mut renamed = 0;
    for text in sample(9) {
        let fixture = Fixture::new(&text);
        let (db, file) = (&fixture.db, fixture.file);
        if !fixture.errors().is_empty() {
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
            let changed = fixture.after(&there);
            let errors = Fixture::new(&changed).errors();
            assert_eq!(errors, [] as [String; 0], "`{old}` became\n{changed}\nof\n{text}");
            renamed += 1;
        }
    }
    assert!(renamed > 30, "{renamed} names in all");
}
