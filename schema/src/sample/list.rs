//! Lists: as long as is usual, asked for, or demanded.

use serde_json::Value;

use super::Sampler;

/// Items of a list that nobody asked a length of.
const FEWEST: usize = 2;
const USUAL: usize = 4;

/// The longest list that is drawn on a caller's wish, and on a schema's demand.
const LONGEST_WISH: usize = 50;
const LONGEST: usize = 2_000;

/// How often an item is drawn that must differ from the others.
const TRIALS: usize = 12;

impl Sampler<'_> {
    pub(super) fn list(&mut self, flat: &Value, depth: usize) -> Value {
        let number = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let tuple = match (flat.get("prefixItems"), flat.get("items")) {
            (Some(Value::Array(schemas)), _) | (None, Some(Value::Array(schemas))) => &schemas[..],
            _ => &[],
        };
        let rest = if flat.get("prefixItems").is_some() || tuple.is_empty() {
            flat.get("items")
        } else {
            flat.get("additionalItems")
        };
        let contains = flat.get("contains");
        let least = size(number("minItems").unwrap_or(0)).min(LONGEST);
        let least = least.max(usize::from(contains.is_some()));
        let most = size(number("maxItems").unwrap_or(u64::MAX));
        let most = if rest == Some(&Value::Bool(false)) { most.min(tuple.len()) } else { most };
        let count = self.length(least.max(tuple.len().min(most)), most, depth);
        let is_unique = flat.get("uniqueItems") == Some(&Value::Bool(true));

        self.lists += 1;
        let mut items = Vec::new();
        for index in 0..count {
            if self.is_exhausted() {
                break;
            }
            let any = Value::Bool(true);
            let schema = match (tuple.get(index), contains) {
                (Some(schema), _) => schema,
                (None, Some(wanted)) if index == tuple.len() => wanted,
                _ => rest.unwrap_or(&any),
            };
            let mut item = self.value(schema, depth + 1);
            for _ in 0..TRIALS {
                if !is_unique || !items.contains(&item) {
                    break;
                }
                item = self.value(schema, depth + 1);
            }
            if !is_unique || !items.contains(&item) {
                items.push(item);
            }
        }
        self.lists -= 1;
        Value::Array(items)
    }

    /// How many items are drawn, from `least` to `most`.
    fn length(&mut self, least: usize, most: usize, depth: usize) -> usize {
        if self.is_modest(depth) {
            return least;
        }
        let wish = self.hints.list_length.filter(|_| self.lists == 0);
        let usual = FEWEST + self.draw.below(USUAL - FEWEST + 1);
        wish.map_or(usual, |wish| wish.min(LONGEST_WISH)).min(most).max(least)
    }
}
