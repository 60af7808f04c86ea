//! Citations that lead somewhere: where a prompt numbers its sources (`[3] …`), an answer that
//! cites by number takes these numbers.

use std::collections::BTreeSet;

use orchestra_schema::Draw;
use serde_json::{Value, json};

use crate::dress::{collect, put};

/// Names of fields that hold numbers of sources.
const NAMES: [&str; 4] = ["source", "citation", "reference", "cite"];

/// The value with its citations renumbered, where the schema accepts that.
pub(crate) fn renumber(
    value: Value,
    input: &Value,
    draw: &mut Draw,
    accepts: impl Fn(&Value) -> bool,
) -> Value {
    let mut numbers = BTreeSet::new();
    collect(input, "", String::new(), &mut |_, _, leaf| {
        numbers.extend(leaf.as_str().into_iter().flat_map(numbered));
    });
    let numbers: Vec<u64> = numbers.into_iter().collect();
    if numbers.is_empty() {
        return value;
    }
    let mut places = Vec::new();
    collect(&value, "", String::new(), &mut |pointer, name, leaf| {
        let name = name.strip_suffix('s').unwrap_or(name);
        if leaf.is_u64() && NAMES.contains(&name) {
            places.push(pointer);
        }
    });
    let mut renumbered = value.clone();
    for pointer in places {
        put(&mut renumbered, &pointer, json!(draw.pick(&numbers)));
    }
    if accepts(&renumbered) { renumbered } else { value }
}

/// The numbers in brackets that begin a line.
fn numbered(text: &str) -> impl Iterator<Item = u64> {
    text.lines().filter_map(|line| {
        let line = line.trim_start().trim_start_matches(['-', '*']).trim_start();
        line.strip_prefix('[')?.split_once(']')?.0.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_from_the_prompt() {
        let input = json!({ "prompt": "Sources:\n- [4] One: x\n[7] Two: [9]\n[x] none" });
        let value = json!({ "findings": [{ "sources": [1, 2, 12], "score": 1 }] });
        let cited = renumber(value, &input, &mut Draw::new(1, &[]), |_| true);
        let sources = cited["findings"][0]["sources"].as_array().unwrap();
        assert!(sources.iter().all(|number| [json!(4), json!(7)].contains(number)), "{cited}");
        assert_eq!(cited["findings"][0]["score"], 1);
    }

    #[test]
    fn without_numbers_all_stays() {
        let value = json!({ "source": 3 });
        let same =
            renumber(value.clone(), &json!({ "prompt": "x" }), &mut Draw::new(1, &[]), |_| true);
        assert_eq!(same, value);
    }
}
