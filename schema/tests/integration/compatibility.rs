//! What is called harmless never refuses a value: thousands of random pairs of schemas, each tried
//! with thousands of random values.

use orchestra_schema::{Draw, Validator, compare};
use serde_json::{Value, json};

use crate::pairs::{guessed, mutated, schema, value_near};

const PAIRS: u64 = 4_000;
const STRANGERS: u64 = 800;

/// Values that are guessed from a schema, and others made of each.
const GUESSES: usize = 12;
const NEAR: usize = 4;

/// What a run over many pairs has seen.
#[derive(Debug, Default)]
struct Seen {
    pairs: usize,
    unchanged: usize,
    /// Pairs in which nothing is narrowed, or nothing widened, of those that read otherwise.
    harmless: usize,
    breaking: usize,
    /// Of the breaking ones, those for which a value was found that shows it.
    shown: usize,
    values: usize,
}

impl Seen {
    fn pair(&mut self, seed: u64, old: &Value, new: &Value) {
        let (Ok(before), Ok(after)) = (Validator::new(old), Validator::new(new)) else { return };
        let found = compare(old, new).expect("both can be validated against");
        self.pairs += 1;
        if old == new {
            self.unchanged += 1;
        }
        let values = values(seed, &[old, new]);
        let directions = [(&before, &after, &found.narrowed), (&after, &before, &found.widened)];
        for (from, to, misfits) in directions {
            let mut lost = None;
            for value in values.iter().filter(|value| from.accepts(value)) {
                self.values += 1;
                if !to.accepts(value) {
                    lost = Some(value);
                }
            }
            if misfits.is_empty() {
                let shown = format!("{seed}: {old}\nto {new}");
                assert!(lost.is_none(), "{shown}\nloses {lost:?}");
                self.harmless += usize::from(old != new);
            } else {
                self.breaking += 1;
                self.shown += usize::from(lost.is_some());
            }
        }
    }
}

/// Values that may fit one of the schemas, and others near them.
fn values(seed: u64, schemas: &[&Value]) -> Vec<Value> {
    let mut draw = Draw::new(seed, &["values"]);
    let mut values = vec![Value::Null, json!({}), json!([])];
    for schema in schemas {
        for _ in 0..GUESSES {
            let guess = guessed(schema, schema, &mut draw, 6);
            let mut near = guess.clone();
            for _ in 0..NEAR {
                near = value_near(if draw.below(3) == 0 { &near } else { &guess }, &mut draw);
                values.push(near.clone());
            }
            values.push(guess);
        }
    }
    values
}

#[test]
fn nothing_that_is_called_harmless_refuses_a_value() {
    let mut seen = Seen::default();
    for seed in 0..PAIRS {
        let mut draw = Draw::new(seed, &["pairs"]);
        let old = schema(&mut draw, 3);
        let new = mutated(&old, &mut draw);
        seen.pair(seed, &old, &new);
    }
    println!("{seen:?}");
    assert!(seen.pairs > 3_500, "{seen:?}");
    assert!(seen.values > 100_000, "{seen:?}");
    // Else the law would hold of a procedure that calls everything breaking.
    let verdicts = seen.harmless + seen.breaking;
    assert!(seen.harmless * 5 > verdicts * 2, "{seen:?}");
    // Where a value was lost is the larger part of what is called breaking.
    assert!(seen.shown * 2 > seen.breaking, "{seen:?}");
}

#[test]
fn schemas_that_have_nothing_to_do_with_each_other_keep_the_law() {
    let mut seen = Seen::default();
    for seed in 0..STRANGERS {
        let mut draw = Draw::new(seed, &["strangers"]);
        let (old, new) = (schema(&mut draw, 2), schema(&mut draw, 2));
        seen.pair(seed, &old, &new);
    }
    println!("{seen:?}");
    assert!(seen.harmless > 50 && seen.breaking > 800, "{seen:?}");
}

#[test]
fn every_schema_is_compatible_with_itself_however_it_is_said() {
    for seed in 0..600 {
        let mut draw = Draw::new(seed, &["same"]);
        let old = schema(&mut draw, 3);
        // A reference would lead elsewhere.
        if Validator::new(&old).is_err() || old.to_string().contains("$ref") {
            continue;
        }
        for new in [
            json!({ "allOf": [old.clone()] }),
            json!({ "$defs": { "it": old.clone() }, "$ref": "#/$defs/it" }),
            json!({ "anyOf": [old.clone(), false] }),
        ] {
            let found = compare(&old, &new).expect("both can be validated against");
            assert_eq!(found.narrowed, [], "{seed}: {old}\nto {new}");
            assert_eq!(found.widened, [], "{seed}: {old}\nto {new}");
        }
    }
}
