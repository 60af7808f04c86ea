//! `std.prompt`: what holds of every text.

use proptest::{prop_assert, prop_assert_eq};
use serde_json::json;

use super::{Applied, runner};

#[test]
fn pieces_are_short_enough_and_lose_no_letter() {
    let applied = Applied::new(
        "prompt",
        "pieces",
        "t: string, n: int(100..=100_000)",
        "string[]",
        "pieces(t, n)",
    );
    let check = |(text, size): (String, usize)| {
        let found = applied.of(json!({ "t": text, "n": size }));
        let found: Vec<&str> = found
            .as_array()
            .expect("they are a list")
            .iter()
            .filter_map(|it| it.as_str())
            .collect();
        for piece in &found {
            prop_assert!((1..=size).contains(&piece.chars().count()), "{piece:?}");
        }
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(letters(&found.concat()), letters(&text));
        Ok(())
    };
    let texts = "([ab.é]{1,60}[ .!?]|[ab]{1,120}|\n|\n\n|\r\n\r\n){0,12}";
    runner().run(&(texts, 100..200_usize), check).expect("it holds");
}

#[test]
fn no_material_closes_its_own_marks() {
    let applied =
        Applied::new("prompt", "material", "t: string", "string", "material(\"page\", t)");
    let mark = regex::Regex::new(r"(?i)<\s*/?\s*material").expect("the pattern is sound");
    let check = |text: String| {
        let found = applied.of(json!({ "t": text }));
        let found = found.as_str().expect("it is a text");
        prop_assert_eq!(mark.find_iter(found).count(), 2, "{}", found);
        Ok(())
    };
    let texts = "(<|</|< ?/ ?|material|MATERIAL|>| |\n|a){0,12}";
    runner().run(&texts, check).expect("it holds");
}

#[test]
fn an_abridged_text_is_short_and_has_both_ends() {
    let applied = Applied::new(
        "prompt",
        "abridged, estimated_tokens",
        "t: string, n: int(20..)",
        "json",
        "[abridged(t, n), estimated_tokens(t)]",
    );
    let check = |(text, limit): (String, usize)| {
        let count = text.chars().count();
        let found = applied.of(json!({ "t": text, "n": limit }));
        prop_assert_eq!(&found[1], &json!(count.div_ceil(4)));
        let found = found[0].as_str().expect("it is a text");
        prop_assert_eq!(found.chars().count(), count.min(limit));
        prop_assert_eq!(found.chars().next(), text.chars().next());
        prop_assert_eq!(found.chars().last(), text.chars().last());
        Ok(())
    };
    runner().run(&("[a-zé]{0,80}", 20..60_usize), check).expect("it holds");
}

#[test]
fn an_answer_that_is_a_label_means_it() {
    let applied =
        Applied::new("prompt", "chosen", "a: string, l: string[]", "string?", "chosen(a, l)");
    let check = |(labels, at, before): (Vec<String>, usize, String)| {
        let mut labels = labels;
        labels.sort();
        labels.dedup();
        let meant = &labels[at % labels.len()];
        let answer = format!("{before}{}.", meant.to_uppercase());
        let found = applied.of(json!({ "a": answer, "l": labels }));
        prop_assert_eq!(found, json!(meant), "{}", answer);
        Ok(())
    };
    let labels = proptest::collection::vec("[a-z]{3,6}", 1..5);
    runner().run(&(labels, 0..9_usize, "[ *\"]{0,3}"), check).expect("it holds");
}
