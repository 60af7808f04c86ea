//! `std.text`, beside `str`.

use proptest::{prop_assert, prop_assert_eq};
use serde_json::json;

use super::{Applied, runner};

/// Texts in which marks, blanks and letters beyond ASCII are common.
const TEXT: &str = "[ab =.!?\u{a0}\n\tÄßł🍵]{0,40}";

#[test]
fn a_text_on_one_line_is_its_words() {
    let applied = Applied::new("text", "single_line", "t: string", "string", "single_line(t)");
    let check = |text: String| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(applied.of(json!({ "t": text })), json!(words));
        Ok(())
    };
    runner().run(&TEXT, check).expect("it is what Rust says");
}

#[test]
fn a_text_is_taken_apart_as_rust_does() {
    let applied = Applied::new(
        "text",
        "after, before, occurrences",
        "t: string, m: string(1..)",
        "json",
        "[before(t, m), after(t, m), occurrences(t, m)]",
    );
    let check = |(text, mark): (String, String)| {
        let (before, after) = text.split_once(&mark).unwrap_or((&text, ""));
        let expected = json!([before, after, text.matches(&mark).count()]);
        prop_assert_eq!(applied.of(json!({ "t": text, "m": mark })), expected);
        Ok(())
    };
    runner().run(&(TEXT, "[ab =]{1,2}"), check).expect("it is what Rust says");
}

#[test]
fn a_shortened_text_is_short_and_begins_as_the_text_does() {
    let applied =
        Applied::new("text", "shorten", "t: string, n: int(1..)", "string", "shorten(t, n)");
    let check = |(text, limit): (String, usize)| {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = applied.of(json!({ "t": text, "n": limit }));
        let found = found.as_str().expect("it is a text");
        prop_assert!(found.chars().count() <= limit, "{found:?}");
        match found.strip_suffix('…') {
            Some(kept) => prop_assert!(line.starts_with(kept) && line.chars().count() > limit),
            None => prop_assert_eq!(found, &line),
        }
        Ok(())
    };
    runner().run(&(TEXT, 1..50_usize), check).expect("it holds");
}

#[test]
fn texts_are_as_alike_as_their_sets_of_words() {
    let applied =
        Applied::new("text", "similarity", "a: string, b: string", "float", "similarity(a, b)");
    let words = |text: &str| {
        let words = text.split(' ').filter(|it| !it.is_empty()).map(str::to_owned);
        words.collect::<std::collections::BTreeSet<_>>()
    };
    let check = |(left, right): (String, String)| {
        let (a, b) = (words(&left), words(&right));
        let either = a.union(&b).count();
        let expected = match either {
            0 => 1.0,
            _ => a.intersection(&b).count() as f64 / either as f64,
        };
        prop_assert_eq!(applied.of(json!({ "a": left, "b": right })), json!(expected));
        Ok(())
    };
    runner().run(&("[ab ]{0,12}", "[ab ]{0,12}"), check).expect("it is what sets say");
}
