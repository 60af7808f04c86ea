//! What is shown in lines without being written.

use orchestra_diagnostics::Span;
use orchestra_lsp_ide::inlay_hints;

use crate::fixture::Fixture;

/// The text with its hints in `«»`.
fn shown(text: &str, range: Option<Span>) -> String {
    let fixture = Fixture::new(text);
    let mut text = fixture.text(fixture.file).to_string();
    let range = range.unwrap_or(Span::new(0, text.len() as u32));
    let hints = inlay_hints(&fixture.db, fixture.file, range, |_| true);
    for hint in hints.iter().rev() {
        text.insert_str(hint.offset as usize, &format!("«{}»", hint.label));
    }
    text
}

const TEXT: &str = "\
use subnet acme
use capability search

template find(topic: string(1..=100)) -> int {
  let answer = call acme.find { query: topic }
  answer.hits.len()
}

template all(topics: string(1..=100)[1..=3]) -> int {
  let counts = for topic in topics {
    let pages = call search.web { query: topic } else { hits: [] }
    pages.hits.len() + call find { topic }
  }
  counts.sum()
}
";

#[test]
fn calls_say_whom_they_ask_and_what_they_cost_and_bindings_their_types() {
    insta::assert_snapshot!(shown(TEXT, None));
}

#[test]
fn only_what_is_looked_at_has_hints() {
    let start = TEXT.find("counts.sum").expect("it is there") as u32;
    let range = Span::new(start, TEXT.len() as u32);
    assert_eq!(shown(TEXT, Some(range)), TEXT);
}

#[test]
fn a_template_that_is_wrong_keeps_the_hints_that_are_known() {
    let text = TEXT.replace("answer.hits.len()", "answer.hits.len() + nothing");
    let shown = shown(&text, None);
    assert!(shown.contains("let counts«: int[1..=3]»"), "{shown}");
    assert!(!shown.contains('≤'), "no plan, no price: {shown}");
}
