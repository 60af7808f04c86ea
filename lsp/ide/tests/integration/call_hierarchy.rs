//! Who calls whom.

use orchestra_lsp_ide::{Calls, Symbol, callable, callees, callers};

use crate::fixture::Fixture;

const PROJECT: &str = "\
//- main.orch
use subnet acme
use capability search
use \"./shared.orch\" { worth }

template find(topic: string(1..=100)) -> int {
  let answer = call acme.find { query: topic }
  worth(answer.hits.len())
}

template twice(topic: string(1..=100)) -> int {
  let first = call find { topic }
  let second = call find { topic: \"tea\" }
  let pages = call search.web { query: topic }
  first + second + [1, 2].map(worth).sum()
}

test \"it finds\" {
  mock acme.find => fail timeout
  let found = call find { topic: \"tea\" } with { fallback: 0 }
  assert found == 0
}
//- shared.orch
fn worth(count: int) -> int { count * 2 }

fn unused() -> int { worth(1) }
";

/// `name: "text of a place" …`, a line each.
fn told(fixture: &Fixture, caller: Option<&Symbol>, found: &[Calls]) -> Vec<String> {
    let db = &fixture.db;
    let line = |calls: &Calls| {
        let from = match caller {
            Some(symbol) => symbol,
            None => &calls.other,
        };
        let name = match &calls.other {
            Symbol::Item(item) => item.name(db).to_string(),
            Symbol::Operation(slug, name) => format!("{slug}.{name}"),
            Symbol::Capability(name) => name.to_string(),
            other => panic!("{other:?} can't be called"),
        };
        let texts = calls.spans.iter().map(|span| match from {
            Symbol::Item(item) => item.file(db).text(db)[span.range()].to_owned(),
            other => panic!("{other:?} has no text"),
        });
        let texts: Vec<_> = texts.collect();
        format!("{name}: {}", texts.join(" ")).trim_end().to_owned()
    };
    found.iter().map(line).collect()
}

/// The symbol at the first place of `needle` in the file that has it.
fn at(fixture: &Fixture, needle: &str) -> Symbol {
    let places = fixture.files.values().find_map(|file| {
        let at = fixture.text(*file).find(needle)?;
        callable(&fixture.db, *file, at as u32)
    });
    places.unwrap_or_else(|| panic!("nothing is called at `{needle}`"))
}

#[test]
fn callers_are_those_that_really_call() {
    let fixture = Fixture::new(PROJECT);
    let told = |needle: &str| told(&fixture, None, &callers(&fixture.db, &at(&fixture, needle)));
    assert_eq!(told("find(topic"), ["twice: find find", "it finds: find"]);
    assert_eq!(told("worth(count"), ["find: worth", "twice: worth", "unused: worth"]);
    assert_eq!(told("find { query"), ["find: acme.find", "search.web by acme.find: acme.find"]);
    assert_eq!(told("web { query"), ["twice: search.web"]);
    assert_eq!(told("unused()"), [] as [&str; 0]);
}

#[test]
fn callees_stand_in_the_order_of_the_text_and_lead_on_to_providers() {
    let fixture = Fixture::new(PROJECT);
    let db = &fixture.db;
    let twice = at(&fixture, "twice(topic");
    let found = callees(db, &twice);
    assert_eq!(
        told(&fixture, Some(&twice), &found),
        ["find: find find", "search.web: search.web", "worth: worth"]
    );
    let capability = found[1].other.clone();
    let providers = callees(db, &capability);
    assert!(providers.len() > 1, "{providers:?}");
    let acme = providers.iter().find(|it| match &it.other {
        Symbol::Item(item) => &*item.name(db) == "search.web by acme.find",
        _ => false,
    });
    let provider = acme.expect("it provides").other.clone();
    let found = callees(db, &provider);
    assert_eq!(told(&fixture, Some(&provider), &found), ["acme.find: acme.find"]);
    assert_eq!(callers(db, &provider).len(), 1, "its capability");
    assert_eq!(callers(db, &provider)[0].other, capability);
    assert_eq!(callees(db, &found[0].other), [], "an operation is where it ends");
}

#[test]
fn what_cannot_be_called_has_no_calls() {
    let fixture = Fixture::new(PROJECT);
    let file = fixture.files["main.orch"];
    let text = fixture.text(file);
    for needle in ["topic: string", "answer =", "len()", "subnet acme"] {
        let offset = text.find(needle).expect("it is there") as u32;
        assert_eq!(callable(&fixture.db, file, offset), None, "{needle}");
    }
    let test = callable(&fixture.db, file, text.find("it finds").expect("it is there") as u32);
    assert_eq!(callees(&fixture.db, &test.expect("a test calls")).len(), 1);
}
