//! In what two JSON values differ, place by place: what a failed `ensure a == b` shows.
//!
//! Items of lists are aligned first, so that one item more doesn't make all that follow differ.

use std::fmt::Write as _;

use orchestra_diagnostics::terminal::escape_controls;
use serde_json::{Map, Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Differences that are shown; people read the first few, machines get them all.
const MOST_SHOWN: usize = 20;

/// Characters of one value that are shown.
const LONGEST_SHOWN: usize = 120;

/// Characters that two long texts show of what they have in common before they part.
const BEFORE_PARTING: usize = 20;

/// One place where two values differ.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    place: Vec<Step>,
    /// What stands there on the left; none where there is nothing.
    left: Option<Value>,
    /// What stands there on the right; none where there is nothing.
    right: Option<Value>,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    /// Counted on the left, or on the right where there is nothing on the left.
    Item(usize),
}

/// All differences, in the order of the left value; none where both are equal.
pub(super) fn differences(left: &Value, right: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), left, right, &mut found);
    found
}

/// The first differences as lines: the place, then what stands there left (`-`) and right (`+`).
pub(super) fn lines(differences: &[Difference], paint: impl Fn(char, String) -> String) -> String {
    let mut text = String::new();
    for difference in differences.iter().take(MOST_SHOWN) {
        if !difference.place.is_empty() {
            writeln!(text, "{}", escape_controls(&difference.path()))
                .expect("a String takes all text");
        }
        let (left, right) = difference.shown();
        for (sign, shown) in [('-', left), ('+', right)] {
            if let Some(shown) = shown {
                let line = paint(sign, format!("{sign} {}", escape_controls(&shown)));
                writeln!(text, "  {line}").expect("a String takes all text");
            }
        }
    }
    if differences.len() > MOST_SHOWN {
        let left = differences.len() - MOST_SHOWN;
        let places = if left == 1 { "place" } else { "places" };
        writeln!(text, "… and {left} {places} more").expect("a String takes all text");
    }
    text
}

impl Difference {
    /// `{ "at": "/hits/0/title", "left": …, "right": … }`; a side without a value lacks its key.
    pub(super) fn json(&self) -> Value {
        let steps = self.place.iter().map(|step| match step {
            Step::Field(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Item(index) => format!("/{index}"),
        });
        let mut json = json!({ "at": steps.collect::<String>() });
        for (side, value) in [("left", &self.left), ("right", &self.right)] {
            if let Some(value) = value {
                json[side] = value.clone();
            }
        }
        json
    }

    /// `.hits[0].title`, as the language would write it.
    fn path(&self) -> String {
        let steps = self.place.iter().map(|step| match step {
            Step::Field(name) if is_name(name) => format!(".{name}"),
            Step::Field(name) => format!("[{}]", Value::from(name.as_str())),
            Step::Item(index) => format!("[{index}]"),
        });
        steps.collect()
    }

    /// Both sides, short enough to be read.
    fn shown(&self) -> (Option<String>, Option<String>) {
        if let (Some(Value::String(left)), Some(Value::String(right))) = (&self.left, &self.right) {
            let common = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
            let skipped = match left.chars().count().max(right.chars().count()) > LONGEST_SHOWN {
                true => common.saturating_sub(BEFORE_PARTING),
                false => 0,
            };
            let shown = |text: &str| {
                let rest: String = text.chars().skip(skipped).collect();
                let dots = if skipped > 0 { "…" } else { "" };
                Some(format!("{dots}{}", cut(&Value::String(rest).to_string())))
            };
            return (shown(left), shown(right));
        }
        let shown = |side: &Option<Value>| side.as_ref().map(|value| cut(&value.to_string()));
        (shown(&self.left), shown(&self.right))
    }
}

fn compare(place: &mut Vec<Step>, left: &Value, right: &Value, found: &mut Vec<Difference>) {
    match (left, right) {
        (left, right) if left == right => {}
        (Value::Object(left), Value::Object(right)) => compare_fields(place, left, right, found),
        (Value::Array(left), Value::Array(right)) => compare_items(place, left, right, found),
        (left, right) => note(place, None, (Some(left), Some(right)), found),
    }
}

fn compare_fields(
    place: &mut Vec<Step>,
    left: &Map<String, Value>,
    right: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    for (name, value) in left {
        let step = Step::Field(name.clone());
        match right.get(name) {
            Some(other) => within(place, step, |place| compare(place, value, other, found)),
            None => note(place, Some(step), (Some(value), None), found),
        }
    }
    for (name, value) in right.iter().filter(|(name, _)| !left.contains_key(*name)) {
        note(place, Some(Step::Field(name.clone())), (None, Some(value)), found);
    }
}

fn compare_items(
    place: &mut Vec<Step>,
    left: &[Value],
    right: &[Value],
    found: &mut Vec<Difference>,
) {
    let texts = |side: &[Value]| side.iter().map(Value::to_string).collect::<Vec<_>>();
    for operation in capture_diff_slices(Algorithm::Myers, &texts(left), &texts(right)) {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (from_left, from_right) = (operation.old_range(), operation.new_range());
        let pairs = from_left.len().min(from_right.len());
        for (a, b) in from_left.clone().zip(from_right.clone()) {
            within(place, Step::Item(a), |place| compare(place, &left[a], &right[b], found));
        }
        for a in from_left.skip(pairs) {
            note(place, Some(Step::Item(a)), (Some(&left[a]), None), found);
        }
        for b in from_right.skip(pairs) {
            note(place, Some(Step::Item(b)), (None, Some(&right[b])), found);
        }
    }
}

fn within(place: &mut Vec<Step>, step: Step, inside: impl FnOnce(&mut Vec<Step>)) {
    place.push(step);
    inside(place);
    place.pop();
}

fn note(
    place: &[Step],
    step: Option<Step>,
    (left, right): (Option<&Value>, Option<&Value>),
    found: &mut Vec<Difference>,
) {
    let place = place.iter().cloned().chain(step).collect();
    found.push(Difference { place, left: left.cloned(), right: right.cloned() });
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The beginning of a long text.
pub(super) fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST_SHOWN {
        return text.to_owned();
    }
    text.chars().take(LONGEST_SHOWN - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(left: &Value, right: &Value, expected: &[&str]) {
        let shown = lines(&differences(left, right), |_, line| line);
        assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn equal_values_differ_nowhere() {
        for value in [json!(null), json!([1, { "a": [] }]), json!({ "a": 1, "b": "x" })] {
            assert_eq!(differences(&value, &value), []);
        }
        assert_eq!(differences(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })), []);
    }

    #[test]
    fn values_of_two_kinds_differ_as_a_whole() {
        shows(&json!(1), &json!("1"), &["  - 1", "  + \"1\""]);
        shows(&json!({}), &json!([]), &["  - {}", "  + []"]);
        shows(&json!(null), &json!(false), &["  - null", "  + false"]);
    }

    #[test]
    fn fields_are_changed_missing_and_extra() {
        shows(
            &json!({ "same": 1, "mood": 0.5, "gone": { "a": 1 } }),
            &json!({ "mood": 0.7, "same": 1, "odd key": [] }),
            &[".mood", "  - 0.5", "  + 0.7", ".gone", "  - {\"a\":1}", "[\"odd key\"]", "  + []"],
        );
    }

    #[test]
    fn an_item_more_doesnt_make_the_rest_differ() {
        let hit = |title: &str| json!({ "title": title });
        shows(
            &json!({ "hits": [hit("a"), hit("b"), hit("c")] }),
            &json!({ "hits": [hit("new"), hit("a"), hit("b"), hit("C")] }),
            &[".hits[0]", "  + {\"title\":\"new\"}", ".hits[2].title", "  - \"c\"", "  + \"C\""],
        );
        shows(&json!([1, 2, 3]), &json!([1, 3]), &["[1]", "  - 2"]);
        shows(&json!([[1]]), &json!([[1, 2]]), &["[0][1]", "  + 2"]);
    }

    #[test]
    fn long_texts_are_shown_where_they_part() {
        let before = "x".repeat(300);
        let (left, right) = (format!("{before}left"), format!("{before}right"));
        let lead = format!("…\"{}", "x".repeat(20));
        shows(
            &json!(left),
            &json!(right),
            &[&format!("  - {lead}left\""), &format!("  + {lead}right\"")],
        );
        let shown = lines(&differences(&json!(""), &json!(before)), |_, line| line);
        assert!(shown.lines().all(|line| line.chars().count() < 130), "{shown}");
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let (left, right): (Vec<_>, Vec<_>) = ((0..30).collect(), (100..130).collect());
        let found = differences(&json!(left), &json!(right));
        assert_eq!(found.len(), 30);
        let shown = lines(&found, |_, line| line);
        assert_eq!(shown.lines().count(), 20 * 3 + 1);
        assert_eq!(shown.lines().last(), Some("… and 10 places more"));
    }

    #[test]
    fn machines_get_pointers() {
        let found = differences(&json!({ "a/b": [1, 2] }), &json!({ "a/b": [1], "c": null }));
        let found: Vec<_> = found.iter().map(Difference::json).collect();
        assert_eq!(
            json!(found),
            json!([{ "at": "/a~1b/1", "left": 2 }, { "at": "/c", "right": null }])
        );
    }
}
