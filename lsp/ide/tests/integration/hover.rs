//! What is said of a name: pages of cases in `tests/hover/`.
//!
//! What a page is, [`crate::cases`] says. Lines that begin with `//? ` say here, with texts cut at ` ; `:
//!
//! - `on: word`: what the words are about.
//! - `says: a` and `lacks: a`: anywhere in the words. `none`: nothing is said.

use orchestra_lsp_ide::{hover, ledger_page};

use crate::{
    cases::{Case, Page},
    fixture::Fixture,
};

/// What is wrong with a claim; none if it holds.
fn refuted(case: &Case, claim: &str) -> Option<String> {
    let fixture = Fixture::new(&case.text);
    let found = hover(&fixture.db, fixture.file, fixture.offset);
    let (kind, rest) = claim.split_once(':').unwrap_or((claim, ""));
    let mut words = rest.split(" ; ").map(str::trim);
    if kind == "none" {
        return found.map(|it| format!("it says {}", it.markdown));
    }
    let Some(found) = found else { return Some("nothing is said".to_owned()) };
    let said = found.markdown;
    match kind {
        "on" => {
            let text = &fixture.text(fixture.file)[found.span.range()];
            (text != rest.trim()).then(|| format!("it is about `{text}`"))
        }
        "says" => words
            .find(|word| !said.contains(word))
            .map(|word| format!("it doesn't say `{word}`, but\n{said}")),
        "lacks" => {
            words.find(|word| said.contains(word)).map(|word| format!("it says `{word}`:\n{said}"))
        }
        other => panic!("no such claim: {other}"),
    }
}

#[test]
fn names_say_what_they_mean() {
    let mut wrong = String::new();
    let mut count = 0;
    for page in ["hover/names.cases", "hover/ledger.cases"] {
        for case in Page::read(page).cases {
            assert!(!case.claims.is_empty(), "`{}` claims nothing", case.title);
            for why in case.claims.iter().filter_map(|claim| refuted(&case, claim)) {
                wrong += &format!("{}: {why}\n", case.title);
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 40, "{count} cases");
}

#[test]
fn a_page_of_the_ledger_lists_what_a_subnet_offers() {
    let fixture = Fixture::new("const A: int = 1\n");
    let page = |name: &str| ledger_page(&fixture.db, name).unwrap_or_default();
    insta::assert_snapshot!(page("acme"), @r"
    **Acme** (`acme`), subnet 1, listed

    An invented service that finds pages and writes text.

    - `acme.find`: Finds pages.
    - `acme.find_old`: Finds pages in the old way.
    - `acme.page`: The text of a page.
    - `acme.facts`: What is known of a name: persons and places.
    - `acme.chat`: Continues a conversation.
    ");
    assert_eq!(page("nobody"), "");
    assert_eq!(page("acme.nothing"), "");
}
