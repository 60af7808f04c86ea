//! Schemas that no value fits at once.

use serde_json::Value;

use super::{
    known::{Known, Node, Types},
    prover::Prover,
    scalars::{is_above, number_range, text_range},
};

/// Levels of fields that are looked at to tell two schemas apart: a discriminator lies on top.
const DEEPEST_FIELD: u32 = 2;

impl<'a> Prover<'a> {
    /// Whether surely no value of which this is known fits the schema.
    pub(super) fn is_apart(&mut self, known: &Known<'a>, schema: Node<'a>) -> bool {
        self.alone(|prover| {
            prover.deeper(|prover| {
                let both = prover.with(known, schema);
                both.iter().all(|both| prover.is_none(both, DEEPEST_FIELD))
            })
        })
    }

    /// Whether surely there is no such value.
    pub(super) fn is_impossible(&mut self, known: &Known<'a>) -> bool {
        self.deeper(|prover| prover.is_none(known, DEEPEST_FIELD))
    }

    fn is_none(&mut self, known: &Known<'a>, levels: u32) -> bool {
        if known.types.is_empty() {
            return true;
        }
        if !self.may_go_on() {
            return false;
        }
        if self.values(known).is_some_and(|values| values.is_empty()) {
            return true;
        }
        let mut left = known.types;
        if number_range(known).is_some_and(|(low, high)| is_above(low, high)) {
            left = left.without(Types::NUMBER);
        }
        if text_range(known, "minLength", "maxLength").is_some_and(|(low, high)| low > high) {
            left = left.without(Types::STRING);
        }
        if text_range(known, "minItems", "maxItems").is_some_and(|(low, high)| low > high) {
            left = left.without(Types::ARRAY);
        }
        if levels > 0 && left.has(Types::OBJECT) && self.lacks_a_field(known, levels) {
            left = left.without(Types::OBJECT);
        }
        if left.is_empty() {
            return true;
        }
        let known = known.of_types(left);
        known.nots.iter().any(|not| {
            let inner = Known { nots: Vec::new(), ..known.clone() };
            self.alone(|prover| prover.deeper(|prover| prover.fits(&inner, *not)))
        })
    }

    /// Whether a field is needed that can't be there.
    fn lacks_a_field(&mut self, known: &Known<'a>, levels: u32) -> bool {
        let needed = known.all("required").filter_map(Value::as_array).flatten();
        let names: Vec<&str> = needed.filter_map(Value::as_str).collect();
        names.into_iter().any(|name| {
            let schemas = self.field(known, name);
            let ways = self.ways(&schemas);
            self.deeper(|prover| ways.iter().all(|way| prover.is_none(way, levels - 1)))
        })
    }
}
