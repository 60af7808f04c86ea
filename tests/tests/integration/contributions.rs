//! What broken promises show beside their places: the largest parts, the argument without a size,
//! the cause in another file.

use orchestra_diagnostics::{Diagnostic, Span};
use orchestra_tests::{checked::Checked, corpus};

/// Labels of the only diagnostic of a case of `conformance/bounds`: the labelled text, and the words.
fn labels(case: &str) -> Vec<(String, String)> {
    let path = corpus::folder("conformance/bounds").join(case);
    let files: Vec<_> = match path.is_dir() {
        true => corpus::files(&path, ".orch"),
        false => vec![path],
    };
    let name = |index: usize| match files.len() {
        1 => "main.orch".to_owned(),
        _ => files[index].file_name().expect("a file has a name").to_string_lossy().into_owned(),
    };
    let texts: Vec<_> = (0..files.len()).map(|at| (name(at), corpus::read(&files[at]))).collect();
    let borrowed: Vec<_> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let all = Checked::with_mini_ledger(&borrowed).all_diagnostics();
    let [Diagnostic { labels, .. }] = &all[..] else { panic!("{all:#?}") };
    let text_at = |file: &str, span: Span| {
        let (_, text) = texts.iter().find(|(name, _)| name == file).expect("it is one of them");
        text[span.range()].to_owned()
    };
    labels.iter().map(|it| (text_at(&it.file, it.span), it.message.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(at, words)| ((*at).to_owned(), (*words).to_owned())).collect()
}

#[test]
fn the_dearest_calls_are_named_dearest_first() {
    // 10 × 0.01, 4 × 0.002, 0.002; acme.page costs less than these.
    let expected = [
        ("quill.search", "up to 0.1usd"),
        ("acme.find", "up to 0.008usd"),
        ("acme.find", "up to 0.002usd"),
    ];
    assert_eq!(labels("E0602-more-than-the-budget.orch"), pairs(&expected));
}

#[test]
fn a_template_that_is_called_is_one_part() {
    assert_eq!(labels("E0602-of-a-sub-template.orch"), pairs(&[("several", "up to 0.06usd")]));
}

#[test]
fn the_longest_steps_of_the_critical_path_are_named() {
    let found = labels("E0603-longer-than-the-deadline.orch");
    let words: Vec<_> = found.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(words, ["up to 50s", "up to 20s"]);
    assert!(found[0].0.starts_with("for topic in topics"), "{found:?}");
    assert_eq!(found[1].0, "acme.find");
}

#[test]
fn the_argument_without_a_size_is_named() {
    let expected = [("1usd", "promised here"), ("\"Say: ${question}\"", "of any length")];
    assert_eq!(labels("E0601-prompt-of-a-capability.orch"), pairs(&expected));
}

#[test]
fn a_cause_in_another_file_is_shown_there() {
    let expected = [("topics", "because of this")];
    assert_eq!(labels("E0601-in-another-file"), pairs(&expected));
}
